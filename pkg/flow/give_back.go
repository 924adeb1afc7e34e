package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// giveBackQuestion bounds the question before money is given back. Silence refuses nothing, so it is short.
const giveBackQuestion = 2 * time.Second

// updateUnsent commits a decision that gives a withdrawal's money back before it was sent, or pays it by hand. What the
// gateway has is adopted, and the request refused; what it has called back about needs its word, also where
// that comes between the question and the decision.
func (s *Service) updateUnsent(ctx context.Context, actor funds.Actor, known list.Record, byHand bool, decide decision) (funds.Withdrawal, error) {
	word, err := s.neverSent(ctx, known.Withdrawal, byHand)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	if word.to != (withdrawal.Question{}) {
		known.Wallet = funds.Wallet{}
	}
	return s.updateWithWallet(ctx, actor, known, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		if err := withdrawal.MayGiveBack(act, order, word.about(act, order, s.Policy.Timing.SendGrace), s.Policy); err != nil {
			return funds.Change{}, err
		}
		return decide(act, wallet, order)
	})
}

// ReasonOrderUpdated says that the gateway has an order that was never sent from here: it is adopted.
const ReasonOrderUpdated funds.Reason = "order_updated"

// neverSent asks whether the gateway has the order of a waiting withdrawal, before its money is given back or paid by
// hand: it may have been sent before the table was put back to an earlier moment. Such an order is adopted, and the
// request refused ([funds.CodeGatewayDisagrees]). What any other answer means is decided by [withdrawal.MayGiveBack].
// The gateway is asked where it has called back about the order, and otherwise only about one that a channel would
// pay, and not for a payment by hand.
func (s *Service) neverSent(ctx context.Context, order funds.Withdrawal, byHand bool) (answer, error) {
	_, byChannel := s.Policy.Channel(order.Method)
	if !order.NeedsAttention && (byHand || !byChannel) {
		return answer{}, nil
	}
	act, err := s.act(gatewayActor)
	if err != nil {
		return answer{}, err
	}
	word := s.askFirst(ctx, act, order, giveBackQuestion)
	if !word.report.Known() {
		return word, nil
	}
	if _, err := s.adopt(ctx, gatewayActor, order, word.report); err != nil {
		return answer{}, err
	}
	return answer{}, funds.Refuse(funds.CodeGatewayDisagrees, ReasonOrderUpdated)
}
