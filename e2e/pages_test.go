package e2e_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/outflow-pay/outflow/local/signin"
)

// pageRoutes are, as docsRoutes, open to all and without rows. Each has its event.
var pageRoutes = map[string]string{
	"GET /":                    "get-.json",
	"GET /signed-in":           "get-signed-in.json",
	"GET /signed-out":          "get-signed-out.json",
	"GET /dashboard":           "get-dashboard.json",
	"GET /recharge":            "get-recharge.json",
	"GET /recharge/{id}":       "get-recharge-id.json",
	"GET /recharge-list":       "get-recharge-list.json",
	"GET /withdrawal":          "get-withdrawal.json",
	"GET /withdrawal-list":     "get-withdrawal-list.json",
	"GET /withdral-list":       "get-withdral-list.json",
	"GET /wallet/{page}":       "get-wallet-page.json",
	"GET /console":             "get-console.json",
	"GET /console/{page}":      "get-console-page.json",
	"GET /console/{page}/{id}": "get-console-page-id.json",
	"GET /config.json":         "get-config.json.json",
	"GET /assets/{asset}":      "get-assets-asset.json",
	"GET /{rest+}":             "get-rest.json",
	"HEAD /":                   "head-.json",
	"HEAD /{rest+}":            "head-rest.json",
}

// isPage says that an address is one of the pages', which the document leaves to people's browsers.
func isPage(method, escapedPath string) bool {
	ofAPI := func(prefix string) bool { return strings.HasPrefix(escapedPath, prefix) }
	if slices.ContainsFunc([]string{"/api/", "/admin/", "/withdraw/", "/docs", "/openapi.json"}, ofAPI) {
		return false
	}
	segments := strings.Split(escapedPath, "/")
	for route := range pageRoutes {
		routeMethod, path, _ := strings.Cut(route, " ")
		if method != routeMethod {
			continue
		}
		if strings.HasSuffix(path, "+}") || slices.EqualFunc(segments, strings.Split(path, "/"), func(given, wanted string) bool {
			return given == wanted || (strings.HasPrefix(wanted, "{") && given != "")
		}) {
			return true
		}
	}
	return false
}

var noncePattern = regexp.MustCompile(`'nonce-([A-Z2-7]{26})'`)

func TestThePagesAreServedUnderAStrictPolicy(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	nobody := &person{w, "", ""}
	seen := map[string]bool{}
	for _, path := range []string{"/", "/dashboard", "/wallet/entries", "/console/withdrawals/MZCBPNG020261121052707", "/dashboard"} {
		page := nobody.get(path).want(ok)
		policy := page.Header.Get("Content-Security-Policy")
		for _, source := range []string{
			"default-src 'none'", "script-src 'self'", "connect-src 'self' " + w.SignInURL() + " " + w.FilesURL(), "img-src 'self' data:", "font-src 'self'",
			"base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
		} {
			if !strings.Contains(policy+";", source+";") {
				t.Errorf("%s: the policy %q is without %s", path, policy, source)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy %q has exceptions", path, policy)
		}
		nonce := noncePattern.FindStringSubmatch(policy)
		if nonce == nil || seen[nonce[1]] || strings.Count(page.Raw, nonce[1]) != 1 {
			t.Errorf("%s: the policy %q has no fresh nonce, or the page does not have it once:\n%s", path, policy, page.Raw)
			continue
		}
		seen[nonce[1]] = true
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Strict-Transport-Security": "max-age=31536000", "Referrer-Policy": "no-referrer", "Content-Type": "text/html; charset=utf-8",
		} {
			if got := page.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}

func TestAPagesAssetsAreKeptForEverAndTheRestIsNot(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	nobody := &person{w, "", ""}
	addresses := assets(nobody.get("/dashboard").want(ok))
	if len(addresses) < 2 {
		t.Fatalf("the page loads %v", addresses)
	}
	for _, address := range addresses {
		plain := nobody.do(http.MethodGet, address, nil, http.Header{"Accept-Encoding": {"identity"}}).want(ok)
		packed := nobody.do(http.MethodGet, address, nil, http.Header{"Accept-Encoding": {"gzip"}}).want(ok)
		if packed.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Encoding") != "" || len(packed.Raw) >= len(plain.Raw) {
			t.Errorf("%s: %d bytes, and %d without %q", address, len(packed.Raw), len(plain.Raw), packed.Header.Get("Content-Encoding"))
		}
		if got := plain.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control %q", address, got)
		}
	}
	for _, unknown := range []string{"/assets/unknown.js", "/assets/index.html", "/assets/..%2findex.html"} {
		merchant.refuses(nobody.get(unknown), notFound)
	}
	config := nobody.get("/config.json").want(ok)
	if config.Header.Get("Cache-Control") != "no-store" || config.text("authority") != w.SignInURL() || config.text("clientId") == "" || config.text("zone") != "Asia/Shanghai" {
		t.Errorf("config.json: %v %s", config.Header, config.Raw)
	}
}

