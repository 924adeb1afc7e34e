package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
)

// pageSize is the document's default; more than maxPageSize is refused.
const pageSize, maxPageSize = 10, 100

// list serves 提现记录列表 (section 2).
func list(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		page, err := r.Page("page", "pageSize", pageSize, maxPageSize)
		if err != nil {
			return edge.Response{}, err
		}
		filter, _, err := filterOf(ctx, r, service)
		if err != nil {
			return edge.Response{}, err
		}
		found, err := service.Records(ctx, filter, page)
		if err != nil {
			return edge.Response{}, err
		}
		views := contract.Views(found.Records, func(record flow.Record) listedView { return listedViewOf(record, service.Policy) })
		return ok(struct {
			Data     []listedView `json:"data"`
			Total    int64        `json:"total"`
			Page     int64        `json:"page"`
			PageSize int64        `json:"pageSize"`
			// LowerBound is an addition: an amount matches more than was looked through.
			LowerBound bool `json:"totalIsLowerBound,omitempty"`
		}{views, found.Total, page.Number, page.Size, found.LowerBound}), nil
	}
}
