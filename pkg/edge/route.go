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
	// Permissions are what an admin needs, all of them, beside the role. Without any, the route only reads, or its handler
	// asks for what depends on the request.
	Permissions funds.Permissions
	OneOf       funds.Permissions // an admin needs one of these too; empty asks for none
	Open        bool              // nobody is authenticated: the handler itself verifies what comes, or shows what all may see
	Token       string            // another header than Authorization that may carry the token; may be empty
	Errors      ErrorForm         // the contract's one table from errors to answers
	// Decides says that it moves money, or decides that money may move, by the policy: where the one in force cannot be
	// read, the answer is 503. What settles, gives back or only shows goes on by the last one that was read.
	Decides bool
	// Successor is the path that takes the place of a deprecated one, with the same parameters; may be empty.
	Successor string
	Handle    func(ctx context.Context, request *Request) (Response, error)
}

// ReasonPermission says that an admin may not do this: Facts.Options are the permissions that are missing, or of which
// one would do.
const ReasonPermission funds.Reason = "permission_missing"

// admits refuses whoever may not call the route: by their role, and an admin by their permissions.
func (r Route) admits(caller identity.Caller) error {
	if !slices.Contains(r.Roles, caller.Role) {
		return funds.ErrForbidden
	}
	if caller.Role != funds.RoleAdmin {
		return nil
	}
	if err := Permit(caller, r.Permissions...); err != nil {
		return err
	}
	if len(r.OneOf) > 0 && !slices.ContainsFunc(r.OneOf, caller.Permissions.Has) {
		return missing(r.OneOf)
	}
	return nil
}

// Permit refuses an admin who lacks one of the permissions, for what depends on more than the route.
func Permit(caller identity.Caller, needed ...funds.Permission) error {
	lacking := slices.DeleteFunc(slices.Clone(needed), caller.Permissions.Has)
	if len(lacking) == 0 {
		return nil
	}
	return missing(lacking)
}

func missing(permissions funds.Permissions) error {
	return funds.Refuse(funds.CodeForbidden, ReasonPermission).About(funds.Facts{Options: permissions.Joined(",")})
}

// Deciding is the route as one that decides by the policy: see [Route.Decides].
func (r Route) Deciding() Route {
	r.Decides = true
	return r
}

// String is the route's line in a listing: method, path, which roles may, and which permissions an admin needs: a+b are
// both, a|b is one of them.
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
	line := r.Method + " " + path + " " + strings.Join(who, ",")
	for _, needed := range []string{r.Permissions.Joined("+"), r.OneOf.Joined("|")} {
		if needed != "" {
			line += " " + needed
		}
	}
	return line
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
	// Verify is who a token speaks for, with what they may do. It is *funds.Error with funds.CodeUnauthenticated, or
	// funds.CodeForbidden where the token has no role, or an admin may do nothing: the caller is known then all the same.
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
	// A browser that was here once never asks by plain HTTP again (RFC 6797); over plain HTTP, as on this machine, it is ignored.
	header.Set("Strict-Transport-Security", "max-age=31536000")
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
