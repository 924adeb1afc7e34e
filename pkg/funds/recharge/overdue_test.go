package recharge_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

// TestAnAdminIsAskedForWhereAGatewayNeverSaysHowItEnded: a day without a final word, and the user's place among
// their waiting recharges is not lost for ever.
func TestAnAdminIsAskedForWhereAGatewayNeverSaysHowItEnded(t *testing.T) {
	t.Parallel()
	for name, word := range map[string]funds.RechargeReport{
		"no answer":  {Detail: "time-out"},
		"still open": {Outcome: funds.RechargeKnown, State: funds.GatewayDepositProcessing, PlatformID: "p1", Amount: 100_00},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			theOrder, wallet := fixture.RechargeIn(funds.RechargeOpen), fixture.RechargeWallet(funds.RechargeOpen)
			for _, look := range []struct {
				at    time.Time
				needs bool
			}{{fixture.Claimed.Add(24 * time.Hour), false}, {fixture.Claimed.Add(24*time.Hour + time.Second), true}, {fixture.Claimed.Add(30 * time.Hour), true}} {
				theOrder.Watch.Due = look.at
				change, err := recharge.Settle(fixture.Act(fixture.Machine, look.at), wallet, theOrder, fixture.AskedAt(word, look.at), fixture.Policy())
				theOrder = fixture.MustDecide(t, change, err).Recharge.To
				if theOrder.NeedsAttention != look.needs || theOrder.State != funds.RechargeOpen || !theOrder.Watch.Due.After(look.at) {
					t.Errorf("after %s: it needs attention: %v, is %s, due %s", look.at.Sub(fixture.Claimed), theOrder.NeedsAttention, theOrder.State, theOrder.Watch.Due)
				}
			}
			change, err := recharge.Resolve(fixture.Act(fixture.Admin, fixture.Claimed.Add(31*time.Hour)), wallet, theOrder, recharge.ResolveClose, "查无结果", funds.RechargeReport{})
			closed := fixture.MustDecide(t, change, err)
			if closed.Recharge.To.State != funds.RechargeClosed || closed.Wallet.To.OpenRecharges != 0 {
				t.Errorf("closed: %s, %d open", closed.Recharge.To.State, closed.Wallet.To.OpenRecharges)
			}
		})
	}
}
