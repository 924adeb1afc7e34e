package e2e_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// twoAbove are the overrides of a policy under which a payout above an amount takes two of its people, and whoever
// approved it does not pay it by hand.
func twoAbove(amount string) map[string]any {
	person := func(id string, subs ...string) map[string]any {
		return map[string]any{"person": id, "subs": subs, "name": "审核员 " + id, "perms": funds.AllPermissions()}
	}
	return map[string]any{
		"people": []any{
			person("guan", "admin-1"), person("li", "admin-2", "admin-2-phone"), person("wang", "admin-3"), person("helper", helper),
		},
		"approvals":  []any{map[string]any{"act": "payout", "above": amount, "need": 2}},
		"payerApart": true,
	}
}

func (w *world) adminAs(sub string) *person { return w.person(sub, funds.RoleAdmin) }

// asksFor makes a withdrawal that waits for its review.
func (p *person) asksFor(amount, method string) (id string) {
	p.t.Helper()
	body := map[string]any{"amount": json.Number(amount), "method": method, "account": "0387222126"}
	return p.post("/api/wallet/withdraw", body).want(http.StatusOK).text("data.id")
}

// says fails the test where an answer has another status, or another sentence.
func (a answer) says(status int, message string) {
	a.t.Helper()
	if got := a.want(status).text("message"); got != message {
		a.t.Errorf("%s: %q, want %q", a.what, got, message)
	}
}

// The whole life of what takes two people, through the functions as they are deployed and all five contracts.
func TestALifeThatTakesTwoPeople(t *testing.T) {
	t.Parallel()
	w := start(t, twoAbove("1000"))
	u, first, second, third := w.owner("u1", "20000"), w.adminAs("admin-1"), w.adminAs("admin-2"), w.adminAs("admin-3")
	id := u.asksFor("1001", "MVola")
	shown := first.get(records + id).want(http.StatusOK)
	same[any](t, "it takes", json.Number("2"), shown.at("data.approvalsNeeded"))

	for range 2 { // the same person again is the same answer
		endorsed := first.review(id, "approve").want(http.StatusOK)
		same(t, "status, and who", "pending guan", endorsed.text("data.status")+" "+endorsed.text("data.approvals.0.by"))
		same[any](t, "a second one", nil, endorsed.at("data.approvals.1"))
	}
	same(t, "lines", 1, len(w.stored(id).Approvals))
	third.pay(id, "").says(http.StatusConflict, "还需 1 位管理员审核")
	third.pay(id, "TX-1").says(http.StatusConflict, "还需 1 位管理员审核")
	third.post(confirmWithdraw, map[string]any{"transaction_no": id}).says(http.StatusOK, "还需 1 位管理员审核")
	w.office().post(confirmWithdraw, map[string]any{"transaction_no": id}).says(http.StatusOK, "还需 1 位管理员审核")
	w.person(helper, funds.RoleAdmin).review(id, "approve").says(http.StatusConflict, "您在 30 天内单独增加过该钱包的余额，不能审核或打款")
	w.adminAs("stranger").review(id, "approve").want(http.StatusForbidden)
	again := first.post(batchAudit, map[string]any{"withdrawIDs": []string{id}, "status": toApprove})
	same(t, "what batch audit says", id+" "+id+" 1 笔已记录审核，待其他管理员审核", again.text("data.failedIDs.0")+" "+again.text("data.pendingIDs.0")+" "+again.text("errDlt"))
	first.post("/api/admin/withdrawals/"+id+"/review", map[string]any{"approved": true}).says(http.StatusOK, "已记录审核 1/2")
	w.is(id, "pending")

	hash := shown.text("data.contentHash")
	approved := second.post(records+id+"/review", map[string]any{"action": "approve", "contentHash": hash}).want(http.StatusOK)
	same(t, "status, and who", "approved li", approved.text("data.status")+" "+approved.text("data.approvals.1.by"))
	same(t, "orders", 0, len(w.gatewayOrders(id)))
	third.pay(id, "").want(http.StatusOK)
	same(t, "orders", 1, len(w.gatewayOrders(id)))
	w.gatewaySays(id, map[string]any{"state": 1, "callback": true})
	w.calledBack(id, 1)
	w.is(id, "completed")
	same(t, "its log", []string{"create by system", "approve by admin", "approve by admin", "payout by admin", "complete by system"}, w.actions(id))
}

// By hand, the two who approved leave the payout to a third; and whoever filled the wallet has no order paid by policy.
func TestByHandAThirdPersonPays(t *testing.T) {
	t.Parallel()
	w := start(t, twoAbove("1000"))
	u, first, phone, third := w.owner("u1", "20000"), w.adminAs("admin-1"), w.adminAs("admin-2-phone"), w.adminAs("admin-3")
	id := u.asksFor("5000", "wechat")
	first.post("/api/admin/withdrawals/"+id+"/review", map[string]any{"approved": true}).says(http.StatusOK, "已记录审核 1/2")
	last := phone.post("/api/admin/withdrawals/"+id+"/review", map[string]any{"approved": true})
	last.says(http.StatusOK, "提现审核通过")
	same(t, "status", "processing", last.text("data.status"))
	w.adminAs("admin-2").pay(id, "TX-1").says(http.StatusConflict, "审核人不能人工打款，请由另一位管理员打款")
	third.pay(id, "TX-1").want(http.StatusOK)
	w.is(id, "completed")

	waits := u.order("50", "0387222126").want(http.StatusOK)
	same(t, "an order", "提交成功", waits.text("message"))
	w.is(waits.text("data.id"), "pending")
	same(t, "orders", 0, len(w.gatewayOrders(waits.text("data.id"))))

	// Somebody changes the payee in the table after both have approved: it is not paid, and an admin is asked for.
	changed := u.asksFor("2000", "MVola")
	first.review(changed, "approve").want(http.StatusOK)
	phone.review(changed, "approve").want(http.StatusOK)
	w.replant(changed, map[string]string{"acct": "0387000000"})
	third.pay(changed, "").says(http.StatusConflict, "提现内容与审核时不一致，不能审核或打款，请驳回")
	same(t, "an admin is asked for", true, w.waits(changed))
	same(t, "orders", 0, len(w.gatewayOrders(changed)))
	third.audits(toReject, "收款账户被改", changed)
	w.is(changed, "rejected")
}
