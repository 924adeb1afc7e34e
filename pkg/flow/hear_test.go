package flow_test

import (
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

// open is the gateway's state of an order that it has not decided about.
const open = 0

// callback is what the gateway says of a withdrawal's order.
func callback(h *flowtest.House, id funds.ID, state int) flow.Callback {
	w := h.Stored(id)
	return flow.Callback{Serial: string(id), PlatformID: w.Payout.PlatformID, State: state, Amount: w.Net()}
}

func TestACallbackIsAboutOneOrderInOneStateAndAmount(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	id, recharge := h.Withdrawal("u1", funds.StateProcessing), h.Recharge("u1", 200_00)
	h.Ends(string(id), funds.GatewayWithdrawalPaid)
	h.Ends(string(recharge), funds.GatewayDepositDone)
	stored, err := h.Store.Recharge(t.Context(), recharge)
	if err != nil {
		t.Fatal(err)
	}
	honest := callback(h, id, funds.GatewayWithdrawalPaid)
	honestRecharge := flow.Callback{Serial: string(recharge), PlatformID: stored.PlatformID, State: funds.GatewayDepositDone, Amount: 200_00}
	type change = func(*flow.Callback)
	for name, change := range map[string]change{
		"another amount":      func(c *flow.Callback) { c.Amount++ },
		"another platform id": func(c *flow.Callback) { c.PlatformID = "P2" },
		"an open state":       func(c *flow.Callback) { c.State = open },
		"a state beyond":      func(c *flow.Callback) { c.State = 4 },
	} {
		wrong := honest
		change(&wrong)
		h.Unchanged(func() { refused(t, name, h.Flow.ReceiveCallback(t.Context(), wrong), funds.CodeInvalid) })
	}
	for name, change := range map[string]change{
		"another platform id": func(c *flow.Callback) { c.PlatformID = "P2" },
		"an open state":       func(c *flow.Callback) { c.State = funds.GatewayDepositProcessing },
		"a state beyond":      func(c *flow.Callback) { c.State = funds.GatewayDepositTimedOut },
	} {
		wrong := honestRecharge
		change(&wrong)
		h.Unchanged(func() { refused(t, name, h.Flow.ReceiveRechargeCallback(t.Context(), wrong), funds.CodeInvalid) })
	}
	for _, serial := range []string{flowtest.Unknown, id.WalletNo(), "x", "RC" + flowtest.Unknown} { // kept, and unknown all the same
		unknown := honest
		unknown.Serial = serial
		for range 2 {
			for _, err := range []error{h.Flow.ReceiveCallback(t.Context(), unknown), h.Flow.ReceiveRechargeCallback(t.Context(), unknown)} {
				if !errors.Is(err, funds.ErrNotFound) {
					t.Errorf("%s: %v", serial, err)
				}
			}
		}
	}
	strays, err := h.Store.Strays(t.Context(), 100)
	if err != nil || len(strays) != 8 {
		t.Errorf("%v are kept, %v", strays, err)
	}
	for range 2 {
		if err := errors.Join(h.Flow.ReceiveCallback(t.Context(), honest), h.Flow.ReceiveRechargeCallback(t.Context(), honestRecharge)); err != nil {
			t.Fatal(err)
		}
	}
	h.Is(id, funds.StateCompleted)
	h.Holds("u1", 1100_00, 0)
}

func TestACallbackNeedsGetToSayTheSame(t *testing.T) {
	t.Parallel()
	for says := funds.GatewayWithdrawalPaid; says <= funds.GatewayWithdrawalCancelled; says++ {
		for is := open; is <= funds.GatewayWithdrawalCancelled; is++ {
			h := flowtest.Open(t)
			h.Fund("u1", 1000_00)
			id := h.Withdrawal("u1", funds.StateProcessing)
			if is != open {
				h.Ends(string(id), is)
			}
			if err := h.Flow.ReceiveCallback(t.Context(), callback(h, id, says)); err != nil {
				t.Fatal(err)
			}
			want := funds.StateProcessing
			if says == funds.GatewayWithdrawalPaid && is == funds.GatewayWithdrawalPaid {
				want = funds.StateCompleted
			} else if says != funds.GatewayWithdrawalPaid && is >= funds.GatewayWithdrawalRefused {
				want = funds.StateFailed
			}
			h.Is(id, want)
		}
	}
	for _, is := range []int{funds.GatewayDepositNew, funds.GatewayDepositProcessing, funds.GatewayDepositDone, funds.GatewayDepositRefused} {
		for _, says := range []int{funds.GatewayDepositDone, funds.GatewayDepositRefused} {
			h := flowtest.Open(t)
			h.Fund("u1", 1)
			id := h.Recharge("u1", 200_00)
			if is != funds.GatewayDepositNew {
				h.Ends(string(id), is)
			}
			stored, err := h.Store.Recharge(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if err := h.Flow.ReceiveRechargeCallback(t.Context(), flow.Callback{Serial: string(id), PlatformID: stored.PlatformID, State: says, Amount: 200_00}); err != nil {
				t.Fatal(err)
			}
			want := funds.Amount(1)
			if says == is && is == funds.GatewayDepositDone {
				want += 200_00
			}
			h.Holds("u1", want, 0)
		}
	}
}

func TestAStaleCallbackAsksNobody(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateProcessing)
	h.Ends(string(id), funds.GatewayWithdrawalPaid)
	watched := watch(h, nil)
	stale := callback(h, id, funds.GatewayWithdrawalPaid)
	stale.Stale = true
	if err := h.Flow.ReceiveCallback(t.Context(), stale); err != nil || watched.asked["get"] != 0 {
		t.Errorf("%v, asked %d times", err, watched.asked["get"])
	}
	h.Is(id, funds.StateProcessing)
	h.Clock.Advance(h.Flow.Policy.Timing.ReceiptDelay + time.Second)
	if _, err := h.Flow.Reconcile(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	h.Is(id, funds.StateCompleted)
}

func TestACallbackThatComesBeforeOurOwnCommitIsNotLost(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateApproved)
	early := flow.Callback{Serial: string(id), PlatformID: "P1", State: funds.GatewayWithdrawalPaid, Amount: 100_00}
	if err := h.Flow.ReceiveCallback(t.Context(), early); !errors.Is(err, funds.ErrNotFound) {
		t.Fatal(err)
	}
	if w := h.Stored(id); !w.NeedsAttention || w.State != funds.StateApproved {
		t.Errorf("%s, attention %t", w.State, w.NeedsAttention)
	}
	h.Misbehaves("withdrawal/get", "drop-before")
	_, err := h.Flow.Recall(t.Context(), admin, id, "r") // it is young, but was called back about
	refused(t, "giving it back without the gateway's word", err, funds.CodeGatewayDisagrees)
	if _, err = h.Flow.Recall(t.Context(), admin, id, "r"); err != nil { // it has no such order
		t.Error(err)
	}
	h.Is(id, funds.StateRejected)
}

func TestManyAreAuditedEachByItself(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	for _, user := range []string{"u1", "u2", "admin1"} {
		h.Fund(user, 1000_00)
	}
	one, two, own := h.Withdrawal("u1", funds.StatePending), h.Withdrawal("u2", funds.StateApproved), h.Withdrawal("admin1", funds.StatePending)
	done, other := h.Withdrawal("u1", funds.StateCompleted), h.Withdrawal("u1", funds.StatePending)
	ids := []string{string(done), one.FlowNo(), "x", two.WalletNo(), string(one), string(own), flowtest.Unknown}
	for _, approve := range []bool{true, false} {
		audited, err := h.Flow.AuditBatch(t.Context(), admin, flow.BatchAudit{IDs: ids, Approve: approve, Remark: "r"})
		if err != nil || audited.Succeeded != 2 {
			t.Errorf("%+v, %v", audited, err)
		}
		same(t, "what failed", []string{string(done), "x", string(own), flowtest.Unknown}, audited.Failed)
		want := funds.StateRejected
		if approve {
			want = funds.StateApproved
		}
		h.Is(one, want)
		h.Is(two, want)
	}
	h.Is(own, funds.StatePending)
	ctx, cancel := contextUntil(t, 4*time.Second) // too short for anything to begin
	defer cancel()
	hurried, err := h.Flow.AuditBatch(ctx, admin, flow.BatchAudit{IDs: []string{string(other)}, Approve: true})
	if err != nil || hurried.Succeeded != 0 || len(hurried.Failed) != 1 {
		t.Errorf("%+v, %v", hurried, err)
	}
	h.Is(other, funds.StatePending)
}

func TestARechargeIsResolvedByWhatTheGatewayConfirmsNow(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1)
	id := h.Recharge("u1", 300_00)
	_, err := h.Flow.ResolveRecharge(t.Context(), admin, id, recharge.ResolveCredit, "r")
	refused(t, "one that waits", err, funds.CodeIllegal)
	h.Receives(string(id), "250")
	h.Misbehaves("deposit/get", "drop-before")
	_, err = h.Flow.ResolveRecharge(t.Context(), admin, id, recharge.ResolveCredit, "r")
	refused(t, "a silent gateway", err, funds.CodeGatewayDisagrees)
	_, err = h.Flow.ResolveRecharge(t.Context(), admin, id, "keep", "r")
	refused(t, "another action", err, funds.CodeInvalid)
	_, err = h.Flow.ResolveRecharge(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: "u1"}, id, recharge.ResolveCredit, "r")
	refused(t, "their own", err, funds.CodeForbidden)
	_, err = h.Flow.ResolveRecharge(t.Context(), admin, "RC"+flowtest.Unknown, recharge.ResolveCredit, "r")
	refused(t, "nobody's", err, funds.CodeNotFound)
	h.Holds("u1", 1, 0)
	if r, err := h.Flow.ResolveRecharge(t.Context(), admin, id, recharge.ResolveCredit, "r"); err != nil || r.State != funds.RechargeCredited {
		t.Errorf("%s, %v", r.State, err)
	}
	h.Holds("u1", 250_01, 0)
	_, err = h.Flow.ResolveRecharge(t.Context(), admin, id, recharge.ResolveClose, "r")
	refused(t, "once more", err, funds.CodeIllegal)
}
