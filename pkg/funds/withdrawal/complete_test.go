package withdrawal_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// differing are the names of the fields in which two structs differ.
func differing[T any](before, after T) (names []string) {
	was, is := reflect.ValueOf(before), reflect.ValueOf(after)
	for i := range was.NumField() {
		if !reflect.DeepEqual(was.Field(i).Interface(), is.Field(i).Interface()) {
			names = append(names, was.Type().Field(i).Name)
		}
	}
	return names
}

// written is what a change writes, in the words of the document's table.
func written(wallet funds.Wallet, order funds.Withdrawal, change funds.Change) map[string][]string {
	items := map[string][]string{
		"wallet": differing(wallet, change.Wallet.To), "withdrawal": differing(order, change.Withdrawal.To),
		"entries": nil, "lines": nil, "number": nil,
	}
	for _, entry := range change.Entries {
		items["entries"] = append(items["entries"], string(entry.Type))
	}
	for _, line := range change.Lines {
		items["lines"] = append(items["lines"], string(line.Command))
	}
	if change.Number.Some() {
		items["number"] = []string{"claimed"}
	}
	return items
}

// documented are the rows of the table of docs/architecture.md: for each item what a cell names.
func documented(t *testing.T, column int) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, below, found := strings.Cut(string(text), "\n## What complete writes\n")
	if !found {
		t.Fatal("the document has no such section")
	}
	below, _, _ = strings.Cut(below, "\n## ")
	items := map[string][]string{}
	for line := range strings.Lines(below) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || strings.Contains(line, "---") || strings.TrimSpace(cells[1]) == "item" {
			continue
		}
		items[strings.TrimSpace(cells[1])] = regexp.MustCompile("[A-Za-z]+").FindAllString(cells[column], -1)
	}
	return items
}

func TestWhatCompleteWritesIsWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	const byGateway, byHand = 2, 3
	wallet, late := fixture.WalletOf(), fixture.Created.Add(time.Hour)
	wallet.UpdatedAt = fixture.Created
	sent := fixture.WithdrawalIn(funds.StateProcessing)
	report := funds.Report{Outcome: funds.OutcomePaid, State: funds.GatewayWithdrawalPaid, Detail: "d"}
	settled, err := withdrawal.Settle(fixture.Act(fixture.Machine, late), wallet, sent, report, fixture.Policy())
	settled = fixture.MustDecide(t, settled, err)
	approved := fixture.WithdrawalIn(funds.StateApproved)
	paid, err := withdrawal.PayManually(fixture.Act(fixture.Admin, late), wallet, approved, funds.Transfer{Number: "TX-1"}, fixture.Policy())
	paid = fixture.MustDecide(t, paid, err)
	for name, test := range map[string]struct{ want, got map[string][]string }{
		"by the gateway's word": {documented(t, byGateway), written(wallet, sent, settled)},
		"by hand":               {documented(t, byHand), written(wallet, approved, paid)},
	} {
		for item := range test.got {
			slices.Sort(test.want[item])
			slices.Sort(test.got[item])
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fixture.Same(t, test.got, test.want)
		})
	}
}
