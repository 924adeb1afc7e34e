package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

const (
	failed, completed = funds.StateFailed, funds.StateCompleted
	paid, refused     = funds.GatewayWithdrawalPaid, funds.GatewayWithdrawalRefused
	cancelled, anew   = funds.GatewayWithdrawalCancelled, funds.GatewayWithdrawalNew
)

// told is a withdrawal of 100.00 with a fee of 1.00 about which the gateway has spoken after its end.
func told(state funds.State, gatewayState int, edits ...func(*funds.Withdrawal)) funds.Withdrawal {
	w := fixture.WithdrawalIn(state)
	w.Payout.GatewayState, w.Payout.WordAt = gatewayState, w.EndedAt.Add(time.Minute)
	return fixture.With(w, edits...)
}

func byHand(w *funds.Withdrawal)  { w.Payout.Kind = funds.PayoutManual }
func waiting(w *funds.Withdrawal) { w.NeedsAttention = true }
func untold(w *funds.Withdrawal)  { w.Payout.WordAt = time.Time{} }

func settledBy(amount funds.Amount) func(*funds.Withdrawal) {
	return func(w *funds.Withdrawal) { w.Settled, w.SettledAt = amount, w.EndedAt.Add(time.Hour) }
}

func TestWhatIsDueOfAWithdrawalThatHasEnded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		order    funds.Withdrawal
		due      funds.Amount
		reopened bool
	}{
		"given back, and paid by the gateway":      {told(failed, paid), -100_00, false},
		"given back, and refused":                  {told(failed, refused), 0, false},
		"given back, and open again":               {told(failed, anew), 0, true},
		"given back, paid, and a part taken":       {told(failed, paid, settledBy(-30_00)), -70_00, false},
		"given back, and taken, then refused":      {told(failed, refused, settledBy(-100_00)), 100_00, false},
		"completed, and paid":                      {told(completed, paid), 0, false},
		"completed, and refused":                   {told(completed, refused), 100_00, false},
		"completed, and cancelled by us":           {told(completed, cancelled), 100_00, false},
		"paid by hand, and by the gateway too":     {told(completed, paid, byHand), -99_00, false},
		"paid by hand, and refused by the gateway": {told(completed, refused, byHand), 0, false},
		"under way": {told(funds.StateProcessing, paid), 0, false},
		"an alarm that a program of before ended":                 {told(failed, paid, untold), 0, false},
		"an alarm of a program of before that waits":              {told(failed, paid, untold, waiting), -100_00, false},
		"open by a word of a program of before, and nobody waits": {told(failed, anew, untold), 0, false},
		"open by a word of a program of before that waits":        {told(failed, anew, untold, waiting), 0, true},
	} {
		if due, reopened := test.order.Due(), test.order.Reopened(); due != test.due || reopened != test.reopened {
			t.Errorf("%s: due %s, open again %v; want %s, %v", name, due.Fixed(), reopened, test.due.Fixed(), test.reopened)
		}
	}
}

func TestACallbackTellsNothingNewWhereDueStays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		order funds.Withdrawal
		state int
		knows bool
	}{
		"paid, of a completed one":       {told(completed, paid), paid, true},
		"refused, of a completed one":    {told(completed, paid), refused, false},
		"refused, of a failed one":       {told(failed, refused), cancelled, true},
		"paid, of a failed one":          {told(failed, refused), paid, false},
		"paid, of a failed one, settled": {told(failed, paid, settledBy(-100_00)), paid, true},
		"paid, of one under way":         {fixture.WithdrawalIn(funds.StateProcessing), paid, false},
	} {
		if got := test.order.Knows(test.state); got != test.knows {
			t.Errorf("%s: knows %v", name, got)
		}
	}
	for state, outcomes := range map[int]map[funds.Outcome]bool{
		paid:      {funds.OutcomePaid: true, funds.OutcomeRefused: false, funds.OutcomeOpen: false, funds.OutcomeAbsent: false},
		cancelled: {funds.OutcomePaid: false, funds.OutcomeRefused: true, funds.OutcomeUnknown: false},
		anew:      {funds.OutcomePaid: false, funds.OutcomeOpen: true},
	} {
		for outcome, same := range outcomes {
			if got := told(failed, state).Says(funds.Report{Outcome: outcome}); got != same {
				t.Errorf("after state %d the word %s is the same: %v", state, outcome, got)
			}
		}
	}
}

// toldOf is a recharge of 100.00 about which the gateway has spoken after its end.
func toldOf(state funds.RechargeState, gatewayState int, edits ...func(*funds.Recharge)) funds.Recharge {
	r := fixture.RechargeIn(state)
	r.GatewayState, r.WordAt = gatewayState, r.EndedAt.Add(time.Minute)
	return fixture.With(r, edits...)
}

func TestWhatIsDueOfARecharge(t *testing.T) {
	t.Parallel()
	credited, closed := funds.RechargeCredited, funds.RechargeClosed
	done, denied, opened := funds.GatewayDepositDone, funds.GatewayDepositRefused, funds.GatewayDepositProcessing
	came := func(amount funds.Amount) func(*funds.Recharge) {
		return func(r *funds.Recharge) { r.Received = amount }
	}
	taken := func(amount funds.Amount) func(*funds.Recharge) { return func(r *funds.Recharge) { r.Settled = amount } }
	asks := func(r *funds.Recharge) { r.NeedsAttention = true }
	before := func(r *funds.Recharge) { r.WordAt = time.Time{} }
	for name, test := range map[string]struct {
		order         funds.Recharge
		due, toSettle funds.Amount
	}{
		"credited, as the gateway says":                  {toldOf(credited, done), 0, 0},
		"credited, and less came":                        {toldOf(credited, done, came(80_00)), -20_00, -20_00},
		"credited, and more came":                        {toldOf(credited, done, came(120_00)), 20_00, 20_00},
		"credited, and denied":                           {toldOf(credited, denied), -100_00, -100_00},
		"credited, denied, and taken":                    {toldOf(credited, denied, taken(-100_00)), 0, 0},
		"credited, and open again":                       {toldOf(credited, opened), 0, 0},
		"credited, and denied to a program of before":    {toldOf(credited, denied, before), 0, 0},
		"closed by an admin, and paid":                   {toldOf(closed, done, came(0)), 100_00, 0},
		"closed by an admin, and paid, which is told":    {toldOf(closed, done, came(0), asks), 100_00, 100_00},
		"closed by an admin, given in advance, and paid": {toldOf(closed, done, came(0), taken(40_00)), 60_00, 60_00},
		"closed by an admin, given in advance, unpaid":   {toldOf(closed, denied, taken(40_00)), -40_00, 0},
		"refused":   {toldOf(funds.RechargeRefused, denied), 0, 0},
		"under way": {fixture.RechargeIn(funds.RechargeOpen), 0, 0},
	} {
		if due, toSettle := test.order.Due(), test.order.DueToSettle(); due != test.due || toSettle != test.toSettle {
			t.Errorf("%s: due %s, to settle %s; want %s, %s", name, due.Fixed(), toSettle.Fixed(), test.due.Fixed(), test.toSettle.Fixed())
		}
	}
}
