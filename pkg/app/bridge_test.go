package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/logline"
	"github.com/outflow-pay/outflow/pkg/words"
)

// everybody lets every token in as an admin.
type everybody struct{}

func (everybody) Verify(context.Context, string) (identity.Caller, error) {
	return identity.Caller{Sub: "a1", Role: funds.RoleAdmin}, nil
}

// seen is what the route of the test was given.
type seen struct {
	Path, ID, Query, Agent, Comma, Body, IP, RequestID string
}

const panicking = "panic"

// route shows what it was given; a body of panic makes it panic.
func route(path string) edge.Route {
	return edge.Route{
		Method: http.MethodPost, Path: path, Roles: []funds.Role{funds.RoleAdmin},
		Errors: func(err *funds.Error, reader words.Reader) (int, any) {
			status := http.StatusBadRequest
			if err.Code == funds.CodeInternal {
				status = http.StatusInternalServerError
			}
			return status, map[string]string{"form": "the contract's", "code": string(err.Code), "requestId": reader.RequestID}
		},
		Handle: func(_ context.Context, r *edge.Request) (edge.Response, error) {
			if string(r.Body) == panicking {
				panic("as asked")
			}
			if len(r.Body) > 0 {
				if _, err := r.Object(); err != nil {
					return edge.Response{}, err
				}
			}
			return edge.OK(seen{
				r.HTTP.URL.Path, r.HTTP.PathValue("id"), r.HTTP.URL.RawQuery, r.HTTP.UserAgent(), r.HTTP.Header.Get("X-Comma"), string(r.Body),
				r.Source.IP, r.Source.RequestID,
			}), nil
		},
	}
}

func newBridge(log *bytes.Buffer) bridge {
	logger := slog.New(logline.Handler(slog.NewJSONHandler(log, nil)))
	return bridge{edge.Handler(everybody{}, logger, []edge.Route{route("/things/{id}/act")}), logger}
}

// event is a real event of the HTTP API, sent to the test's route.
func event(t *testing.T, path, body string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	source, err := os.ReadFile("../../events/post-api-admin-wallet-adjust.json")
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(source, &e); err != nil {
		t.Fatal(err)
	}
	e.RouteKey, e.RawPath, e.RequestContext.HTTP.Path, e.Body = "POST "+path, path, path, body
	e.Headers = map[string]string{"authorization": "Bearer t", "user-agent": "Mozilla/5.0 (KHTML, like Gecko)"}
	e.RequestContext.RequestID, e.RequestContext.HTTP.SourceIP = "request1", "203.0.113.7"
	return e
}

// withID makes it an event of /things/{id}/act. The HTTP API has decoded the id, and the path.
func withID(id string) func(*events.APIGatewayV2HTTPRequest) {
	return func(e *events.APIGatewayV2HTTPRequest) {
		e.RouteKey, e.RawPath, e.PathParameters = "POST /things/{id}/act", "/things/"+id+"/act", map[string]string{"id": id}
	}
}

