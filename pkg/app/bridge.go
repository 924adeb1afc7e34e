package app

import (
	"cmp"
	"context"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/logline"
	"github.com/outflow-pay/outflow/pkg/words"
)

// bridge turns the HTTP API's events into requests of a handler, and its answers back.
//
// What the adapter would get wrong is mended here: it takes the path, which the HTTP API has decoded,
// for an encoded one; it splits headers at commas; it answers what it cannot read as a time-out; and
// it lets a panic through. The source is the event's own, never a header's.
type bridge struct {
	handler http.Handler
	log     *slog.Logger
}

type (
	httpEvent  = events.APIGatewayV2HTTPRequest
	httpAnswer = events.APIGatewayV2HTTPResponse
)

func (b bridge) serve(ctx context.Context, event httpEvent) (answer httpAnswer, err error) {
	requestID := event.RequestContext.RequestID
	ctx = logline.Open(ctx, slog.String(logline.KeyRequest, requestID))
	defer func() {
		if panicked := recover(); panicked != nil {
			b.log.ErrorContext(ctx, "panic outside the routes", "panic", panicked, "stack", string(debug.Stack()))
			answer, err = plainRefusal(event, http.StatusInternalServerError, ReasonNoAnswer), nil
		}
	}()
	ctx = edge.WithSource(ctx, edge.Source{IP: event.RequestContext.HTTP.SourceIP, RequestID: requestID})
	reached := false
	adapter := httpadapter.NewV2(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached = true
		for name, value := range event.Headers {
			r.Header.Set(name, value)
		}
		b.handler.ServeHTTP(w, r)
	}))
	event.RawPath = pathOf(event)
	event.Body, event.IsBase64Encoded = decodeBody(event), false
	answer, err = adapter.ProxyWithContext(ctx, event)
	switch {
	case err == nil:
		return answer, nil
	case !reached:
		b.log.WarnContext(ctx, "an event that is no request", "error", err)
		return plainRefusal(event, http.StatusBadRequest, ReasonNoRequest), nil
	default:
		b.log.ErrorContext(ctx, "no answer", "error", err)
		return plainRefusal(event, http.StatusInternalServerError, ReasonNoAnswer), nil
	}
}

// pathOf is the path of the route that the HTTP API has found, with the parameters that it read. rawPath is decoded,
// and would tear an id with a slash in two. The router would take a segment of dots for a folder, and lead elsewhere:
// it is an id like any other.
func pathOf(event httpEvent) string {
	_, route, _ := strings.Cut(event.RouteKey, " ")
	segments := strings.Split(route, "/")
	for i, segment := range segments {
		if !strings.HasPrefix(segment, "{") {
			continue
		}
		name := strings.Trim(segment, "{}")
		if rest, ok := strings.CutSuffix(name, "+"); ok {
			segments[i] = escapeRest(event.PathParameters[rest])
			continue
		}
		segments[i] = escapeSegment(cmp.Or(event.PathParameters[name], nobody))
	}
	return strings.Join(segments, "/")
}

// escapeRest encodes the segments of the rest of a path. What is empty is none, but for the last.
func escapeRest(rest string) string {
	given := strings.Split(rest, "/")
	last := len(given) - 1
	kept := given[:0]
	for i, segment := range given {
		if segment != "" || i == last {
			kept = append(kept, escapeSegment(segment))
		}
	}
	return strings.Join(kept, "/")
}

// nobody stands for an empty parameter, which the HTTP API never sends: no id has this character.
const nobody = "\x00"

// escapeSegment encodes one segment of a path, so that it stays one.
func escapeSegment(segment string) string {
	if segment == "." || segment == ".." {
		return strings.ReplaceAll(segment, ".", "%2E")
	}
	return url.PathEscape(segment)
}

// notText is no UTF-8: every contract refuses it, in its own form, as a body that it cannot read.
const notText = "\xff"

func decodeBody(event httpEvent) string {
	if !event.IsBase64Encoded {
		return event.Body
	}
	body, err := base64.StdEncoding.DecodeString(event.Body)
	if err != nil {
		return notText
	}
	return string(body)
}

// Why nothing reached a contract, or came back from one.
const (
	ReasonNoRequest funds.Reason = "no_request"
	ReasonNoAnswer  funds.Reason = "no_answer"
)

// plainRefusal answers what never reached a contract, in the language that the event asks for.
func plainRefusal(event httpEvent, status int, reason funds.Reason) httpAnswer {
	reader := words.Reader{Language: words.Language(event.Headers[strings.ToLower(edge.LanguageHeader)])} // the event's names are in small letters
	return httpAnswer{
		StatusCode: status,
		Headers:    map[string]string{"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"},
		Body:       `{"success":false,"message":"` + reader.Message(funds.Say(reason, funds.Facts{})) + `","reason":"` + string(reason) + `","args":{}}`,
	}
}
