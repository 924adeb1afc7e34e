package edge

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// Route is one method and path of one contract.
type Route struct {
	Method string
	Path   string       // as in the template: /things/{id}
	Roles  []funds.Role // who may; none is nobody, but for Open
	Open   bool         // nobody is authenticated: the handler itself verifies what comes (callbacks)
	Errors ErrorForm    // the contract's one table from errors to answers
	Handle func(ctx context.Context, request *Request) (Response, error)
}

// allows says that a role may call the route.
func (r Route) allows(role funds.Role) bool { return slices.Contains(r.Roles, role) }

// String is the route's line in a listing: method, path, who may.
func (r Route) String() string {
	who := make([]string, 0, len(r.Roles))
	for _, role := range r.Roles {
		who = append(who, string(role))
	}
	if r.Open {
		who = []string{"open"}
	}
	return r.Method + " " + r.Path + " " + strings.Join(who, ",")
}

// ErrorForm turns a refusal into a contract's status and body. The request id is shown with internal errors
// alone.
type ErrorForm func(err *funds.Error, requestID string) (status int, body any)

// Response is a handler's answer: a value to be encoded as JSON, or a text as it is.
type Response struct {
	Status int // 0 is 200
	JSON   any
	Text   string
}

// OK answers 200 with a JSON body.
func OK(body any) Response { return Response{JSON: body} }

// Authenticator verifies a bearer token.
type Authenticator interface {
	// Verify is *funds.Error with funds.CodeUnauthenticated, or funds.CodeForbidden where the token has no role.
	Verify(ctx context.Context, token string) (identity.Caller, error)
}

// Source is what the event says of the request, not its headers.
type Source struct {
	IP        string
	RequestID string
}

type sourceKey struct{}

// WithSource gives a request's context its source.
func WithSource(ctx context.Context, source Source) context.Context {
	return context.WithValue(ctx, sourceKey{}, source)
}

func sourceOf(ctx context.Context) Source {
	source, _ := ctx.Value(sourceKey{}).(Source)
	return source
}

func write(w http.ResponseWriter, response Response) error {
	status := response.Status
	if status == 0 {
		status = http.StatusOK
	}
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	if response.JSON == nil {
		header.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(status)
		_, err := w.Write([]byte(response.Text))
		return err
	}
	header.Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(response.JSON)
}
