package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/local/process"
	"github.com/outflow-pay/outflow/local/stack"
)

// recorder stands between the stack and its engine. It asks the engine what every request consumes,
// and keeps that. The functions know nothing of it.
type recorder struct {
	endpoint string
	client   *http.Client
	url      string
	server   *http.Server
	served   chan struct{} // closed when the server has ended

	mu   sync.Mutex
	seen []operation
}

// operation is one request that the engine has answered well.
type operation struct {
	name  string // GetItem, TransactWriteItems, …
	units float64
	items []stored // of a write
	body  []byte   // the request, as it was sent
}

// stored is one item of a write; a condition check stores none.
type stored struct {
	kind  string // its sort key, up to the first #
	bytes int    // as DynamoDB counts them
}

func (o operation) writes() bool {
	return o.name == "TransactWriteItems" || o.name == "PutItem" || o.name == "UpdateItem"
}

// counts says whether it is the counters', which follow the stream and are no part of a request.
func (o operation) counts() bool { return o.name == "UpdateItem" && len(o.items) == 0 }

// bounds says whether it writes what bounds how busy the gateway gets, beside the write door.
func (o operation) bounds() bool {
	return len(o.items) == 1 && slices.Contains([]string{"refused", "balance", "channels"}, o.items[0].kind)
}

// recorded runs the deployed binaries on a new engine behind a recorder. What the processes say goes to output.
func (b *bench) recorded(ctx context.Context, output io.Writer, measure func(*recorder, *stack.Stack) error) error {
	running, err := b.startEngine(ctx)
	if err != nil {
		return err
	}
	defer running.Close()
	r, err := newRecorder(running.Endpoint())
	if err != nil {
		return err
	}
	defer r.close()
	s, err := b.startStackSaying(ctx, r.url, true, output)
	if err != nil {
		return err
	}
	defer s.Close() //nolint:contextcheck // stopping has its own time
	return measure(r, s)
}

func newRecorder(endpoint string) (*recorder, error) {
	listener, err := process.Listen(0)
	if err != nil {
		return nil, err
	}
	r := &recorder{endpoint: endpoint, client: newHTTPClient(), url: "http://" + listener.Addr().String(), served: make(chan struct{})}
	r.server = &http.Server{Handler: r, ReadHeaderTimeout: time.Minute}
	go func() {
		defer close(r.served)
		_ = r.server.Serve(listener) // ends with ErrServerClosed
	}()
	return r, nil
}

func (r *recorder) close() {
	_ = r.server.Close() // whoever is still connected is being stopped too
	<-r.served
}

// take gives what was recorded since the last time.
func (r *recorder) take() []operation {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := r.seen
	r.seen = nil
	return seen
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	got, err := r.forward(request.Context(), request.Header, body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	for name, values := range got.header {
		w.Header()[name] = values
	}
	w.WriteHeader(got.status)
	_, _ = w.Write(got.body) // a client that has gone away misses it
}

// answer is what the engine said.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// forward sends a request on, and notes it before its sender can know of the answer.
func (r *recorder) forward(ctx context.Context, header http.Header, body []byte) (answer, error) {
	_, name, _ := strings.Cut(header.Get("X-Amz-Target"), ".")
	data := name == "GetItem" || name == "BatchGetItem" || name == "TransactGetItems" || name == "Query" || operation{name: name}.writes()
	sent := body
	if data {
		var err error
		if body, err = asking(body); err != nil {
			return answer{}, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.endpoint, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	request.Header = header.Clone()
	request.Header.Del("Accept-Encoding") // the transport asks for what it can read
	response, err := r.client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close() //nolint:errcheck // it was read to its end
	got := answer{status: response.StatusCode, header: response.Header}
	if got.body, err = io.ReadAll(response.Body); err != nil {
		return answer{}, err
	}
	if data && got.status == http.StatusOK {
		err = r.note(name, sent, got.body)
	}
	return got, err
}

// asking adds to a request the wish to know what it consumes.
func asking(body []byte) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, err
	}
	fields["ReturnConsumedCapacity"] = json.RawMessage(`"TOTAL"`)
	return json.Marshal(fields)
}

func (r *recorder) note(name string, body, answered []byte) error {
	units, err := consumed(answered)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	items, err := storedItems(body)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, operation{name, units, items, body})
	return nil
}

var errSilent = errors.New("the engine does not say what it consumed")

// consumed is what an answer says that its request consumed, of all its tables.
func consumed(body []byte) (float64, error) {
	type capacity struct{ CapacityUnits float64 }
	var got struct{ ConsumedCapacity json.RawMessage }
	if err := json.Unmarshal(body, &got); err != nil {
		return 0, err
	}
	list := make([]capacity, 1)
	into := any(&list[0])
	if bytes.HasPrefix(got.ConsumedCapacity, []byte("[")) {
		into = &list
	}
	if err := json.Unmarshal(got.ConsumedCapacity, into); err != nil {
		return 0, errors.Join(errSilent, err)
	}
	total := 0.0
	for _, one := range list {
		total += one.CapacityUnits
	}
	if total == 0 {
		return 0, errSilent
	}
	return total, nil
}
