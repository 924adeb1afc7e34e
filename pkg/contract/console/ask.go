package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// askAgain asks the gateway about a withdrawal, also after its end: an addition. It takes no body.
func askAgain(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		found, err := service.Record(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		if found.Withdrawal, err = service.AskAgain(ctx, r.Actor(), id); err != nil {
			return edge.Response{}, err
		}
		return ok(detailViewOf(found, service.Policy, service.Now())), nil
	}
}

// askAgainRecharge is askAgain for a recharge.
func askAgainRecharge(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := funds.ParseRechargeID(r.HTTP.PathValue("id"))
		if err != nil {
			return edge.Response{}, err
		}
		owned, err := service.RechargeRecord(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		if owned.Recharge, err = service.AskAgainRecharge(ctx, r.Actor(), id); err != nil {
			return edge.Response{}, err
		}
		return ok(rechargeDetailOf(owned)), nil
	}
}
