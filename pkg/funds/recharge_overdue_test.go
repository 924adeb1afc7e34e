package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestAnAdminIsAskedForWhereAGatewayNeverSaysHowItEnded: a day without a final word, and the user's place among
// their waiting recharges is not lost for ever.
func TestAnAdminIsAskedForWhereAGatewayNeverSaysHowItEnded(t *testing.T) {
	t.Parallel()
	for name, word := range map[string]funds.DepositReport{
		"no answer":  {Detail: "time-out"},
		"still open": {Outcome: funds.DepositKnown, State: funds.DepositProcessing, PlatformID: "p1", Amount: 100_00},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recharge, wallet := rechargeIn(funds.RechargeOpen), rechargeWallet(funds.RechargeOpen)
			for _, look := range []struct {
				at    time.Time
				needs bool
			}{{claimed.Add(24 * time.Hour), false}, {claimed.Add(24*time.Hour + time.Second), true}, {claimed.Add(30 * time.Hour), true}} {
				recharge.Watch.Due = look.at
				change, err := funds.SettleRecharge(actOf(machine, look.at), wallet, recharge, word, look.at, testPolicy())
				recharge = mustDecide(t, change, err).Recharge.To
				if recharge.NeedsAttention != look.needs || recharge.State != funds.RechargeOpen || !recharge.Watch.Due.After(look.at) {
					t.Errorf("after %s: it needs attention: %v, is %s, due %s", look.at.Sub(claimed), recharge.NeedsAttention, recharge.State, recharge.Watch.Due)
				}
			}
			change, err := funds.ResolveRecharge(actOf(admin, claimed.Add(31*time.Hour)), wallet, recharge, funds.ResolveClose, "查无结果", funds.DepositReport{})
			closed := mustDecide(t, change, err)
			if closed.Recharge.To.State != funds.RechargeClosed || closed.Wallet.To.OpenRecharges != 0 {
				t.Errorf("closed: %s, %d open", closed.Recharge.To.State, closed.Wallet.To.OpenRecharges)
			}
		})
	}
}
