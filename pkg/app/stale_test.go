package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/table"
	"github.com/outflow-pay/outflow/pkg/words"
)

// byWord takes a token for its bearer's role.
type byWord struct{}

func (byWord) Verify(_ context.Context, token string) (identity.Caller, error) {
	return identity.Caller{Sub: "s1", Role: funds.Role(token)}, nil
}

func TestWhereThePolicyIsNotKnownWhatDecidesIsAnswered503AndAllElseGoesOn(t *testing.T) {
	t.Parallel()
	on := &shelf{versions: map[int64]funds.PolicyVersion{}}
	renewed := renewing(t, on, &watch{time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)})
	a := &App{
		policy: renewed, Flow: &flow.Service{Log: slog.New(slog.DiscardHandler)}, Lists: &list.Service{}, Gateway: new(gateway.Client), table: new(table.Store),
	}
	served := func(path string, open bool) edge.Route {
		return edge.Route{
			Method: http.MethodPost, Path: path, Open: open, Roles: []funds.Role{funds.RoleUser, funds.RoleAdmin},
			Errors: func(err *funds.Error, reader words.Reader) (int, any) {
				return edge.Status(err.Code), reader.Refusal(err)
			},
			Handle: func(context.Context, *edge.Request) (edge.Response, error) { return edge.Response{Text: "done"}, nil },
		}
	}
	routes := a.byPolicy([]edge.Route{served("/decides", false).Deciding(), served("/settles", false), served("/callback", true)})
	handler := a.renewed(edge.Handler(admission{byWord{}, a.Flow}, slog.New(slog.DiscardHandler), routes))
	status := func(path, token string) int {
		r := httptest.NewRequest(http.MethodPost, path, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		if answer.Code == http.StatusServiceUnavailable && answer.Header().Get("Retry-After") == "" {
			t.Errorf("%s does not say when to try again", path)
		}
		return answer.Code
	}
	for _, away := range []bool{false, true, false} {
		on.away = away
		renewed.expire()
		held, admins := http.StatusOK, http.StatusOK
		if away {
			held, admins = http.StatusServiceUnavailable, http.StatusServiceUnavailable
		}
		for _, test := range []struct {
			path, token string
			want        int
		}{
			{"/decides", "user", held}, {"/settles", "user", http.StatusOK}, {"/settles", "admin", admins}, {"/callback", "", http.StatusOK},
		} {
			if got := status(test.path, test.token); got != test.want {
				t.Errorf("away: %t: %s as %q is answered %d, want %d", away, test.path, test.token, got, test.want)
			}
		}
	}
	if on.head.Newest != 1 || a.Flow.Policy.Version != 1 {
		t.Errorf("what decides did not write the first version: %+v", on.head)
	}
}
