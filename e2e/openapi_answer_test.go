package e2e_test

import (
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/outflow-pay/outflow/api/apitest"
)

// document is loaded once, for all tests.
var document = sync.OnceValues(apitest.Load)

// apis are the hosts of all stacks' APIs. The sandbox's answers are no part of the document.
var apis sync.Map

// conform fails the test where an answer is not as the document says. [send] asks it of every answer there
// is, so no end-to-end test can receive a status or a body that is not documented.
func conform(t *testing.T, method, address string, status int, header http.Header, body []byte) {
	t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if _, ours := apis.Load(at.Host); !ours || isPage(method, at.EscapedPath()) {
		return
	}
	loaded, err := document()
	if err != nil {
		t.Fatal(err)
	}
	answer := apitest.Answer{Method: method, Path: at.EscapedPath(), Status: status, Header: header, Body: body}
	if err := loaded.CheckAnswer(answer); err != nil {
		t.Errorf("%s %s: HTTP %d is not as the document says: %v\n%s", method, address, status, err, body)
	}
}

func TestAnAnswerThatIsNotDocumentedIsNoticed(t *testing.T) {
	t.Parallel()
	const (
		wallet  = `{"success":true,"data":{"walletId":"W-u1","userId":"u1","status":"frozen","reason":"r"}}`
		refused = `{"success":false,"message":"余额不足","reason":"insufficient","args":{}}`
		json    = "application/json; charset=utf-8"
	)
	tests := map[string]struct {
		method, path string
		status       int
		header       http.Header
		body         string
		right        bool
	}{
		"a documented answer":             {"POST", "/api/admin/wallet/status", 200, http.Header{"Content-Type": {json}}, wallet, true},
		"a documented error":              {"POST", "/api/admin/wallet/status", 400, http.Header{"Content-Type": {json}}, refused, true},
		"the HTTP API's own":              {"POST", "/api/admin/wallet/status", 502, http.Header{"Content-Type": {json}}, `{"message":"Internal Server Error"}`, true},
		"no route's":                      {"GET", "/nowhere", 404, http.Header{"Content-Type": {json}}, `{"message":"Not Found"}`, true},
		"another status":                  {"POST", "/api/admin/wallet/status", 201, http.Header{"Content-Type": {json}}, wallet, false},
		"another path":                    {"POST", "/api/admin/wallet", 200, http.Header{"Content-Type": {json}}, wallet, false},
		"another method":                  {"PUT", "/api/admin/wallet/status", 200, http.Header{"Content-Type": {json}}, wallet, false},
		"another media type":              {"POST", "/api/admin/wallet/status", 200, http.Header{"Content-Type": {"text/plain"}}, wallet, false},
		"no media type":                   {"POST", "/api/admin/wallet/status", 200, http.Header{}, wallet, false},
		"a field too many":                {"POST", "/api/admin/wallet/status", 400, http.Header{"Content-Type": {json}}, `{"success":false,"message":"m","reason":"busy","args":{},"code":1}`, false},
		"a field too few":                 {"POST", "/api/admin/wallet/status", 400, http.Header{"Content-Type": {json}}, `{"success":false,"reason":"busy","args":{}}`, false},
		"a reason that there is not":      {"POST", "/api/admin/wallet/status", 400, http.Header{"Content-Type": {json}}, `{"success":false,"message":"m","reason":"whim","args":{}}`, false},
		"a wrong type":                    {"POST", "/api/admin/wallet/status", 400, http.Header{"Content-Type": {json}}, `{"success":false,"message":1,"reason":"busy","args":{}}`, false},
		"no JSON":                         {"POST", "/api/admin/wallet/status", 400, http.Header{"Content-Type": {json}}, `{`, false},
		"a header too few":                {"GET", "/api/wallet", 503, http.Header{"Content-Type": {json}}, refused, false},
		"a header of another form":        {"GET", "/api/wallet", 503, http.Header{"Content-Type": {json}, "Retry-After": {"soon"}}, refused, false},
		"that header as it should be":     {"GET", "/api/wallet", 503, http.Header{"Content-Type": {json}, "Retry-After": {"1"}}, refused, true},
		"a text that is not the one":      {"POST", "/api/withdrawal/callback", 200, http.Header{"Content-Type": {"text/plain"}}, "ok", false},
		"the text":                        {"POST", "/api/withdrawal/callback", 200, http.Header{"Content-Type": {"text/plain"}}, "success", true},
		"an amount of three decimals":     {"GET", "/admin/escorts/withdraw-records/stats", 200, http.Header{"Content-Type": {json}}, statsOf("0.001"), false},
		"an amount of two":                {"GET", "/admin/escorts/withdraw-records/stats", 200, http.Header{"Content-Type": {json}}, statsOf("0.07"), true},
		"of two paths, the literal one's": {"GET", "/admin/escorts/withdraw-records/stats", 404, http.Header{"Content-Type": {json}}, `{"code":404,"message":"m","reason":"not_found","args":{}}`, false},
	}
	loaded, err := document()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := loaded.CheckAnswer(apitest.Answer{Method: test.method, Path: test.path, Status: test.status, Header: test.header, Body: []byte(test.body)})
			if (err == nil) != test.right {
				t.Errorf("it is right: %t, but: %v", test.right, err)
			}
		})
	}
}

func statsOf(amount string) string {
	return `{"code":0,"data":{"pendingCount":1,"pendingAmount":` + amount + `,"approvedCount":0,"completedCount":0,"completedAmount":0,"todayCount":1,"methods":["bank"]}}`
}
