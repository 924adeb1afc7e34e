package app

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// environment is a deployed function's, with the table at an endpoint.
func environment(dynamoDB string, without ...string) func(string) string {
	variables := map[string]string{
		"OUTFLOW_DYNAMODB": dynamoDB, "OUTFLOW_TABLE": "outflow-table", "OUTFLOW_GATEWAY_URL": "http://127.0.0.1:1",
		"OUTFLOW_GATEWAY_USERNAME": "merchant1", "OUTFLOW_PUBLIC_URL": "http://127.0.0.1:1",
		"OUTFLOW_GATEWAY_SECRET": "outflow-gateway", "OUTFLOW_TOKEN_SECRET": "outflow-tokens",
		"OUTFLOW_TOKEN_ISSUER": "https://issuer.example", "OUTFLOW_TOKEN_AUDIENCE": "outflow",
		"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
	}
	for _, name := range without {
		delete(variables, name)
	}
	return func(name string) string { return variables[name] }
}

func TestADevelopmentTokenIsGoodOnlyWhereTheTableIsOnLoopback(t *testing.T) {
	t.Parallel()
	token, err := identity.Mint(identity.Caller{Sub: "a1", Role: funds.RoleAdmin}, "", time.Now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		endpoint string
		good     bool
	}{
		"on loopback":         {"http://127.0.0.1:8000", true},
		"at AWS":              {"", false},
		"at another endpoint": {"https://vpce.dynamodb.example", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, err := config.Load(environment(test.endpoint))
			if err != nil {
				t.Fatal(err)
			}
			held, err := newSecretSources(settings, environment(test.endpoint), slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			held.tokens.load = func(context.Context) (identity.Secrets, error) { return identity.Secrets{Current: longSecret}, nil }
			app, err := assemble(settings, nil, held, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			_, err = app.verifier.Verify(t.Context(), token)
			if test.good != (err == nil) || (err != nil && funds.CodeOf(err) != funds.CodeUnauthenticated) {
				t.Errorf("got %v, want good: %v", err, test.good)
			}
		})
	}
}

func TestAWholeEnvironmentOpensAnApp(t *testing.T) {
	t.Parallel()
	for name, getenv := range map[string]func(string) string{
		"at AWS":                       environment(""),
		"on loopback, without AWS":     environment("http://[::1]:8000", "OUTFLOW_GATEWAY_SECRET", "OUTFLOW_TOKEN_SECRET", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
		"on loopback, without issuers": environment("http://localhost:8000", "OUTFLOW_TOKEN_ISSUER", "OUTFLOW_TOKEN_AUDIENCE"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := open(getenv, slog.New(slog.DiscardHandler)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAnAppThatCannotWorkIsNotOpened(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		getenv  func(string) string
		mention string
	}{
		"without a table":          {environment("", "OUTFLOW_TABLE"), "OUTFLOW_TABLE"},
		"without a region":         {environment("", "AWS_REGION"), "AWS_REGION"},
		"without credentials":      {environment("", "AWS_ACCESS_KEY_ID"), "AWS_ACCESS_KEY_ID"},
		"with a table over http":   {environment("http://dynamodb.example"), "OUTFLOW_DYNAMODB"},
		"with a secret but no key": {environment("http://127.0.0.1:8000", "AWS_SECRET_ACCESS_KEY"), "AWS_SECRET_ACCESS_KEY"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := open(test.getenv, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), test.mention) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line that names %s", err, test.mention)
			}
		})
	}
}

func TestRoutesThatAskWhoIsCallingNeedTheTokensSecret(t *testing.T) {
	t.Parallel()
	protected, public := []edge.Route{{Open: true}, route("/things/{id}/act")}, []edge.Route{{Open: true}}
	for name, test := range map[string]struct {
		getenv func(string) string
		routes []edge.Route
		ok     bool
	}{
		"with it":               {environment(""), protected, true},
		"without it":            {environment("", "OUTFLOW_TOKEN_SECRET"), protected, false},
		"open to all":           {environment("", "OUTFLOW_TOKEN_SECRET"), public, true},
		"on a developer's own":  {environment("http://127.0.0.1:8000", "OUTFLOW_TOKEN_SECRET"), protected, true},
		"without the gateway's": {environment("", "OUTFLOW_GATEWAY_SECRET"), protected, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app, err := open(test.getenv, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			if err := app.canServe(test.routes); (err == nil) != test.ok || (err != nil && err.Error() != "OUTFLOW_TOKEN_SECRET: missing") {
				t.Errorf("got %v, want ok: %t", err, test.ok)
			}
		})
	}
}

func TestRoutesAreListedOneALine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	needing := route("/things")
	needing.Permissions, needing.OneOf = funds.Permissions{"review", "pay"}, funds.Permissions{"wallet", "audit"}
	if err := printRoutes(&out, []edge.Route{route("/things/{id}/act"), needing, {Method: "POST", Path: "/open", Open: true}}); err != nil {
		t.Fatal(err)
	}
	if want := "POST /things/{id}/act admin\nPOST /things admin review+pay wallet|audit\nPOST /open open\n"; out.String() != want {
		t.Errorf("listed %q, want %q", out.String(), want)
	}
}

func TestEveryLineSaysWhichVersionWroteIt(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	newLog(&out, "12", 1).Info("request")
	if !strings.Contains(out.String(), `"functionVersion":"12"`) {
		t.Errorf("%s", out.String())
	}
}
