package flow_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// drought gives random bytes, but for one draw.
type drought struct {
	io.Reader

	left  int // draws until the one that fails
	broke bool
}

func (d *drought) Read(p []byte) (int, error) {
	if d.left--; d.left == 0 {
		d.broke = true
		return 0, errBroken
	}
	return d.Reader.Read(p)
}

// TestWhicheverDrawBreaksItIsSaid: without its random bytes no decision has an id of its own.
func TestWhicheverDrawBreaksItIsSaid(t *testing.T) {
	t.Parallel()
	all := acts()
	delete(all, "audit many") // it says so of each withdrawal
	all["create"] = act{from: funds.StatePending, do: func(ctx context.Context, s *flow.Service, _ funds.ID) error {
		_, err := s.Create(ctx, requestBy("u1"))
		return err
	}}
	all["create and pay"] = act{from: funds.StatePending, do: func(ctx context.Context, s *flow.Service, _ funds.ID) error {
		_, err := s.CreateAndPay(ctx, requestBy("u1"))
		return err
	}}
	all["recharge"] = act{from: funds.StatePending, do: func(ctx context.Context, s *flow.Service, _ funds.ID) error {
		_, err := s.Recharge(ctx, rechargeRequestBy("u1"))
		return err
	}}
	for name, act := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t, func(p *funds.Policy) { p.RepeatedSerialRefused = true })
			h.Fund("u1", 100_000_00)
			for nth := 1; ; nth++ {
				id := act.begins(t, h)
				dry := &drought{Reader: h.Flow.Random, left: nth}
				flows := *h.Flow
				flows.Random = dry
				unrecorded := func() int { return strings.Count(h.Log.String(), `msg="record the gateway's answer"`) }
				before := unrecorded()
				err := act.do(t.Context(), &flows, id)
				if !dry.broke {
					return
				}
				if !errors.Is(err, errBroken) && unrecorded() == before { // what was sent is no error: reconcile settles it
					t.Errorf("draw %d broke, and said is %v", nth, err)
				}
				if nth == 1 && !errors.Is(err, errBroken) {
					t.Errorf("the first draw broke, and said is %v", err)
				}
			}
		})
	}
}

// forgetful is a store that cannot read some of what waits for an admin.
type forgetful struct {
	flow.Store

	withdrawals, recharges, strays error
}

func (f forgetful) Attention(ctx context.Context, limit int) ([]funds.ID, error) {
	if f.withdrawals != nil {
		return nil, f.withdrawals
	}
	return f.Store.Attention(ctx, limit)
}

func (f forgetful) RechargeAttention(ctx context.Context, limit int) ([]funds.RechargeID, error) {
	if f.recharges != nil {
		return nil, f.recharges
	}
	return f.Store.RechargeAttention(ctx, limit)
}

func (f forgetful) Strays(ctx context.Context, limit int) ([]string, error) {
	if f.strays != nil {
		return nil, f.strays
	}
	return f.Store.Strays(ctx, limit)
}

func TestARunThatCannotReadWhatWaitsSaysSo(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	store := h.Flow.Store
	for name, broken := range map[string]forgetful{
		"withdrawals": {store, errBroken, nil, nil},
		"recharges":   {store, nil, errBroken, nil},
		"callbacks":   {store, nil, nil, errBroken},
	} {
		h.Flow.Store = broken
		if _, err := h.Flow.Reconcile(t.Context(), run); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.Flow.Store = store
}

// cutOff is a gateway whose answers come when the run is over.
type cutOff struct {
	flow.Gateway

	over func()
}

func (c cutOff) Get(context.Context, string, funds.Amount) funds.Report {
	c.over()
	return funds.Report{}
}

func (c cutOff) GetRecharge(context.Context, string) funds.RechargeReport {
	c.over()
	return funds.RechargeReport{}
}

func TestAQuestionThatTheRunCutsOffIsNotCounted(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(h *flowtest.House){
		"about a payout":   func(h *flowtest.House) { h.Withdrawal("u1", funds.StateProcessing) },
		"about a recharge": func(h *flowtest.House) { h.Recharge("u1", 200_00) },
	} {
		h := flowtest.Open(t)
		h.Fund("u1", 1000_00)
		prepare(h)
		h.Clock.Advance(h.Flow.Policy.Timing.BackoffMax + time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		gateway := h.Flow.Gateway
		h.Flow.Gateway = cutOff{gateway, cancel}
		done, _ := h.Flow.Reconcile(ctx, run) // what waits cannot be read any more either
		h.Flow.Gateway = gateway
		if ctx.Err() == nil || done.Asked != 0 || done.Failed != 0 || !done.Unfinished {
			t.Errorf("%s: %+v", name, done)
		}
		cancel()
	}
}

func TestAnAdoptedOrderRaisesTheAlarm(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	said := func() int {
		return strings.Count(h.Log.String(), `msg="the gateway had an order that was never sent from here`)
	}
	id := plantedApproved(t, h)
	broken := *h.Flow
	broken.Store = uncommitted{h.Flow.Store}
	if _, err := broken.PayByChannel(t.Context(), admin, id); !errors.Is(err, errBroken) || said() != 0 {
		t.Errorf("nothing is adopted: %v, and it is said %d times", err, said())
	}
	if _, err := h.Flow.PayByChannel(t.Context(), admin, id); err != nil || said() != 1 {
		t.Errorf("%v, and it is said %d times", err, said())
	}
}

// uncommitted is a store that writes nothing.
type uncommitted struct{ flow.Store }

func (uncommitted) Commit(context.Context, funds.Change) error {
	return funds.Internal("write", errBroken)
}

func TestWhatIsBackIsSettledAndNotSentAgain(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.RepeatedSerialRefused = true })
	h.Fund("u1", 1000_00)
	id := lost(t, h)
	watched := watch(h, nil)
	paid := &funds.Error{Code: funds.CodeGatewayDisagrees, Reason: flow.ReasonResendOrderBack}
	h.Flow.Gateway = back{watched}
	broken := *h.Flow
	broken.Store = uncommitted{h.Flow.Store}
	if _, err := broken.PayByChannel(t.Context(), admin, id); !errors.Is(err, errBroken) {
		t.Errorf("what it says cannot be kept: %v", err)
	}
	_, err := h.Flow.PayByChannel(t.Context(), admin, id)
	var got *funds.Error
	if !errors.As(err, &got) || got.Code != paid.Code || got.Reason != paid.Reason {
		t.Errorf("%v", err)
	}
	h.Is(id, funds.StateProcessing)
	h.Flow.Gateway = watched
	fresh := h.Withdrawal("u1", funds.StateProcessing)
	watched.asked["get"] = 0
	_, err = h.Flow.PayByChannel(t.Context(), admin, fresh)
	if err == nil || watched.asked["get"] != 0 {
		t.Errorf("what may not be sent again is asked about: %v, %v", watched.asked, err)
	}
}

