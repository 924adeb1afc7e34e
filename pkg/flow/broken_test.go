package flow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// act is a use case that is tried on a withdrawal in a state.
type act struct {
	from    funds.State
	to      funds.State // where it is afterwards, when nothing broke
	ends    int         // the gateway's state of its order before the act; 0: open, or there is none
	with    func(t *testing.T, h *flowtest.House) funds.ID
	refused bool // the caller is refused, and it happens all the same
	do      func(ctx context.Context, s *flow.Service, id funds.ID) error
}

// begins makes the withdrawal that the use case is tried on.
func (a act) begins(t *testing.T, h *flowtest.House) (id funds.ID) {
	t.Helper()
	if a.with != nil {
		id = a.with(t, h)
	} else {
		id = h.Withdrawal("u1", a.from)
	}
	if a.ends != 0 {
		h.Ends(string(id), a.ends)
		h.Clock.Advance(time.Minute)
	}
	return id
}

func acts() map[string]act {
	after := func(_ funds.Withdrawal, err error) error { return err }
	return map[string]act{
		"approve": {from: funds.StatePending, to: funds.StateApproved, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Approve(ctx, admin, id, ""))
		}},
		"approve and pay": {from: funds.StatePending, to: funds.StateProcessing, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.ApproveAndPay(ctx, admin, id))
		}},
		"confirm": {from: funds.StatePending, to: funds.StateCompleted, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Confirm(ctx, admin, id))
		}},
		"reject": {from: funds.StatePending, to: funds.StateRejected, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Reject(ctx, admin, id, "资料不符"))
		}},
		"cancel": {from: funds.StatePending, to: funds.StateCancelled, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Recall(ctx, admin, id, ""))
		}},
		"cancel one's own": {from: funds.StatePending, to: funds.StateCancelled, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Cancel(ctx, owner, id))
		}},
		"revoke": {from: funds.StateApproved, to: funds.StateRejected, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Recall(ctx, admin, id, ""))
		}},
		"pay by hand": {from: funds.StateApproved, to: funds.StateCompleted, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.PayManually(ctx, admin, id, funds.Transfer{Number: "BK" + string(id)}))
		}},
		"pay by the channel": {from: funds.StateApproved, to: funds.StateProcessing, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.PayByChannel(ctx, admin, id))
		}},
		"fail": {from: funds.StateApproved, to: funds.StateFailed, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			failed, err := s.Fail(ctx, admin, id, "收款账户已注销", false)
			return after(failed.Withdrawal, err)
		}},
		"correct": {from: funds.StateCompleted, to: funds.StateCompleted, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.CorrectNumber(ctx, admin, id, "NEW"+string(id), "录入错误"))
		}},
		"audit many": {from: funds.StatePending, to: funds.StateApproved, ends: 0, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			audited, err := s.AuditBatch(ctx, admin, flow.BatchAudit{IDs: []string{string(id)}, Approve: true})
			if err == nil && audited.Succeeded == 0 {
				err = errBroken
			}
			return err
		}},
		"ask": {from: funds.StateProcessing, to: funds.StateCompleted, ends: 1, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.AskAgain(ctx, admin, id))
		}},
		"check": {from: funds.StateProcessing, to: funds.StateCompleted, ends: 1, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Check(ctx, "u1", id))
		}},
		"pay what the gateway has": {from: funds.StateApproved, to: funds.StateProcessing, with: plantedApproved, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.PayByChannel(ctx, admin, id))
		}},
		"give back what the gateway has": {from: funds.StateApproved, to: funds.StateProcessing, with: plantedApproved, refused: true, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.Recall(ctx, admin, id, "r"))
		}},
		"send again": {from: funds.StateProcessing, to: funds.StateProcessing, with: lost, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			return after(s.PayByChannel(ctx, admin, id))
		}},
		"fail what is lost": {from: funds.StateProcessing, to: funds.StateFailed, with: lost, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			failed, err := s.Fail(ctx, admin, id, "r", false)
			return after(failed.Withdrawal, err)
		}},
		"fail what the gateway refused": {from: funds.StateProcessing, to: funds.StateFailed, ends: 2, do: func(ctx context.Context, s *flow.Service, id funds.ID) error {
			failed, err := s.Fail(ctx, admin, id, "r", false)
			return after(failed.Withdrawal, err)
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
			h := flowtest.Open(t, func(p *funds.Policy) { p.RepeatedSerialRefused = true })
			h.Fund("u1", 100_000_00)
			for nth := int64(1); ; nth++ {
				id := act.begins(t, h)
				before := h.Stored(id)
				broken, broke := h.Broken(nth)
				err := act.do(t.Context(), broken.Flow, id)
				now := h.Stored(id)
				done := now.State == act.to && now.Version != before.Version
				if !broke() {
					if act.refused != (funds.CodeOf(err) == funds.CodeGatewayDisagrees) || (!act.refused && err != nil) || !done {
						t.Errorf("nothing broke: %s, %v", now.State, err)
					}
					return
				}
				if now.State != act.from && now.State != act.to {
					t.Errorf("request %d broke: it is %s", nth, now.State)
				}
				if !done && !flowtest.Fault(err) {
					t.Errorf("request %d broke: it is %s, and said is %v", nth, now.State, err)
				}
				if n := h.Creates(id); n > int(max(now.Payout.Attempt, 1)) {
					t.Errorf("request %d broke: sent %d times", nth, n)
				}
			}
		})
	}
}

