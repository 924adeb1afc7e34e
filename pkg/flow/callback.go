package flow

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// Callback is the gateway's notification, whose signature and user name are verified already.
type Callback struct {
	Serial     string
	PlatformID string       // the gateway's id of the order
	State      int          // the gateway's: 1 paid, 2 and 3 not
	Amount     funds.Amount // minor units
	Stale      bool         // well signed, but outside the timestamp window
}

// ReasonContradictsOrder says that a callback's field is not the order's.
const ReasonContradictsOrder funds.Reason = "contradicts_the_order"

var errPlatformID = funds.Invalid("platformId", ReasonContradictsOrder)

// isOfAnother says that the callback names another id of the gateway's than the order has, where it is known.
func (c Callback) isOfAnother(platformID string) bool {
	return platformID != "" && c.PlatformID != platformID
}

// ReceiveCallback hears a callback. No money moves on its word: its receipt is recorded, and the withdrawal made due; then
// get is asked, and settles it where it agrees. A stale one asks nobody, nor does one that comes again and again. nil
// means that the receipt or the outcome is safely recorded. An order that is unknown or was never sent is
// [funds.ErrNotFound], once that is recorded too ([funds.Stray]); another amount, another of the gateway's ids or
// an unknown state is [funds.CodeInvalid], and changes nothing.
func (s *Service) ReceiveCallback(ctx context.Context, callback Callback) error {
	id, err := funds.ParseID(callback.Serial)
	if err != nil || string(id) != callback.Serial {
		return s.stray(ctx, funds.StrayWithdrawal, callback, "")
	}
	order, err := s.Store.Withdrawal(ctx, id)
	switch {
	case errors.Is(err, funds.ErrNotFound):
		return s.stray(ctx, funds.StrayWithdrawal, callback, "")
	case err != nil:
		return err
	case order.Payout.Attempt == 0:
		return s.stray(ctx, funds.StrayWithdrawal, callback, id)
	case callback.Amount != order.Net():
		return funds.Invalid("amount", ReasonContradictsOrder)
	case callback.isOfAnother(order.Payout.PlatformID):
		return errPlatformID
	case callback.State != funds.GatewayWithdrawalPaid && callback.State != funds.GatewayWithdrawalRefused && callback.State != funds.GatewayWithdrawalCancelled:
		return funds.NotOneOf("state", "1", "2", "3")
	}
	paid := callback.State == funds.GatewayWithdrawalPaid
	if order.Knows(callback.State) {
		return nil // the end that we know, or the contradiction
	}
	asks := false
	order, err = s.updateWithdrawal(ctx, gatewayActor, order, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
		if callback.Stale {
			return withdrawal.Receive(act, order, callback.State, s.Policy)
		}
		change, hears, err := withdrawal.ReceiveAndAsk(act, order, callback.State, s.Policy)
		asks = hears
		return change, err
	})
	if err != nil || !asks {
		return err
	}
	word := s.ask(ctx, order)
	outcome := word.report.Outcome
	if (outcome == funds.OutcomePaid && paid) || (outcome == funds.OutcomeRefused && !paid) {
		_, err := s.settle(ctx, gatewayActor, order, word)
		return err
	}
	s.Log.WarnContext(ctx, "a callback is not confirmed", "withdrawal", id, "state", callback.State, "outcome", outcome.String())
	return nil
}
