package e2e_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// unroutedRoutes take what has no route below the contracts' prefixes. Each has its event.
var unroutedRoutes = map[string]string{
	"ANY /api/{rest+}":       "any-api-rest.json",
	"HEAD /api/{rest+}":      "head-api-rest.json",
	"GET /api/{rest+}":       "get-api-rest.json",
	"ANY /admin/{rest+}":     "any-admin-rest.json",
	"HEAD /admin/{rest+}":    "head-admin-rest.json",
	"GET /admin/{rest+}":     "get-admin-rest.json",
	"ANY /withdraw/{rest+}":  "any-withdraw-rest.json",
	"HEAD /withdraw/{rest+}": "head-withdraw-rest.json",
	"GET /withdraw/{rest+}":  "get-withdraw-rest.json",
}

// TestAMethodThatAnAddressDoesNotTakeIsRefusedInItsContractsForm, whoever asks: every address × every caller.
func TestAMethodThatAnAddressDoesNotTakeIsRefusedInItsContractsForm(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	callers := map[string]*person{"nobody": {w, "", ""}, "a user": w.user("0"), "an admin": w.admin(), "a service": w.person("service-1", funds.RoleService)}
	methods, forms := map[string][]string{}, map[string]form{}
	for key, row := range rows {
		method, path, _ := strings.Cut(key, " ")
		path, _, withQuery := strings.Cut(path, "?")
		if !withQuery {
			forms[path] = row.form
		}
		if !slices.Contains(methods[path], method) {
			methods[path] = append(methods[path], method)
		}
	}
	for key := range byPeople {
		method, path, _ := strings.Cut(key, " ")
		forms[path] = console
		methods[path] = append(methods[path], method)
	}
	for path := range methods {
		taken := takenBy(path, methods)
		allow := strings.Join(append(slices.Clone(taken), http.MethodOptions), ", ")
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			if slices.Contains(taken, method) {
				continue
			}
			for name, caller := range callers {
				got := caller.do(method, filled(path, unknownID, "u1"), nil, nil)
				got.what = name + ": " + got.what
				forms[path].says(got.want(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
				if is := got.Header.Get("Allow"); is != allow {
					t.Errorf("%s: Allow is %q, want %q", got.what, is, allow)
				}
			}
		}
		options := callers["nobody"].do(http.MethodOptions, filled(path, unknownID, "u1"), nil, nil).want(http.StatusNoContent)
		if options.Header.Get("Allow") == "" || options.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("OPTIONS %s: %v", path, options.Header)
		}
	}
}

// takenBy are the methods that a path takes, also by another address's parameter.
func takenBy(path string, methods map[string][]string) (taken []string) {
	for other, named := range methods {
		if slices.EqualFunc(strings.Split(path, "/"), strings.Split(other, "/"), func(given, wanted string) bool {
			return given == wanted || strings.HasPrefix(wanted, "{")
		}) {
			taken = append(taken, named...)
		}
	}
	slices.Sort(taken)
	return slices.Compact(taken)
}

func TestAnAddressThatIsNoneIsRefusedInItsPrefixsForm(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	nobody := &person{w, "", ""}
	for path, form := range map[string]form{
		"/api/nowhere": wallet, "/api/wallet/": wallet, "/api/wallet/nowhere": wallet, "/api/withdrawal/a/b": merchant, "/api/withdrawal//": merchant,
		"/admin/nowhere": console, "/admin/withdrawals/a/b/c": console, "/admin/audit-logs/": console,
		"/withdraw/nowhere": batchaudit, "/withdraw/get/": batchaudit,
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete, http.MethodOptions} {
			got := nobody.do(method, path, nil, nil)
			message, _ := form.says(got.want(notFound), notFound)
			if strings.Contains(message, "记录不存在") || got.Header.Get("Allow") != "" {
				t.Errorf("%s: %s, Allow %q", got.what, got.Raw, got.Header.Get("Allow"))
			}
		}
	}
}

func TestPagesOfNamedOriginsMayCall(t *testing.T) {
	t.Parallel()
	const named, other = "https://app.example", "https://app.example.evil.example"
	w := startWith(t, nil, map[string]string{"OUTFLOW_CORS_ORIGINS": "https://admin.example " + named})
	u := w.user("0")
	asks := func(method, path, origin string) http.Header {
		headers := http.Header{"Origin": {origin}}
		if method == http.MethodOptions {
			headers.Set("Access-Control-Request-Method", http.MethodPost)
			headers.Set("Access-Control-Request-Headers", "authorization,content-type,idempotency-key")
		}
		return u.do(method, path, nil, headers).Header
	}
	for method, path := range map[string]string{http.MethodOptions: "/api/wallet/withdraw", http.MethodGet: "/api/wallet", http.MethodDelete: "/api/wallet"} {
		got := asks(method, path, named)
		if got.Get("Access-Control-Allow-Origin") != named || got.Get("Vary") != "Origin" || got.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s %s from a named origin: %v", method, path, got)
		}
		if method == http.MethodOptions && (got.Get("Access-Control-Allow-Methods") != "GET, POST, DELETE" || !strings.Contains(got.Get("Access-Control-Allow-Headers"), "Idempotency-Key")) {
			t.Errorf("what may be sent: %v", got)
		}
		for _, origin := range []string{other, "null", "https://app.example:8443", ""} {
			if got := asks(method, path, origin); got.Get("Access-Control-Allow-Origin") != "" || got.Get("Access-Control-Allow-Methods") != "" {
				t.Errorf("%s %s from %q: %v", method, path, origin, got)
			}
		}
	}
}

func TestEveryEventOfWhatHasNoRouteIsServed(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for route, file := range unroutedRoutes {
		encoded, err := json.Marshal(eventOf(t, file))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := w.Invoke(t.Context(), "unrouted", encoded)
		if err != nil {
			t.Fatal(err)
		}
		var got events.APIGatewayV2HTTPResponse
		says := map[bool]string{false: "没有这个接口地址"}[strings.HasPrefix(route, http.MethodHead)]
		if err := json.Unmarshal(raw, &got); err != nil || got.StatusCode != notFound || !strings.Contains(got.Body, says) {
			t.Errorf("%s: %s", route, raw)
		}
	}
}
