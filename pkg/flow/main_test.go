package flow_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

func TestMain(m *testing.M) { os.Exit(flowtest.Run(m)) }

var admin = funds.Actor{Role: funds.RoleAdmin, ID: "admin1", Name: "管理员"}

// owner is the user whose money it is.
var owner = funds.Actor{Role: funds.RoleUser, ID: "u1"}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// refused fails the test where an error has another code.
func refused(t *testing.T, what string, err error, code funds.Code) {
	t.Helper()
	if got := funds.CodeOf(err); err == nil || got != code {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

// requestBy is for 100.00 by the channel.
func requestBy(userID string) flow.WithdrawalRequest {
	return flow.WithdrawalRequest{
		Actor: funds.Actor{Role: funds.RoleUser, ID: userID}, UserID: userID, Amount: 100_00, Method: flowtest.Channel,
		Target: funds.Target{Account: "0387222126"},
	}
}

func rechargeRequestBy(userID string) flow.RechargeRequest {
	return flow.RechargeRequest{Actor: funds.Actor{Role: funds.RoleUser, ID: userID}, UserID: userID, Amount: 200_00, Channel: flowtest.RechargeCode}
}

func with(key string) *flow.Idempotency {
	return &flow.Idempotency{Caller: "u1", Key: "POST /x#" + key, Print: funds.Print{Bytes: key}}
}

// run has four workers, and byOne has one, so that its requests come in one order.
var (
	run   = flow.Reconciliation{Shards: table.DueShards, Workers: 4, Batch: 100, Ask: time.Second, Margin: 0}
	byOne = flow.Reconciliation{Shards: table.DueShards, Workers: 1, Batch: 100, Ask: time.Second, Margin: 0}
)

// reconciled runs a reconciliation after everything that waits has become due.
func reconciled(t *testing.T, h *flowtest.House) flow.Reconciled {
	t.Helper()
	h.Clock.Advance(h.Flow.Policy.Timing.BackoffMax + time.Minute)
	done, err := h.Flow.Reconcile(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// gate is the gateway, which counts what it is asked, and does something else meanwhile.
type gate struct {
	flow.Gateway

	meanwhile func() // after a question, before its answer comes; may be nil
	mu        sync.Mutex
	asked     map[string]int // what the machine asks, it asks by many workers
}

func (g *gate) Get(ctx context.Context, serial string, amount funds.Amount) funds.Report {
	report := g.Gateway.Get(ctx, serial, amount)
	g.mu.Lock()
	g.asked["get"]++
	g.mu.Unlock()
	if g.meanwhile != nil {
		g.meanwhile()
	}
	return report
}

func watch(h *flowtest.House, meanwhile func()) *gate {
	watched := &gate{Gateway: h.Gateway, meanwhile: meanwhile, asked: map[string]int{}}
	h.Flow.Gateway = watched
	return watched
}

var errBroken = errors.New("broken")

// dry gives no random bytes.
type dry struct{}

func (dry) Read([]byte) (int, error) { return 0, errBroken }

func contextUntil(t *testing.T, within time.Duration) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), within)
}
