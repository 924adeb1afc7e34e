package withdrawal_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// What has ended is asked about at most once in the interval, and one user's orders together no more often; a completed
// one has its answer, and one that was never sent has none.
func TestWhatHasEndedMayBeAskedAboutOnceInTheIntervalForEachUser(t *testing.T) {
	t.Parallel()
	never := func(w *funds.Withdrawal) { w.Payout.Attempt = 0 }
	as := func(*funds.Withdrawal) {}
	tests := []struct {
		name           string
		state          funds.State
		edit           func(*funds.Withdrawal)
		order, another time.Duration // since this order, and another of the user's, was asked about
		want           *funds.Error
	}{
		{"failed", funds.StateFailed, as, time.Hour, time.Hour, nil},
		{"failed, and asked just long ago", funds.StateFailed, as, fixture.Interval, fixture.Interval, nil},
		{"failed, and asked lately", funds.StateFailed, as, fixture.Interval - 1, time.Hour, fixture.Coded(funds.CodeTooEarly)},
		{"failed, and another asked lately", funds.StateFailed, as, time.Hour, fixture.Interval - 1, fixture.Coded(funds.CodeTooEarly)},
		{"processing, and another asked lately", funds.StateProcessing, as, time.Hour, 0, nil},
		{"completed", funds.StateCompleted, as, time.Hour, time.Hour, funds.ErrIllegal},
		{"approved", funds.StateApproved, as, time.Hour, time.Hour, funds.ErrIllegal},
		{"rejected, never sent", funds.StateRejected, never, time.Hour, time.Hour, funds.ErrIllegal},
		{"failed, never sent", funds.StateFailed, never, time.Hour, time.Hour, funds.ErrIllegal},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := fixture.With(fixture.WithdrawalIn(test.state), test.edit, func(w *funds.Withdrawal) { w.Watch.AskedAt = fixture.Late.Add(-test.order) })
			wallet := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.AskedAt = fixture.Late.Add(-test.another) })
			change, ok, err := withdrawal.Ask(fixture.Act(funds.System("check"), fixture.Late), wallet, w, fixture.Policy())
			if err != nil || ok != (test.want == nil) || change.Empty() == ok {
				t.Errorf("a check asks: %v, %v", ok, err)
			}
			change, err = withdrawal.AskAgain(fixture.Act(fixture.Admin, fixture.Late), wallet, w, fixture.Policy())
			if test.want != nil {
				fixture.RefusedAs(t, change, err, test.want)
				return
			}
			change = fixture.MustDecide(t, change, err)
			ended := test.state.Final()
			if (change.Wallet != nil) != ended || !change.Withdrawal.To.Watch.AskedAt.Equal(fixture.Late) || change.Withdrawal.To.State != test.state || len(change.Lines) != 0 {
				t.Errorf("wrote %+v", change)
			}
			if ended && !change.Wallet.To.AskedAt.Equal(fixture.Late) {
				t.Errorf("the user is asked for as of %v", change.Wallet.To.AskedAt)
			}
			if change.Audit == nil || change.Audit.Action != "ask" || change.Audit.Module != "withdraw" {
				t.Errorf("the audit record is %+v", change.Audit)
			}
			_, err = withdrawal.AskAgain(fixture.Act(fixture.Self, fixture.Late), wallet, w, fixture.Policy())
			fixture.RefusedAs(t, funds.Change{}, err, funds.ErrForbidden)
		})
	}
}
