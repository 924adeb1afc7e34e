// Package flowtest gives tests the use cases on a real DynamoDB engine, with a payment gateway that signs, in the
// test's own process: whatever a contract or a use case does there is what it does when deployed, but for the
// processes around it. A test brings the routes that it is about, calls them as whoever it names, and looks at the
// table afterwards. Every answer must be as the API's document says; and when the test ends, every invariant must hold
// on its whole table.
//
// One engine serves a test binary, and every house has a table of its own. Tests alone import the package. It may
// import the testing package, the use cases with the adapters that they run on, and the local packages that it starts.
package flowtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/table"
)

// Channel is the one method of [Policy] that the gateway pays: approved by policy where the merchant contract asks.
const Channel funds.Method = "MVola"

// Policy is what a house decides by, where a test does not change it.
func Policy() funds.Policy {
	const yuan = funds.Amount(funds.MinorPerMajor)
	return funds.Policy{
		Zone: time.FixedZone("UTC+8", 8*60*60), Single: 1_000_000 * yuan, Daily: 5_000_000 * yuan, Minimum: 1, MaxOpen: 100,
		Channels:     []funds.Channel{{Method: Channel, Type: "MVola", Name: "MVola", Min: 10 * yuan, Max: 100_000 * yuan, Step: yuan, AutoApprove: true}},
		Recharge:     funds.RechargePolicy{Step: yuan},
		Timing:       funds.DefaultTiming(),
		AbsentListed: true,
	}
}

// House is a store on a table of its own, a gateway, and the use cases over both.
type House struct {
	Flow    *flow.Service
	Lists   *list.Service
	Store   *table.Store // what is stored, for looking at it
	Gateway *gateway.Client
	Clock   *Clock
	Log     *Log // what the use cases and the routes have said

	t       testing.TB
	client  *dynamodb.Client
	meter   *meter // of what client sends
	table   string
	store   *counted
	seeded  bool // with what no use case has made
	box     *sandbox.Sandbox
	boxURL  string
	routes  []edge.Route
	handler http.Handler // of the routes; nil before they are served
	callers callers
}

// Run runs a test binary's tests, and ends its engine:
//
//	func TestMain(m *testing.M) { os.Exit(flowtest.Run(m)) }
func Run(m *testing.M) int { return enginetest.Run(m) }

// Open makes a house, whose policy a test may change before anything is decided by it.
func Open(tb testing.TB, changes ...func(*funds.Policy)) *House {
	tb.Helper()
	running, name := enginetest.Table(tb, engine.Dynoxide)
	meter := &meter{}
	h := &House{t: tb, client: metered(running.Client(), meter), meter: meter, table: name, Clock: &Clock{}, Log: &Log{}, box: sandbox.New(), callers: callers{}}
	box := loopback.Serve(tb, h.box)
	notified := loopback.Serve(tb, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.handler.ServeHTTP(w, r) }))
	tb.Cleanup(h.box.Close)
	h.boxURL = box
	policy := Policy()
	for _, change := range changes {
		change(&policy)
	}
	var err error
	h.Gateway, err = gateway.New(gateway.Config{
		BaseURL: box, Username: sandbox.Username,
		NotifyURL: notified + "/api/withdrawal/callback", RechargeNotifyURL: notified + "/api/recharge/callback",
		Keys:     func(context.Context) (gateway.Keys, error) { return gateway.Keys{Current: sandbox.Secret}, nil },
		Declined: []gateway.Pattern{{Code: sandbox.CodeInsufficient}, {Code: sandbox.CodeRefused}},
		Absent:   []gateway.Pattern{{Code: sandbox.CodeAbsent}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	h.Store = table.New(h.client, name, h.Clock.Now)
	h.store = newCounted(h.Store, policy)
	h.Flow = &flow.Service{
		Store: h.store, Gateway: h.Gateway, Policy: policy, Now: h.Clock.Now, Random: rand.Reader, Log: slog.New(slog.NewTextHandler(h.Log, nil)), Breakers: &flow.Breakers{},
	}
	h.store.flow, h.Store.Policies = h.Flow, h.store.decidedBy
	h.Lists = &list.Service{Store: h.store, Audit: h.store, Policy: policy, Now: h.Clock.Now, Random: rand.Reader}
	tb.Cleanup(h.invariantsHold)
	return h
}

// Serve mounts the routes that the test is about.
func (h *House) Serve(groups ...[]edge.Route) *House {
	h.routes = slices.Concat(groups...)
	h.handler = edge.Handler(h, h.Flow.Log, h.routes)
	return h
}

// invariantsHold checks every invariant on the whole table, and that nothing has panicked.
func (h *House) invariantsHold() {
	if !h.seeded {
		verified, err := h.Store.Verify(context.Background()) // the test's own context has ended
		if err != nil {
			h.t.Error(err)
		}
		for _, violation := range verified.Violations {
			h.t.Error(violation)
		}
	}
	if said := h.Log.String(); strings.Contains(said, "msg=panic") || (h.t.Failed() && said != "") {
		h.t.Errorf("the log:\n%s", said)
	}
}

// Clock is the wall clock, which a test may move ahead.
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// Advance moves the clock ahead.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += by
}

// Log keeps lines of a log.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// String is all that was said.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
