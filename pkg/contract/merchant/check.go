package merchant

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// check serves the 检查 button of an order.
func check(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		text := body.Required("id", funds.ReasonFieldMissing)
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		id, err := funds.ParseID(text)
		if err != nil {
			return edge.Response{}, err
		}
		checked, err := service.Check(ctx, r.Caller.Sub, id)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.OK(orderViewOf(checked, r.Reader())), nil
	}
}
