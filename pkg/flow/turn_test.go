package flow_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestOneUsersOrdersWaitTheirTurn(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) {
		p.Refusals = funds.RateLimit{Free: 2, Window: time.Minute, Apart: 3 * time.Second}
	})
	h.Fund("u1", 10_000_00)
	same(t, "six at once, all of which the gateway takes", map[funds.Code]int{"": 6}, race(6, func(int) error {
		_, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
		return err
	}))
	for range 2 {
		h.Misbehaves("withdrawal/create", "refuse")
		if w, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1")); err != nil || w.State != funds.StateFailed {
			t.Fatalf("%s, %v", w.State, err)
		}
	}
	_, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
	refused(t, "after two refusals", err, funds.CodeTooMany)
	_, err = h.Flow.Recharge(t.Context(), rechargeRequestBy("u1"))
	refused(t, "a recharge counts with them", err, funds.CodeTooMany)
	var wait *funds.Error
	if errors.As(err, &wait) && (wait.Facts.Wait <= 0 || wait.Facts.Wait > 3*time.Second) {
		t.Errorf("wait for %s", wait.Facts.Wait)
	}
	h.Clock.Advance(3 * time.Second)
	if _, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1")); err != nil {
		t.Error(err)
	}
	_, err = h.Flow.CreateAndPay(t.Context(), requestBy("u1"))
	refused(t, "they stay apart", err, funds.CodeTooMany)
	h.Clock.Advance(2 * time.Minute)
	for range 3 { // what the gateway takes does not count
		if _, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1")); err != nil {
			t.Error(err)
		}
	}
	for range 2 {
		h.Misbehaves("deposit/create", "refuse")
		if r, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1")); err != nil || r.State != funds.RechargeRefused {
			t.Errorf("%s, %v", r.State, err)
		}
	}
	_, err = h.Flow.Recharge(t.Context(), rechargeRequestBy("u1"))
	refused(t, "after two recharges that it refused", err, funds.CodeTooMany)
}

// uncounted is a store that cannot read, or not write, what is counted of a user's refused orders.
type uncounted struct {
	flow.Store

	reads bool
}

func (u uncounted) Rate(ctx context.Context, caller string) (funds.Rate, error) {
	if !u.reads {
		return funds.Rate{}, funds.Internal("read", errBroken)
	}
	return u.Store.Rate(ctx, caller)
}

func (u uncounted) PutRate(context.Context, string, funds.Rate, time.Time) error {
	return funds.Internal("write", errBroken)
}

func TestTheGatewayIsNotAskedForWhomNothingIsCounted(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Refusals = funds.DefaultRefusals() })
	h.Fund("u1", 1000_00)
	store := h.Flow.Store
	for _, reads := range []bool{false, true} {
		h.Flow.Store = uncounted{store, reads}
		h.Unchanged(func() {
			if _, err := h.Flow.CreateAndPay(t.Context(), requestBy("u1")); !flowtest.Fault(err) {
				t.Errorf("a payout: %v", err)
			}
			if _, err := h.Flow.Recharge(t.Context(), rechargeRequestBy("u1")); !flowtest.Fault(err) {
				t.Errorf("a recharge: %v", err)
			}
		})
	}
}
