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
	userID string
	id     funds.ID
}

// check serves the 检查 button of an order.
func check(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) order {
		id, err := funds.ParseID(in.Object().Required("id", funds.ReasonFieldMissing))
		in.Fail(err)
		return order{in.Caller.Sub, id}
	}, func(ctx context.Context, of order) (funds.Withdrawal, error) {
		return service.Check(ctx, of.userID, of.id)
	}, func(reader words.Reader, _ order, checked funds.Withdrawal) edge.Response {
		return contract.OK(orderViewOf(checked, reader))
	})
}
