package flow_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// outage is the gateway, which gives no word while it is down, and counts what it is sent and asked.
type outage struct {
	counting

	sends, gets atomic.Int64
}

func (o *outage) Create(ctx context.Context, order funds.Order) funds.Report {
	o.sends.Add(1)
	if o.silent.Load() {
		return funds.Report{}
	}
	return o.Gateway.Create(ctx, order)
}

func (o *outage) Get(ctx context.Context, serial string, amount funds.Amount) funds.Report {
	o.gets.Add(1)
	if o.silent.Load() {
		return funds.Report{}
	}
	return o.Gateway.Get(ctx, serial, amount)
}

func (o *outage) CreateRecharge(ctx context.Context, order funds.RechargeOrder) funds.RechargeReport {
	o.sends.Add(1)
	if o.silent.Load() {
		return funds.RechargeReport{}
	}
	return o.Gateway.CreateRecharge(ctx, order)
}

func (o *outage) GetRecharge(ctx context.Context, serial string) funds.RechargeReport {
	o.gets.Add(1)
	if o.silent.Load() {
		return funds.RechargeReport{}
	}
	return o.Gateway.GetRecharge(ctx, serial)
}

// fragile is a house whose gateway a test can take down.
func fragile(t *testing.T, changes ...func(*funds.Policy)) (*flowtest.House, *outage) {
	t.Helper()
	h := flowtest.Open(t, changes...)
	h.Fund("u1", 100_000_00)
	gate := &outage{counting: counting{Gateway: h.Gateway}}
	h.Flow.Gateway = gate
	return h, gate
}

// goesDown takes the gateway down, and lets as many payouts fail as open the breaker.
func goesDown(t *testing.T, h *flowtest.House, gate *outage) (lost []funds.ID) {
	t.Helper()
	for range 5 {
		lost = append(lost, h.Withdrawal("u1", funds.StateApproved))
	}
	gate.silent.Store(true)
	for _, id := range lost {
		if sent, err := h.Flow.PayByChannel(t.Context(), admin, id); err != nil || sent.State != funds.StateProcessing {
			t.Fatalf("%s, %v", sent.State, err)
		}
	}
	return lost
}

// elsewhere is another process over the same table.
func elsewhere(h *flowtest.House) *flow.Service {
	other := *h.Flow
	other.Breakers = &flow.Breakers{}
	return &other
}

func TestFivePayoutsWithoutAWordStopAllOthers(t *testing.T) {
	t.Parallel()
	h, gate := fragile(t)
	waits, pending := h.Withdrawal("u1", funds.StateApproved), h.Withdrawal("u1", funds.StatePending)
	goesDown(t, h, gate)
	sends := gate.sends.Load()
	for name, process := range map[string]*flow.Service{"the process that knows": h.Flow, "another": elsewhere(h)} {
		h.Unchanged(func() {
			_, err := process.PayByChannel(t.Context(), admin, waits)
			refusedFor(t, name, err, funds.CodePaused, flow.ReasonChannelSilent)
			var said *funds.Error
			if errors.As(err, &said); said.Facts.Channel != "MVola" || said.Facts.Wait < 30*time.Second || said.Facts.Wait > 55*time.Second {
				t.Errorf("%+v", said.Facts)
			}
			_, err = process.ApproveAndPay(t.Context(), admin, pending)
			refusedFor(t, name, err, funds.CodePaused, flow.ReasonChannelSilent)
		})
	}
	if gate.sends.Load() != sends || !h.Flow.Silent(t.Context()) {
		t.Error("something was sent")
	}
	if said := h.Log.String(); strings.Count(said, `msg="`+flow.SilentLine+`"`) != 1 {
		t.Error("the alarm is raised once, when it opens")
	}
}

