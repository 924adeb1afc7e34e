package flow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

func forAnHour(end funds.HoldEnd) withdrawal.HoldRequest {
	return withdrawal.HoldRequest{Reason: "可疑", Hours: 1, OnExpiry: end}
}

// TestWhatTheGatewayHasIsNotGivenBackLate: the table was put back, and the gateway has the order. What is on hold is not
// taken over either; an admin is asked for, once. What merely waited is taken over.
func TestWhatTheGatewayHasIsNotGivenBackLate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state, want funds.State
		held        bool
	}{
		"pending, on hold":  {funds.StatePending, funds.StatePending, true},
		"approved, on hold": {funds.StateApproved, funds.StateApproved, true},
		"pending":           {funds.StatePending, funds.StateProcessing, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t)
			h.Fund("u1", 1000_00)
			id := planted(t, h, test.state)
			if test.held {
				if _, err := h.Flow.PutHold(t.Context(), admin, id, forAnHour(funds.HoldRejects)); err != nil {
					t.Fatal(err)
				}
			} else {
				h.Flow.Policy.Controls.PendingLife = time.Hour
			}
			h.Clock.Advance(2 * time.Hour)
			reconciled(t, h)
			now := h.Stored(id)
			said := strings.HasPrefix(string(now.NotifyInfo), string(funds.Say(withdrawal.ReasonMachineCannot, funds.Facts{})))
			if now.State != test.want || now.Held() != test.held || now.NeedsAttention != test.held || said != test.held {
				t.Errorf("%s, on hold %t, attention %t: %s", now.State, now.Held(), now.NeedsAttention, now.NotifyInfo)
			}
			h.Holds("u1", 1000_00, 100_00)
			if test.held {
				h.Unchanged(func() { reconciled(t, h) })
			}
		})
	}
}

// TestAHoldWhoseRequestBreaksSaysSo, to whoever puts it, and to whoever takes it away.
func TestAHoldWhoseRequestBreaksSaysSo(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, flowtest.TwoAbove(50_00))
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StatePending)
	h.EveryRequestBreaks("put on hold", func(s *flow.Service, _ *list.Service) error {
		_, err := s.PutHold(t.Context(), admin, id, forAnHour(funds.HoldRejects))
		return err
	})
	h.EveryRequestBreaks("release", func(s *flow.Service, _ *list.Service) error {
		_, err := s.Release(t.Context(), admin, id, "已核实")
		return err
	})
	if h.Stored(id).Held() {
		t.Error("it is on hold still")
	}
}

// TestAnEndThatBreaksIsCounted: a run in which any request broke does not look successful, and a later one does what it did
// not.
func TestAnEndThatBreaksIsCounted(t *testing.T) {
	t.Parallel()
	const days = 24 * time.Hour
	for name, late := range map[string]func(*flowtest.House) funds.ID{
		"a rejection": func(h *flowtest.House) funds.ID {
			return putOnHold(t, h, h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending), funds.HoldRejects)
		},
		"an escalation": func(h *flowtest.House) funds.ID {
			return putOnHold(t, h, h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending), funds.HoldEscalates)
		},
		"the gateway's": func(h *flowtest.House) funds.ID {
			return putOnHold(t, h, planted(t, h, funds.StatePending), funds.HoldRejects)
		},
		"what is too old": func(h *flowtest.House) funds.ID { return h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := flowtest.Open(t)
			h.Fund("u1", 100_000_00)
			h.Flow.Policy.Controls.PendingLife = 3 * days
			age := 2 * time.Hour
			if name == "what is too old" {
				age = 4 * days
			}
			for nth := int64(1); ; nth++ {
				id := late(h)
				h.Clock.Advance(age)
				broken, broke := h.Broken(nth)
				done, err := broken.Flow.Reconcile(t.Context(), run)
				if !broke() {
					break
				}
				if err == nil && done.Failed == 0 {
					t.Errorf("a run whose request %d broke looks successful", nth)
				}
				waits := func() bool {
					now := h.Stored(id)
					return now.State == funds.StatePending && !now.NeedsAttention
				}
				if waits() {
					reconciled(t, h)
				}
				if waits() {
					t.Errorf("after request %d broke it waits for ever", nth)
				}
			}
		})
	}
}

func putOnHold(t *testing.T, h *flowtest.House, id funds.ID, end funds.HoldEnd) funds.ID {
	t.Helper()
	if _, err := h.Flow.PutHold(t.Context(), admin, id, forAnHour(end)); err != nil {
		t.Fatal(err)
	}
	return id
}
