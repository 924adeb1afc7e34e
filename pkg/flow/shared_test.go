package flow_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// leased is a store in which another process has the right to ask the gateway, and never answers.
type leased struct {
	flow.Store

	clock  *flowtest.Clock
	cancel func() // what happens when it is asked about; may be nil
}

func (l leased) Kept(context.Context, string) (funds.Kept, error) {
	if l.cancel != nil {
		l.cancel()
	}
	l.clock.Advance(time.Second)
	return funds.Kept{Next: l.clock.Now().Add(time.Minute)}, nil
}

func TestWhereAnotherAsksAndDoesNotAnswerTheGatewayIsSilent(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	store := h.Flow.Store
	h.Flow.Store = leased{store, h.Clock, nil}
	_, err := h.Flow.RechargeChannels(t.Context())
	refused(t, "one who waits", err, funds.CodeBusy)
	ctx, cancel := context.WithCancel(t.Context())
	h.Flow.Store = leased{store, h.Clock, cancel}
	_, err = h.Flow.RechargeChannels(ctx)
	refused(t, "one who gives up", err, funds.CodeBusy)
	h.Flow.Store = store
	for nth := int64(1); nth <= 2; nth++ {
		broken, _ := h.Broken(nth)
		if _, err := broken.Flow.RechargeChannels(t.Context()); !flowtest.Fault(err) {
			t.Errorf("request %d broke: %v", nth, err)
		}
	}
	broken, _ := h.Broken(3)
	h.Clock.Advance(time.Minute)
	if channels, err := broken.Flow.RechargeChannels(t.Context()); err != nil || len(channels) == 0 {
		t.Errorf("what cannot be kept is given all the same: %v, %v", channels, err)
	}
	if !strings.Contains(h.Log.String(), `msg="keep the gateway's answer"`) {
		t.Error("and it is logged")
	}
}

// counting counts the questions of everybody's.
type counting struct {
	flow.Gateway

	balances, channels atomic.Int64
	silent             atomic.Bool
}

func (c *counting) Balance(ctx context.Context) (funds.Amount, error) {
	c.balances.Add(1)
	if c.silent.Load() {
		return 0, errBroken
	}
	return c.Gateway.Balance(ctx)
}

func (c *counting) Channels(ctx context.Context) ([]funds.RechargeChannel, error) {
	c.channels.Add(1)
	if c.silent.Load() {
		return nil, errBroken
	}
	return c.Gateway.Channels(ctx)
}

func TestTheGatewayIsAskedOnceForEverybody(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	counted := &counting{Gateway: h.Gateway}
	h.Flow.Gateway = counted
	h.Fund("u1", 10_000_00)
	channels := func(int) error {
		_, err := h.Flow.RechargeChannels(t.Context())
		return err
	}
	same(t, "ten at once", map[funds.Code]int{"": 10}, race(10, channels))
	h.Clock.Advance(59 * time.Second)
	same(t, "within a minute", map[funds.Code]int{"": 1}, race(1, channels))
	if n := counted.channels.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	h.Clock.Advance(2 * time.Second)
	counted.silent.Store(true)
	same(t, "the last answer counts while there is none", map[funds.Code]int{"": 3}, race(3, channels))
	h.Clock.Advance(9 * time.Minute)
	same(t, "and it is ten minutes old", map[funds.Code]int{funds.CodeBusy: 1}, race(1, channels))
	same(t, "a balance is not", map[funds.Code]int{funds.CodeBusy: 1}, race(1, func(int) error {
		_, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
		return err
	}))
	counted.silent.Store(false)
	h.Clock.Advance(time.Minute)
	asked := counted.balances.Load()
	same(t, "six pay at once", map[funds.Code]int{"": 6}, race(6, func(int) error {
		_, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
		return err
	}))
	if n := counted.balances.Load() - asked; n > 2 { // a second is soon over on a busy machine
		t.Errorf("the balance is asked for %d times", n)
	}
	h.Holds("u1", 10_000_00, 600_00)
}