func TestOneProcessProbesASilentChannelOnceAMinute(t *testing.T) {
	t.Parallel()
	h, gate := fragile(t)
	orders := []funds.ID{}
	for range 8 {
		orders = append(orders, h.Withdrawal("u1", funds.StateApproved))
	}
	goesDown(t, h, gate)
	h.Clock.Advance(55 * time.Second)
	sends := gate.sends.Load()
	probe(t, h, orders[:4])
	if n := gate.sends.Load() - sends; n != 1 {
		t.Errorf("%d were sent", n)
	}
	if said := h.Log.String(); strings.Count(said, `msg="`+flow.SilentLine+`"`) != 2 {
		t.Error("a probe that fails repeats the alarm")
	}
	gate.silent.Store(false)
	h.Clock.Advance(55 * time.Second)
	taken := probe(t, h, orders[4:])
	if !strings.Contains(h.Log.String(), "not silent any more") || h.Flow.Silent(t.Context()) || taken == 0 {
		t.Error("a probe that is taken closes it")
	}
}

// probe has each order paid by a process of its own, all at once, and says how many were.
func probe(t *testing.T, h *flowtest.House, orders []funds.ID) (taken int64) {
	t.Helper()
	var paid atomic.Int64
	var racing sync.WaitGroup
	for _, id := range orders {
		process := elsewhere(h)
		racing.Go(func() {
			if _, err := process.PayByChannel(t.Context(), admin, id); err == nil {
				paid.Add(1)
			} else if funds.CodeOf(err) != funds.CodePaused {
				t.Errorf("%v", err)
			}
		})
	}
	racing.Wait()
	return paid.Load()
}

func TestWhatWaitsForTheMachineStaysDueAndGoesByItself(t *testing.T) {
	t.Parallel()
	h, gate := fragile(t, func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
	var waiting []funds.ID
	goesDown(t, h, gate)
	for range 3 { // approved by an admin, or by policy
		waiting = append(waiting, h.Withdrawal("u1", funds.StateApproved))
		made, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
		if err != nil || made.State != funds.StateApproved {
			t.Fatalf("%s, %v", made.State, err)
		}
		waiting = append(waiting, made.ID)
	}
	h.Clock.Advance(2 * time.Minute)
	sends := gate.sends.Load()
	if _, err := h.Flow.Reconcile(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	for _, id := range waiting {
		if w := h.Stored(id); w.State != funds.StateApproved || w.NeedsAttention || !w.Watch.IsDue(h.Clock.Now()) {
			t.Errorf("%s: %s, waits for an admin: %t", id, w.State, w.NeedsAttention)
		}
	}
	if gate.sends.Load() != sends { // the probe asks before it sends, as the order is older than a minute
		t.Error("something is sent")
	}
	gate.silent.Store(false)
	for range 2 {
		h.Clock.Advance(time.Minute)
		if _, err := h.Flow.Reconcile(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range waiting {
		if w := h.Stored(id); w.State != funds.StateProcessing || h.Creates(id) != 1 {
			t.Errorf("%s: %s, sent %d times", id, w.State, h.Creates(id))
		}
	}
}

func TestARechargeThroughASilentChannelIsRefusedAndNotStored(t *testing.T) {
	t.Parallel()
	h, gate := fragile(t)
	if _, err := h.Flow.RechargeChannels(t.Context()); err != nil {
		t.Fatal(err)
	}
	gate.silent.Store(true)
	for range 5 {
		if made, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1")); err != nil || made.URL != "" {
			t.Fatalf("%+v, %v", made, err)
		}
	}
	sends, lists := gate.sends.Load(), gate.channels.Load()
	refusedSilently := func() {
		h.Unchanged(func() {
			_, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1"))
			refusedFor(t, "a recharge", err, funds.CodeBusy, flow.ReasonChannelSilent)
		})
	}
	refusedSilently()
	if gate.channels.Load() != lists {
		t.Error("the gateway is asked")
	}
	h.Clock.Advance(55 * time.Second)
	refusedSilently() // the probe, which asks what makes no order
	if gate.sends.Load() != sends || gate.channels.Load() != lists+1 {
		t.Errorf("%d sends, %d lists", gate.sends.Load()-sends, gate.channels.Load()-lists)
	}
	gate.silent.Store(false)
	h.Clock.Advance(55 * time.Second)
	if made, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1")); err != nil || made.URL == "" {
		t.Errorf("%+v, %v", made, err)
	}
	if made, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1")); err != nil || made.URL == "" {
		t.Errorf("once it is closed: %+v, %v", made, err)
	}
}
