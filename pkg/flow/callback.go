package flow

import (
	"context"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Callback is the gateway's notification, whose signature and user name are verified already.
type Callback struct {
	Serial string
	State  int          // the gateway's: 1 paid, 2 and 3 not
	Amount funds.Amount // minor units
	Stale  bool         // well signed, but outside the timestamp window
}

const (
	gatewayPaid      = 1
	gatewayRefused   = 2
	gatewayCancelled = 3
)

// Notified hears a callback. No money moves on its word: get confirms it first. Where get fails or
// disagrees, or the callback is stale, its receipt is recorded and the withdrawal made due. nil means
// that the receipt or the outcome is safely recorded. An order that is unknown or was never sent is
// [funds.ErrNotFound]; another amount or an unknown state is [funds.CodeInvalid]; these change nothing.
func (s *Service) Notified(ctx context.Context, callback Callback) error {
	id, err := funds.ParseID(callback.Serial)
	if err != nil || string(id) != callback.Serial {
		return funds.ErrNotFound
	}
	withdrawal, err := s.Store.Withdrawal(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case withdrawal.Payout.Attempt == 0:
		return funds.ErrNotFound
	case callback.Amount != withdrawal.Net():
		return funds.Invalid("amount", "amount 与订单不符")
	case callback.State != gatewayPaid && callback.State != gatewayRefused && callback.State != gatewayCancelled:
		return funds.Invalid("state", "state 无效，应为 1、2 或 3")
	}
	paid := callback.State == gatewayPaid
	if withdrawal.State.Final() && paid == (withdrawal.State == funds.StateCompleted) {
		return nil // the end that we know
	}
	if !callback.Stale {
		report := s.Gateway.Get(ctx, string(id), withdrawal.Net())
		agrees := (report.Outcome == funds.OutcomePaid && paid) || (report.Outcome == funds.OutcomeRefused && !paid)
		if agrees {
			_, err := s.settle(ctx, funds.System("callback"), id, report)
			return err
		}
		s.Log.Warn("a callback is not confirmed", "withdrawal", id, "state", callback.State, "outcome", report.Outcome.String())
	}
	_, err = s.step(ctx, funds.System("callback"), id, func(act funds.Act, withdrawal funds.Withdrawal) (funds.Change, error) {
		return funds.Receive(act, withdrawal, "回调: 状态 "+strconv.Itoa(callback.State)+"，等待确认", s.Policy)
	})
	return err
}
