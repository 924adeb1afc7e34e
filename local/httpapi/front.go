// Package httpapi is the local stand-in for an API Gateway HTTP API with Lambda integrations, payload
// format 2.0: it makes the events, enforces the limits and reads the answers as AWS does.
//
// It may import local/lambda for its errors and local/template for the routes.
package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/outflow-pay/outflow/local/lambda"
	"github.com/outflow-pay/outflow/local/template"
)

// The HTTP API's limits:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const (
	// MaxHeaderBytes bounds the request line and the headers; it is for the http.Server.
	MaxHeaderBytes     = 10 << 10
	maxBodyBytes       = 10 << 20
	integrationTimeout = 30 * time.Second
)

// Invoke runs a function by name; its errors are those of lambda.Function.
type Invoke func(ctx context.Context, function string, event []byte) ([]byte, error)

// Front serves routes with functions.
type Front struct {
	routes  []route
	invoke  Invoke
	log     io.Writer
	timeout time.Duration
	now     func() time.Time
}

// New makes the front. Every failed invocation is one line on log, which must be safe for concurrent
// use; the client learns no detail of it. The error names a route that is malformed or there twice.
func New(routes []template.Route, invoke Invoke, log io.Writer) (*Front, error) {
	compiled, err := compile(routes)
	if err != nil {
		return nil, err
	}
	return &Front{routes: compiled, invoke: invoke, log: log, timeout: integrationTimeout, now: time.Now}, nil
}

func (f *Front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	requestID := newRequestID()
	w.Header().Set("Apigw-Requestid", requestID)
	found, parameters, ok := match(f.routes, r.Method, r.URL.EscapedPath())
	if !ok {
		message(w, http.StatusNotFound, "Not Found")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		message(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return
	case err != nil:
		message(w, http.StatusBadRequest, "Bad Request")
		return
	}
	event, err := json.Marshal(newEvent(r, body, found, parameters, requestID, f.now()))
	if err != nil {
		f.answerFailure(w, found, requestID, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), f.timeout)
	defer cancel()
	payload, err := f.invoke(ctx, found.Function, event)
	if err != nil {
		f.answerFailure(w, found, requestID, err)
		return
	}
	if err := answer(w, payload); err != nil {
		f.answerFailure(w, found, requestID, err)
	}
}

// answerFailure answers for a function that did not. A function that fails is a 502, as the Lambda guide has
// it (https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html).
func (f *Front) answerFailure(w http.ResponseWriter, found route, requestID string, err error) {
	// The client is told no more than AWS tells it; a log that cannot be written must not change that.
	_, _ = fmt.Fprintf(f.log, "%s %s: request %s: %v\n", found.Method, found.Path, requestID, err)
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, lambda.ErrThrottled), errors.Is(err, lambda.ErrClosed):
		message(w, http.StatusServiceUnavailable, "Service Unavailable")
	case errors.Is(err, lambda.ErrEventTooLarge):
		message(w, http.StatusInternalServerError, "Internal Server Error")
	default:
		message(w, http.StatusBadGateway, "Internal Server Error")
	}
}

// message answers in API Gateway's own form.
func message(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// A client that has gone away is no concern of ours.
	_, _ = fmt.Fprintf(w, "{\"message\":%q}", text)
}
