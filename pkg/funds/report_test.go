package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestAnOrderIsTheNetAmountUnderTheWithdrawalsID(t *testing.T) {
	t.Parallel()
	w := fixture.WithdrawalIn(funds.StateProcessing)
	w.Target.Owner = "张三"
	fixture.Same(t, funds.OrderOf(w, fixture.Policy().Channels[0]), funds.Order{Serial: string(fixture.WithdrawalID), Type: "1", Owner: "张三", Account: "0341234567", Amount: 99_00})
}

func TestAnOutcomeHasAName(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[funds.RechargeOutcome]string{
		funds.RechargeUnknown: "unknown", funds.RechargeKnown: "known", funds.RechargeDeclined: "declined", funds.RechargeAbsent: "absent", 99: "unknown", -1: "unknown",
	} {
		if outcome.String() != want {
			t.Errorf("a recharge's %d is %q", int(outcome), outcome)
		}
	}
	for outcome, want := range map[funds.Outcome]string{fixture.Unknown: "unknown", fixture.Open: "open", fixture.Paid: "paid", fixture.Refused: "refused", fixture.Declined: "declined", fixture.Absent: "absent", funds.OutcomeUnsent: "unsent", 99: "unknown", -1: "unknown"} {
		if outcome.String() != want {
			t.Errorf("%d is %q", int(outcome), outcome)
		}
	}
}