func TestEveryAddressIsAPageOrLeadsToOne(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	const html = "text/html; charset=utf-8"
	const oldList = "/withdral-list" //nolint:misspell // as its requirements spell it
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	tests := map[string]struct {
		status   int
		location string
	}{
		"/dashboard/":                 {http.StatusPermanentRedirect, "/dashboard"},
		"/dashboard//":                {http.StatusPermanentRedirect, "/dashboard"},
		"/console/wallets/u%202/?x=1": {http.StatusPermanentRedirect, "/console/wallets/u%202?x=1"},
		oldList:                       {http.StatusPermanentRedirect, "/withdrawal-list"},
		oldList + "/":                 {http.StatusPermanentRedirect, "/withdrawal-list"},
		oldList + "/?page=2&id=X":     {http.StatusPermanentRedirect, "/withdrawal-list?page=2&id=X"},
		oldList + "?page=2":           {http.StatusPermanentRedirect, "/withdrawal-list?page=2"},
		"/consol":                     {notFound, ""},
		"/console/a/b/c/":             {notFound, ""},
		"/favicon.ico":                {notFound, ""},
		"//elsewhere.example/":        {notFound, ""},
		"/%2F/elsewhere.example/":     {notFound, ""},
		"/dashboard":                  {ok, ""},
	}
	for path, test := range tests {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			request, err := http.NewRequestWithContext(t.Context(), method, w.URL()+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := browser.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(got.Body)
			got.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			if location := got.Header.Get("Location"); got.StatusCode != test.status || location != test.location {
				t.Errorf("%s %s: HTTP %d to %q, want %d to %q", method, path, got.StatusCode, location, test.status, test.location)
			}
			if test.location == "" && got.Header.Get("Content-Type") != html {
				t.Errorf("%s %s: %s is no page", method, path, got.Header.Get("Content-Type"))
			}
			if (len(body) == 0) != (method == http.MethodHead) {
				t.Errorf("%s %s: a body of %d bytes", method, path, len(body))
			}
		}
	}
}

func TestEveryEventOfThePagesIsServed(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	nobody := &person{w, "", ""}
	script := strings.TrimPrefix(assets(nobody.get("/dashboard").want(ok))[0], "/assets/")
	for route, file := range pageRoutes {
		event := eventOf(t, file)
		if event.RouteKey != route {
			t.Errorf("%s is for %s", file, event.RouteKey)
		}
		if _, named := event.PathParameters["asset"]; named {
			event.PathParameters["asset"] = script
		}
		encoded, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := w.Invoke(t.Context(), "console", encoded)
		if err != nil {
			t.Fatal(err)
		}
		var got events.APIGatewayV2HTTPResponse
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		want, location := ok, ""
		switch route {
		case "GET /withdral-list":
			want, location = http.StatusPermanentRedirect, "/withdrawal-list"
		case "GET /{rest+}":
			want = notFound
		}
		if got.StatusCode != want || got.Headers["Location"] != location {
			t.Errorf("%s: HTTP %d to %q", file, got.StatusCode, got.Headers["Location"])
		}
		if got.IsBase64Encoded != (route == "GET /assets/{asset}") { // the event accepts gzip
			t.Errorf("%s: its body is encoded: %t", file, got.IsBase64Encoded)
		}
	}
}

func TestWhoSignsInAtTheLocalProviderIsKnownToTheAPI(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	p := &person{w, "u2", w.signedIn("u2")}
	if got := p.get("/api/wallet").want(ok).at("data.id"); got != "W-u2" {
		t.Errorf("the wallet is %v", got)
	}
	list := strings.TrimSuffix(records, "/")
	p.get(list).want(forbidden)
	(&person{w, "admin2", w.signedIn("admin2")}).get(list).want(ok)
}

// signedIn is the access token that the local provider gives for a choice on its page.
func (w *world) signedIn(sub string) string {
	w.t.Helper()
	const verifier = "as long as a verifier has to be, which is 43 characters"
	sum := sha256.Sum256([]byte(verifier))
	back := w.URL() + "/signed-in"
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	chosen, err := browser.PostForm(w.SignInURL()+"/authorize", url.Values{
		"client_id": {signin.ClientID}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {"openid"}, "person": {sub},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	chosen.Body.Close()
	to, err := chosen.Location()
	if err != nil {
		w.t.Fatalf("HTTP %d: %v", chosen.StatusCode, err)
	}
	given, err := browser.PostForm(w.SignInURL()+"/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {signin.ClientID}, "code": {to.Query().Get("code")},
		"redirect_uri": {back}, "code_verifier": {verifier},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	defer given.Body.Close()
	var tokens struct {
		Access string `json:"access_token"`
	}
	if err := json.NewDecoder(given.Body).Decode(&tokens); err != nil {
		w.t.Fatal(err)
	}
	return tokens.Access
}
