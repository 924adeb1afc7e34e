package edge

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/logline"
	"github.com/outflow-pay/outflow/pkg/words"
)

// RequestLine is the msg of the log line that every request leaves: its route and status, and whose token it
// brought, also where that token's role may not call the route. template.yaml counts by these lines.
const RequestLine = "request"

// What that line says of every request, by its names.
const (
	KeyRoute  = "route"  // method and path as in the template
	KeyStatus = "status" // of the answer
)

// MaxBody bounds a request's body, in bytes.
const MaxBody = 64 << 10

// Handler serves the routes. What no route names is 404.
func Handler(authenticator Authenticator, log *slog.Logger, routes []Route) http.Handler {
	mux := http.NewServeMux()
	for pattern, sharing := range byPattern(routes) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			endpoint{chosen(sharing, r), authenticator, log}.ServeHTTP(w, r)
		})
	}
	return mux
}

func byPattern(routes []Route) map[string][]Route {
	patterns := map[string][]Route{}
	for _, route := range routes {
		if route.Method == http.MethodHead {
			continue // GET's pattern takes it
		}
		pattern := strings.TrimPrefix(route.Method+" ", AnyMethod+" ") + muxPath(route.Path)
		patterns[pattern] = append(patterns[pattern], route)
	}
	return patterns
}

// muxPath spells a template's path as the mux does: the root is no folder, and the rest of a path has three dots.
func muxPath(path string) string {
	if path == "/" {
		return "/{$}"
	}
	return strings.ReplaceAll(path, "+}", "...}")
}

// chosen is the one of the routes that share a path which takes the request: by its query parameter, or
// else the one that asks for none.
func chosen(sharing []Route, r *http.Request) Route {
	query := r.URL.Query()
	var rest Route
	for _, route := range sharing {
		if route.Query == "" {
			rest = route
		} else if query.Has(route.Query) {
			return route
		}
	}
	return rest
}

type endpoint struct {
	route         Route
	authenticator Authenticator
	log           *slog.Logger
}

func (e endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	e.route.announce(w, r)
	source := sourceOf(r.Context())
	ctx := logline.Open(r.Context())
	r = r.WithContext(ctx)
	response, err := e.answer(ctx, r, source)
	if err != nil {
		response = e.refusal(w, err, readerOf(r, source))
	}
	if r.Method == http.MethodHead {
		w = headAlone{w}
	}
	if err := write(w, response); err != nil {
		e.log.WarnContext(ctx, "write an answer", "error", err)
	}
	level := slog.LevelInfo
	if err != nil && funds.CodeOf(err) == funds.CodeInternal {
		level = slog.LevelError
	}
	attributes := []slog.Attr{
		slog.String(KeyRoute, e.route.Method+" "+e.route.Path), slog.Int(KeyStatus, max(response.Status, http.StatusOK)),
		slog.Int64("ms", time.Since(began).Milliseconds()), slog.String("ip", source.IP),
	}
	if err != nil {
		attributes = append(attributes, slog.Any("error", err))
	}
	e.log.LogAttrs(ctx, level, RequestLine, attributes...)
}

// headAlone keeps an answer's body back: what calls a Lambda function does not always.
type headAlone struct{ http.ResponseWriter }

func (headAlone) Write(body []byte) (int, error) { return len(body), nil }

// refusal is the contract's answer to an error. Whatever has no code is internal.
func (e endpoint) refusal(w http.ResponseWriter, err error, reader words.Reader) Response {
	var refused *funds.Error
	if !errors.As(err, &refused) {
		refused = funds.Internal("serve", err)
	}
	if refused.Code == funds.CodeBusy || refused.Code == funds.CodeTooMany {
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(refused.Facts.Wait.Seconds()))))
	}
	status, body := e.route.Errors(refused, reader)
	return Response{Status: status, JSON: body}
}

// answer authenticates, reads and handles. A panic is an internal error, never a lost answer. The log
// learns whom the token speaks for, refused or not.
func (e endpoint) answer(ctx context.Context, r *http.Request, source Source) (response Response, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			e.log.ErrorContext(ctx, "panic", "panic", panicked, "stack", string(debug.Stack()))
			response, err = Response{}, funds.Internal("panic", errors.New("see the log"))
		}
	}()
	caller, err := e.authenticate(r)
	if caller.Sub != "" {
		logline.Note(ctx, slog.String(logline.KeySub, caller.Sub), slog.String(logline.KeyRole, string(caller.Role)))
	}
	if err != nil {
		return Response{}, err
	}
	body, err := readBody(r)
	if err != nil {
		return Response{}, err
	}
	return e.route.Handle(ctx, &Request{HTTP: r, Caller: caller, Body: body, Source: source, Route: e.route.Method + " " + e.route.Path})
}

// authenticate is who calls. Where they may not, it says so, and who they are all the same.
func (e endpoint) authenticate(r *http.Request) (identity.Caller, error) {
	if e.route.Open {
		return identity.Caller{}, nil
	}
	token := e.tokenOf(r)
	if token == "" {
		return identity.Caller{}, funds.Refuse(funds.CodeUnauthenticated, identity.ReasonUnauthenticated)
	}
	caller, err := e.authenticator.Verify(r.Context(), token)
	if err != nil {
		return caller, err
	}
	if err := e.route.admits(caller); err != nil {
		return caller, err
	}
	claimed := r.Header.Get("X-Admin-Id")
	if caller.Role == funds.RoleAdmin && claimed != "" && claimed != caller.Sub {
		return caller, funds.ErrForbidden
	}
	return caller, nil
}

// tokenOf is the request's token, from the contract's own header first; empty where there is none.
func (e endpoint) tokenOf(r *http.Request) string {
	if e.route.Token != "" {
		if token := r.Header.Get(e.route.Token); token != "" {
			return token
		}
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// Why a body is not read.
const (
	ReasonBodyUnreadable funds.Reason = "body_unreadable"
	ReasonBodyTooLarge   funds.Reason = "body_too_large"
)

func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	if err != nil {
		return nil, funds.Invalid("body", ReasonBodyUnreadable)
	}
	if len(body) > MaxBody {
		return nil, funds.Invalid("body", ReasonBodyTooLarge)
	}
	return body, nil
}
