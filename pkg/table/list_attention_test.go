package table_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func attentionIsNotDue(t *testing.T, h *house) {
	t.Helper()
	id := h.sent(t, channelRequest(h.funded(t, "u1", 100*yuan), 5*yuan))
	absent := funds.Report{Outcome: funds.OutcomeAbsent, Detail: "code 1001"}
	for range policy().Timing.AbsentTimes + 1 {
		h.clock.advance(policy().Timing.AbsentGrace)
		change, err := withdrawal.Settle(h.act(machine), h.wallet(t, "u1"), h.withdrawal(t, id), absent, policy())
		h.commit(t, change, err)
	}
	if parked := h.withdrawal(t, id); !parked.NeedsAttention || !parked.Watch.Due.IsZero() {
		t.Fatalf("not parked: %+v", parked)
	}
	if due := h.due(t, h.clock.now().Add(24*time.Hour)); len(due) != 0 {
		t.Errorf("%q are due", due)
	}
	h.wantAttention(t, id)
	h.settle(t, id, funds.GatewayWithdrawalRefused) // the gateway finds it again, and refuses it
	if _, err := h.Fail(t.Context(), admin, id, "网关驳回", false); err != nil {
		t.Fatal(err)
	}
	h.wantAttention(t)
	h.invariantsHold(t)
}

func (h *house) wantAttention(t *testing.T, want ...funds.ID) {
	t.Helper()
	got, err := h.store.Attention(t.Context(), 100)
	if err != nil || !slices.Equal(want, got) {
		t.Errorf("%q wait for an admin, %v; want %q", got, err, want)
	}
}

func (h *house) wantRechargeAttention(t *testing.T, want ...funds.RechargeID) {
	t.Helper()
	got, err := h.store.RechargeAttention(t.Context(), 100)
	if err != nil || !slices.Equal(want, got) {
		t.Errorf("%q wait for an admin, %v; want %q", got, err, want)
	}
	if first, err := h.store.RechargeAttention(t.Context(), 1); err != nil || len(first) != 1 || first[0] != want[0] {
		t.Errorf("the newest is %q, %v", first, err)
	}
	h.wantAttention(t) // of withdrawals
}
