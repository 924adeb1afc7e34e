package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
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
		states, err := filterOf(r)
		if err != nil {
			return edge.Response{}, err
		}
		found, total, err := service.Records(ctx, states, page)
		if err != nil {
			return edge.Response{}, err
		}
		views := contract.Views(found, func(record flow.Record) rowView { return rowViewOf(record, service.Policy) })
		return ok(struct {
			Data     []rowView `json:"data"`
			Total    int64     `json:"total"`
			Page     int64     `json:"page"`
			PageSize int64     `json:"pageSize"`
		}{views, total, page.Number, page.Size}), nil
	}
}

// unserved are filters of the document, and ours, that are refused, so that nobody takes a whole list
// for a filtered one. TODO: empty this once flow's lists can filter by them.
func unserved() []string {
	return []string{"method", "startAt", "endAt", "minAmount", "maxAmount", "keyword", "needsAttention"}
}

// filterOf are the states that the list is to show; none is all.
func filterOf(r *edge.Request) ([]funds.State, error) {
	for _, name := range unserved() {
		_, given, err := r.Query(name)
		if err != nil {
			return nil, err
		}
		if given {
			return nil, funds.Invalid(name, "暂不支持按 %s 筛选", name)
		}
	}
	status, given, err := r.Query("status")
	if err != nil || !given {
		return nil, err
	}
	states := statuses.States(status)
	if len(states) == 0 {
		return nil, funds.Invalid("status", "status 无效，应为 pending、approved、processing、completed、failed 或 rejected")
	}
	return states, nil
}
