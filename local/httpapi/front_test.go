package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/lambda"
	"github.com/outflow-pay/outflow/local/template"
)

var routes = []template.Route{
	{Method: "GET", Path: "/api/withdrawal/{id}", Function: "get"},
	{Method: "POST", Path: "/api/withdrawal/check", Function: "check"},
	{Method: "ANY", Path: "/api/withdrawal/check", Function: "any"},
	{Method: "GET", Path: "/api/{kind}/{id}/logs", Function: "logs"},
	{Method: "GET", Path: "/pages/{rest+}", Function: "pages"},
	{Method: "POST", Path: "/api/withdrawal", Function: "create"},
}

func TestARequestFindsItsRoute(t *testing.T) {
	t.Parallel()
	compiled, err := compile(routes)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, method, path, function string
		parameters                   map[string]string
	}{
		{"a fixed path", "POST", "/api/withdrawal", "create", map[string]string{}},
		{"a fixed segment goes before a variable", "GET", "/api/withdrawal/check", "any", map[string]string{}},
		{"its own method goes before ANY", "POST", "/api/withdrawal/check", "check", map[string]string{}},
		{"a variable", "GET", "/api/withdrawal/WD1", "get", map[string]string{"id": "WD1"}},
		{"a variable is decoded", "GET", "/api/withdrawal/a%2Fb%20c+d", "get", map[string]string{"id": "a/b c+d"}},
		{"two variables", "GET", "/api/wallet/u1/logs", "logs", map[string]string{"kind": "wallet", "id": "u1"}},
		{"a greedy variable", "GET", "/pages/css/main.css", "pages", map[string]string{"rest": "css/main.css"}},
		{"another method", "DELETE", "/api/withdrawal/WD1", "", nil},
		{"a trailing slash is another path", "POST", "/api/withdrawal/", "", nil},
		{"an empty variable", "GET", "/api/withdrawal/", "", nil},
		{"a longer path", "GET", "/api/withdrawal/WD1/more", "", nil},
		{"an unknown path", "GET", "/", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			found, parameters, ok := match(compiled, test.method, test.path)
			if ok != (test.function != "") || found.Function != test.function {
				t.Errorf("found %q", found.Function)
			}
			if diff := cmp.Diff(test.parameters, parameters); diff != "" {
				t.Errorf("parameters (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRoutesThatCannotBeToldApartAreRefused(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]template.Route{
		"the same route twice":         {{Method: "GET", Path: "/a"}, {Method: "GET", Path: "/a"}},
		"the same but for their names": {{Method: "GET", Path: "/a/{b}"}, {Method: "GET", Path: "/a/{c}"}},
		"a path without a slash":       {{Method: "GET", Path: "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := New(list, nil, io.Discard); err == nil {
				t.Error("it was accepted")
			}
		})
	}
}

// TestTheEventIsApiGatewaysOwn compares with a golden event of the documented shape.
func TestTheEventIsApiGatewaysOwn(t *testing.T) {
	t.Parallel()
	var event []byte
	f := front(t, func(_ context.Context, _ string, e []byte) ([]byte, error) {
		event = e
		return []byte(`{"statusCode":204}`), nil
	})
	f.now = func() time.Time { return time.Date(2026, 2, 3, 4, 5, 6, 789e6, time.FixedZone("CST", 8*3600)) }
	r := httptest.NewRequest(http.MethodGet, "/api/withdrawal/%E6%8F%90%2F1?status=a&status=b&name=%E5%BC%A0+x", nil)
	r.Host, r.RemoteAddr = "api.outflow.test:8080", "192.0.2.7:4321"
	r.Header = http.Header{
		"Accept":          {"text/html", "application/json"},
		"Authorization":   {"Bearer token"},
		"Connection":      {"keep-alive"},
		"Cookie":          {"a=1; b=2", "c=3"},
		"User-Agent":      {"test"},
		"X-Forwarded-For": {"203.0.113.9"},
	}
	f.ServeHTTP(httptest.NewRecorder(), r)
	golden, err := os.ReadFile("testdata/event.json")
	if err != nil {
		t.Fatal(err)
	}
	got, want := decode(t, event), decode(t, golden)
	context := got["requestContext"].(map[string]any)
	if id, _ := context["requestId"].(string); len(id) != 16 || !strings.HasSuffix(id, "=") {
		t.Errorf("request id %q", id)
	}
	context["requestId"] = "id"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

func TestABodyIsAStringOrBase64ByItsType(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		contentType, body, want string
		encoded                 bool
	}{
		{"application/json", `{"金额":1}`, `{"金额":1}`, false},
		{"Application/JSON; charset=utf-8", `{}`, `{}`, false},
		{"text/plain", "x", "x", false},
		{"application/x-www-form-urlencoded", "a=1", "YT0x", true},
		{"application/octet-stream", "\xff", "/w==", true},
		{"", "x", "eA==", true},
		{"application/json", "", "", false},
		{"", "", "", false},
	} {
		t.Run(fmt.Sprintf("%q of type %q", test.body, test.contentType), func(t *testing.T) {
			t.Parallel()
			var event map[string]any
			f := front(t, func(_ context.Context, _ string, e []byte) ([]byte, error) {
				event = decode(t, e)
				return []byte(`{"statusCode":204}`), nil
			})
			r := httptest.NewRequest(http.MethodPost, "/api/withdrawal", strings.NewReader(test.body))
			r.Header.Set("Content-Type", test.contentType)
			f.ServeHTTP(httptest.NewRecorder(), r)
			got, _ := event["body"].(string)
			if got != test.want || event["isBase64Encoded"] != test.encoded {
				t.Errorf("body %q, base64 %v", got, event["isBase64Encoded"])
			}
			if length := event["headers"].(map[string]any)["content-length"]; length != fmt.Sprint(len(test.body)) {
				t.Errorf("content-length %v", length)
			}
		})
	}
}

func TestAnAnswerBecomesAResponse(t *testing.T) {
	t.Parallel()
	type response struct {
		Status  int
		Type    string
		Body    string
		Cookies []string
	}
	const plain, jsonType = "text/plain; charset=utf-8", "application/json"
	failed := response{502, jsonType, `{"message":"Internal Server Error"}`, nil}
	for _, test := range []struct {
		name, payload string
		want          response
	}{
		{"a whole response", `{"statusCode":201,"headers":{"content-type":"text/csv"},"body":"a,b"}`, response{201, "text/csv", "a,b", nil}},
		{"a base64 body", `{"statusCode":200,"body":"/w==","isBase64Encoded":true}`, response{200, plain, "\xff", nil}},
		{"cookies", `{"statusCode":200,"cookies":["a=1","b=2"]}`, response{200, plain, "", []string{"a=1", "b=2"}}},
		{"a wrong content-length is ours to mend", `{"statusCode":200,"headers":{"Content-Length":"99"},"body":"x"}`, response{200, plain, "x", nil}},
		{"JSON without a statusCode is a body", `{"success":true}`, response{200, jsonType, `{"success":true}`, nil}},
		{"so is a JSON string", `"success"`, response{200, jsonType, `"success"`, nil}},
		{"and what is not JSON", `{"name":`, response{200, jsonType, `{"name":`, nil}},
		{"a statusCode that is no number", `{"statusCode":"fine"}`, failed},
		{"a statusCode that HTTP does not have", `{"statusCode":99}`, failed},
		{"a body that is not base64", `{"statusCode":200,"body":"?","isBase64Encoded":true}`, failed},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := request(front(t, func(context.Context, string, []byte) ([]byte, error) { return []byte(test.payload), nil }), "")
			got := response{w.Code, w.Header().Get("Content-Type"), w.Body.String(), w.Header().Values("Set-Cookie")}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("response (-want +got):\n%s", diff)
			}
			if w.Header().Get("Apigw-Requestid") == "" || w.Header().Get("Content-Length") != "" {
				t.Errorf("headers %v", w.Header())
			}
		})
	}
}

