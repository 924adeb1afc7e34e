package merchant

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// order is one of the user's own.
type order struct {
	by funds.Actor
	id funds.ID
}

// named is the order that a body names.
func named(in *edge.Input) order {
	id, err := funds.ParseID(in.Object().Required("id", funds.ReasonFieldMissing))
	in.Fail(err)
	return order{in.Actor(), id}
}

// check serves the 检查 button of an order.
func check(service *flow.Service) handler {
	return edge.Handle(named, func(ctx context.Context, of order) (funds.Withdrawal, error) {
		return service.Check(ctx, of.by.ID, of.id)
	}, func(reader words.Reader, _ order, checked funds.Withdrawal) edge.Response {
		return contract.OK(orderViewOf(checked, reader))
	})
}

// cancel serves our own route by which users take back what waits for a review.
func cancel(service *flow.Service) handler {
	return edge.Handle(named, func(ctx context.Context, of order) (funds.Withdrawal, error) {
		return service.Cancel(ctx, of.by, of.id)
	}, func(reader words.Reader, _ order, cancelled funds.Withdrawal) edge.Response {
		return contract.Said(reader, contract.ReasonCancelled, orderViewOf(cancelled, reader))
	})
}
