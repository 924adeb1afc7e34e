package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// giveBackQuestion bounds the question before money is given back. Silence refuses nothing, so it is short.
const giveBackQuestion = 2 * time.Second

// neverSent looks, before the money of a withdrawal that waits is given back, or is paid by hand, whether the gateway
// has its order: it may have been sent by a table that was put back since. Such an order is adopted, and the
// request refused ([funds.CodeGatewayDisagrees]). What the gateway has called back about is refused without
// its word ([funds.MayGiveBack]); of others, only those that a channel would pay are asked about, and byHand none.
func (s *Service) neverSent(ctx context.Context, id funds.ID, byHand bool) error {
	withdrawal, err := s.Store.Withdrawal(ctx, id)
	if err != nil {
		return err
	}
	_, byChannel := s.Policy.Channel(withdrawal.Method)
	if !withdrawal.NeedsAttention && (byHand || !byChannel) {
		return nil
	}
	act, err := s.act(gatewayActor)
	if err != nil {
		return err
	}
	word := s.askFirst(ctx, act, withdrawal, giveBackQuestion)
	if !word.Known() {
		return funds.MayGiveBack(act, withdrawal, word, s.Policy)
	}
	if _, err := s.adopt(ctx, gatewayActor, id, word); err != nil {
		return err
	}
	return funds.Refuse(funds.CodeGatewayDisagrees, "网关已有此订单，状态已更新")
}
