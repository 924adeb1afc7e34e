package merchant

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// pageSize is used where none is asked for; more than maxPageSize is refused.
const pageSize, maxPageSize = 20, 100

// pageAsked is one page of what is the user's own.
type pageAsked struct {
	userID string
	page   list.Page
}

func ownPage(in *edge.Input) pageAsked {
	return pageAsked{in.Caller.Sub, in.Page("page", "pageSize", pageSize, maxPageSize)}
}

// listOwn serves 取款记录: all of the user's withdrawals, whichever contract made them.
func listOwn(lists *list.Service) handler {
	return edge.Handle(ownPage, func(ctx context.Context, of pageAsked) (contract.Found[funds.Withdrawal], error) {
		return contract.FoundOf(lists.UserWithdrawals(ctx, of.userID, of.page))
	}, func(reader words.Reader, of pageAsked, found contract.Found[funds.Withdrawal]) edge.Response {
		return contract.OK(struct {
			Orders     []orderView         `json:"orders"`
			Pagination contract.Pagination `json:"pagination"`
		}{contract.ViewsFor(reader, found.Items, orderViewOf), contract.Paged(of.page, found.Total)})
	})
}
