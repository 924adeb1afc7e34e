package flow

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Callback is the gateway's notification, whose signature and user name are verified already.
type Callback struct {
	Serial     string
	PlatformID string       // the gateway's id of the order
	State      int          // the gateway's: 1 paid, 2 and 3 not
	Amount     funds.Amount // minor units
	Stale      bool         // well signed, but outside the timestamp window
}

// Notified hears a callback. No money moves on its word: get confirms it first. Where get fails or
// disagrees, or the callback is stale, its receipt is recorded and the withdrawal made due. nil means
// that the receipt or the outcome is safely recorded. An order that is unknown or was never sent is
// [funds.ErrNotFound], once that is recorded too ([funds.Stray]); another amount or an unknown state is
// [funds.CodeInvalid], and changes nothing.
func (s *Service) Notified(ctx context.Context, callback Callback) error {
	id, err := funds.ParseID(callback.Serial)
	if err != nil || string(id) != callback.Serial {
		return s.stray(ctx, funds.StrayWithdrawal, callback, "")
	}
	withdrawal, err := s.Store.Withdrawal(ctx, id)
	switch {
	case errors.Is(err, funds.ErrNotFound):
		return s.stray(ctx, funds.StrayWithdrawal, callback, "")
	case err != nil:
		return err
	case withdrawal.Payout.Attempt == 0:
		return s.stray(ctx, funds.StrayWithdrawal, callback, id)
	case callback.Amount != withdrawal.Net():
		return funds.Invalid("amount", "amount 与订单不符")
	case callback.State != funds.GatewayPaid && callback.State != funds.GatewayRefused && callback.State != funds.GatewayCancelled:
		return funds.Invalid("state", "state 无效，应为 1、2 或 3")
	}
	paid := callback.State == funds.GatewayPaid
	if withdrawal.State.Final() && paid == (withdrawal.State == funds.StateCompleted) {
		return nil // the end that we know
	}
	if !callback.Stale {
		heard := s.ask(ctx, withdrawal)
		outcome := heard.report.Outcome
		agrees := (outcome == funds.OutcomePaid && paid) || (outcome == funds.OutcomeRefused && !paid)
		if agrees {
			_, err := s.settle(ctx, gatewayActor, id, heard)
			return err
		}
		s.Log.Warn("a callback is not confirmed", "withdrawal", id, "state", callback.State, "outcome", outcome.String())
	}
	_, err = s.step(ctx, gatewayActor, id, func(act funds.Act, withdrawal funds.Withdrawal) (funds.Change, error) {
		return funds.Receive(act, withdrawal, callback.State, s.Policy)
	})
	return err
}
