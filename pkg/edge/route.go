package edge

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/words"
)

// Route is one method and path of one contract.
type Route struct {
	Method string
	Path   string       // as in the template: /things/{id}
	Query  string       // where two contracts share a path: this one is for requests with this query parameter
	Roles  []funds.Role // who may; none is nobody, but for Open
	Open   bool         // nobody is authenticated: the handler itself verifies what comes, or shows what all may see
	Token  string       // another header than Authorization that may carry the token; may be empty
	Errors ErrorForm    // the contract's one table from errors to answers
	// Successor is the path that takes the place of a deprecated one, with the same parameters; may be empty.
	Successor string
	Handle    func(ctx context.Context, request *Request) (Response, error)
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
	path := r.Path
	if r.Query != "" {
		path += "?" + r.Query
	}
	return r.Method + " " + path + " " + strings.Join(who, ",")
}

// deprecatedSince is when the console's document announced the end of its old routes (2025-12-13), as RFC 9745
// writes a moment.
const deprecatedSince = "@1765584000"

// announce tells the callers of a deprecated route where its successor is.
func (r Route) announce(w http.ResponseWriter, request *http.Request) {
	if r.Successor == "" {
		return
	}
	successor := strings.ReplaceAll(r.Successor, "{id}", url.PathEscape(request.PathValue("id")))
	w.Header().Set("Deprecation", deprecatedSince)
	w.Header().Set("Link", "<"+successor+`>; rel="successor-version"`)
}

// ErrorForm turns a refusal into a contract's status and body, for whoever reads it.
type ErrorForm func(err *funds.Error, reader words.Reader) (status int, body any)

// Response is a handler's answer: a value to be encoded as JSON, a text, or bytes as they are.
type Response struct {
	Status int // 0 is 200
	JSON   any
	Text   string
	Body   []byte
	Header http.Header // beside, or in the place of, the usual ones

	// Refused is what [Handle] refuses the request for, where it is known only when the answer is made: it is too large,
	// or tells of a refusal. All else is left out then.
	Refused error
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
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Type", "text/plain; charset=utf-8")
	body := []byte(response.Text)
	switch {
	case response.JSON != nil:
		header.Set("Content-Type", "application/json; charset=utf-8")
		var encoded bytes.Buffer
		encoder := json.NewEncoder(&encoded)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(response.JSON); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return err
		}
		body = encoded.Bytes()
	case response.Body != nil:
		body = response.Body
	}
	for name, values := range response.Header {
		header[name] = values
	}
	w.WriteHeader(max(response.Status, http.StatusOK))
	_, err := w.Write(body)
	return err
}
