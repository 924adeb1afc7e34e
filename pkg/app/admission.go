package app

import (
	"context"
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// admission says who calls, and what the policy in force lets them do.
type admission struct {
	tokens edge.Authenticator
	flow   *flow.Service // has the policy
}

// Verify is [identity.Verifier.Verify], and [identity.Caller.Under].
func (a admission) Verify(ctx context.Context, token string) (identity.Caller, error) {
	caller, err := a.tokens.Verify(ctx, token)
	if err != nil {
		return caller, err
	}
	if err := stale(ctx); err != nil && caller.Role == funds.RoleAdmin {
		return caller, err // what they may do is not known
	}
	return caller.Under(a.flow.Policy.Controls)
}

type staleKey struct{}

// renewed serves each request by one policy: the one in force when it came.
func (a *App) renewed(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.renew(r.Context(), false); err != nil {
			r = r.WithContext(context.WithValue(r.Context(), staleKey{}, err))
		}
		handler.ServeHTTP(w, r)
	})
}

// stale is why the policy in force is not known in a request; nil where it is.
func stale(ctx context.Context) error {
	err, _ := ctx.Value(staleKey{}).(error)
	return err
}

// byPolicy lets what decides do so only by the policy in force, which it makes the table's first version where there is none.
func (a *App) byPolicy(routes []edge.Route) []edge.Route {
	for i, route := range routes {
		if !route.Decides {
			continue
		}
		routes[i].Handle = func(ctx context.Context, r *edge.Request) (edge.Response, error) {
			err := stale(ctx)
			if err == nil && a.Flow.Policy.Version == 0 {
				err = a.renew(ctx, true)
			}
			if err != nil {
				return edge.Response{}, err
			}
			return route.Handle(ctx, r)
		}
	}
	return routes
}
