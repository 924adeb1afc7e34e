// Package withdrawflow serves the withdraw-flow contract (提现流程 API): amounts are numbers with two
// decimals, answers are {"code":200,"message":"success","data":…}, errors HTTP 200 with
// {"code":<400…>,"message":…,"data":null}; 401 and 403 are the HTTP status too. Times are to the second.
//
// A request names the user by uid: their own, unless an admin or a service asks. It decodes, calls a use
// case and encodes; nothing is decided here.
package withdrawflow

import (
	"context"
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// pageSize is the document's. It names no maximum: more than maxPageSize is refused, not cut, as rows would be lost.
const pageSize, maxPageSize = 10, 1000

// CreateRoutes are the routes of create-withdrawal.
func CreateRoutes(service *flow.Service) []edge.Route {
	return []edge.Route{byAnybody(http.MethodPost, "/api/wallet/request-withdraw", request(service), funds.PermissionPay).Deciding()}
}

// PayoutRoutes are the routes of payout-withdrawal. To confirm is to approve and to pay at once, so it takes both permissions.
func PayoutRoutes(service *flow.Service) []edge.Route {
	return []edge.Route{byOffice(http.MethodPost, "/api/wallet/confirm-withdraw", confirm(service), funds.PermissionReview, funds.PermissionPay).Deciding()}
}

// ReviewRoutes are the routes of review-withdrawal.
func ReviewRoutes(service *flow.Service) []edge.Route {
	return []edge.Route{byOffice(http.MethodPost, "/api/wallet/cancel-withdraw", cancel(service), funds.PermissionReview)}
}

// BalanceRoutes are the routes of wallet. The wallet contract has one of the same path, for requests
// without uid.
func BalanceRoutes(lists *list.Service) []edge.Route {
	route := byAnybody(http.MethodGet, "/api/wallet/transactions", transactions(lists))
	route.Query = "uid"
	return []edge.Route{route}
}

// StatsRoutes are the routes of withdrawal-stats.
func StatsRoutes(lists *list.Service) []edge.Route {
	return []edge.Route{byAnybody(http.MethodGet, "/api/wallet/withdraw-summary", summary(lists))}
}

type handler = func(ctx context.Context, r *edge.Request) (edge.Response, error)

// byAnybody is for users, about themselves, and for admins and services about anybody.
func byAnybody(method, path string, handle handler, needed ...funds.Permission) edge.Route {
	roles := []funds.Role{funds.RoleUser, funds.RoleAdmin, funds.RoleService}
	return edge.Route{Method: method, Path: path, Roles: roles, Permissions: needed, Errors: refusal, Handle: handle}
}

// byOffice is for admins and services alone.
func byOffice(method, path string, handle handler, needed ...funds.Permission) edge.Route {
	return edge.Route{Method: method, Path: path, Roles: []funds.Role{funds.RoleAdmin, funds.RoleService}, Permissions: needed, Errors: refusal, Handle: handle}
}
