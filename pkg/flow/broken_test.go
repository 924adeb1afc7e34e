package flow_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// act is a use case that is tried on a withdrawal in a state.
type act struct {
	from funds.State
	to   []funds.State // where it may be afterwards, when nothing broke
	do   func(ctx context.Context, s *flow.Service, id funds.ID) error
}

func acts() map[string]act {
	after := func(_ funds.Withdrawal, err error) error { return err }
	return map[string]act{
		"approve": {funds.StatePending, []funds.State{funds.StateApproved}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Approve(ctx, admin, id, ""))
		}},
		"approve and pay": {funds.StatePending, []funds.State{funds.StateProcessing}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.ApproveAndPay(ctx, admin, id))
		}},
		"confirm": {funds.StatePending, []funds.State{funds.StateCompleted}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Confirm(ctx, admin, id))
		}},
		"reject": {funds.StatePending, []funds.State{funds.StateRejected}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Reject(ctx, admin, id, "资料不符"))
		}},
		"cancel": {funds.StatePending, []funds.State{funds.StateCancelled}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Recall(ctx, admin, id, ""))
		}},
		"revoke": {funds.StateApproved, []funds.State{funds.StateRejected}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Recall(ctx, admin, id, ""))
		}},
		"pay by hand": {funds.StateApproved, []funds.State{funds.StateCompleted}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.PayManually(ctx, admin, id, "BK"+string(id)))
		}},
		"pay by the channel": {funds.StateApproved, []funds.State{funds.StateProcessing}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.PayByChannel(ctx, admin, id))
		}},
		"fail": {funds.StateApproved, []funds.State{funds.StateFailed}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Fail(ctx, admin, id, "收款账户已注销", false))
		}},
		"correct": {funds.StateCompleted, []funds.State{funds.StateCompleted}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.CorrectNumber(ctx, admin, id, "NEW"+string(id), "录入错误"))
		}},
		"audit many": {funds.StatePending, []funds.State{funds.StateApproved}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			audited, err := s.AuditBatch(ctx, admin, flow.BatchAudit{IDs: []string{string(id)}, Approve: true})
			if err == nil && audited.Succeeded == 0 {
				err = errBroken
			}
			return err
		}},
		"ask": {funds.StateProcessing, []funds.State{funds.StateProcessing}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.AskAgain(ctx, admin, id))
		}},
		"check": {funds.StateProcessing, []funds.State{funds.StateProcessing}, func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Check(ctx, "u1", id))
		}},
	}
}

// TestWhicheverRequestBreaksTheMoneyIsWhereItsStateSays breaks each request of each use case in turn. What is then neither
// as before nor as after is wrong; what was sent is settled by the machine.
func TestWhicheverRequestBreaksTheMoneyIsWhereItsStateSays(t *testing.T) {
	t.Parallel()
	for name, act := range acts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t)
			h.Fund("u1", 100_000_00)
			for nth := int64(1); ; nth++ {
				id := h.Withdrawal("u1", act.from)
				if act.from == funds.StateProcessing {
					h.AskedAgain()
				}
				broken, broke := h.Broken(nth)
				err := act.do(t.Context(), broken.Flow, id)
				got := h.Stored(id).State
				if !broke() {
					if err != nil || got != act.to[0] {
						t.Errorf("nothing broke: %s, %v", got, err)
					}
					return
				}
				if got != act.from && got != act.to[0] {
					t.Errorf("request %d broke: it is %s", nth, got)
				}
				if err == nil && got != act.to[0] {
					t.Errorf("request %d broke: it is %s, and nothing is said", nth, got)
				}
				if n := h.Creates(id); n > 1 {
					t.Errorf("request %d broke: sent %d times", nth, n)
				}
			}
		})
	}
}

