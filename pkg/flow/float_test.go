package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// queueHouse is a house in which the machine pays what is approved.
func queueHouse(t *testing.T) *flowtest.House {
	t.Helper()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
	h.Owner("u1", 100_000_00)
	return h
}

// holds gives the gateway a balance, in yuan.
func holds(h *flowtest.House, yuan int) {
	h.Sandbox("PUT", "settings", fmt.Sprintf(`{"withdrawalBalance":%d}`, yuan))
}

// approves makes withdrawals of some yuan one after the other, and approves them in the other order.
func approves(t *testing.T, h *flowtest.House, yuan ...funds.Amount) (ids []funds.ID) {
	t.Helper()
	for _, amount := range yuan {
		made, err := h.Flow.Create(t.Context(), flow.WithdrawalRequest{
			Actor: funds.Actor{Role: funds.RoleUser, ID: "u1"}, UserID: "u1", Amount: amount * 100, Method: flowtest.Channel,
			Target: funds.Target{Account: "0387222126"}, Origin: funds.Origin{IP: "127.0.0.1"},
		})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, made.ID)
		h.Clock.Advance(time.Millisecond)
	}
	for _, id := range slices.Backward(ids) {
		if _, err := h.Flow.Approve(t.Context(), flowtest.Helper, id, ""); err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

// runs lets the four parts of a minute's reconcile run, one after the other.
func runs(t *testing.T, h *flowtest.House) {
	t.Helper()
	for part := range 4 {
		if _, err := h.Flow.Reconcile(t.Context(), flow.Reconciliation{Shards: 8, Part: part, Parts: 4, Workers: 8, Batch: 100, Ask: time.Second}); err != nil {
			t.Fatal(err)
		}
	}
	h.Clock.Advance(time.Minute)
}

func states(h *flowtest.House, ids []funds.ID) string {
	var all []string
	for _, id := range ids {
		all = append(all, string(h.Stored(id).State))
	}
	return strings.Join(all, " ")
}

// TestWhatTheBalanceDoesNotCoverWaitsInItsOrder: float 1,000; 600, 600 and 300. The small one does not overtake.
func TestWhatTheBalanceDoesNotCoverWaitsInItsOrder(t *testing.T) {
	t.Parallel()
	h := queueHouse(t)
	holds(h, 1000)
	ids := approves(t, h, 600, 600, 300)
	for _, step := range []struct {
		balance int
		want    string
		waits   funds.Tally
	}{
		{0, "processing approved approved", funds.Tally{Count: 2, Amount: 900_00}},
		{400, "processing approved approved", funds.Tally{Count: 2, Amount: 900_00}},
		{600, "processing processing approved", funds.Tally{Count: 1, Amount: 300_00}},
		{299, "processing processing approved", funds.Tally{Count: 1, Amount: 300_00}},
		{300, "processing processing processing", funds.Tally{}},
	} {
		if step.balance > 0 {
			holds(h, step.balance)
		}
		runs(t, h)
		runs(t, h)
		if got := states(h, ids); got != step.want {
			t.Fatalf("with %d: %s, want %s", step.balance, got, step.want)
		}
		queue, err := h.Flow.Queued(t.Context())
		if err != nil || queue.Tally != step.waits {
			t.Errorf("with %d, %+v wait, want %+v: %v", step.balance, queue.Tally, step.waits, err)
		}
	}
	for _, id := range ids {
		if h.Creates(id) != 1 || h.Stored(id).NeedsAttention {
			t.Errorf("%s is sent %d times", id, h.Creates(id))
		}
	}
}

// TestTheFourPartsOfAMinuteAgree: at once, they send no more than the balance covers, and nothing is refused.
func TestTheFourPartsOfAMinuteAgree(t *testing.T) {
	t.Parallel()
	h := queueHouse(t)
	holds(h, 1000)
	ids := approves(t, h, 100, 300, 200, 400, 100, 50, 10)
	var parts sync.WaitGroup
	for part := range 8 { // two minutes' runs at once
		parts.Go(func() {
			if _, err := h.Flow.Reconcile(t.Context(), flow.Reconciliation{Shards: 8, Part: part % 4, Parts: 4, Workers: 8, Batch: 100, Ask: time.Second}); err != nil {
				t.Error(err)
			}
		})
	}
	parts.Wait()
	if got, want := states(h, ids), "processing processing processing processing approved approved approved"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestAnUnknownBalanceStopsNothing: but where it was short a moment ago, it is taken to be short still, for ten minutes.
func TestAnUnknownBalanceStopsNothing(t *testing.T) {
	t.Parallel()
	h := queueHouse(t)
	away := func() { h.Misbehaves("withdrawal/balance", "http500") }
	away()
	first := approves(t, h, 600)
	runs(t, h)
	if got := states(h, first); got != "processing" {
		t.Errorf("with an unknown balance it is %s", got)
	}
	holds(h, 100)
	second := approves(t, h, 600)
	runs(t, h)
	away()
	runs(t, h)
	if got := states(h, second); got != "approved" {
		t.Errorf("where the balance was short a minute ago it is %s", got)
	}
	h.Clock.Advance(10 * time.Minute)
	holds(h, 1_000_000)
	away()
	runs(t, h)
	if got := states(h, second); got != "processing" {
		t.Errorf("where nothing was known for ten minutes it is %s", got)
	}
}

// TestANewOrderDoesNotOvertakeWhatWaits: it is refused, as where the balance is short.
func TestANewOrderDoesNotOvertakeWhatWaits(t *testing.T) {
	t.Parallel()
	h := queueHouse(t)
	holds(h, 500)
	ids := approves(t, h, 400, 300)
	order := flow.WithdrawalRequest{
		Actor: funds.Actor{Role: funds.RoleUser, ID: "u1"}, UserID: "u1", Amount: 50_00, Method: flowtest.Channel, Target: funds.Target{Account: "0387222126"}, Origin: funds.Origin{IP: "127.0.0.1"},
	}
	runs(t, h)
	if got := states(h, ids); got != "processing approved" {
		t.Fatal(got)
	}
	_, err := h.Flow.CreateAndPay(t.Context(), order)
	want := funds.Refuse(funds.CodeGatewayShort, flow.ReasonGatewayShort).About(funds.Facts{Available: 0, Requested: 50_00})
	if fmt.Sprint(err) != fmt.Sprint(want) {
		t.Errorf("beside what waits: %v, want %v", err, want)
	}
	holds(h, 350)
	h.Clock.Advance(10 * time.Second)
	if paid, err := h.Flow.CreateAndPay(t.Context(), order); err != nil || paid.State != funds.StateProcessing {
		t.Errorf("where the balance is enough for both: %+v, %v", paid, err)
	}
	holds(h, 300)
	runs(t, h)
	if got := states(h, ids); got != "processing processing" {
		t.Error(got)
	}
}

func TestWhatSomebodyElseHasEndedWaitsNoMore(t *testing.T) {
	t.Parallel()
	h := queueHouse(t)
	holds(h, 1)
	ids := approves(t, h, 400)
	runs(t, h)
	if queue, err := h.Flow.Queued(t.Context()); err != nil || queue.Count != 1 || queue.Balance != 100 {
		t.Errorf("%+v, %v", queue, err)
	}
	if _, err := h.Flow.PayManually(t.Context(), flowtest.Helper, ids[0], funds.Transfer{}); err != nil {
		t.Fatal(err)
	}
	runs(t, h)
	if queue, err := h.Flow.Queued(t.Context()); err != nil || queue.Count != 0 {
		t.Errorf("%+v, %v", queue, err)
	}
}

func TestAnAdminsPayoutThatTheBalanceDoesNotCoverIsRefusedWithTheNumbers(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Owner("u1", 10_000_00)
	id := h.Withdrawal("u1", funds.StateApproved) // 100.00
	holds(h, 99)
	h.Unchanged(func() {
		_, err := h.Flow.PayByChannel(t.Context(), flowtest.Helper, id)
		want := funds.Refuse(funds.CodeUnpayable, flow.ReasonFloatShort).About(funds.Facts{Available: 99_00, Requested: 100_00})
		if fmt.Sprint(err) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", err, want)
		}
	})
	h.Misbehaves("withdrawal/balance", "http500")
	if paid, err := h.Flow.PayByChannel(t.Context(), flowtest.Helper, id); err != nil || h.Creates(id) != 1 {
		t.Errorf("with an unknown balance: %+v, %v", paid, err)
	}
	other := h.Withdrawal("u1", funds.StateApproved)
	holds(h, 100)
	if _, err := h.Flow.PayByChannel(t.Context(), flowtest.Helper, other); err != nil {
		t.Error(err)
	}
	h.Is(other, funds.StateProcessing)
}

// TestWhatIsUnderWayWithoutAnAnswerIsTakenOffTheBalance: the gateway may not have deducted it yet.
func TestWhatIsUnderWayWithoutAnAnswerIsTakenOffTheBalance(t *testing.T) {
	t.Parallel()
	h := queueHouse(t)
	holds(h, 1000)
	h.Misbehaves("withdrawal/create", "drop-before") // it never arrives
	ids := approves(t, h, 600)
	if _, err := h.Flow.PayByChannel(t.Context(), flowtest.Helper, ids[0]); err != nil {
		t.Fatal(err)
	}
	ids = append(ids, approves(t, h, 500)...)
	if _, err := h.Flow.Reconcile(t.Context(), flow.Reconciliation{Shards: 8, Workers: 8, Batch: 100, Ask: time.Second}); err != nil {
		t.Fatal(err)
	}
	if got := states(h, ids); got != "processing approved" {
		t.Errorf("while the first is under way: %s", got)
	}
	h.Clock.Advance(time.Minute)
	runs(t, h)
	if got := states(h, ids[1:]); got != "processing" {
		t.Errorf("once its sender's time is over, the second is %s", got)
	}
}

// TestNobodyElsesReasonKeepsTheQueue: what is paused, on hold, or no longer the machine's to pay waits for something else.
func TestNobodyElsesReasonKeepsTheQueue(t *testing.T) {
	t.Parallel()
	h := queueHouse(t)
	holds(h, 300)
	ids := approves(t, h, 5000, 300)
	if _, err := h.Flow.PutHold(t.Context(), flowtest.Helper, ids[0], withdrawal.HoldRequest{Hours: 2, OnExpiry: funds.HoldEscalates, Reason: "核实"}); err != nil {
		t.Fatal(err)
	}
	runs(t, h)
	if got := states(h, ids); got != "approved processing" {
		t.Errorf("behind one that is on hold: %s", got)
	}
}
