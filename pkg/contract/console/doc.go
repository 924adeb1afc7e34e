// Package console serves the console contract (后台提现模块 API): amounts are numbers in major units,
// answers are {"code":0,"data":…}, errors {"code":<status>,"message":…,"details"?:{field:why}} with that
// HTTP status. Optional fields are left out, times have milliseconds, accounts and phones are masked.
//
// It decodes, calls a use case and encodes; nothing is decided here. It imports contract, edge, flow and funds.
package console

import (
	"context"
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	recordsPath = "/admin/escorts/withdraw-records"
	recordPath  = recordsPath + "/{id}"
)

// ListRoutes are the routes of list-withdrawals.
func ListRoutes(service *flow.Service) []edge.Route {
	return withLegacy(byAdmin(http.MethodGet, recordsPath, list(service)))
}

// StatsRoutes are the routes of withdrawal-stats.
func StatsRoutes(service *flow.Service) []edge.Route {
	return withLegacy(
		byAdmin(http.MethodGet, recordsPath+"/stats", stats(service)),
		byAdmin(http.MethodGet, recordsPath+"/trend", trend(service)),
	)
}

// ExportRoutes are the routes of export-withdrawals.
func ExportRoutes(service *flow.Service, parts ExportParts) []edge.Route {
	return withLegacy(byAdmin(http.MethodGet, recordsPath+"/export", export(service, parts)))
}

// GetRoutes are the routes of get-withdrawal.
func GetRoutes(service *flow.Service) []edge.Route {
	return withLegacy(
		byAdmin(http.MethodGet, recordPath, detail(service)),
		byAdmin(http.MethodGet, recordPath+"/detail", detailWithLogs(service)),
		byAdmin(http.MethodGet, recordPath+"/logs", logs(service)),
	)
}

// ReviewRoutes are the routes of review-withdrawal.
func ReviewRoutes(service *flow.Service) []edge.Route {
	return withLegacy(byAdmin(http.MethodPost, recordPath+"/review", review(service)))
}

// PayoutRoutes are the routes of payout-withdrawal.
func PayoutRoutes(service *flow.Service) []edge.Route {
	return withLegacy(
		byAdmin(http.MethodPost, recordPath+"/payout", payout(service)),
		byAdmin(http.MethodPost, recordPath+"/fail", fail(service)),
		byAdmin(http.MethodPost, recordPath+"/transaction-no", correctNumber(service)),
		byAdmin(http.MethodPost, recordPath+"/ask", askAgain(service)),
	)
}

// AuditRoutes are the routes of audit-logs.
func AuditRoutes(service *flow.Service) []edge.Route {
	return []edge.Route{byAdmin(http.MethodGet, auditLogsPath, auditLogs(service))}
}

// RechargeRoutes are the routes of recharge.
func RechargeRoutes(service *flow.Service) []edge.Route {
	routes := []edge.Route{
		byAdmin(http.MethodGet, rechargesPath, recharges(service)),
		byAdmin(http.MethodGet, rechargesPath+"/{id}", recharge(service)),
		byAdmin(http.MethodPost, rechargesPath+"/{id}/resolve", resolveRecharge(service)),
		byAdmin(http.MethodPost, rechargesPath+"/{id}/ask", askAgainRecharge(service)),
	}
	for i := range routes {
		routes[i].Errors = rechargeRefusal
	}
	return routes
}

type handler = func(ctx context.Context, r *edge.Request) (edge.Response, error)

func byAdmin(method, path string, handle handler) edge.Route {
	return edge.Route{Method: method, Path: path, Roles: []funds.Role{funds.RoleAdmin}, Errors: refusal, Handle: handle}
}