func TestWhicheverRequestOfACreateBreaksNothingIsFrozenForNothing(t *testing.T) {
	t.Parallel()
	for name, create := range map[string]func(ctx context.Context, s *flow.Service, key string) (funds.ID, error){
		"create": func(ctx context.Context, s *flow.Service, key string) (funds.ID, error) {
			w := wish("u1")
			w.Idempotency, w.RefuseDuplicates = with(key), false
			made, err := s.Create(ctx, w)
			return made.ID, err
		},
		"create and pay": func(ctx context.Context, s *flow.Service, key string) (funds.ID, error) {
			w := wish("u1")
			w.Idempotency = with(key)
			made, err := s.CreateAndPay(ctx, w)
			return made.ID, err
		},
		"create what refuses duplicates": func(ctx context.Context, s *flow.Service, key string) (funds.ID, error) {
			w := wish("u1")
			w.Idempotency, w.RefuseDuplicates, w.Target.Account = with(key), true, "account "+key
			made, err := s.Create(ctx, w)
			return made.ID, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t, func(p *funds.Policy) { p.Refusals = funds.DefaultRefusals() })
			h.Fund("u1", 100_000_00)
			for nth := int64(1); ; nth++ {
				before := h.Wallet("u1")
				broken, broke := h.Broken(nth)
				key := fmt.Sprint("k", nth)
				id, err := create(t.Context(), broken.Flow, key)
				again, repeated := create(t.Context(), h.Flow, key) // the client tries once more
				if repeated != nil || (err == nil && again != id) {
					t.Errorf("request %d broke: %s, %v, and then %s, %v", nth, id, err, again, repeated)
				}
				after := h.Wallet("u1")
				if after.Frozen-before.Frozen != 100_00 || after.Open-before.Open != 1 {
					t.Errorf("request %d broke: %s are frozen for %d", nth, (after.Frozen - before.Frozen).Fixed(), after.Open-before.Open)
				}
				if n := h.Creates(again); n > 1 {
					t.Errorf("request %d broke: sent %d times", nth, n)
				}
				if !broke() {
					return
				}
				h.Clock.Advance(h.Flow.Policy.Refusals.Window * 2)
			}
		})
	}
}

func TestWhicheverRequestOfARechargeBreaksItIsCreditedOnce(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1)
	for nth := int64(1); ; nth++ {
		before := h.Wallet("u1").Balance
		broken, broke := h.Broken(nth)
		w := rechargeWish("u1")
		w.Idempotency = with(fmt.Sprint("r", nth))
		_, _ = broken.Flow.Recharge(t.Context(), w) // the client tries once more
		made, err := h.Flow.Recharge(t.Context(), w)
		if err != nil {
			t.Fatalf("request %d broke: %v", nth, err)
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

func TestWhicheverRequestOfAWalletBreaksItSaysSo(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	ctx := t.Context()
	n := 0
	for what, do := range map[string]func(*flow.Service) error{
		"adjust": func(s *flow.Service) error {
			n++
			_, err := s.Adjust(ctx, admin, flow.Adjustment{UserID: "u1", Amount: 1, Reason: "r", Idempotency: with(fmt.Sprint("a", n)), RefuseDuplicates: false})
			return err
		},
		"read one's wallet": func(s *flow.Service) error {
			n++
			_, err := s.Wallet(ctx, "u1", &funds.Profile{Name: fmt.Sprint("名", n)})
			return err
		},
		"a new wallet": func(s *flow.Service) error {
			n++
			_, err := s.Wallet(ctx, fmt.Sprint("new-", n), nil)
			return err
		},
		"freeze": func(s *flow.Service) error {
			_, err := s.SetStatus(ctx, admin, "u1", funds.WalletFrozen, "r")
			return err
		},
		"reopen": func(s *flow.Service) error {
			_, err := s.SetStatus(ctx, admin, "u1", funds.WalletActive, "r")
			return err
		},
	} {
		h.EveryRequestBreaks(what, func(flows *flow.Service, _ *list.Service) error { return do(flows) })
	}
}
