package flow_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/local/seed"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/statement"
)

const paidOn, dayAfter = "2026-03-10", "2026-03-11"

// books are payouts of one day, as the index of what was paid lists them.
type books []funds.Withdrawal

func (b books) Paid(_ context.Context, from, until time.Time, take func(funds.Withdrawal) error) error {
	for _, w := range b {
		if at := w.Payout.PaidAt; !at.Before(from) && at.Before(until) {
			if err := take(w); err != nil {
				return err
			}
		}
	}
	return nil
}

// paidCrowd are so many payouts by hand, all paid on one day.
func paidCrowd(h *flowtest.House, n int) books {
	begin := time.Date(2026, 3, 10, 0, 0, 0, 0, h.Flow.Policy.Zone)
	plan := seed.Plan{Seed: 1, Withdrawals: n * 3 / 2, Users: 7, From: begin, Until: begin.Add(20 * time.Hour)}
	h.Crowd(plan)
	var paid books
	for w := range plan.All() {
		if w.State == funds.StateCompleted && len(paid) < n {
			paid = append(paid, w)
		}
	}
	slices.SortFunc(paid, func(a, b funds.Withdrawal) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	h.Flow.Paid = paid
	return paid
}

// lineOf is a payout as the bank books it.
func lineOf(w funds.Withdrawal, edits ...func(*funds.BankLine)) funds.BankLine {
	line := funds.BankLine{Place: "row " + string(w.ID), Day: paidOn, BankPart: funds.BankPart{Amount: -w.Net(), EndToEnd: string(w.ID)}}
	for _, edit := range edits {
		edit(&line)
	}
	return line
}

// statementOf is a file with one statement, from one day to another, that agrees with itself.
func statementOf(hash, from, to string, opening funds.Amount, lines ...funds.BankLine) flow.StatementFile {
	said := funds.BankStatement{ID: hash, From: from, To: to, Balanced: true, Opening: opening, Closing: opening, Lines: lines}
	for i := range lines {
		lines[i].Place = fmt.Sprintf("row %d", i+1)
		said.Closing += lines[i].Amount
	}
	return flow.StatementFile{
		BankFile:   funds.BankFile{SHA256: hash, Name: hash + ".csv", Format: funds.BankCSV, Account: funds.DefaultAccount},
		Statements: []statement.Read{{Account: funds.DefaultAccount, Said: said}},
	}
}

// matched takes a file and matches all of it.
func matched(t *testing.T, h *flowtest.House, file flow.StatementFile) funds.KeptStatement {
	t.Helper()
	kept, err := h.Flow.TakeStatements(t.Context(), admin, file)
	if err != nil {
		t.Fatal(err)
	}
	done, err := h.Flow.MatchStatement(t.Context(), kept[0].ID, h.Clock.Now().Add(time.Minute))
	if err != nil || !done.Finished {
		t.Fatalf("%+v, %v", done, err)
	}
	return done
}

// breaksBy counts the open breaks of an account by their kinds.
func breaksBy(t *testing.T, h *flowtest.House) map[funds.BreakKind]int {
	t.Helper()
	ids, err := h.Store.OpenBreakIDs(t.Context(), funds.DefaultAccount, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	breaks, err := h.Store.Breaks(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[funds.BreakKind]int{}
	for _, b := range breaks {
		if b.State == funds.BreakOpen {
			kinds[b.Kind]++
		}
	}
	return kinds
}

// outcomes are the counts of a statement's lines, of all days.
func outcomes(kept funds.KeptStatement) map[funds.BankOutcome]int64 {
	counts := map[funds.BankOutcome]int64{}
	for _, day := range kept.Days {
		for outcome, tally := range day.Outcomes {
			counts[outcome] += tally.Count
		}
	}
	return counts
}

// The specification's own numbers: 1,000 paid, and a statement of 999 lines, one off by 0.01 and one doubled.
func TestAThousandPaidAndNineHundredAndNinetyNineLines(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	paid := paidCrowd(h, 1000)
	var lines []funds.BankLine
	for _, w := range paid[:998] {
		lines = append(lines, lineOf(w))
	}
	lines[0].Amount--
	lines = append(lines, lineOf(paid[500]))
	kept := matched(t, h, statementOf("hash-1", paidOn, dayAfter, 0, lines...))
	same(t, "lines", map[funds.BankOutcome]int64{funds.BankLineMatched: 997, funds.BankLineAmount: 1, funds.BankLineTwice: 1}, outcomes(kept))
	want := map[funds.BreakKind]int{funds.BreakAmount: 1, funds.BreakMissing: 2, funds.BreakTwice: 1}
	same(t, "breaks", want, breaksBy(t, h))
	again := matched(t, h, statementOf("hash-1", paidOn, dayAfter, 0, lines...))
	same(t, "the same file again", kept, again)
	same(t, "and its breaks", want, breaksBy(t, h))
}
