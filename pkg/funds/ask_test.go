package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const interval = 10 * time.Second

// What has ended is asked about at most once in the interval, and of one user's orders so many at all; a completed
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
		{"failed, and asked just long ago", funds.StateFailed, as, interval, interval, nil},
		{"failed, and asked lately", funds.StateFailed, as, interval - 1, time.Hour, coded(funds.CodeTooEarly)},
		{"failed, and another asked lately", funds.StateFailed, as, time.Hour, interval - 1, coded(funds.CodeTooEarly)},
		{"processing, and another asked lately", funds.StateProcessing, as, time.Hour, 0, nil},
		{"completed", funds.StateCompleted, as, time.Hour, time.Hour, funds.ErrIllegal},
		{"approved", funds.StateApproved, as, time.Hour, time.Hour, funds.ErrIllegal},
		{"rejected, never sent", funds.StateRejected, never, time.Hour, time.Hour, funds.ErrIllegal},
		{"failed, never sent", funds.StateFailed, never, time.Hour, time.Hour, funds.ErrIllegal},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := with(withdrawalIn(test.state), test.edit, func(w *funds.Withdrawal) { w.Watch.AskedAt = late.Add(-test.order) })
			wallet := with(walletOf(), func(w *funds.Wallet) { w.AskedAt = late.Add(-test.another) })
			change, ok, err := funds.Ask(actOf(funds.System("check"), late), wallet, w, testPolicy())
			if err != nil || ok != (test.want == nil) || change.Empty() == ok {
				t.Errorf("a check asks: %v, %v", ok, err)
			}
			change, err = funds.AskAgain(actOf(admin, late), wallet, w, testPolicy())
			if test.want != nil {
				refusedAs(t, change, err, test.want)
				return
			}
			change = mustDecide(t, change, err)
			ended := test.state.Final()
			if (change.Wallet != nil) != ended || !change.Withdrawal.To.Watch.AskedAt.Equal(late) || change.Withdrawal.To.State != test.state || len(change.Lines) != 0 {
				t.Errorf("wrote %+v", change)
			}
			if ended && !change.Wallet.To.AskedAt.Equal(late) {
				t.Errorf("the user is asked for as of %v", change.Wallet.To.AskedAt)
			}
			if change.Audit == nil || change.Audit.Action != "ask" || change.Audit.Module != "withdraw" {
				t.Errorf("the audit record is %+v", change.Audit)
			}
			_, err = funds.AskAgain(actOf(self, late), wallet, w, testPolicy())
			refusedAs(t, funds.Change{}, err, funds.ErrForbidden)
		})
	}
}

func TestARechargeThatHasEndedUnpaidMayBeAskedAbout(t *testing.T) {
	t.Parallel()
	for _, state := range funds.RechargeStates() {
		for name, test := range map[string]struct {
			order, another time.Duration
			bounded        bool
		}{
			"long ago":                      {interval, interval, false},
			"this one lately":               {interval - 1, time.Hour, true},
			"another of the user's, lately": {time.Hour, interval - 1, !state.Waiting()},
		} {
			r := with(rechargeIn(state), func(r *funds.Recharge) { r.Watch.AskedAt = look.Add(-test.order) })
			wallet := with(rechargeWallet(state), func(w *funds.Wallet) { w.AskedAt = look.Add(-test.another) })
			change, ok, err := funds.AskDeposit(actOf(funds.System("check"), look), wallet, r, testPolicy())
			want := !test.bounded && state != isCredited
			if err != nil || ok != want || change.Empty() == want {
				t.Errorf("%s, asked about %s: a check asks: %v, %v", state, name, ok, err)
			}
			change, err = funds.AskDepositAgain(actOf(admin, look), wallet, r, testPolicy())
			switch {
			case state == isCredited:
				refusedAs(t, change, err, funds.ErrIllegal)
			case test.bounded:
				refusedAs(t, change, err, coded(funds.CodeTooEarly))
			default:
				change = mustDecide(t, change, err)
				if (change.Wallet != nil) == state.Waiting() || change.Recharge.To.State != state || change.Audit == nil || change.Audit.Action != "ask" {
					t.Errorf("%s: wrote %+v", state, change)
				}
			}
			_, err = funds.AskDepositAgain(actOf(self, look), wallet, r, testPolicy())
			refusedAs(t, funds.Change{}, err, funds.ErrForbidden)
		}
	}
}
