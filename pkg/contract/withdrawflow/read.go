package withdrawflow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// transactions serves 获取交易记录.
func transactions(lists *list.Service) handler {
	type asked struct {
		by     funds.Actor
		userID string
		page   list.Page
	}
	return edge.Handle(func(in *edge.Input) asked {
		return asked{in.Actor(), named(in), in.Page("page", "page_size", pageSize, maxPageSize)}
	}, func(ctx context.Context, of asked) (contract.Found[list.Row], error) {
		return contract.FoundOf(lists.RowsFor(ctx, of.by, of.userID, of.page))
	}, func(reader words.Reader, of asked, found contract.Found[list.Row]) edge.Response {
		return success(struct {
			Transactions []rowView  `json:"transactions"`
			Pagination   pagination `json:"pagination"`
		}{contract.ViewsFor(reader, found.Items, rowViewOf), paginationOf(of.page, found.Total)})
	})
}

// summary serves 获取提现汇总信息.
func summary(lists *list.Service) handler {
	return edge.Handle(named, lists.Summary, func(_ words.Reader, _ string, found list.Summary) edge.Response {
		return success(summaryViewOf(found, lists.Policy))
	})
}

// named reads whom a query asks about.
func named(in *edge.Input) string {
	userID, given := in.Query("uid")
	if !given {
		in.Fail(funds.Missing("uid"))
	}
	in.Fail(mayName(in.Caller, userID))
	return userID
}