func TestAFunctionThatFailsIsAGatewayError(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err    error
		status int
		body   string
	}{
		{lambda.ErrExited, 502, `{"message":"Internal Server Error"}`},
		{lambda.ErrHandler, 502, `{"message":"Internal Server Error"}`},
		{lambda.ErrTimedOut, 502, `{"message":"Internal Server Error"}`},
		{lambda.ErrInit, 502, `{"message":"Internal Server Error"}`},
		{lambda.ErrAnswerTooLarge, 502, `{"message":"Internal Server Error"}`},
		{lambda.ErrEventTooLarge, 500, `{"message":"Internal Server Error"}`},
		{lambda.ErrThrottled, 503, `{"message":"Service Unavailable"}`},
	} {
		t.Run(test.err.Error(), func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			f, err := New(routes, func(context.Context, string, []byte) ([]byte, error) {
				return nil, fmt.Errorf("function create: %w: secret detail", test.err)
			}, &log)
			if err != nil {
				t.Fatal(err)
			}
			w := request(f, "{}")
			if w.Code != test.status || w.Body.String() != test.body {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if !strings.Contains(log.String(), "POST /api/withdrawal: request "+w.Header().Get("Apigw-Requestid")) ||
				!strings.Contains(log.String(), "secret detail") {
				t.Errorf("log %q", log.String())
			}
		})
	}
}

func TestAFunctionThatTakesTooLongIsUnavailable(t *testing.T) {
	t.Parallel()
	f := front(t, func(ctx context.Context, _ string, _ []byte) ([]byte, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	f.timeout = time.Millisecond
	if w := request(f, "{}"); w.Code != 503 || w.Body.String() != `{"message":"Service Unavailable"}` {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestWhatReachesNoFunctionIsAnsweredAsApiGatewayDoes(t *testing.T) {
	t.Parallel()
	f := front(t, func(context.Context, string, []byte) ([]byte, error) {
		return nil, errors.New("a function was invoked")
	})
	w := httptest.NewRecorder()
	f.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/nothing", nil))
	if w.Code != 404 || w.Body.String() != `{"message":"Not Found"}` || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := request(f, strings.Repeat("x", maxBodyBytes+1)); w.Code != 413 || w.Body.String() != `{"message":"Request Entity Too Large"}` {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func front(t *testing.T, invoke Invoke) *Front {
	t.Helper()
	f, err := New(routes, invoke, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func request(f *Front, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/api/withdrawal", strings.NewReader(body)))
	return w
}

func decode(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var value map[string]any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Errorf("%v: %s", err, text)
	}
	return value
}
