package flow_test

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

var held = hurdle{withdrawal.ReasonHeld, "hold", onHold}

func onHold(s *scene) { s.order.Hold = funds.Hold{Kind: funds.HoldByHand, Until: now} }

// holdCommands are those about holds.
func holdCommands() []ranked {
	return []ranked{
		{"put on hold", func(s *scene) { s.amount, s.action = 1, string(funds.HoldRejects) }, func(s scene) (funds.Change, error) {
			return withdrawal.PutHold(s.act, s.order, withdrawal.HoldRequest{Reason: s.reason, Hours: int64(s.amount), OnExpiry: funds.HoldEnd(s.action)})
		}, []hurdle{
			own, wrongState, noReason(funds.ReasonNoReasonGiven),
			{withdrawal.ReasonHoldHours, "hours", func(s *scene) { s.amount = withdrawal.MaxHoldHours + 1 }},
			{withdrawal.ReasonHoldAge, "age", func(s *scene) { s.order.CreatedAt = s.act.At.Add(-withdrawal.MaxHoldDays * 24 * time.Hour) }},
			{funds.ReasonNotOneOf, "end", func(s *scene) { s.action = "pay" }},
			longReason,
		}},
		{"release from hold", onHold, func(s scene) (funds.Change, error) {
			return withdrawal.Release(s.act, s.purse, s.order, s.reason, s.policy)
		}, []hurdle{
			own, wrongState, noReason(funds.ReasonNoReasonGiven), longReason,
		}},
	}
}
