package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// askAgain asks the gateway about a withdrawal, also after its end: an addition. It takes no body.
func askAgain(lists *list.Service, service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) actAsked {
		return actAsked{by: in.Actor(), id: in.ID(), act: func(ctx context.Context, service *flow.Service, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
			return service.AskAgain(ctx, actor, id)
		}}
	}, done(lists, service), func(reader words.Reader, _ actAsked, now list.Record) edge.Response {
		return ok(detailViewOf(now, lists.Policy, lists.Now(), reader))
	})
}

// askAgainRecharge is askAgain for a recharge.
func askAgainRecharge(lists *list.Service, service *flow.Service) handler {
	return actingOnRecharge(lists, func(*edge.Input) rechargeAct {
		return func(ctx context.Context, actor funds.Actor, id funds.RechargeID) (flow.Resolved, error) {
			asked, err := service.AskAgainRecharge(ctx, actor, id)
			return flow.Resolved{Recharge: asked}, err
		}
	})
}
