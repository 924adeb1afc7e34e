package flow_test

import (
	"context"
	"crypto/rand"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// once is a source of random bytes of which one draw fails.
type once struct {
	nth   int64
	drawn atomic.Int64
}

func (o *once) Read(bytes []byte) (int, error) {
	if o.drawn.Add(1) == o.nth {
		return 0, errBroken
	}
	return rand.Read(bytes)
}

// lost is a payout of u1's that the gateway never heard of, made under a policy of one person.
func (d desk) lost() funds.ID {
	d.t.Helper()
	controls := d.Flow.Policy.Controls
	d.Flow.Policy.Controls = funds.Controls{}
	defer func() { d.Flow.Policy.Controls = controls }()
	return lost(d.t, d.House)
}

// recorded counts how often what the gateway had answered could not be recorded, which the log says: the claim stands,
// and reconcile settles it. It is the one fault that is no error to the caller.
func recorded(h *flowtest.House) int {
	return strings.Count(h.Log.String(), `msg="record the gateway's answer"`)
}

// TestWhicheverDrawFailsItIsSaid: without an id nothing is decided, and nobody is told that it was.
func TestWhicheverDrawFailsItIsSaid(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for name, prepare := range map[string]func(d desk) func(*flow.Service) error{
		"approve a proposal": func(d desk) func(*flow.Service) error {
			id := d.adjusts("li-phone", "u1", 20_000_00)
			return func(s *flow.Service) error {
				_, err := s.ApproveProposal(ctx, flow.Decider{Actor: person("wang"), May: funds.AllPermissions()}, id)
				return err
			}
		},
		"reject a proposal": func(d desk) func(*flow.Service) error {
			id := d.adjusts("li-phone", "u1", 20_000_00)
			return func(s *flow.Service) error {
				_, err := s.RejectProposal(ctx, flow.Decider{Actor: person("wang"), May: funds.AllPermissions()}, id, "r")
				return err
			}
		},
		"create": func(desk) func(*flow.Service) error {
			return func(s *flow.Service) error { _, err := s.Create(ctx, requestBy("u1")); return err }
		},
		"create and pay": func(desk) func(*flow.Service) error {
			return func(s *flow.Service) error { _, err := s.CreateAndPay(ctx, requestBy("u1")); return err }
		},
		"recharge": func(desk) func(*flow.Service) error {
			return func(s *flow.Service) error { _, err := s.Recharge(ctx, rechargeRequestBy("u1")); return err }
		},
		"cancel": func(d desk) func(*flow.Service) error {
			id := d.withdrawal(funds.StatePending)
			return func(s *flow.Service) error { _, err := s.Cancel(ctx, owner, id); return err }
		},
		"give back after a question": func(d desk) func(*flow.Service) error {
			id := d.withdrawal(funds.StateApproved)
			d.Clock.Advance(2 * time.Minute)
			return func(s *flow.Service) error { _, err := s.Recall(ctx, person("zhao"), id, "r"); return err }
		},
		"pay by the channel": func(d desk) func(*flow.Service) error {
			id := d.withdrawal(funds.StateApproved)
			return func(s *flow.Service) error { _, err := s.PayByChannel(ctx, person("zhao"), id); return err }
		},
		"send again": func(d desk) func(*flow.Service) error {
			id := d.lost()
			return func(s *flow.Service) error { _, err := s.PayByChannel(ctx, person("zhao"), id); return err }
		},
		"put a hold": func(d desk) func(*flow.Service) error {
			id := d.withdrawal(funds.StatePending)
			return func(s *flow.Service) error {
				_, err := s.PutHold(ctx, person("zhao"), id, withdrawal.HoldRequest{Reason: "r", Hours: 1, OnExpiry: funds.HoldRejects})
				return err
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := deskOf(t, 100_000_00)
			d.Changes(func(p *funds.Policy) { p.RepeatedSerialRefused = true })
			for nth := int64(1); ; nth++ {
				do := prepare(d)
				drawn, service, before := &once{nth: nth}, *d.Flow, recorded(d.House)
				service.Random = drawn
				err := do(&service)
				if drawn.drawn.Load() < nth {
					if err != nil || nth == 1 {
						t.Errorf("nothing failed: %v, %d draws", err, nth-1)
					}
					return
				}
				if !flowtest.Fault(err) && (err != nil || recorded(d.House) == before) {
					t.Errorf("draw %d failed, and said is %v", nth, err)
				}
			}
		})
	}
}

// TestWhicheverRequestOfAPayoutBreaksUnderSeveralPeopleItIsSaid: who had put the money into the wallet is read, or nothing is
// sent.
func TestWhicheverRequestOfAPayoutBreaksUnderSeveralPeopleItIsSaid(t *testing.T) {
	t.Parallel()
	for name, from := range map[string]func(desk) funds.ID{
		"pay by the channel": func(d desk) funds.ID { return d.withdrawal(funds.StateApproved) },
		"send again":         func(d desk) funds.ID { return d.lost() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := deskOf(t, 100_000_00)
			d.Changes(func(p *funds.Policy) { p.RepeatedSerialRefused = true })
			for nth := int64(1); ; nth++ {
				id := from(d)
				broken, broke := d.Broken(nth)
				before := recorded(d.House)
				_, err := broken.Flow.PayByChannel(t.Context(), person("zhao"), id)
				if !broke() {
					if err != nil {
						t.Errorf("nothing broke: %v", err)
					}
					return
				}
				if !flowtest.Fault(err) && (err != nil || recorded(d.House) == before) {
					t.Errorf("request %d broke, and said is %v", nth, err)
				}
			}
		})
	}
}

