package edge_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/words"
)

// byName takes a token for the caller's name, who may do everything.
type byName struct{}

func (byName) Verify(_ context.Context, token string) (identity.Caller, error) {
	return identity.Caller{Sub: token, Role: funds.RoleUser}, nil
}

func serve(t *testing.T, request *http.Request, routes ...edge.Route) *httptest.ResponseRecorder {
	t.Helper()
	for i := range routes {
		routes[i].Roles = []funds.Role{funds.RoleUser}
		routes[i].Errors = func(err *funds.Error, reader words.Reader) (int, any) {
			return edge.Status(err.Code), reader.Error(err, "")
		}
	}
	answer := httptest.NewRecorder()
	edge.Handler(byName{}, slog.New(slog.DiscardHandler), routes).ServeHTTP(answer, request)
	return answer
}

func saying(text string) func(context.Context, *edge.Request) (edge.Response, error) {
	return func(_ context.Context, r *edge.Request) (edge.Response, error) {
		return edge.Response{Text: text + " to " + r.Caller.Sub}, nil
	}
}

func TestAPathThatTwoContractsShareIsServedByTheQuery(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"": "plain to u", "?page=1": "plain to u", "?uid=u": "asked to u", "?page=1&uid=u": "asked to u", "?uid=": "asked to u", "?UID=u": "plain to u",
	} {
		r := httptest.NewRequest(http.MethodGet, "/shared"+query, nil)
		r.Header.Set("Authorization", "Bearer u")
		got := serve(t, r,
			edge.Route{Method: http.MethodGet, Path: "/shared", Query: "uid", Handle: saying("asked")},
			edge.Route{Method: http.MethodGet, Path: "/shared", Handle: saying("plain")},
		)
		if got.Body.String() != want {
			t.Errorf("%q is answered %q, want %q", query, got.Body, want)
		}
	}
}

func TestATokenComesInTheContractsOwnHeaderToo(t *testing.T) {
	t.Parallel()
	own := edge.Route{Method: http.MethodGet, Path: "/own", Token: "token", Handle: saying("hello")}
	tests := map[string]struct {
		headers map[string]string
		want    string
		status  int
	}{
		"in its own header":       {map[string]string{"token": "a"}, "hello to a", http.StatusOK},
		"in the usual one":        {map[string]string{"Authorization": "Bearer b"}, "hello to b", http.StatusOK},
		"its own goes first":      {map[string]string{"token": "a", "Authorization": "Bearer b"}, "hello to a", http.StatusOK},
		"in none":                 {nil, "\"未登录或token无效\"\n", http.StatusUnauthorized},
		"another scheme's":        {map[string]string{"Authorization": "Basic b"}, "\"未登录或token无效\"\n", http.StatusUnauthorized},
		"an empty one and no one": {map[string]string{"token": ""}, "\"未登录或token无效\"\n", http.StatusUnauthorized},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/own", nil)
			for header, value := range test.headers {
				r.Header.Set(header, value)
			}
			if got := serve(t, r, own); got.Code != test.status || got.Body.String() != test.want {
				t.Errorf("%d %q, want %d %q", got.Code, got.Body, test.status, test.want)
			}
		})
	}
	r := httptest.NewRequest(http.MethodGet, "/other", nil)
	r.Header.Set("token", "a")
	if got := serve(t, r, edge.Route{Method: http.MethodGet, Path: "/other", Handle: saying("hello")}); got.Code != http.StatusUnauthorized {
		t.Errorf("another contract takes the header: %d", got.Code)
	}
}

func TestADeprecatedPathNamesItsSuccessorWhateverItAnswers(t *testing.T) {
	t.Parallel()
	old := edge.Route{Method: http.MethodGet, Path: "/old/{id}", Successor: "/new/{id}/now", Handle: saying("hello")}
	for authorization, status := range map[string]int{"Bearer u": http.StatusOK, "": http.StatusUnauthorized} {
		r := httptest.NewRequest(http.MethodGet, "/old/a%2Fb%3E", nil)
		r.Header.Set("Authorization", authorization)
		got := serve(t, r, old)
		if got.Code != status || got.Header().Get("Deprecation") != "@1765584000" || got.Header().Get("Link") != `</new/a%2Fb%3E/now>; rel="successor-version"` {
			t.Errorf("%d, Deprecation %q, Link %q", got.Code, got.Header().Get("Deprecation"), got.Header().Get("Link"))
		}
	}
}