func plantedApproved(t *testing.T, h *flowtest.House) funds.ID {
	t.Helper()
	return planted(t, h, funds.StateApproved)
}

// lost is a payout that the gateway never heard of, which waits for an admin.
func lost(t *testing.T, h *flowtest.House) funds.ID {
	t.Helper()
	h.Misbehaves("withdrawal/create", "drop-before")
	id := h.Withdrawal("u1", funds.StateProcessing)
	for range h.Flow.Policy.Timing.AbsentTimes {
		h.Clock.Advance(h.Flow.Policy.Timing.AbsentGrace)
		h.Ask(id)
	}
	return id
}

// TestWhicheverRequestOfARepetitionBreaksItSaysSo: a key's second request reads what the first one made.
func TestWhicheverRequestOfARepetitionBreaksItSaysSo(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 10_000_00)
	ctx, one := t.Context(), requestBy("u1")
	one.Idempotency = with("c")
	pay, money := one, rechargeRequestBy("u1")
	pay.Idempotency, money.Idempotency = with("p"), with("r")
	given := flow.Adjustment{UserID: "u1", Amount: 1, Reason: "r", Idempotency: with("a")}
	like := requestBy("u1")
	like.RefuseDuplicates, like.Target.Account = true, "0341111111"
	ended, err := h.Flow.Create(ctx, like)
	if err == nil {
		_, err = h.Flow.Reject(ctx, admin, ended.ID, "r")
	}
	if err != nil {
		t.Fatal(err)
	}
	for what, do := range map[string]func(*flow.Service) (string, error){
		"a create": func(s *flow.Service) (string, error) {
			w, err := s.Create(ctx, one)
			return string(w.ID), err
		},
		"a create that is paid": func(s *flow.Service) (string, error) {
			w, err := s.CreateAndPay(ctx, pay)
			return string(w.ID), err
		},
		"a recharge": func(s *flow.Service) (string, error) {
			r, err := s.Recharge(ctx, money)
			return string(r.ID), err
		},
		"an adjustment": func(s *flow.Service) (string, error) {
			a, err := s.Adjust(ctx, admin, given)
			return a.Wallet.UserID, err
		},
	} {
		first, err := do(h.Flow)
		if err != nil {
			t.Fatal(err)
		}
		held := h.Wallet("u1")
		for nth := int64(1); ; nth++ {
			broken, broke := h.Broken(nth)
			again, err := do(broken.Flow)
			if (err == nil && again != first) || (err != nil && !flowtest.Fault(err)) {
				t.Errorf("%s, request %d broke: %s, %v", what, nth, again, err)
			}
			if !broke() {
				break
			}
		}
		same(t, what+": the wallet", held, h.Wallet("u1"))
	}
	h.EveryRequestBreaks("a create like one that ended unpaid", func(flows *flow.Service, _ *list.Service) error {
		_, err := flows.Create(ctx, like)
		return err
	})
}

func TestWhicheverRequestOfReconcileBreaksItIsSaidOrLeftDue(t *testing.T) {
	t.Parallel()
	type check struct {
		done   func() bool
		finish func() // so that nothing of it is due any more; nil where nothing is once it is done
	}
	for name, prepare := range map[string]func(h *flowtest.House) check{
		"a recharge that was paid": func(h *flowtest.House) check {
			id := h.Recharge("u1", 200_00)
			h.Ends(string(id), funds.GatewayDepositDone)
			return check{func() bool { return h.StoredRecharge(id).State == funds.RechargeCredited }, nil}
		},
		"a payout that was paid": func(h *flowtest.House) check {
			id := h.Withdrawal("u1", funds.StateProcessing)
			h.Ends(string(id), 1)
			return check{func() bool { return h.Stored(id).State == funds.StateCompleted }, nil}
		},
		"what the machine pays": func(h *flowtest.House) check {
			id := h.WithdrawalBy("u1", "Auto", funds.StateApproved)
			return check{func() bool { return h.Stored(id).State == funds.StateProcessing }, func() { h.Ends(string(id), 1) }}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t, func(p *funds.Policy) {
				p.Channels = append(p.Channels, funds.Channel{Method: "Auto", Type: "MVola", Name: "Auto", PayOnApproval: true})
			})
			h.Fund("u1", 100_000_00)
			for nth := int64(1); ; nth++ {
				this := prepare(h)
				h.Clock.Advance(h.Flow.Policy.Timing.BackoffMax)
				broken, broke := h.Broken(nth)
				result, err := broken.Flow.Reconcile(t.Context(), byOne)
				if result.Failed < 0 || result.Failed > 1 {
					t.Errorf("request %d broke: %+v", nth, result)
				}
				if !this.done() && err == nil && result.Failed == 0 {
					t.Errorf("request %d broke, and nothing says so: %+v", nth, result)
				}
				if !broke() {
					if err != nil || result.Failed != 0 || !this.done() {
						t.Errorf("nothing broke: %+v, %v", result, err)
					}
					return
				}
				if !this.done() {
					reconciled(t, h) // what is left
				}
				if !this.done() {
					t.Errorf("request %d broke: it is lost", nth)
				}
				if this.finish != nil {
					this.finish()
					reconciled(t, h)
				}
			}
		})
	}
}