// back is a gateway that has every order after all, and has not decided about it.
type back struct{ flow.Gateway }

func (back) Get(context.Context, string, funds.Amount) funds.Report {
	return funds.Report{Outcome: funds.OutcomeOpen, PlatformID: "P1"}
}

func TestAWalletIsFrozenWhateverIsUnsettled(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.PaidAfterAll("u1")
	flows := *h.Flow
	flows.Store = unread{h.Flow.Store}
	if _, err := flows.SetStatus(t.Context(), admin, "u1", funds.WalletActive, "r"); !errors.Is(err, errBroken) {
		t.Errorf("reopened unseen: %v", err)
	}
	if _, err := flows.SetStatus(t.Context(), admin, "u1", funds.WalletFrozen, "once more"); errors.Is(err, errBroken) {
		t.Errorf("frozen: %v", err)
	}
}

// unread is a store that reads no withdrawal.
type unread struct{ flow.Store }

func (unread) Withdrawal(context.Context, funds.ID) (funds.Withdrawal, error) {
	return funds.Withdrawal{}, funds.Internal("read", errBroken)
}

// TestARepetitionSaysThatItCouldNotReadWhatItMade: it neither makes another nor answers with something else.
func TestARepetitionSaysThatItCouldNotReadWhatItMade(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	pay, money := requestBy("u1"), rechargeRequestBy("u1")
	pay.Idempotency, money.Idempotency = with("p"), with("r")
	for what, do := range map[string]func(*flow.Service) error{
		"a create that is paid": func(s *flow.Service) error {
			_, err := s.CreateAndPay(t.Context(), pay)
			return err
		},
		"a recharge": func(s *flow.Service) error {
			_, err := s.Recharge(t.Context(), money)
			return err
		},
	} {
		if err := do(h.Flow); err != nil {
			t.Fatal(err)
		}
		h.Unchanged(func() {
			h.EveryRequestBreaks(what, func(flows *flow.Service, _ *list.Service) error { return do(flows) })
		})
	}
}

// contested is a store in which another order of the caller's is counted first, and then a key cannot be read.
type contested struct {
	flow.Store

	lost, broke *bool
}

func (c contested) PutRate(ctx context.Context, caller string, rate funds.Rate, until time.Time) error {
	if !*c.lost {
		*c.lost = true
		return funds.ErrConflict
	}
	return c.Store.PutRate(ctx, caller, rate, until)
}

func (c contested) Claim(ctx context.Context, caller, key string) (funds.Claim, error) {
	if *c.lost && !*c.broke {
		*c.broke = true
		return funds.Claim{}, funds.Internal("read", errBroken)
	}
	return c.Store.Claim(ctx, caller, key)
}

func TestWhoWaitsForATurnSaysThatItsKeyCannotBeRead(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Refusals = funds.DefaultRefusals() })
	h.Fund("u1", 1000_00)
	pay, money := requestBy("u1"), rechargeRequestBy("u1")
	pay.Idempotency, money.Idempotency = with("p"), with("r")
	for what, do := range map[string]func(*flow.Service) error{
		"a payout": func(s *flow.Service) error {
			_, err := s.CreateAndPay(t.Context(), pay)
			return err
		},
		"a recharge": func(s *flow.Service) error {
			_, err := s.Recharge(t.Context(), money)
			return err
		},
	} {
		flows := *h.Flow
		flows.Store = contested{h.Flow.Store, new(bool), new(bool)}
		if err := do(&flows); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", what, err)
		}
		if err := do(&flows); err != nil {
			t.Errorf("%s, once more: %v", what, err)
		}
	}
}
