package job_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/job"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

var policy = funds.Policy{Zone: time.FixedZone("CST", 8*3600)}

// ledgers are the entries of a table, by segment, of which one is read in pages of two.
type ledgers map[int][]funds.Entry

func (l ledgers) LedgerPart(_ context.Context, segment, segments int, after string, from, until time.Time) (found []funds.Entry, next string, err error) {
	if segment >= segments {
		return nil, "", fmt.Errorf("segment %d of %d", segment, segments)
	}
	at, _ := strconv.Atoi(after)
	page := l[segment][at:min(at+2, len(l[segment]))]
	for _, entry := range page {
		if !entry.At.Before(from) && entry.At.Before(until) {
			found = append(found, entry)
		}
	}
	if at+2 < len(l[segment]) {
		next = strconv.Itoa(at + 2)
	}
	return found, next, nil
}

func tables() job.Tables {
	return job.Tables{
		CSV:  func(to io.Writer, header []string) (job.Table, error) { return sheet.CSV(to, header) },
		XLSX: func(to io.Writer, header []string) (job.Table, error) { return sheet.XLSX(to, header) },
	}
}

// entriesOf are those of some users around the month of October, by segment, and what October did to all balances.
func entriesOf() (all ledgers, want int, balance, frozen funds.Amount) {
	all = ledgers{}
	begin, end := time.Date(2026, 9, 30, 16, 0, 0, 0, time.UTC), time.Date(2026, 10, 31, 16, 0, 0, 0, time.UTC)
	moments := []time.Time{begin.Add(-time.Millisecond), begin, begin.Add(time.Hour), end.Add(-time.Millisecond), end, end.Add(time.Hour)}
	for segment := range 8 {
		if segment == 3 {
			continue
		}
		for i, at := range moments {
			entry := funds.Entry{
				UserID: "u" + strconv.Itoa(segment), Seq: int64(i + 1), Type: funds.EntryTypes()[i], At: at, Description: "=1+1\n房租",
				BalanceBefore: 100, BalanceAfter: funds.Amount(100 + segment*i*7 - 3), FrozenBefore: 5, FrozenAfter: funds.Amount(5 + i),
				RelatedType: funds.RelatedWithdrawal, RelatedID: "0012300020260331163000",
			}
			all[segment] = append(all[segment], entry)
			if !at.Before(begin) && at.Before(end) {
				want++
				balance += entry.BalanceEffect()
				frozen += entry.FrozenAfter - entry.FrozenBefore
			}
		}
	}
	return all, want, balance, frozen
}

func TestAMonthsFileSumsToTheMonthsEntries(t *testing.T) {
	t.Parallel()
	entries, want, balance, frozen := entriesOf()
	h := newHouse()
	h.Kinds = []job.Kind{job.Ledger(entries, func() funds.Policy { return policy }, tables(), h.now)}
	begun, err := h.Begin(t.Context(), asker, job.KindLedger, map[string]string{"month": "2026-10"})
	if err != nil {
		t.Fatal(err)
	}
	now := h.drive(t, begun.Job.ID)
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(h.files[now.File.Key], "\ufeff"))).ReadAll()
	if err != nil || len(lines) != want+1 || now.Counts[funds.CountDone] != int64(want) || now.File.Name != "ledger_2026-10.csv" {
		t.Fatalf("%d lines of %d, %v: %+v", len(lines), want, err, now)
	}
	var gotBalance, gotFrozen funds.Amount
	for _, line := range lines[1:] {
		effect, err := funds.ParseAmount(line[4])
		if err != nil {
			t.Fatal(err)
		}
		frozen, err := funds.ParseAmount(line[5])
		if err != nil {
			t.Fatal(err)
		}
		gotBalance, gotFrozen = gotBalance+effect, gotFrozen+frozen
	}
	if gotBalance != balance || gotFrozen != frozen {
		t.Errorf("the file's sums are %s and %s, those of the entries %s and %s", gotBalance.Fixed(), gotFrozen.Fixed(), balance.Fixed(), frozen.Fixed())
	}
	if first := lines[1]; first[0] != "2026-10-01 00:00:00" || first[10] != "'=1+1 房租" || first[12] != "=\"0012300020260331163000\"" {
		t.Errorf("the first line is %q", first)
	}
}

func TestAMonthUnderWayHasWhatHappenedUntilItWasAskedFor(t *testing.T) {
	t.Parallel()
	all := ledgers{0: {{UserID: "u1", Seq: 1, At: someTime.Add(-time.Second)}, {UserID: "u1", Seq: 2, At: someTime}}}
	h := newHouse()
	h.Kinds = []job.Kind{job.Ledger(all, func() funds.Policy { return policy }, tables(), h.now)}
	begun, err := h.Begin(t.Context(), asker, job.KindLedger, map[string]string{"month": "2026-11", "format": "xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	now := h.drive(t, begun.Job.ID)
	if now.Counts[funds.CountDone] != 1 || now.File.Name != "ledger_2026-11.xlsx" || !bytes.HasPrefix([]byte(h.files[now.File.Key]), []byte("PK")) {
		t.Errorf("%+v", now)
	}
}

func TestAMonthIsOneThatHasBegun(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.Kinds = []job.Kind{job.Ledger(ledgers{}, func() funds.Policy { return policy }, tables(), h.now)}
	for _, given := range []map[string]string{{}, {"month": "2026-13"}, {"month": "2026-1"}, {"month": "2026-12"}, {"month": "2026-10", "format": "pdf"}} {
		if _, err := h.Begin(t.Context(), asker, job.KindLedger, given); funds.CodeOf(err) != funds.CodeInvalid {
			t.Errorf("%v: %v", given, err)
		}
	}
}
