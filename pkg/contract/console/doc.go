// Package console serves the console contract (后台提现模块 API): amounts are numbers in major units,
// answers are {"code":0,"data":…}, errors {"code":<status>,"message":…,"details"?:{field:why}} with that
// HTTP status. Optional fields are left out, times have milliseconds, accounts and phones are masked. Its document is
// of a platform of escorts (陪诊员), who accompany patients to hospital; they are users.
//
// It decodes, calls a use case and encodes; nothing is decided here. It imports contract, edge, flow, job, list, funds,
// withdrawal (for what admins may do next), pause (for how long anything may be paused), policy (for where a version
// stands), statement (for what a file is read into), webhook (for where events go) and words.
package console

import (
	"context"
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

const (
	recordsPath = "/admin/escorts/withdraw-records"
	recordPath  = recordsPath + "/{id}"
)

// ListRoutes are the routes of list-withdrawals.
func ListRoutes(lists *list.Service) []edge.Route {
	return withLegacy(byAdmin(http.MethodGet, recordsPath, listRecords(lists)))
}

// StatsRoutes are the routes of withdrawal-stats.
func StatsRoutes(lists *list.Service) []edge.Route {
	return withLegacy(
		byAdmin(http.MethodGet, recordsPath+"/stats", stats(lists)),
		byAdmin(http.MethodGet, recordsPath+"/trend", trend(lists)),
	)
}

// ExportRoutes are the routes of export-withdrawals.
func ExportRoutes(lists *list.Service, parts ExportParts) []edge.Route {
	return withLegacy(byAdmin(http.MethodGet, recordsPath+"/export", export(lists, parts), funds.PermissionExport))
}

// GetRoutes are the routes of get-withdrawal.
func GetRoutes(lists *list.Service) []edge.Route {
	return withLegacy(
		byAdmin(http.MethodGet, recordPath, detail(lists)),
		byAdmin(http.MethodGet, recordPath+"/detail", detailWithLogs(lists)),
		byAdmin(http.MethodGet, recordPath+"/logs", logs(lists)),
	)
}

// ReviewRoutes are the routes of review-withdrawal.
func ReviewRoutes(lists *list.Service, service *flow.Service) []edge.Route {
	return withLegacy(
		byAdmin(http.MethodPost, recordPath+"/review", review(lists, service), funds.PermissionReview).Deciding(),
		byAdmin(http.MethodPost, recordPath+"/hold", putHold(lists, service), funds.PermissionReview).Deciding(),
		byAdmin(http.MethodPost, recordPath+"/release", release(lists, service), funds.PermissionReview).Deciding(),
	)
}

// PayoutRoutes are the routes of payout-withdrawal.
//
// Who may pay: an admin, by these routes, and never for themselves ([funds.NotOwn]). A contract that reviews and pays in
// one step asks for the same; a service may confirm what is paid by hand; the machine pays what its policy says.
func PayoutRoutes(lists *list.Service, service *flow.Service) []edge.Route {
	return append(withLegacy(
		byAdmin(http.MethodPost, recordPath+"/payout", payout(lists, service), funds.PermissionPay).Deciding(),
		byAdmin(http.MethodPost, recordPath+"/fail", fail(lists, service), funds.PermissionPay).Deciding(),
		byAdmin(http.MethodPost, recordPath+"/transaction-no", correctNumber(lists, service), funds.PermissionPay),
		byAdmin(http.MethodPost, recordPath+"/ask", askAgain(lists, service), funds.PermissionPay),
	),
		byAdmin(http.MethodPost, recordPath+"/return", reportReturn(lists, service), funds.PermissionResolve).Deciding(),
		byAdmin(http.MethodPost, recordPath+"/return/resolve", resolveReturn(lists, service), funds.PermissionResolve).Deciding(),
	)
}

// AuditRoutes are the routes of audit-logs.
func AuditRoutes(lists *list.Service) []edge.Route {
	return []edge.Route{byAdmin(http.MethodGet, auditLogsPath, auditLogs(lists), funds.PermissionAudit)}
}

// RechargeRoutes are the routes of recharge.
func RechargeRoutes(lists *list.Service, service *flow.Service) []edge.Route {
	routes := []edge.Route{
		byAdmin(http.MethodGet, rechargesPath, recharges(lists)),
		byAdmin(http.MethodGet, rechargesPath+"/{id}", recharge(lists)),
		byAdmin(http.MethodPost, rechargesPath+"/{id}/resolve", resolveRecharge(lists, service), funds.PermissionResolve).Deciding(),
		byAdmin(http.MethodPost, rechargesPath+"/{id}/ask", askAgainRecharge(lists, service), funds.PermissionResolve),
	}
	for i := range routes {
		routes[i].Errors = rechargeRefusal
	}
	return routes
}

// ProposalRoutes are the routes of proposals. Which permission a decision takes depends on what is proposed: whoever has
// none of them decides about nothing.
func ProposalRoutes(lists *list.Service, service *flow.Service) []edge.Route {
	routes := []edge.Route{
		byAdmin(http.MethodGet, proposalsPath, proposals(lists)),
		byAdmin(http.MethodGet, proposalsPath+"/{id}", proposal(lists)),
		byAdmin(http.MethodPost, proposalsPath+"/{id}/approve", approveProposal(lists, service)).Deciding(),
		byAdmin(http.MethodPost, proposalsPath+"/{id}/reject", rejectProposal(lists, service)),
	}
	for i := range routes {
		routes[i].Errors = proposalRefusal
		if routes[i].Method == http.MethodPost {
			routes[i].OneOf = funds.ProposalPermissions()
		}
	}
	return routes
}

type handler = func(ctx context.Context, r *edge.Request) (edge.Response, error)

func byAdmin(method, path string, handle handler, needed ...funds.Permission) edge.Route {
	return edge.Route{Method: method, Path: path, Roles: []funds.Role{funds.RoleAdmin}, Permissions: needed, Errors: refusal, Handle: handle}
}
