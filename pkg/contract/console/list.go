package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// pageSize is the document's default; more than maxPageSize is refused.
const pageSize, maxPageSize = 10, 100

// listRecords serves 提现记录列表 (section 2).
func listRecords(lists *list.Service) handler {
	type asked struct {
		page   list.Page
		filter funds.Filter
	}
	return edge.Handle(func(in *edge.Input) asked {
		page := pageOf(in)
		filter, _ := filterOf(in, lists)
		return asked{page, filter}
	}, func(ctx context.Context, of asked) (list.RecordPage, error) {
		return lists.Records(ctx, of.filter, of.page)
	}, func(reader words.Reader, of asked, found list.RecordPage) edge.Response {
		views := contract.ViewsFor(reader, found.Records, func(record list.Record, reader words.Reader) listedView {
			return listedViewOf(record, lists.Policy, lists.Now(), reader)
		})
		return ok(struct {
			Data     []listedView `json:"data"`
			Total    int64        `json:"total"`
			Page     int64        `json:"page"`
			PageSize int64        `json:"pageSize"`
			// LowerBound is an addition: an amount matches more than was looked through.
			LowerBound bool `json:"totalIsLowerBound,omitempty"`
		}{views, found.Total, of.page.Number, of.page.Size, found.LowerBound})
	})
}

func pageOf(in *edge.Input) list.Page { return in.Page("page", "pageSize", pageSize, maxPageSize) }
