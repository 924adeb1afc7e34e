package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// pageSize is the document's default; more than maxPageSize is refused.
const pageSize, maxPageSize = 10, 100

// listRecords serves 提现记录列表 (section 2).
func listRecords(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		page, err := r.Page("page", "pageSize", pageSize, maxPageSize)
		if err != nil {
			return edge.Response{}, err
		}
		filter, _, err := filterOf(ctx, r, lists)
		if err != nil {
			return edge.Response{}, err
		}
		found, err := lists.Records(ctx, filter, page)
		if err != nil {
			return edge.Response{}, err
		}
		views := contract.ViewsFor(r.Reader(), found.Records, func(record list.Record, reader words.Reader) listedView {
			return listedViewOf(record, lists.Policy, reader)
		})
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
