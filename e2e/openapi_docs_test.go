package e2e_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// docsRoutes take nothing and are open to all, so the tables of who may and of what comes in have no rows for
// them. Each has its event.
var docsRoutes = map[string]string{
	"GET /openapi.json": "get-openapi.json.json",
	"GET /docs":         "get-docs.json",
	"GET /docs/{asset}": "get-docs-asset.json",
}

// shownToAll are all routes without rows: the document's, the pages', and those of what has no route.
func shownToAll() map[string]string {
	all := maps.Clone(docsRoutes)
	maps.Copy(all, pageRoutes)
	maps.Copy(all, unroutedRoutes)
	return all
}

// assetAddress is how the page names what it loads.
var assetAddress = regexp.MustCompile(`(?:src|href)="([^"]*)"`)

// assets are the addresses that a page loads, but for pictures within it.
func assets(page answer) (addresses []string) {
	for _, found := range assetAddress.FindAllStringSubmatch(page.Raw, -1) {
		if !strings.HasPrefix(found[1], "data:") {
			addresses = append(addresses, found[1])
		}
	}
	return addresses
}

func TestThePageShowsTheDocumentAndLoadsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	nobody := &person{w, "", ""}
	described := nobody.get("/openapi.json").want(ok)
	if described.text("openapi") != "3.1.0" || described.at("paths./api/wallet.get.operationId") != "getWallet" {
		t.Errorf("not the document: %.200s", described.Raw)
	}
	page := nobody.get("/docs").want(ok)
	for _, source := range []string{"script-src 'self'", "style-src 'self'", "connect-src 'self'", "default-src 'none'"} {
		if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, source+";") {
			t.Errorf("the policy %q is without %s", policy, source)
		}
	}
	if strings.Contains(page.Raw, "://") || strings.Contains(page.Raw, "{") {
		t.Errorf("the page names another host, or something was not filled in:\n%s", page.Raw)
	}
	addresses := assets(page)
	if len(addresses) != 4 {
		t.Fatalf("the page loads %v", addresses)
	}
	for _, address := range addresses {
		plain := nobody.do(http.MethodGet, address, nil, http.Header{"Accept-Encoding": {"identity"}}).want(ok)
		packed := nobody.do(http.MethodGet, address, nil, http.Header{"Accept-Encoding": {"gzip"}}).want(ok)
		if got := packed.Header.Get("Content-Encoding"); got != "gzip" || plain.Header.Get("Content-Encoding") != "" || len(packed.Raw) >= len(plain.Raw) {
			t.Errorf("%s: content encoding %q, %d bytes, and %d without", address, got, len(packed.Raw), len(plain.Raw))
		}
		if got := plain.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control %q", address, got)
		}
	}
	for _, unknown := range []string{"/docs/unknown.js", "/docs/openapi.json", "/docs/..%2fpage.html", "/docs/swagger-ui.css"} {
		merchant.refuses(nobody.get(unknown), notFound)
	}
}

func TestEveryEventOfTheDocumentIsServed(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	nobody := &person{w, "", ""}
	script := strings.TrimPrefix(assets(nobody.get("/docs").want(ok))[2], "/docs/")
	for route, file := range docsRoutes {
		event := eventOf(t, file)
		if event.RouteKey != route {
			t.Errorf("%s is for %s", file, event.RouteKey)
		}
		for name := range event.PathParameters {
			event.PathParameters[name] = script
		}
		encoded, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := w.Invoke(t.Context(), "api-docs", encoded)
		if err != nil {
			t.Fatal(err)
		}
		var got events.APIGatewayV2HTTPResponse
		if err := json.Unmarshal(raw, &got); err != nil || got.StatusCode != ok {
			t.Errorf("%s: HTTP %d, %v", file, got.StatusCode, err)
		}
		if got.IsBase64Encoded != (route == "GET /docs/{asset}") { // the event accepts gzip
			t.Errorf("%s: its body is encoded: %t", file, got.IsBase64Encoded)
		}
	}
}

func TestADeployerMayKeepTheDocumentToThemselves(t *testing.T) {
	t.Parallel()
	w := startWith(t, nil, map[string]string{"OUTFLOW_DOCS": "false"})
	nobody := &person{w, "", ""}
	for _, address := range []string{"/openapi.json", "/docs", "/docs/start.js"} {
		merchant.refuses(nobody.get(address), notFound)
	}
	w.owner("u1", "1000").get("/api/wallet").want(ok)
}
