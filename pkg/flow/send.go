package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// gatewayActor is the machine, in the gateway's name.
var gatewayActor = funds.System("gateway")

// send makes the one request of the present claim, between two commits, and applies the answer. Only
// the winner of the claim calls it. The request starts before SendBy and its context ends there; when
// that time has passed, nothing is sent, and reconcile finds out.
func (s *Service) send(ctx context.Context, claimed funds.Withdrawal, channel funds.Channel) (funds.Withdrawal, error) {
	if !s.Now().Before(claimed.Payout.SendBy) {
		s.Log.WarnContext(ctx, "the claim ran out before it was sent", "withdrawal", claimed.ID)
		return claimed, nil
	}
	sending, cancel := context.WithDeadline(ctx, claimed.Payout.SendBy)
	defer cancel()
	began := s.Now()
	report := s.Gateway.Create(sending, funds.OrderOf(claimed, channel))
	s.sent(ctx, payoutLane(claimed.Method), report.Outcome)
	if report.Outcome == funds.OutcomeDeclined && claimed.Payout.Attempt > 1 {
		asked := s.Gateway.Get(ctx, string(claimed.ID), claimed.Net())
		report.NothingThere = asked.Outcome == funds.OutcomeAbsent
	}
	s.Log.InfoContext(ctx, "sent to the gateway", "withdrawal", claimed.ID, "attempt", claimed.Payout.Attempt, "outcome", report.Outcome.String(), "detail", report.Detail)
	settled, err := s.settle(ctx, gatewayActor, claimed, answer{report, withdrawal.QuestionAbout(claimed, began)})
	if err != nil {
		// The order may be with the gateway: the claim stands, and reconcile settles it.
		s.Log.ErrorContext(ctx, "record the gateway's answer", "withdrawal", claimed.ID, "error", err)
		return claimed, nil
	}
	return settled, nil
}