// TestWhicheverRequestOfAHoldBreaksItIsSaid: it stops nothing that its admin is not told about.
func TestWhicheverRequestOfAHoldBreaksItIsSaid(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 10_000_00)
	id := h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending)
	put := func(ctx context.Context, s *flow.Service) error {
		_, err := s.PutHold(ctx, admin, id, withdrawal.HoldRequest{Reason: "r", Hours: 1, OnExpiry: funds.HoldRejects})
		return err
	}
	for what, do := range map[string]func(*flow.Service) error{
		"put": func(s *flow.Service) error { return put(t.Context(), s) },
		"release": func(s *flow.Service) error {
			if err := put(t.Context(), h.Flow); err != nil {
				t.Fatal(err)
			}
			_, err := s.Release(t.Context(), admin, id, "r")
			return err
		},
	} {
		for nth := int64(1); ; nth++ {
			broken, broke := h.Broken(nth)
			if err := do(broken.Flow); broke() && !flowtest.Fault(err) {
				t.Errorf("%s: request %d broke, and said is %v", what, nth, err)
			} else if !broke() {
				if err != nil || nth == 1 {
					t.Errorf("%s: nothing broke: %v", what, err)
				}
				break
			}
		}
	}
}

// TestWhicheverRequestOfTheMachinesRejectionBreaksItIsSaidOrLeftDue: what nobody has decided about in time is given back, or
// an admin is asked for, by a later run.
func TestWhicheverRequestOfTheMachinesRejectionBreaksItIsSaidOrLeftDue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		end  funds.HoldEnd // of its hold; empty: it has none
		want funds.State
	}{
		"what has waited too long":      {"", funds.StateRejected},
		"a hold that rejects":           {funds.HoldRejects, funds.StateRejected},
		"a hold that asks for somebody": {funds.HoldEscalates, funds.StatePending},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t)
			h.Fund("u1", 100_000_00)
			for nth := int64(1); ; nth++ {
				id := h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending)
				if test.end == "" {
					h.Changes(func(p *funds.Policy) { p.Controls.PendingLife = time.Hour })
				} else if _, err := h.Flow.PutHold(t.Context(), admin, id, withdrawal.HoldRequest{Reason: "r", Hours: 1, OnExpiry: test.end}); err != nil {
					t.Fatal(err)
				}
				done := func() bool {
					w := h.Stored(id)
					return w.State == test.want && w.NeedsAttention == (test.end == funds.HoldEscalates)
				}
				h.Clock.Advance(2 * time.Hour)
				broken, broke := h.Broken(nth)
				result, err := broken.Flow.Reconcile(t.Context(), byOne)
				if !done() && err == nil && result.Failed == 0 {
					t.Errorf("request %d broke, and nothing says so: %+v", nth, result)
				}
				if !done() {
					reconciled(t, h)
				}
				if !done() {
					t.Errorf("request %d broke, and it is lost: %s", nth, h.Stored(id).State)
				}
				if !broke() {
					return
				}
			}
		})
	}
}

// TestWhicheverRequestOfARechargesCallbackBreaksItIsCreditedOrSaid: the gateway calls again where it is told of a
// fault, and what it has called about once is asked about by the machine.
func TestWhicheverRequestOfARechargesCallbackBreaksItIsCreditedOrSaid(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1)
	for nth := int64(1); ; nth++ {
		id := h.Recharge("u1", 200_00)
		h.Ends(string(id), funds.GatewayDepositDone)
		call := flow.Callback{Serial: string(id), PlatformID: h.StoredRecharge(id).PlatformID, State: funds.GatewayDepositDone, Amount: 200_00}
		broken, broke := h.Broken(nth)
		err := broken.Flow.ReceiveRechargeCallback(t.Context(), call)
		credited := h.StoredRecharge(id).State == funds.RechargeCredited
		if (err == nil) != credited || (err != nil && !flowtest.Fault(err)) {
			t.Errorf("request %d broke: credited is %t, and said is %v", nth, credited, err)
		}
		if !credited {
			reconciled(t, h)
		}
		if h.StoredRecharge(id).State != funds.RechargeCredited {
			t.Errorf("request %d broke, and it is lost: %s", nth, h.StoredRecharge(id).State)
		}
		if !broke() {
			return
		}
	}
}

// TestWhicheverRequestBreaksAnAdminIsAskedForAboutWhatTheMachineMayNotPay, by this run or by the next one.
func TestWhicheverRequestBreaksAnAdminIsAskedForAboutWhatTheMachineMayNotPay(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
	h.Fund("u1", 100_000_00)
	status := func(status funds.WalletStatus) {
		if _, err := h.Flow.SetStatus(t.Context(), admin, "u1", status, "r"); err != nil {
			t.Fatal(err)
		}
	}
	for nth := int64(1); ; nth++ {
		id := h.Withdrawal("u1", funds.StateApproved)
		status(funds.WalletFrozen)
		h.Clock.Advance(h.Flow.Policy.Timing.BackoffMax)
		broken, broke := h.Broken(nth)
		result, err := broken.Flow.Reconcile(t.Context(), byOne)
		if !h.Stored(id).NeedsAttention && err == nil && result.Failed == 0 {
			t.Errorf("request %d broke, and nothing says so: %+v", nth, result)
		}
		if !h.Stored(id).NeedsAttention {
			reconciled(t, h)
		}
		if now := h.Stored(id); now.State != funds.StateApproved || !now.NeedsAttention {
			t.Errorf("request %d broke: it is %s, and an admin is asked for: %t", nth, now.State, now.NeedsAttention)
		}
		if !broke() {
			return
		}
		status(funds.WalletActive)
		if _, err := h.Flow.Recall(t.Context(), admin, id, "r"); err != nil {
			t.Fatal(err)
		}
	}
}