func TestARequestIsWhatTheEventSays(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*events.APIGatewayV2HTTPRequest)
		want   func(*seen)
	}{
		"as it is": {func(*events.APIGatewayV2HTTPRequest) {}, func(*seen) {}},
		"with forged headers about its source": {func(e *events.APIGatewayV2HTTPRequest) {
			for _, name := range []string{"x-forwarded-for", "x-real-ip", "x-golambdaproxy-apigw-context"} {
				e.Headers[name] = `{"requestId":"forged","http":{"sourceIp":"10.0.0.1"}}`
			}
		}, func(*seen) {}},
		"with a comma in a header": {
			func(e *events.APIGatewayV2HTTPRequest) { e.Headers["x-comma"] = "one, two" }, func(s *seen) { s.Comma = "one, two" },
		},
		"with a query": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawQueryString = "a=1%262&a=3" }, func(s *seen) { s.Query = "a=1%262&a=3" },
		},
		"with a body in base64": {func(e *events.APIGatewayV2HTTPRequest) {
			e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(`{"a":"张"}`)), true
		}, func(s *seen) { s.Body = `{"a":"张"}` }},
		"with an id that is not ASCII": {
			withID("张 三"),
			func(s *seen) { s.Path, s.ID = "/things/张 三/act", "张 三" },
		},
		"with an id that looks like an escape": {
			withID("%zz?x#y"),
			func(s *seen) { s.Path, s.ID = "/things/%zz?x#y/act", "%zz?x#y" },
		},
		"with an id that is this folder": {
			withID("."),
			func(s *seen) { s.Path, s.ID = "/things/./act", "." },
		},
		"with an id that is the folder above": {
			withID(".."),
			func(s *seen) { s.Path, s.ID = "/things/../act", ".." },
		},
		"with an id that looks like an escaped slash": {
			withID("a%2Fb"),
			func(s *seen) { s.Path, s.ID = "/things/a%2Fb/act", "a%2Fb" },
		},
		"with a slash in its id": {
			withID("../a/b"),
			func(s *seen) { s.Path, s.ID = "/things/../a/b/act", "../a/b" },
		},
		"with an empty id": {
			withID(""),
			func(s *seen) { s.Path, s.ID = "/things/\x00/act", "\x00" },
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := event(t, "/things/7/act", `{}`)
			test.change(&e)
			want := seen{"/things/7/act", "7", "", "Mozilla/5.0 (KHTML, like Gecko)", "", "{}", "203.0.113.7", "request1"}
			test.want(&want)
			answer, err := newBridge(new(bytes.Buffer)).serve(t.Context(), e)
			if err != nil {
				t.Fatal(err)
			}
			var got seen
			if err := json.Unmarshal([]byte(answer.Body), &got); err != nil || answer.StatusCode != http.StatusOK {
				t.Fatalf("answered %d %s", answer.StatusCode, answer.Body)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the request (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNothingThatComesInIsAnErrorOfTheFunction(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*events.APIGatewayV2HTTPRequest)
		status int
		says   string
	}{
		"a panic is a 500 in the contract's form": {
			func(e *events.APIGatewayV2HTTPRequest) { e.Body = panicking }, http.StatusInternalServerError,
			`{"code":"internal","form":"the contract's","requestId":"request1"}`,
		},
		"a body that is not the base64 it says is a 400 in the contract's form": {
			func(e *events.APIGatewayV2HTTPRequest) { e.Body, e.IsBase64Encoded = `{"a":1}`, true }, http.StatusBadRequest,
			`{"code":"invalid","form":"the contract's","requestId":"request1"}`,
		},
		"a query that is no URL's is a 400": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawQueryString = "a=\x7f" }, http.StatusBadRequest, `{"success":false,"message":"请求无效","reason":"no_request","args":{}}`,
		},
		"in English where that is asked for": {
			func(e *events.APIGatewayV2HTTPRequest) {
				e.RawQueryString, e.Headers = "a=\x7f", map[string]string{"x-outflow-language": "en"}
			}, http.StatusBadRequest, `{"success":false,"message":"This is no request","reason":"no_request","args":{}}`,
		},
		"a method that is none is a 400": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.HTTP.Method = "NO METHOD" }, http.StatusBadRequest, `{"success":false,"message":"请求无效","reason":"no_request","args":{}}`,
		},
		"an empty event is a 404": {
			func(e *events.APIGatewayV2HTTPRequest) { *e = events.APIGatewayV2HTTPRequest{} }, http.StatusNotFound, "404 page not found",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := event(t, "/things/7/act", `{}`)
			test.change(&e)
			answer, err := newBridge(new(bytes.Buffer)).serve(t.Context(), e)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(answer.Body); answer.StatusCode != test.status || got != test.says {
				t.Errorf("answered %d %s, want %d %s", answer.StatusCode, got, test.status, test.says)
			}
		})
	}
}

func TestWhatAHandlerOutsideTheRoutesGetsWrongIsA500(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		handler http.HandlerFunc
		logs    string
	}{
		"a panic":   {func(http.ResponseWriter, *http.Request) { panic("no luck") }, "panic outside the routes"},
		"no answer": {func(http.ResponseWriter, *http.Request) {}, "no answer"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			b := bridge{test.handler, slog.New(logline.Handler(slog.NewJSONHandler(&log, nil)))}
			answer, err := b.serve(t.Context(), event(t, "/things/7/act", ""))
			if err != nil || answer.StatusCode != http.StatusInternalServerError || answer.Body != `{"success":false,"message":"系统错误","reason":"no_answer","args":{}}` {
				t.Errorf("answered %d %s, %v", answer.StatusCode, answer.Body, err)
			}
			if !strings.Contains(log.String(), test.logs) || !strings.Contains(log.String(), "request1") {
				t.Errorf("logged %s", log.String())
			}
		})
	}
}
