package table_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// counting is a gateway that counts the requests that it passes on.
type counting struct {
	flow.Gateway
	balances, channels, gets atomic.Int64
}

func (c *counting) Balance(ctx context.Context) (funds.Amount, error) {
	c.balances.Add(1)
	return c.Gateway.Balance(ctx)
}

func (c *counting) Channels(ctx context.Context) ([]funds.RechargeChannel, error) {
	c.channels.Add(1)
	return c.Gateway.Channels(ctx)
}

func (c *counting) Get(ctx context.Context, serial string, amount funds.Amount) funds.Report {
	c.gets.Add(1)
	return c.Gateway.Get(ctx, serial, amount)
}

// processes are several services over one table, as several processes would have them.
func (h *house) processes(n int) (all []*flow.Service, asked *counting) {
	asked = &counting{Gateway: h.Gateway}
	for range n {
		service := *h.Service
		service.Gateway = asked
		all = append(all, &service)
	}
	return all, asked
}

// theGatewayIsAskedOnceForAll: a question whose answer is the same for everybody is asked by one process at a time.
func theGatewayIsAskedOnceForAll(t *testing.T, h *house) {
	t.Helper()
	h.Policy.MaxOpen, h.Policy.Refusals = 1000, funds.DefaultRefusals()
	services, asked := h.processes(30)
	for i := range services {
		h.funded(t, userOf(i), 1000*yuan)
	}
	codes := race(len(services), func(i int) error {
		_, err := services[i].CreateAndPay(t.Context(), channelRequest(userOf(i), 5*yuan))
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": len(services)})
	if n := asked.balances.Load(); n < 1 || n > 5 { // one a second, on a machine that may be slow
		t.Errorf("the balance is asked for %d times", n)
	}
	codes = race(len(services), func(i int) error {
		channels, err := services[i].RechargeChannels(t.Context())
		if err == nil && len(channels) == 0 {
			t.Error("there are no channels")
		}
		return err
	})
	wantCodes(t, codes, map[funds.Code]int{"": len(services)})
	if n := asked.channels.Load(); n != 1 {
		t.Errorf("the channels are asked for %d times", n)
	}

	t.Run("and again after a while, and by none while it fails", func(t *testing.T) {
		h.clock.advance(time.Hour)
		h.control(t, http.MethodPut, "/sandbox/faults", `{"api":"withdrawal/balance","mode":"http500","count":1}`)
		if _, err := services[0].CreateAndPay(t.Context(), channelRequest(userOf(0), 5*yuan)); funds.CodeOf(err) != funds.CodeBusy {
			t.Errorf("without an answer: %v", err)
		}
		before := asked.balances.Load()
		if _, err := services[1].CreateAndPay(t.Context(), channelRequest(userOf(1), 5*yuan)); err != nil { // waits, and asks
			t.Error(err)
		}
		if n := asked.balances.Load() - before; n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
	h.invariantsHold(t)
}

func userOf(i int) string { return "u" + string(rune('A'+i)) }

// refusedOrdersAreSpaced: a user whose orders are refused again and again is told to wait before the gateway hears of
// the next one.
func refusedOrdersAreSpaced(t *testing.T, h *house) {
	t.Helper()
	const apart = 30 * time.Second // longer than the race takes on a machine that has other things to do
	h.Policy.Refusals = funds.RateLimit{Free: 3, Window: time.Minute, Apart: apart}
	h.funded(t, "u1", 1000*yuan)
	h.funded(t, "u2", 1000*yuan)
	h.control(t, http.MethodPut, "/sandbox/faults", `{"api":"withdrawal/create","mode":"refuse","count":1000}`)
	order := func(userID string) (funds.Withdrawal, error) {
		return h.CreateAndPay(t.Context(), channelRequest(userID, 5*yuan))
	}
	var sent, spaced atomic.Int64
	var wait sync.Map
	race(40, func(int) error {
		made, err := order("u1")
		switch {
		case err == nil && made.State == funds.StateFailed:
			sent.Add(1)
		case funds.CodeOf(err) == funds.CodeTooMany:
			spaced.Add(1)
			wait.Store(waitOf(err), true)
		default:
			t.Errorf("%s, %v", made.State, err)
		}
		return err
	})
	if sent.Load() != 3 || spaced.Load() != 37 {
		t.Errorf("%d are sent, %d are told to wait", sent.Load(), spaced.Load())
	}
	wait.Range(func(key, _ any) bool {
		if d, _ := key.(time.Duration); d < time.Second || d > apart {
			t.Errorf("wait %v", key)
		}
		return true
	})
	for at, want := range []funds.Code{funds.CodeTooMany, "", funds.CodeTooMany} {
		if at == 1 {
			h.clock.advance(apart)
		}
		_, err := order("u1")
		if got := codeOf(err); got != want {
			t.Errorf("attempt %d: %v", at, err)
		}
	}
	if _, err := h.Create(t.Context(), channelRequest("u1", 5*yuan)); err != nil {
		t.Errorf("what the gateway does not hear of: %v", err)
	}
	if _, err := order("u2"); err != nil {
		t.Errorf("another user: %v", err)
	}
	h.clock.advance(time.Minute)
	h.control(t, http.MethodDelete, "/sandbox/faults", "")
	wantCodes(t, race(12, func(int) error { _, err := order("u1"); return err }), map[funds.Code]int{"": 12}) // they wait for one another
	h.invariantsHold(t)
}

func codeOf(err error) funds.Code {
	if err == nil {
		return ""
	}
	return funds.CodeOf(err)
}

// repeatedCallbacksAskOnce: a callback that arrives again and again is recorded, and causes one question in the
// interval.
func repeatedCallbacksAskOnce(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 1000*yuan)
	id := h.sent(t, channelRequest("u1", 5*yuan))
	services, asked := h.processes(20)
	callback := h.callback(t, id, funds.GatewayWithdrawalPaid)
	codes := race(len(services), func(i int) error { return services[i].ReceiveCallback(t.Context(), callback) })
	wantCodes(t, codes, map[funds.Code]int{"": len(services)})
	if n := asked.gets.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	h.settle(t, id, funds.GatewayWithdrawalPaid)
	h.clock.advance(10 * time.Second)
	if err := services[0].ReceiveCallback(t.Context(), callback); err != nil || h.withdrawal(t, id).State != funds.StateCompleted {
		t.Errorf("%s, %v", h.withdrawal(t, id).State, err)
	}
	callback.PlatformID = "another"
	if err := services[0].ReceiveCallback(t.Context(), callback); !errors.Is(err, funds.Invalid("platformId", "")) {
		t.Errorf("another order's: %v", err)
	}
	h.invariantsHold(t)
}

func waitOf(err error) time.Duration {
	var refused *funds.Error
	if !errors.As(err, &refused) {
		return 0
	}
	return refused.Facts.Wait
}
