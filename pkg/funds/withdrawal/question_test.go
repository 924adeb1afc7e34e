package withdrawal_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func TestAnAnswerCountsForWhatItWasAskedAbout(t *testing.T) {
	t.Parallel()
	const life, grace = 15 * time.Second, 5 * time.Second
	asked := fixture.Late
	sentAgain := func(w *funds.Withdrawal) { w.Payout.Attempt++ }
	calledBack := func(w *funds.Withdrawal) { w.Watch.HeardAt = asked.Add(time.Millisecond) }
	calledUnpaid := func(w *funds.Withdrawal) { w.Watch.UnpaidAt = asked.Add(time.Millisecond) }
	seen := func(w *funds.Withdrawal) { w.Payout.Seen = true }
	endedAt := func(at time.Time) func(*funds.Withdrawal) {
		return func(w *funds.Withdrawal) { w.State, w.EndedAt = funds.StateFailed, at }
	}
	type in map[funds.Outcome]funds.Outcome
	all := func(except in) in {
		counts := in{}
		for _, outcome := range []funds.Outcome{
			fixture.Unknown, fixture.Open, fixture.Paid, fixture.Refused, fixture.Declined, fixture.Absent, funds.OutcomeUnsent,
		} {
			counts[outcome] = outcome
			if is, ok := except[outcome]; ok {
				counts[outcome] = is
			}
		}
		return counts
	}
	nothing := in{fixture.Declined: fixture.Unknown, fixture.Absent: fixture.Unknown, funds.OutcomeUnsent: fixture.Unknown}
	ofTheClaim := in{fixture.Declined: fixture.Unknown, fixture.Absent: fixture.Unknown, funds.OutcomeUnsent: fixture.Unknown, fixture.Refused: fixture.Unknown}
	for name, test := range map[string]struct {
		after time.Duration
		since func(*funds.Withdrawal)
		want  in
	}{
		"at once":                                  {0, nil, all(nil)},
		"as long as it lives":                      {life, nil, all(nil)},
		"a moment longer":                          {life + 1, nil, all(nothing)},
		"after another send":                       {0, sentAgain, all(ofTheClaim)},
		"after a callback that says paid":          {0, calledBack, all(nothing)},
		"after a callback that says unpaid":        {0, calledUnpaid, all(nothing)},
		"after a callback about what was not sent": {0, seen, all(nothing)},
		"after an end within the grace":            {0, endedAt(asked.Add(-grace + 1)), all(in{fixture.Open: fixture.Unknown})},
		"after an end that came later":             {0, endedAt(asked.Add(time.Second)), all(in{fixture.Open: fixture.Unknown})},
		"after an end before the grace":            {0, endedAt(asked.Add(-grace)), all(nil)},
	} {
		order := fixture.WithdrawalIn(funds.StateProcessing)
		question := withdrawal.QuestionAbout(order, asked)
		if test.since != nil {
			test.since(&order)
		}
		for outcome, want := range test.want {
			answer := funds.Report{Outcome: outcome, State: 7, Exists: true, Detail: "d"}
			got := question.Word(fixture.Act(fixture.Machine, asked.Add(test.after)), order, answer, grace)
			if got.Outcome != want {
				t.Errorf("%s: %s counts as %s, want %s", name, outcome, got.Outcome, want)
			}
			if got.Detail != "d" || (got.Outcome == outcome && outcome != fixture.Unknown && (!got.Asked.Equal(asked) || !got.Exists || got.State != 7)) {
				t.Errorf("%s: of %s is left %+v", name, outcome, got)
			}
		}
	}
}
