// Package faultproxy stands between a DynamoDB client and a real engine, and makes the requests that
// it is told to fail: with DynamoDB's own errors, by losing the answer before or after the work, or by
// doing the work late. Everything else it passes on, and it counts all.
//
// It imports the standard library alone. Tests alone import it.
package faultproxy

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Action is what becomes of a request.
type Action int

const (
	// Conflict refuses as DynamoDB does when another transaction holds an item; nothing is done.
	Conflict Action = iota
	// Throttle refuses for too high a rate; nothing is done.
	Throttle
	// Unavailable answers InternalServerError; nothing is done.
	Unavailable
	// UnavailableAfter does the work and then answers InternalServerError.
	UnavailableAfter
	// DropBefore breaks the connection; nothing is done.
	DropBefore
	// DropAfter does the work and then breaks the connection.
	DropAfter
	// Late breaks the connection and does the work after the next request of the same target, or at
	// [Proxy.Release].
	Late
	// Stall says nothing until the client gives up, and is Late from then on.
	Stall
)

// String names the action, for a test's name.
func (a Action) String() string {
	return [...]string{
		"transaction conflict", "throttling", "internal error, not done", "internal error, done",
		"connection broken, not done", "connection broken, done", "connection broken, done late", "client gave up, done late",
	}[a]
}

// Fault makes the next request of a target ("PutItem", "TransactWriteItems") fail.
type Fault struct {
	Target string
	Action Action
}

// Proxy is an [http.Handler] in front of one engine. It is safe for concurrent use.
type Proxy struct {
	endpoint string
	client   *http.Client

	mu     sync.Mutex
	faults []Fault
	held   []request
	counts map[string]int
}

// New is a proxy of the engine at a base URL that passes everything on.
func New(endpoint string) *Proxy {
	return &Proxy{endpoint: endpoint, client: &http.Client{}, counts: map[string]int{}}
}

// Inject plans faults, after those that are planned already. They happen in this order: one that is
// not the first waits for those before it.
func (p *Proxy) Inject(faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, faults...)
}

// Clear forgets the faults that have not happened, and gives their number.
func (p *Proxy) Clear() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	left := len(p.faults)
	p.faults = nil
	return left
}

// Count is how many requests of a target came, those included that were made to fail.
func (p *Proxy) Count(target string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[target]
}

// Release does the late work that is still held.
func (p *Proxy) Release(ctx context.Context) error {
	p.mu.Lock()
	held := p.held
	p.held = nil
	p.mu.Unlock()
	for _, late := range held {
		if _, err := p.forward(ctx, late); err != nil {
			return err
		}
	}
	return nil
}

type request struct {
	target string // the operation's name
	header http.Header
	body   []byte
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the client is gone
	}
	_, target, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	asked := request{target: target, header: r.Header.Clone(), body: body}
	// What has been sent is done, whether or not its client waits for the answer.
	ctx := context.WithoutCancel(r.Context())
	action, faulty := p.take(target)
	if !faulty {
		answered := p.must(ctx, asked)
		p.catchUp(ctx, target)
		answered.write(w)
		return
	}
	switch action {
	case Conflict:
		conflict(asked).write(w)
	case Throttle:
		failure(http.StatusBadRequest, "ThrottlingException", nil).write(w)
	case Unavailable:
		failure(http.StatusInternalServerError, "InternalServerError", nil).write(w)
	case UnavailableAfter:
		p.must(ctx, asked)
		failure(http.StatusInternalServerError, "InternalServerError", nil).write(w)
	case DropAfter:
		p.must(ctx, asked)
		panic(http.ErrAbortHandler)
	case Stall:
		<-r.Context().Done()
		p.hold(asked)
	case Late:
		p.hold(asked)
		panic(http.ErrAbortHandler)
	case DropBefore:
		panic(http.ErrAbortHandler)
	}
}

// take counts a request and gives the fault that is its turn.
func (p *Proxy) take(target string) (Action, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts[target]++
	if len(p.faults) == 0 || p.faults[0].Target != target {
		return 0, false
	}
	action := p.faults[0].Action
	p.faults = p.faults[1:]
	return action, true
}

func (p *Proxy) hold(late request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = append(p.held, late)
}

// catchUp does the late work of a target.
func (p *Proxy) catchUp(ctx context.Context, target string) {
	p.mu.Lock()
	var due []request
	p.held = slices.DeleteFunc(p.held, func(late request) bool {
		if late.target == target {
			due = append(due, late)
		}
		return late.target == target
	})
	p.mu.Unlock()
	for _, late := range due {
		p.must(ctx, late)
	}
}

// must is forward where a failure breaks the client's connection: the client then knows as little as
// the proxy does.
func (p *Proxy) must(ctx context.Context, asked request) answer {
	answered, err := p.forward(ctx, asked)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return answered
}

func (p *Proxy) forward(ctx context.Context, asked request) (answer, error) {
	forwarded, err := http.NewRequestWithContext(ctx, http.MethodPost, p.endpoint, bytes.NewReader(asked.body))
	if err != nil {
		return answer{}, fmt.Errorf("pass on %s: %w", asked.target, err)
	}
	forwarded.Header = asked.header.Clone()
	response, err := p.client.Do(forwarded)
	if err != nil {
		return answer{}, fmt.Errorf("pass on %s: %w", asked.target, err)
	}
	defer func() { _ = response.Body.Close() }() // read whole, or given up
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, fmt.Errorf("pass on %s: %w", asked.target, err)
	}
	return answer{status: response.StatusCode, header: response.Header, body: body}, nil
}

func (a answer) write(w http.ResponseWriter) {
	for name, values := range a.header {
		if name != "Content-Length" { // which the server counts itself
			w.Header()[name] = values
		}
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a client that is gone will not miss it
}

// conflict is the refusal of a write: of a transaction, with a reason for each of its items, the last
// of which is in conflict.
func conflict(asked request) answer {
	if asked.target != "TransactWriteItems" {
		return failure(http.StatusBadRequest, "TransactionConflictException", nil)
	}
	var transaction struct{ TransactItems []json.RawMessage }
	if err := json.Unmarshal(asked.body, &transaction); err != nil {
		return failure(http.StatusBadRequest, "SerializationException", nil)
	}
	type reason struct{ Code, Message string }
	reasons := make([]reason, len(transaction.TransactItems))
	for i := range reasons {
		reasons[i].Code = "None"
	}
	if len(reasons) > 0 {
		reasons[len(reasons)-1] = reason{"TransactionConflict", "Transaction is ongoing for the item"}
	}
	return failure(http.StatusBadRequest, "TransactionCanceledException", map[string]any{"CancellationReasons": reasons})
}

// failure is an error in DynamoDB's form (JSON 1.0).
func failure(status int, code string, more map[string]any) answer {
	body := map[string]any{"__type": "com.amazonaws.dynamodb.v20120810#" + code, "message": "injected"}
	for name, value := range more {
		body[name] = value
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("an error of strings does not marshal: %v", err))
	}
	return answer{status: status, header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, body: text}
}
