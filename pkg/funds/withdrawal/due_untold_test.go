package withdrawal_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// A program of before kept neither when a word was asked for nor what was settled of it. What its admin closed is
// closed: it is not offered once more, and the same word does not open it.
func TestWhatAProgramOfBeforeSettledIsNotSettledOnceMore(t *testing.T) {
	t.Parallel()
	rechecked := fixture.Late.Add(time.Minute)
	for name, test := range map[string]struct {
		state   funds.State
		gateway int
		word    funds.Outcome
		amount  funds.Amount
	}{
		"failed, found paid":   {funds.StateFailed, funds.GatewayWithdrawalPaid, fixture.Paid, -100_00},
		"completed, then lost": {funds.StateCompleted, funds.GatewayWithdrawalRefused, fixture.Refused, 100_00},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			closed := fixture.With(fixture.WithdrawalIn(test.state), func(w *funds.Withdrawal) { w.Payout.GatewayState, w.Watch.Due = test.gateway, fixture.Late })
			for range 2 {
				if closed.Due() != 0 || !closed.Knows(test.gateway) {
					t.Errorf("due is %d, and it knows that: %t", closed.Due(), closed.Knows(test.gateway))
				}
				for _, amount := range []funds.Amount{0, 1, -1, test.amount} {
					change, err := wallet.AdjustWithdrawal(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), closed, amount, "r", nil)
					fixture.RefusedAs(t, change, err, funds.ErrIllegal)
				}
				change := fixture.Decided(t)(withdrawal.Settle(fixture.Act(fixture.Machine, rechecked), fixture.WalletOf(), closed, funds.Report{Outcome: test.word, State: test.gateway}, fixture.Policy()))
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
	credited := fixture.With(fixture.RechargeIn(funds.RechargeCredited), func(r *funds.Recharge) { r.GatewayState, r.WordAt = funds.GatewayDepositRefused, time.Time{} })
	for range 2 {
		if credited.Due() != 0 || !credited.Knows(funds.GatewayDepositRefused) {
			t.Errorf("due of a recharge is %d", credited.Due())
		}
		change, err := wallet.AdjustRecharge(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), credited, -100_00, "r", nil)
		fixture.RefusedAs(t, change, err, funds.ErrIllegal)
		for _, state := range []int{funds.GatewayDepositRefused, funds.GatewayDepositTimedOut} {
			said := funds.RechargeReport{Outcome: funds.RechargeKnown, State: state, Amount: 100_00}
			change := fixture.Decided(t)(recharge.Settle(fixture.Act(fixture.Machine, fixture.Late.Add(time.Hour)), fixture.WalletOf(), credited, fixture.AskedAt(said, fixture.Late.Add(time.Hour)), fixture.Policy()))
			if change.Wallet != nil {
				t.Errorf("state %d opens it again", state)
			}
		}
	}
}
