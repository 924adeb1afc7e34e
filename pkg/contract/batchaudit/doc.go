// Package batchaudit serves the batch-audit contract (提现管理后台接口): amounts are integer cents, times
// milliseconds, answers {"errCode":0,"errMsg":"","errDlt":"","data":…}; errors have HTTP 200 and the code in the
// body, but for 401 无权限, which is the HTTP status too. The token comes in the header token.
//
// Its "approved" means paid out to the document's readers; here the money stays frozen until the payout itself.
//
// It decodes, calls a use case and encodes; nothing is decided here. It imports contract, edge, flow, list, funds
// and words.
package batchaudit

import (
	"context"
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// GetRoutes are the routes of get-withdrawal.
func GetRoutes(lists *list.Service) []edge.Route {
	return []edge.Route{byAdmin("/withdraw/get", get(lists))}
}

// ListRoutes are the routes of list-withdrawals.
func ListRoutes(lists *list.Service) []edge.Route {
	return []edge.Route{
		byAdmin("/withdraw/list", listAll(lists)),
		byAdmin("/withdraw/user_list", userList(lists)),
	}
}

// ReviewRoutes are the routes of review-withdrawal.
func ReviewRoutes(service *flow.Service) []edge.Route {
	return []edge.Route{byAdmin("/withdraw/audit", audit(service), funds.PermissionReview).Deciding()}
}

type handler = func(ctx context.Context, r *edge.Request) (edge.Response, error)

func byAdmin(path string, handle handler, needed ...funds.Permission) edge.Route {
	return edge.Route{
		Method: http.MethodPost, Path: path, Roles: []funds.Role{funds.RoleAdmin}, Permissions: needed, Token: "token", Errors: refusal, Handle: handle,
	}
}
