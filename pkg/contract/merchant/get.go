package merchant

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// get serves one of the user's own orders with its timeline.
func get(lists *list.Service) handler {
	return edge.Handle(func(in *edge.Input) order {
		return order{in.Actor(), in.ID()}
	}, func(ctx context.Context, of order) (funds.History, error) {
		return lists.OwnHistory(ctx, of.by.ID, of.id)
	}, func(reader words.Reader, _ order, history funds.History) edge.Response {
		return contract.OK(struct {
			orderView
			Timeline []momentView `json:"timeline"`
		}{orderViewOf(history.Withdrawal, reader), timelineOf(history.Lines, reader)})
	})
}