func TestWhicheverRequestOfACreateBreaksNothingIsFrozenForNothing(t *testing.T) {
	t.Parallel()
	for name, create := range map[string]func(ctx context.Context, s *flow.Service, key string) (funds.ID, error){
		"create": func(ctx context.Context, s *flow.Service, key string) (funds.ID, error) {
			w := requestBy("u1")
			w.Idempotency, w.RefuseDuplicates = with(key), false
			made, err := s.Create(ctx, w)
			return made.ID, err
		},
		"create and pay": func(ctx context.Context, s *flow.Service, key string) (funds.ID, error) {
			w := requestBy("u1")
			w.Idempotency = with(key)
			made, err := s.CreateAndPay(ctx, w)
			return made.ID, err
		},
		"create what is approved by hand": func(ctx context.Context, s *flow.Service, key string) (funds.ID, error) {
			w := requestBy("u1")
			w.Idempotency, w.Method = with(key), funds.MethodWechat
			made, err := s.CreateAndPay(ctx, w)
			return made.ID, err
		},
		"create what refuses duplicates": func(ctx context.Context, s *flow.Service, key string) (funds.ID, error) {
			w := requestBy("u1")
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
				if repeated != nil || (err == nil && again != id) || (err != nil && !flowtest.Fault(err)) {
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

func TestWhicheverRequestBreaksACallbackIsNotLost(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 100_000_00)
	for name, test := range map[string]struct {
		from  funds.State
		stale bool
	}{
		"about what was sent":              {funds.StateProcessing, false},
		"that is stale":                    {funds.StateProcessing, true},
		"about what was never sent":        {funds.StatePending, false},
		"about what nobody knows":          {funds.StateNone, false},
		"about a recharge that is unknown": {"recharge", false},
	} {
		for nth := int64(1); ; nth++ {
			broken, broke := h.Broken(nth)
			hear, call := broken.Flow.ReceiveCallback, flow.Callback{Serial: fmt.Sprintf("%08d20250120103000", nth), PlatformID: name, State: funds.GatewayWithdrawalPaid, Amount: 100_00}
			var id funds.ID
			switch test.from {
			case "recharge":
				hear, call.Serial, call.State = broken.Flow.ReceiveRechargeCallback, "RC"+call.Serial, funds.GatewayDepositDone
			case funds.StateNone:
			default:
				id = h.Withdrawal("u1", test.from)
				call = callback(h, id, funds.GatewayWithdrawalPaid)
				call.Stale = test.stale
				if test.from == funds.StateProcessing {
					h.Ends(string(id), 1)
				} else {
					call.PlatformID = "P1"
				}
			}
			err := hear(t.Context(), call)
			recorded := false
			switch {
			case test.from == funds.StateProcessing:
				w := h.Stored(id)
				soon := !w.Watch.Due.After(h.Clock.Now().Add(h.Flow.Policy.Timing.ReceiptDelay))
				recorded = err == nil && (w.State == funds.StateCompleted || !w.Watch.HeardAt.IsZero() || (test.stale && soon))
			case errors.Is(err, funds.ErrNotFound):
				for key := range h.Rows() {
					recorded = recorded || strings.HasPrefix(key, "STRAY#"+call.Serial+" ")
				}
			}
			if err == nil && test.from == funds.StateProcessing && !test.stale && h.Stored(id).State != funds.StateCompleted {
				t.Errorf("a callback %s, request %d broke: it is not settled, and the gateway is not to call again", name, nth)
			}
			if !recorded && !flowtest.Fault(err) {
				t.Errorf("a callback %s, request %d broke: said is %v", name, nth, err)
			}
			if !broke() {
				if !recorded {
					t.Errorf("a callback %s: nothing broke, and it is not recorded: %v", name, err)
				}
				break
			}
		}
	}
}
