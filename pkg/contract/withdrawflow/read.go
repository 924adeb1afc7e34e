package withdrawflow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// transactions serves 获取交易记录.
func transactions(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		userID, err := named(r)
		if err != nil {
			return edge.Response{}, err
		}
		page, err := r.Page("page", "page_size", pageSize, maxPageSize)
		if err != nil {
			return edge.Response{}, err
		}
		rows, total, err := lists.RowsFor(ctx, r.Actor(), userID, page)
		if err != nil {
			return edge.Response{}, err
		}
		return success(struct {
			Transactions []rowView  `json:"transactions"`
			Pagination   pagination `json:"pagination"`
		}{contract.ViewsFor(r.Reader(), rows, rowViewOf), paginationOf(page, total)}), nil
	}
}

// summary serves 获取提现汇总信息.
func summary(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		userID, err := named(r)
		if err != nil {
			return edge.Response{}, err
		}
		found, err := lists.Summary(ctx, userID)
		if err != nil {
			return edge.Response{}, err
		}
		return success(summaryViewOf(found, lists.Policy)), nil
	}
}

// named reads whom a query asks about.
func named(r *edge.Request) (string, error) {
	userID, given, err := r.Query("uid")
	switch {
	case err != nil:
		return "", err
	case !given:
		return "", funds.Missing("uid")
	}
	return userID, mayName(r.Caller, userID)
}
