package merchant

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/list"
)

// get serves one of the user's own orders with its timeline.
func get(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		history, err := lists.OwnHistory(ctx, r.Caller.Sub, id)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.OK(struct {
			orderView
			Timeline []momentView `json:"timeline"`
		}{orderViewOf(history.Withdrawal, r.Reader()), timelineOf(history.Lines, r.Reader())}), nil
	}
}
