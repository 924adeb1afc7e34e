package statement_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/statement"
)

const today, tomorrow = "2026-03-10", "2026-03-11"

// good is a statement that agrees with itself: 100.00, then −40.00 and +5.00.
func good(edits ...func(*funds.BankStatement)) funds.BankStatement {
	s := funds.BankStatement{
		ID: "S1", From: today, To: tomorrow, Balanced: true, Opening: 100_00, Closing: 65_00,
		Lines: []funds.BankLine{
			{Place: "row 1", Day: today, BankPart: funds.BankPart{Amount: -40_00}, Running: 60_00, Runs: true},
			{Place: "row 2", Day: tomorrow, BankPart: funds.BankPart{Amount: 5_00}, Running: 65_00, Runs: true},
		},
	}
	return fixture.With(s, edits...)
}

func TestAStatementThatContradictsItselfIsRefusedByLine(t *testing.T) {
	t.Parallel()
	if err := statement.Check(good()); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		edit   func(*funds.BankStatement)
		reason funds.Reason
		place  string
	}{
		"its closing balance is another": {func(s *funds.BankStatement) { s.Closing++ }, statement.ReasonSum, "row 2"},
		"a running balance is another":   {func(s *funds.BankStatement) { s.Lines[0].Running++ }, statement.ReasonRunning, "row 1"},
		"a line is left out":             {func(s *funds.BankStatement) { s.Lines, s.Balanced = append(s.Lines, s.Lines[1]), false }, statement.ReasonRunning, "row 2"},
		"a day is none":                  {func(s *funds.BankStatement) { s.Lines[1].Day = "2026-02-30" }, statement.ReasonDays, "row 2"},
		"a day lies before it":           {func(s *funds.BankStatement) { s.Lines[0].Day = "2026-03-09" }, statement.ReasonDays, "row 1"},
		"a day lies after it":            {func(s *funds.BankStatement) { s.Lines[1].Day = "2026-03-12" }, statement.ReasonDays, "row 2"},
		"it ends before it begins":       {func(s *funds.BankStatement) { s.From, s.To = s.To, s.From }, statement.ReasonDays, "S1"},
		"it covers too many days":        {func(s *funds.BankStatement) { s.From = "2025-01-01" }, statement.ReasonTooLarge, "S1"},
		"it says nothing":                {func(s *funds.BankStatement) { s.Lines, s.Balanced = nil, false }, statement.ReasonNoLines, "S1"},
		"a line of nothing":              {func(s *funds.BankStatement) { s.Lines[0].Amount = 0 }, statement.ReasonTooLarge, "row 1"},
		"a line beyond all bounds":       {func(s *funds.BankStatement) { s.Lines[0].Amount = -funds.MaxAmount - 1 }, statement.ReasonTooLarge, "row 1"},
		"an opening balance beyond all":  {func(s *funds.BankStatement) { s.Opening = funds.MaxAmount + 1 }, statement.ReasonTooLarge, "S1"},
		"sums that leave all bounds": {func(s *funds.BankStatement) {
			s.Opening = funds.MaxAmount
			s.Lines[0].Amount = 1
			s.Lines[0].Runs = false
		}, statement.ReasonTooLarge, "row 1"},
		"a reference that is too long": {func(s *funds.BankStatement) { s.Lines[1].EndToEnd = strings.Repeat("x", funds.MaxBankReference+1) }, statement.ReasonRefLong, "row 2"},
		"parts that come to something else": {func(s *funds.BankStatement) {
			s.Lines[0].Parts = []funds.BankPart{{Amount: -10_00}, {Amount: -30_01}}
		}, statement.ReasonParts, "row 1"},
	} {
		var refused *funds.Error
		if err := statement.Check(good(test.edit)); !errors.As(err, &refused) || refused.Reason != test.reason || refused.Facts.Text != test.place {
			t.Errorf("%s: %v, want %s at %s", name, err, test.reason, test.place)
		}
	}
	parts := good(func(s *funds.BankStatement) { s.Lines[0].Parts = []funds.BankPart{{Amount: -10_00}, {Amount: -30_00}} })
	if err := statement.Check(parts); err != nil {
		t.Error(err)
	}
}

