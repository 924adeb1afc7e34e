package edge

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// AnyMethod is a route's method where it takes every one that has no route of its own.
const AnyMethod = "ANY"

// Prefix is a part of the addresses that one contract's form of errors is for.
type Prefix struct {
	Path   string // with a slash at both ends
	Errors ErrorForm
}

// Unrouted are the routes of whatever lies below the prefixes and has no route of its own: 404, or 405 and Allow
// where the path is right and the method is not, in the form of the path's contract, or else of the prefix's. The
// status is the HTTP status in every form: there is no contract's answer behind it. OPTIONS is answered with Allow.
// They are open to all, as what they say is in the API's description. routes are all routes that there are.
//
// GET and HEAD have routes of their own beside ANY: the HTTP API does not say whether the more specific path or the
// method counts where another greedy route, the pages', takes them.
func Unrouted(prefixes []Prefix, routes []Route) (unrouted []Route) {
	for _, prefix := range prefixes {
		for _, method := range []string{AnyMethod, http.MethodGet, http.MethodHead} {
			unrouted = append(unrouted, Route{
				Method: method, Path: prefix.Path + "{rest+}", Open: true, Errors: prefix.Errors,
				Handle: func(_ context.Context, r *Request) (Response, error) {
					return unroutedAnswer(r, prefix.Errors, routes), nil
				},
			})
		}
	}
	return unrouted
}

// Why nothing is done at an address.
const (
	ReasonNoRoute  funds.Reason = "no_route"
	ReasonNoMethod funds.Reason = "no_method" // it does not take Method
)

func unroutedAnswer(r *Request, form ErrorForm, routes []Route) Response {
	var allowed []string
	for _, route := range routes {
		if !takes(route.Path, r.HTTP.URL.EscapedPath()) {
			continue
		}
		if len(allowed) == 0 || route.Query == "" {
			form = route.Errors
		}
		allowed = append(allowed, route.Method)
	}
	method := r.HTTP.Method
	refusal := funds.Refuse(funds.CodeNoRoute, ReasonNoRoute)
	header := http.Header{}
	if len(allowed) > 0 && !slices.Contains(allowed, method) {
		slices.Sort(allowed)
		header.Set("Allow", strings.Join(append(slices.Compact(allowed), http.MethodOptions), ", "))
		if method == http.MethodOptions {
			return Response{Status: http.StatusNoContent, Header: header}
		}
		refusal = funds.Refuse(funds.CodeNoMethod, ReasonNoMethod).About(funds.Facts{Method: clipped(method)})
	}
	_, body := form(refusal, r.Reader())
	return Response{Status: Status(refusal.Code), JSON: body, Header: header}
}

// takes says that a path, still encoded, is one of a template's.
func takes(template, escapedPath string) bool {
	return slices.EqualFunc(strings.Split(template, "/"), strings.Split(escapedPath, "/"), func(wanted, given string) bool {
		if strings.HasPrefix(wanted, "{") {
			return given != ""
		}
		decoded, err := url.PathUnescape(given)
		return err == nil && wanted == decoded
	})
}
