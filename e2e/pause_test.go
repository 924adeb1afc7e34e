package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
)

// pauses stops a scope for two hours.
func (p *person) pauses(scope string) answer {
	p.t.Helper()
	return p.post("/admin/pauses", map[string]any{"scope": scope, "hours": 2, "reason": "疑似盗号"}).want(http.StatusOK)
}

// TestNoContractPaysWhatIsPaused: each refuses in its own form, and says who has paused what until when; what users ask for
// is taken, and what the machine would pay waits for the end of the pause.
func TestNoContractPaysWhatIsPaused(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"channels": []any{
		map[string]any{"method": "MVola", "type": "MVola", "name": "MVola", "min": "1", "max": "0", "step": "1", "autoApprove": true},
		map[string]any{"method": "bank", "type": "bank", "name": "代付", "min": "1", "max": "0", "step": "1", "payOnApproval": true},
	}})
	u, admin := w.owner("u1", "10000"), w.admin()
	approved, reviewed, confirmed := u.approved("10", "0387222126"), u.ask(), u.askByHand()
	bank := u.post("/api/wallet/withdraw", map[string]any{
		"amount": 10, "method": "bank", "account": "6222021234567894", "accountName": "张三", "bankName": "工商银行",
	}).want(ok).text("data.id")
	admin.pauses("all")
	before := w.dump()
	for form, got := range map[form]answer{
		console:      admin.pay(approved, "TX1"),
		wallet:       admin.post("/api/admin/withdrawals/"+reviewed+"/review", map[string]any{"approved": true}),
		withdrawflow: w.person("office", "service").post("/api/wallet/confirm-withdraw", map[string]string{"transaction_no": confirmed}),
	} {
		status := http.StatusConflict
		if form == wallet {
			status = http.StatusBadRequest
		}
		message, _ := form.refuses(got, status)
		if !strings.Contains(message, "打款已由") || got.text("reason") != "payouts_paused" || got.text("args.scope") != "all" || got.text("args.until") == "" {
			t.Errorf("%s: %s", form, got.Raw)
		}
	}
	same(t, "the table after what was refused", before, w.dump())

	ordered := u.order("10", "0387222126").want(ok).text("data.id")
	admin.review(bank, "approve").want(ok)
	admin.review(reviewed, "reject").want(ok)
	w.reconcile()
	for _, id := range []string{ordered, bank} {
		w.is(id, "approved")
		same(t, "orders", 0, len(w.gatewayOrders(id)))
		same(t, "an admin is asked for", false, w.stored(id).NeedsAttention)
	}
	if !w.logged(flow.PauseLine) {
		t.Error("no line raises the alarm")
	}
	admin.do(http.MethodDelete, "/admin/pauses/all", nil, nil).want(ok)
	for _, id := range []string{ordered, bank} {
		w.reconcileTo(id, "processing")
		same(t, "orders", 1, len(w.gatewayOrders(id)))
	}
	admin.pay(approved, "TX1").want(ok)
	w.quiet()
}

func TestNoRechargeIsMadeWhileTheyArePaused(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.owner("u1", "1000"), w.admin()
	before := u.recharge("200")
	admin.pauses("recharge")
	message, _ := merchant.refuses(u.post("/api/recharge", map[string]any{"amount": 200, "channelCode": "MVola-100-5000"}), http.StatusConflict)
	if !strings.Contains(message, "充值已暂停") || strings.Contains(message, admin.sub) {
		t.Errorf("a user reads %q", message)
	}
	w.gatewaySays(before, map[string]any{"state": 2, "callback": true})
	w.calledBack(before, 1)
	u.has("1200.00", "0.00")
	w.processingOf(u)
}

// processingOf is that payouts go on.
func (w *world) processingOf(u *person) {
	w.t.Helper()
	w.is(u.processing("10"), "processing")
}

// TestFiftyPayoutsWhileAPauseIsSet: each is paid or refused within 3 s, with and without a pause, and none is paid after the
// pause's answer.
func TestFiftyPayoutsWhileAPauseIsSet(t *testing.T) {
	t.Parallel()
	const payouts = 50
	w := start(t, nil)
	admin := w.admin()
	for _, pausing := range []bool{false, true} {
		ids := make([]string, payouts)
		atOnce(payouts, func(i int) { ids[i] = w.user("100").approved("10", "0387222126") })
		statuses, took, paidByThen := make([]int, payouts), make([]time.Duration, payouts), map[string]bool{}
		atOnce(payouts+1, func(i int) {
			if i < payouts {
				began := time.Now()
				statuses[i] = admin.pay(ids[i], "TX"+ids[i]).Status
				took[i] = time.Since(began)
			} else if pausing {
				admin.pauses("all")
				for _, id := range ids {
					paidByThen[id] = w.stored(id).State == "completed"
				}
			}
		})
		paid, longest := 0, time.Duration(0)
		for i, id := range ids {
			longest = max(longest, took[i])
			switch statuses[i] {
			case ok:
				paid++
				if pausing && !paidByThen[id] {
					t.Errorf("%s is paid after the answer", id)
				}
			case http.StatusConflict:
				w.is(id, "approved")
			default:
				t.Errorf("HTTP %d", statuses[i])
			}
		}
		t.Logf("pausing: %t; %d of %d paid, the longest took %s", pausing, paid, payouts, longest)
		if longest > 3*time.Second || (!pausing && paid < payouts) {
			t.Errorf("pausing: %t; %d paid, the longest took %s", pausing, paid, longest)
		}
	}
}
