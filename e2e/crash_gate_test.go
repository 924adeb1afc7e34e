package e2e_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/loopback"
)

// gate stands between the functions and DynamoDB or the gateway. It passes everything on, but can hold
// one request, or the answer to it, for as long as a test needs a process to be in that very place.
type gate struct {
	URL     string
	closing chan struct{}

	mu    sync.Mutex
	to    string // base URL
	holds []*hold
}

// gatePoint is where a gate holds: requests of a call, before they are passed on or once they are done.
type gatePoint struct {
	call  string // DynamoDB's operation, or the gateway's call
	after bool
}

// hold waits for the first request of its place that mentions a text.
type hold struct {
	gatePoint
	mention string
	reached chan struct{} // closed when the request is held
	pass    chan bool     // go on (true), or break the connection
}

func newGate(t *testing.T) *gate {
	t.Helper()
	g := &gate{closing: make(chan struct{})}
	g.URL = loopback.Serve(t, g)
	t.Cleanup(func() { close(g.closing) })
	return g
}

// leadTo is called before the first request.
func (g *gate) leadTo(url string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.to = url
}

func (g *gate) hold(at gatePoint, mention string) *hold {
	g.mu.Lock()
	defer g.mu.Unlock()
	h := &hold{at, mention, make(chan struct{}), make(chan bool, 1)}
	g.holds = append(g.holds, h)
	return h
}

// take gives the hold that this request, or its answer, was waited for, and forgets it.
func (g *gate) take(call string, after bool, body []byte) *hold {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, h := range g.holds {
		bound := bytes.Contains(body, []byte(`"RATE#`)) // it names its caller, but no test waits for it
		if h.gatePoint == (gatePoint{call, after}) && bytes.Contains(body, []byte(h.mention)) && !bound {
			g.holds = append(g.holds[:i:i], g.holds[i+1:]...)
			return h
		}
	}
	return nil
}

// stay holds a request where a test waits for it, and says whether it may go on.
func (g *gate) stay(call string, after bool, body []byte) bool {
	h := g.take(call, after, body)
	if h == nil {
		return true
	}
	close(h.reached)
	select {
	case pass := <-h.pass:
		return pass
	case <-g.closing:
		return false
	}
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	call := strings.TrimPrefix(r.URL.Path, "/gateway-api/")
	if _, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		call = operation
	}
	if !g.stay(call, false, body) {
		panic(http.ErrAbortHandler)
	}
	g.mu.Lock()
	to := g.to
	g.mu.Unlock()
	// What has been sent is done, whoever has died meanwhile.
	forwarded, err := http.NewRequestWithContext(context.WithoutCancel(r.Context()), r.Method, to+r.URL.Path, bytes.NewReader(body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	forwarded.Header = r.Header.Clone()
	response, err := http.DefaultClient.Do(forwarded)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer response.Body.Close()
	answered, err := io.ReadAll(response.Body)
	if err != nil || !g.stay(call, true, body) {
		panic(http.ErrAbortHandler)
	}
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = w.Write(answered) // whoever asked may be dead by now
}

// reach waits until the request is there.
func (h *hold) reach(t *testing.T) {
	t.Helper()
	select {
	case <-h.reached:
	case <-time.After(20 * time.Second):
		t.Fatalf("no %s came that mentions %s", h.call, h.mention)
	}
}

// gated is a world whose functions reach DynamoDB and the gateway through gates.
type gated struct {
	*world
	dynamo, gateway *gate
}

func startGated(t *testing.T, overrides map[string]any) *gated {
	t.Helper()
	dynamo, gateway := newGate(t), newGate(t)
	w := startWith(t, overrides, map[string]string{"OUTFLOW_DYNAMODB": dynamo.URL, "OUTFLOW_GATEWAY_URL": gateway.URL})
	dynamo.leadTo(w.DynamoDB())
	gateway.leadTo(w.SandboxURL())
	return &gated{w, dynamo, gateway}
}

// hold holds at a place, whosever gate it is.
func (g *gated) hold(at gatePoint, mention string) *hold {
	if strings.Contains(at.call, "/") {
		return g.gateway.hold(at, mention)
	}
	return g.dynamo.hold(at, mention)
}

// signal sends a signal to a process of a function that is in the middle of a request, and is none of
// the others, and gives its id.
func (g *gated) signal(function string, signal syscall.Signal, others ...int) int {
	g.t.Helper()
	known := map[int]bool{}
	for _, pid := range others {
		known[pid] = true
	}
	for _, pid := range g.Serving(function) {
		if known[pid] {
			continue
		}
		if err := syscall.Kill(pid, signal); err != nil {
			g.t.Fatalf("signal %s: %v", function, err)
		}
		if signal == syscall.SIGSTOP {
			eventually(g.t, "the process to stand still", func() bool { return standsStill(g.t, pid) })
		}
		return pid
	}
	g.t.Fatalf("no process of %s is in the middle of a request", function)
	return 0
}

// standsStill says whether a process that was told to stop has stopped in all its threads: one may still
// run for a moment. It takes that for granted where the system has no /proc.
func standsStill(t *testing.T, pid int) bool {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		stat, err := os.ReadFile(thread)
		if errors.Is(err, os.ErrNotExist) {
			continue // the thread has ended
		}
		// proc(5): the state follows the program's name, which is in parentheses.
		if _, state, found := bytes.Cut(stat, []byte(") ")); err != nil || !found || state[0] != 'T' {
			return false
		}
	}
	return true
}

// background does something whose answer is waited for later. It has none where do fails the test.
func background[T any](do func() T) <-chan T {
	answers := make(chan T, 1)
	go func() {
		defer close(answers)
		answers <- do()
	}()
	return answers
}
