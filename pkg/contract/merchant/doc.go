// Package merchant serves the merchant contract: the user's own withdrawals and recharges for the pages, and
// the gateway's callbacks. Amounts are numbers in major units, answers are {"success":true,"message"?,"data":…},
// errors {"success":false,"message":…} with the HTTP status; a callback is answered with the text success.
//
// It decodes, calls a use case and encodes; nothing is decided here. It imports contract, edge, flow, list, funds and words, and
// of gateway what reads a callback.
package merchant

import (
	"context"
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// CreateRoutes are the routes about withdrawals of gateway-order.
func CreateRoutes(service *flow.Service) []edge.Route {
	return []edge.Route{byUser(http.MethodPost, "/api/withdrawal", create(service)).Deciding()}
}

// ListRoutes are the routes of list-withdrawals.
func ListRoutes(lists *list.Service) []edge.Route {
	return []edge.Route{byUser(http.MethodGet, "/api/withdrawal", listOwn(lists))}
}

// GetRoutes are the routes of get-withdrawal.
func GetRoutes(lists *list.Service, service *flow.Service) []edge.Route {
	return []edge.Route{
		byUser(http.MethodGet, "/api/withdrawal/{id}", get(lists)),
		byUser(http.MethodPost, "/api/withdrawal/check", check(service)),
		byUser(http.MethodPost, "/api/withdrawal/cancel", cancel(service)),
	}
}

// CallbackRoutes are the routes of gateway-callback. They carry no token: the verifier believes the
// gateway's signature alone.
func CallbackRoutes(service *flow.Service, verifier Verifier) []edge.Route {
	byGateway := func(path string, receive receiver, errors edge.ErrorForm) edge.Route {
		return edge.Route{Method: http.MethodPost, Path: path, Open: true, Errors: errors, Handle: callback(receive, verifier)}
	}
	return []edge.Route{
		byGateway("/api/withdrawal/callback", service.ReceiveCallback, callbackRefusal(noWithdrawal)),
		byGateway("/api/recharge/callback", service.ReceiveRechargeCallback, callbackRefusal(noRecharge)),
	}
}

// RechargeCreateRoutes are the routes about recharges of gateway-order.
func RechargeCreateRoutes(service *flow.Service) []edge.Route {
	return ofRecharges(byUser(http.MethodPost, "/api/recharge", recharge(service)).Deciding())
}

// RechargeRoutes are the routes of recharge.
func RechargeRoutes(lists *list.Service, service *flow.Service) []edge.Route {
	return ofRecharges(
		byUser(http.MethodGet, "/api/recharge/channels", channels(service)),
		byUser(http.MethodGet, "/api/recharge", recharges(lists)),
		byUser(http.MethodPost, "/api/recharge/check", checkRecharge(service)),
	)
}

func ofRecharges(routes ...edge.Route) []edge.Route {
	for i := range routes {
		routes[i].Errors = rechargeRefusal
	}
	return routes
}

type handler = func(ctx context.Context, r *edge.Request) (edge.Response, error)

func byUser(method, path string, handle handler) edge.Route {
	return edge.Route{Method: method, Path: path, Roles: []funds.Role{funds.RoleUser}, Errors: refusal, Handle: handle}
}