// act is a decision of a moment.
func act(commit string) funds.Act {
	return funds.Act{CommitID: commit, At: time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC), Actor: fixture.Admin}
}

// taken decides the files of days, one after the other, each as opening and closing balances, and gives the breaks.
func taken(t *testing.T, days ...[3]any) (chain funds.BankChain, gaps map[funds.BreakID]funds.Break, refused error) {
	t.Helper()
	gaps = map[funds.BreakID]funds.Break{}
	for i, day := range days {
		from, _ := day[0].(string)
		opening, _ := day[1].(int)
		closing, _ := day[2].(int)
		file := funds.BankFile{SHA256: strings.Repeat("a", i+1)}
		said := funds.BankStatement{ID: "S", From: from, To: from, Balanced: true, Opening: funds.Amount(opening), Closing: funds.Amount(closing)}
		if opening != closing {
			said.Lines = []funds.BankLine{{Place: "row 1", Day: from, BankPart: funds.BankPart{Amount: said.Closing - said.Opening}}}
		}
		prepared, err := statement.Prepare(act("c"), file, []statement.Read{{Account: "cmb", Said: said}})
		if err != nil {
			t.Fatal(err)
		}
		change, err := statement.Take(act("c"), file, prepared, map[string]funds.BankChain{"cmb": chain}, gaps)
		if err != nil {
			return chain, gaps, err
		}
		if change.Bank.Chains[0].From != chain.Version {
			t.Errorf("the chain is written over version %d, and has %d", change.Bank.Chains[0].From, chain.Version)
		}
		chain = change.Bank.Chains[0].To
		for _, b := range change.Bank.Breaks {
			gaps[b.To.ID] = b.To
		}
	}
	return chain, gaps, nil
}

func TestAStatementBeginsWithWhatTheOneBeforeEndsWith(t *testing.T) {
	t.Parallel()
	openGaps := func(gaps map[funds.BreakID]funds.Break) (amounts []funds.Amount) {
		for _, b := range gaps {
			if b.State == funds.BreakOpen {
				amounts = append(amounts, b.Amount)
			}
		}
		return amounts
	}
	for name, test := range map[string]struct {
		days [][3]any
		want []funds.Amount
	}{
		"in order":                              {[][3]any{{today, 0, 5}, {tomorrow, 5, 7}}, nil},
		"a later one comes first":               {[][3]any{{tomorrow, 5, 7}, {today, 0, 5}}, nil},
		"a gap":                                 {[][3]any{{today, 0, 5}, {tomorrow, 6, 7}}, []funds.Amount{1}},
		"a gap that a late statement fills":     {[][3]any{{today, 0, 5}, {"2026-03-12", 6, 7}, {tomorrow, 5, 6}}, nil},
		"a gap that a late one only moves":      {[][3]any{{today, 0, 5}, {"2026-03-12", 6, 7}, {tomorrow, 5, 8}}, []funds.Amount{-2}},
		"two of one day that fit":               {[][3]any{{today, 0, 5}, {today, 5, 7}, {tomorrow, 7, 7}}, nil},
		"two of one day, the later comes first": {[][3]any{{today, 5, 7}, {today, 0, 5}}, nil},
	} {
		_, gaps, err := taken(t, test.days...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		fixture.Same(t, openGaps(gaps), test.want)
	}
	for name, days := range map[string][][3]any{
		"the same day twice":             {{today, 0, 5}, {today, 0, 5}},
		"two of one day that do not fit": {{today, 0, 5}, {today, 6, 7}},
	} {
		chain, _, err := taken(t, days...)
		if funds.CodeOf(err) != funds.CodeInvalid || len(chain.Links) != 1 {
			t.Errorf("%s: %v, %d links", name, err, len(chain.Links))
		}
	}
}
