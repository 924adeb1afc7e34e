package flow_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

func TestWhicheverRequestOfARechargeBreaksItIsCreditedOnce(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Refusals = funds.DefaultRefusals() })
	h.Fund("u1", 1)
	for nth := int64(1); ; nth++ {
		h.Clock.Advance(2 * time.Minute)
		before := h.Wallet("u1").Balance
		broken, broke := h.Broken(nth)
		w := rechargeRequestBy("u1")
		w.Idempotency = with(fmt.Sprint("r", nth))
		first, failed := broken.Flow.Recharge(t.Context(), w)
		made, err := h.Flow.Recharge(t.Context(), w) // the client tries once more
		if err != nil {
			t.Fatalf("request %d broke: %v", nth, err)
		}
		if (failed == nil && first.ID != made.ID) || (failed != nil && !flowtest.Fault(failed)) {
			t.Errorf("request %d broke: %s, %v, and then %s", nth, first.ID, failed, made.ID)
		}
		if n := h.Creates(funds.ID(made.ID)); n > 1 {
			t.Errorf("request %d broke: sent %d times", nth, n)
		}
		if n := h.Creates(funds.ID(made.ID)); n == 1 {
			h.Ends(string(made.ID), funds.GatewayDepositDone)
			reconciled(t, h)
			reconciled(t, h)
			if got := h.Wallet("u1").Balance - before; got != 200_00 {
				t.Errorf("request %d broke: %s is credited", nth, got.Fixed())
			}
		}
		if !broke() {
			return
		}
	}
}

// rechargeActs are use cases that are tried on a recharge.
func rechargeActs() map[string]struct {
	ends int // the gateway's state of its order before the act
	do   func(ctx context.Context, s *flow.Service, r funds.Recharge) error
} {
	after := func(_ funds.Recharge, err error) error { return err }
	return map[string]struct {
		ends int
		do   func(ctx context.Context, s *flow.Service, r funds.Recharge) error
	}{
		"check": {funds.GatewayDepositDone, func(ctx context.Context, s *flow.Service, r funds.Recharge) error {
			return after(s.CheckRecharge(ctx, "u1", r.ID))
		}},
		"ask": {funds.GatewayDepositDone, func(ctx context.Context, s *flow.Service, r funds.Recharge) error {
			return after(s.AskAgainRecharge(ctx, admin, r.ID))
		}},
		"hear": {funds.GatewayDepositDone, func(ctx context.Context, s *flow.Service, r funds.Recharge) error {
			return s.ReceiveRechargeCallback(ctx, flow.Callback{Serial: string(r.ID), PlatformID: r.PlatformID, State: funds.GatewayDepositDone, Amount: r.Amount})
		}},
		"hear that it is refused": {funds.GatewayDepositRefused, func(ctx context.Context, s *flow.Service, r funds.Recharge) error {
			return s.ReceiveRechargeCallback(ctx, flow.Callback{Serial: string(r.ID), PlatformID: r.PlatformID, State: funds.GatewayDepositRefused, Amount: r.Amount})
		}},
		"resolve": {funds.GatewayDepositMismatch, func(ctx context.Context, s *flow.Service, r funds.Recharge) error {
			resolved, err := s.ResolveRecharge(ctx, admin, r.ID, recharge.ResolveCredit, "r")
			return after(resolved.Recharge, err)
		}},
	}
}

func TestWhicheverRequestBreaksARechargeIsCreditedOnceOrNot(t *testing.T) {
	t.Parallel()
	for name, act := range rechargeActs() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t)
			h.Fund("u1", 1)
			for nth := int64(1); ; nth++ {
				id := h.Recharge("u1", 200_00)
				if act.ends == funds.GatewayDepositMismatch {
					h.Receives(string(id), "200")
				} else {
					h.Ends(string(id), act.ends)
				}
				h.AskedAgain()
				before, was := h.StoredRecharge(id), h.Wallet("u1").Balance
				broken, broke := h.Broken(nth)
				err := act.do(t.Context(), broken.Flow, before)
				now, came := h.StoredRecharge(id), h.Wallet("u1").Balance-was
				if came != 0 && (came != 200_00 || now.State != funds.RechargeCredited) {
					t.Errorf("request %d broke: %s came, and it is %s", nth, came.Fixed(), now.State)
				}
				ended := now.State == funds.RechargeCredited || now.State == funds.RechargeRefused
				heard := now.Watch.HeardAt.After(before.Watch.HeardAt) || now.Watch.UnpaidAt.After(before.Watch.UnpaidAt)
				if !broke() {
					if err != nil || !ended {
						t.Errorf("nothing broke: it is %s, %v", now.State, err)
					}
					return
				}
				if !flowtest.Fault(err) && !ended && !heard {
					t.Errorf("request %d broke: it is %s, and said is %v", nth, now.State, err)
				}
			}
		})
	}
}
