package edge_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/words"
)

// byRole takes a token for a role and, after a colon, permissions.
type byRole struct{}

func (byRole) Verify(_ context.Context, token string) (identity.Caller, error) {
	role, words, _ := strings.Cut(token, ":")
	caller := identity.Caller{Sub: "a1", Role: funds.Role(role), HasPerms: true}
	for _, word := range strings.FieldsFunc(words, func(c rune) bool { return c == ',' }) {
		caller.Permissions = append(caller.Permissions, funds.Permission(word))
	}
	return caller, nil
}

func TestAnAdminNeedsTheRoutesPermissionsAndNobodyElseDoes(t *testing.T) {
	t.Parallel()
	both, one := funds.Permissions{funds.PermissionReview, funds.PermissionPay}, funds.Permissions{funds.PermissionWallet, funds.PermissionPay}
	tests := map[string]struct {
		all, oneOf funds.Permissions
		token      string
		lacks      string // empty where it may
	}{
		"none needed":                {nil, nil, "admin", ""},
		"both there":                 {both, nil, "admin:review,pay", ""},
		"one of both":                {both, nil, "admin:review", "pay"},
		"others":                     {both, nil, "admin:audit,policy", "review,pay"},
		"one is enough":              {nil, one, "admin:pay", ""},
		"none of which one does":     {nil, one, "admin:review", "wallet,pay"},
		"a service needs none":       {both, one, "service", ""},
		"a user needs none":          {both, one, "user", ""},
		"all there, and none of one": {both[:1], one, "admin:review", "wallet,pay"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			route := edge.Route{
				Method: http.MethodGet, Path: "/it", Roles: []funds.Role{funds.RoleAdmin, funds.RoleService, funds.RoleUser},
				Permissions: test.all, OneOf: test.oneOf, Handle: saying("hello"),
				Errors: func(err *funds.Error, reader words.Reader) (int, any) {
					return edge.Status(err.Code), reader.Refusal(err)
				},
			}
			r := httptest.NewRequest(http.MethodGet, "/it", nil)
			r.Header.Set("Authorization", "Bearer "+test.token)
			got := httptest.NewRecorder()
			edge.Handler(byRole{}, slog.New(slog.DiscardHandler), []edge.Route{route}).ServeHTTP(got, r)
			want := http.StatusOK
			if test.lacks != "" {
				want = http.StatusForbidden
			}
			if got.Code != want || (test.lacks != "" && got.Body.String() != `{"reason":"permission_missing","args":{"options":"`+test.lacks+`"}}`+"\n") {
				t.Errorf("%d %s, want %d for %q", got.Code, got.Body, want, test.lacks)
			}
		})
	}
}
