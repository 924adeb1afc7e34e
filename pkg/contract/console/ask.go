package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// askAgain asks the gateway about a withdrawal, also after its end: an addition. It takes no body.
func askAgain(lists *list.Service, service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		found, err := lists.Record(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		if found.Withdrawal, err = service.AskAgain(ctx, r.Actor(), id); err != nil {
			return edge.Response{}, err
		}
		return ok(detailViewOf(found, service.Policy, service.Now(), r.Reader())), nil
	}
}

// askAgainRecharge is askAgain for a recharge.
func askAgainRecharge(lists *list.Service, service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := funds.ParseRechargeID(r.HTTP.PathValue("id"))
		if err != nil {
			return edge.Response{}, err
		}
		owned, err := lists.RechargeRecord(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		if owned.Recharge, err = service.AskAgainRecharge(ctx, r.Actor(), id); err != nil {
			return edge.Response{}, err
		}
		return ok(rechargeDetailOf(owned, r.Reader())), nil
	}
}
