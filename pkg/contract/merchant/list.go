package merchant

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/list"
)

// pageSize is used where none is asked for; more than maxPageSize is refused.
const pageSize, maxPageSize = 20, 100

// listOwn serves 取款记录: all of the user's withdrawals, whichever contract made them.
func listOwn(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		page, err := r.Page("page", "pageSize", pageSize, maxPageSize)
		if err != nil {
			return edge.Response{}, err
		}
		withdrawals, total, err := lists.UserWithdrawals(ctx, r.Caller.Sub, page)
		if err != nil {
			return edge.Response{}, err
		}
		orders := contract.ViewsFor(r.Reader(), withdrawals, orderViewOf)
		return contract.OK(struct {
			Orders     []orderView         `json:"orders"`
			Pagination contract.Pagination `json:"pagination"`
		}{orders, contract.Paged(page, total)}), nil
	}
}
