package flowtest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/outflow-pay/outflow/api/apitest"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// Where every request of a test comes from, and what sends it.
const (
	Address = "127.0.0.1"
	Client  = "Go-http-client/1.1"
)

// document is loaded once, for all tests.
var document = sync.OnceValues(apitest.Load)

// documented fails the test where an answer is not as the API's document says.
func (h *House) documented(request *http.Request, answer *httptest.ResponseRecorder) {
	h.t.Helper()
	loaded, err := document()
	if err != nil {
		h.t.Fatal(err)
	}
	err = loaded.CheckAnswer(apitest.Answer{
		Method: request.Method, Path: request.URL.EscapedPath(), Status: answer.Code, Header: answer.Header(), Body: answer.Body.Bytes(),
	})
	if err != nil {
		h.t.Errorf("%s %s: HTTP %d is not as the document says: %v\n%s", request.Method, request.URL, answer.Code, err, answer.Body)
	}
}

// callers are whose tokens there are.
type callers map[string]identity.Caller

// Verify is the caller of a token that the house has given out, under the policy that the house decides by.
func (h *House) Verify(_ context.Context, token string) (identity.Caller, error) {
	caller, known := h.callers[token]
	if !known {
		return identity.Caller{}, funds.Refuse(funds.CodeUnauthenticated, identity.ReasonUnauthenticated)
	}
	return caller.Under(h.Flow.Policy.Controls)
}

// Person is somebody who sends requests.
type Person struct {
	Sub   string
	Token string
	house *House
}

// Called gives somebody a token, which permits everything where they do not say what. It must come before requests are
// sent in parallel.
func (h *House) Called(caller identity.Caller) *Person {
	if !caller.HasPerms {
		caller.HasPerms, caller.Permissions = true, funds.AllPermissions()
	}
	token := string(caller.Role) + "-" + caller.Sub
	h.callers[token] = caller
	return &Person{caller.Sub, token, h}
}

// User is a user with a profile.
func (h *House) User(sub string) *Person {
	return h.Called(identity.Caller{Sub: sub, Role: funds.RoleUser, Name: "张三", Phone: "13812348888", IDCardMasked: "110101******1234"})
}

// Admin is an admin who owns no wallet.
func (h *House) Admin() *Person {
	return h.Called(identity.Caller{Sub: "admin1", Role: funds.RoleAdmin, Name: "管理员"})
}

// Service is a service.
func (h *House) Service() *Person {
	return h.Called(identity.Caller{Sub: "office", Role: funds.RoleService, Name: "后台"})
}

// Nobody has no token.
func (h *House) Nobody() *Person { return &Person{house: h} }

// In is the same person in a subtest, whose failures are then that one's.
func (p *Person) In(tb testing.TB) *Person {
	tb.Helper()
	house := *p.house
	house.t = tb
	return &Person{p.Sub, p.Token, &house}
}

// Get asks for a path.
func (p *Person) Get(path string) Answer { return p.Do(http.MethodGet, path, nil) }

// Post sends a body: a string as it is, anything else as JSON.
func (p *Person) Post(path string, body any) Answer { return p.Do(http.MethodPost, path, body) }

// Do sends one request, with headers as name and value in turn.
func (p *Person) Do(method, path string, body any, headers ...string) Answer {
	p.house.t.Helper()
	text, isText := body.(string)
	if body != nil && !isText {
		encoded, err := json.Marshal(body)
		if err != nil {
			p.house.t.Fatal(err)
		}
		text = string(encoded)
	}
	ctx := edge.WithSource(p.house.t.Context(), edge.Source{IP: Address, RequestID: "request-1"})
	request := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(text))
	request.Header.Set("User-Agent", Client)
	if p.Token != "" {
		request.Header.Set("Authorization", "Bearer "+p.Token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	p.house.handler.ServeHTTP(recorder, request)
	p.house.documented(request, recorder)
	return Answer{p.house.t, method + " " + path, recorder.Code, recorder.Header(), recorder.Body.String()}
}
