package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// paidOnApproval are the overrides of a channel that the machine pays once it is approved.
func paidOnApproval() map[string]any {
	return map[string]any{"channels": []any{
		map[string]any{"method": "MVola", "type": "MVola", "name": "MVola", "min": "1", "max": "0", "step": "1", "payOnApproval": true},
		map[string]any{"method": "bank", "type": "bank", "name": "代付", "min": "1", "max": "0", "step": "1", "payOnApproval": true},
	}}
}

func TestWhatIsApprovedIsPaidByTheMachineWhereItsChannelSaysSo(t *testing.T) {
	t.Parallel()
	w := start(t, paidOnApproval())
	u, admin := w.owner("u1", "1000"), w.admin()
	batched, reviewed := u.ask(), u.ask()
	if got := admin.audits(toApprove, "同意", batched); got.Succeeded != 1 {
		t.Fatalf("%+v", got)
	}
	admin.review(reviewed, "approve").want(ok)
	for _, id := range []string{batched, reviewed} {
		w.is(id, "approved") // the approval itself sends nothing
		same(t, "orders", 0, len(w.gatewayOrders(id)))
	}
	for _, id := range []string{batched, reviewed} {
		w.reconcileTo(id, "processing")
		same(t, "orders", 1, len(w.gatewayOrders(id)))
		if lines := strings.Join(w.actions(id), "\n"); !strings.Contains(lines, "payout") {
			t.Errorf("its log: %s", lines)
		}
		w.gatewaySays(id, map[string]any{"state": 1, "callback": true})
		w.calledBack(id, 1)
		w.is(id, "completed")
	}
	u.has("800.00", "0.00")
}

func TestARefusedPayoutOfTheMachineAsksForAnAdminWithItsReason(t *testing.T) {
	t.Parallel()
	w := start(t, paidOnApproval())
	u, admin := w.owner("u1", "1000"), w.admin()
	unsendable := u.unpaid()
	w.replant(unsendable, map[string]string{"acct": "6222 & co"})
	frozen := u.ask()
	admin.audits(toApprove, "", unsendable, frozen)
	admin.post("/api/admin/wallet/status", map[string]any{"userId": u.sub, "status": "frozen", "reason": "核实"}).want(ok)
	reasons := map[string]string{unsendable: "不能包含 & 或 =", frozen: "钱包已冻结或关闭"}
	for id, reason := range reasons {
		w.reconcileUntil(id+" asks for an admin", func() bool { return w.stored(id).NeedsAttention })
		if now := w.stored(id); now.State != funds.StateApproved || !now.Watch.Due.IsZero() || now.Payout.Attempt != 0 {
			t.Errorf("%s: %s, due %v, attempt %d", id, now.State, now.Watch.Due, now.Payout.Attempt)
		}
		same(t, "it is listed", true, w.waits(id))
		if told := admin.get(records + id).want(http.StatusOK); !strings.Contains(told.text("data.attentionReason"), reason) {
			t.Errorf("the reason is not told: %s", told.Raw)
		}
	}
	// Approved again, it is tried again; what cannot be sent is failed.
	admin.post("/api/admin/wallet/status", map[string]any{"userId": u.sub, "status": "active", "reason": "核实"}).want(ok)
	admin.audits(toApprove, "再试", frozen)
	w.reconcileTo(frozen, "processing")
	same(t, "an admin is asked for", false, w.stored(frozen).NeedsAttention)
	admin.fail(unsendable).want(ok)
	w.is(unsendable, "failed")
}
