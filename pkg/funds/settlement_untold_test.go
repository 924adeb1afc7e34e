package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// A program of before kept neither when a word was asked for nor what was settled of it. What its admin closed is
// closed: it is not offered once more, and the same word does not open it.
func TestWhatAProgramOfBeforeSettledIsNotSettledOnceMore(t *testing.T) {
	t.Parallel()
	rechecked := late.Add(time.Minute)
	for name, test := range map[string]struct {
		state   funds.State
		gateway int
		word    funds.Outcome
		amount  funds.Amount
	}{
		"failed, found paid":   {funds.StateFailed, funds.GatewayPaid, paid, -100_00},
		"completed, then lost": {funds.StateCompleted, funds.GatewayRefused, refused, 100_00},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			closed := with(withdrawalIn(test.state), func(w *funds.Withdrawal) { w.Payout.GatewayState, w.Watch.Due = test.gateway, late })
			for range 2 {
				if closed.Due() != 0 || !closed.Knows(test.gateway) {
					t.Errorf("due is %d, and it knows that: %t", closed.Due(), closed.Knows(test.gateway))
				}
				for _, amount := range []funds.Amount{0, 1, -1, test.amount} {
					change, err := funds.Resolve(actOf(admin, late), walletOf(), closed, amount, "r", nil)
					refusedAs(t, change, err, funds.ErrIllegal)
				}
				change := mustDecide2(t)(funds.Settle(actOf(machine, rechecked), walletOf(), closed, funds.Report{Outcome: test.word, State: test.gateway}, testPolicy()))
				if change.Wallet != nil || len(change.Lines) > 0 {
					t.Errorf("the same word again: %+v", change)
				}
				if !change.Empty() {
					closed = change.Withdrawal.To
				}
			}
			if !closed.Watch.Due.IsZero() {
				t.Error("it is looked at for ever")
			}
		})
	}
	credited := with(rechargeIn(isCredited), func(r *funds.Recharge) { r.GatewayState, r.WordAt = funds.DepositRefused, time.Time{} })
	for range 2 {
		if credited.Due() != 0 || !credited.Knows(funds.DepositRefused) {
			t.Errorf("due of a recharge is %d", credited.Due())
		}
		change, err := funds.AdjustRecharge(actOf(admin, late), walletOf(), credited, -100_00, "r", nil)
		refusedAs(t, change, err, funds.ErrIllegal)
		for _, state := range []int{funds.DepositRefused, funds.DepositTimedOut} {
			said := funds.DepositReport{Outcome: funds.DepositKnown, State: state, Amount: 100_00}
			change := mustDecide2(t)(funds.SettleRecharge(actOf(machine, late.Add(time.Hour)), walletOf(), credited, said, late.Add(time.Hour), testPolicy()))
			if change.Wallet != nil {
				t.Errorf("state %d opens it again", state)
			}
		}
	}
}
