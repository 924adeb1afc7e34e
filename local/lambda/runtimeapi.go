package lambda

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// maxReportBytes bounds an error report, stack trace included.
const maxReportBytes = 256 << 10

// runtimeAPI serves https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html to the process.
func (i *instance) runtimeAPI() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", i.next)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", i.response)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", i.invocationError)
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", i.reportInitError)
	return mux
}

// next says that the process is ready, and answers when there is an event, however long that takes.
func (i *instance) next(w http.ResponseWriter, r *http.Request) {
	select {
	case i.asked <- struct{}{}:
	case <-r.Context().Done():
		return
	}
	var call *invocation
	select {
	case call = <-i.events:
	case <-r.Context().Done():
		return
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Lambda-Runtime-Aws-Request-Id", call.id)
	header.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(call.deadline.UnixMilli(), 10))
	header.Set("Lambda-Runtime-Invoked-Function-Arn", i.arn)
	header.Set("Lambda-Runtime-Trace-Id", fmt.Sprintf("Root=1-%08x-%.8s%s;Sampled=0",
		call.deadline.Unix(), call.id, call.id[len(call.id)-12:]+"0000"))
	// A failed write is a dead process, which serve notices.
	_, _ = w.Write(call.event)
}

func (i *instance) response(w http.ResponseWriter, r *http.Request) {
	call, ok := i.named(w, r)
	if !ok {
		return
	}
	answer, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPayloadBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		call.end(nil, ErrAnswerTooLarge)
		status(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge")
	case err != nil:
		call.end(nil, fmt.Errorf("%w: its answer broke off: %w", ErrHandler, err))
		status(w, http.StatusBadRequest, "InvalidRequest")
	default:
		call.end(answer, nil)
		status(w, http.StatusAccepted, "OK")
	}
}

func (i *instance) invocationError(w http.ResponseWriter, r *http.Request) {
	call, ok := i.named(w, r)
	if !ok {
		return
	}
	call.end(nil, fmt.Errorf("%w: %s", ErrHandler, report(r)))
	status(w, http.StatusAccepted, "OK")
}

func (i *instance) reportInitError(w http.ResponseWriter, r *http.Request) {
	select {
	case i.initError <- report(r):
	default: // the first report is the one that counts
	}
	status(w, http.StatusAccepted, "OK")
}

// named returns the invocation under way when it is the one that the path names.
func (i *instance) named(w http.ResponseWriter, r *http.Request) (*invocation, bool) {
	call := i.getCurrent()
	if call == nil || call.id != r.PathValue("id") {
		status(w, http.StatusBadRequest, "InvalidRequestID")
		return nil, false
	}
	return call, true
}

// report reads what the runtime says of an error; a report that breaks off is still worth showing.
func report(r *http.Request) string {
	text, err := io.ReadAll(io.LimitReader(r.Body, maxReportBytes))
	if err != nil {
		return fmt.Sprintf("%s (broken off: %v)", text, err)
	}
	return string(text)
}

func status(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = fmt.Fprintf(w, "{\"status\":%q}\n", text)
}
