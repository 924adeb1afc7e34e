// Package wallet serves the wallet contract (钱包与支付 API): amounts are strings with two decimals,
// answers are {"success":true,"message"?,"data":…}, errors {"success":false,"message":…} with the HTTP
// status. Optional fields are null, times have milliseconds.
//
// It decodes, calls a use case and encodes; nothing is decided here.
package wallet

import (
	"context"
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// pageSize is the document's default. It names no maximum: more than maxPageSize is refused, not cut, as rows would be lost.
const pageSize, maxPageSize = 20, 1000

// CreateRoutes are the routes of create-withdrawal.
func CreateRoutes(service *flow.Service) []edge.Route {
	return []edge.Route{byUser(http.MethodPost, "/api/wallet/withdraw", withdraw(service)).Deciding()}
}

// ListRoutes are the routes of list-withdrawals.
func ListRoutes(lists *list.Service) []edge.Route {
	return []edge.Route{
		byUser(http.MethodGet, "/api/wallet/withdrawals", ownWithdrawals(lists)),
		byAdmin(http.MethodGet, "/api/admin/withdrawals", allWithdrawals(lists)),
	}
}

// GetRoutes are the routes of get-withdrawal.
func GetRoutes(lists *list.Service, service *flow.Service) []edge.Route {
	return []edge.Route{
		byAdmin(http.MethodGet, "/api/admin/withdrawals/{id}", detail(lists)),
		byUser(http.MethodPost, "/api/wallet/withdrawals/{id}/cancel", cancel(service)),
	}
}

// ReviewRoutes are the routes of review-withdrawal. A review pays at once, so it takes both permissions.
func ReviewRoutes(service *flow.Service) []edge.Route {
	return []edge.Route{byAdmin(http.MethodPost, "/api/admin/withdrawals/{id}/review", review(service), funds.PermissionReview, funds.PermissionPay).Deciding()}
}

// BalanceRoutes are the routes of wallet.
func BalanceRoutes(lists *list.Service, service *flow.Service) []edge.Route {
	return []edge.Route{
		byUser(http.MethodGet, "/api/wallet", ownWallet(service)),
		byUser(http.MethodGet, "/api/wallet/transactions", transactions(lists)),
		byUser(http.MethodGet, "/api/wallet/pauses", pauses(service)),
		byAdmin(http.MethodGet, "/api/admin/wallets", findWallets(lists)),
		byAdmin(http.MethodGet, "/api/admin/wallets/{userId}", walletOf(lists)),
		byAdmin(http.MethodGet, "/api/admin/wallets/{userId}/transactions", transactionsOf(lists)),
	}
}

// AdjustRoutes are the routes of adjust-wallet.
func AdjustRoutes(service *flow.Service) []edge.Route {
	return []edge.Route{
		byAdmin(http.MethodPost, "/api/admin/wallet/adjust", adjust(service), funds.PermissionAdjust).Deciding(),
		byAdmin(http.MethodPost, "/api/admin/wallet/status", setStatus(service), funds.PermissionWallet).Deciding(),
	}
}

type handler = func(ctx context.Context, r *edge.Request) (edge.Response, error)

func byUser(method, path string, handle handler) edge.Route {
	return edge.Route{Method: method, Path: path, Roles: []funds.Role{funds.RoleUser}, Errors: refusal, Handle: handle}
}

func byAdmin(method, path string, handle handler, needed ...funds.Permission) edge.Route {
	return edge.Route{Method: method, Path: path, Roles: []funds.Role{funds.RoleAdmin}, Permissions: needed, Errors: refusal, Handle: handle}
}
