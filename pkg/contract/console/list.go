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
		sorted bool
	}
	return edge.Handle(func(in *edge.Input) asked {
		page := pageOf(in)
		f := listFiltersOf(in, lists)
		filter, _ := f.filter()
		filter, sorted := f.queue(filter, lists.Now())
		return asked{page, filter, sorted}
	}, func(ctx context.Context, of asked) (list.RecordPage, error) {
		return lists.Records(ctx, of.filter, of.page)
	}, func(reader words.Reader, of asked, found list.RecordPage) edge.Response {
		views := contract.ViewsFor(reader, found.Records, func(record list.Record, reader words.Reader) queuedView {
			return queuedViewOf(record, lists.Policy, lists.Now(), of.sorted, reader)
		})
		var sum *edge.Major
		if of.sorted {
			sum = new(edge.Major(found.Sum))
		}
		return ok(struct {
			Data     []queuedView `json:"data"`
			Total    int64        `json:"total"`
			Page     int64        `json:"page"`
			PageSize int64        `json:"pageSize"`
			// What follows is an addition. LowerBound: an amount matches more than was looked through.
			LowerBound bool        `json:"totalIsLowerBound,omitempty"`
			Sum        *edge.Major `json:"totalAmount,omitempty"` // of all pages
		}{views, found.Total, of.page.Number, of.page.Size, found.LowerBound, sum})
	})
}

func pageOf(in *edge.Input) list.Page { return in.Page("page", "pageSize", pageSize, maxPageSize) }
