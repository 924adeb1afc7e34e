package e2e_test

import (
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/local/sandbox"
)

// TestMoneyGoesOut follows the four ways that lead to a payout, each answer on the way, and what they leave behind.
func TestMoneyGoesOut(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, nil)
	t.Run("by hand, in the one step of the wallet contract's review", w.paidByReview)
	t.Run("by hand, approved and paid in the console", w.paidByHand)
	t.Run("by channel, approved and paid in the console", w.paidByConsoleChannel)
	t.Run("by channel, in the one step of the wallet contract's review", w.paidByReviewChannel)
	t.Run("by channel, approved by policy", w.paidByPolicy)
	t.Run("by channel, told as one story", w.toldAsOneStory)
	w.agree()
}

// paid is what every way leaves in the wallet of a user who had 1000 and took 100 out.
func (p *person) paid() {
	p.t.Helper()
	same(p.t, "the wallet", purse{"900.00", "0.00", "900.00", "100.00", "active"}, p.purse())
	same(p.t, "the ledger", []string{"adjustment 1000.00 = 1000.00", "freeze -100.00 = 1000.00", "withdrawal -100.00 = 900.00"}, p.ledger())
}

func (w *world) paidByReview(t *testing.T) {
	u := w.user("1000").in(t)
	same(t, "the wallet", purse{"1000.00", "0.00", "1000.00", "0.00", "active"}, u.purse())
	made := u.post("/api/wallet/withdraw", map[string]any{"amount": "100.00", "method": "wechat", "account": "13800001111", "accountName": "张三"}).want(http.StatusOK)
	made.wantAll(map[string]any{
		"success": true, "message": "提现申请成功，等待审核", "data.status": "pending", "data.method": "wechat",
		"data.amount": "100.00", "data.fee": "0.00", "data.actualAmount": "100.00",
	})
	same(t, "the wallet", purse{"1000.00", "100.00", "900.00", "0.00", "active"}, u.purse())
	id := made.text("data.id")
	u.admin().post("/api/admin/withdrawals/"+id+"/review", map[string]any{"approved": true}).want(http.StatusOK).
		wantAll(map[string]any{"message": "提现审核通过", "data.id": id, "data.status": "completed"})
	u.paid()
	same(t, "the log", []string{"create by system", "approve by admin", "payout by admin", "complete by admin"}, u.actions(id))
	u.get("/api/wallet/withdrawals").want(http.StatusOK).
		wantAll(map[string]any{"data.withdrawals.0.id": id, "data.withdrawals.0.status": "completed", "data.withdrawals.0.rejectReason": nil})
	same(t, "orders at the gateway", 0, len(u.gatewayOrders(id)))
}

func (w *world) paidByHand(t *testing.T) {
	u := w.user("1000").in(t)
	admin := u.admin()
	id := u.post("/api/wallet/withdraw", map[string]any{"amount": 100, "method": "alipay", "account": "a@b.cn"}).want(http.StatusOK).text("data.id")
	u.is(id, "pending")
	admin.review(id, "approve").want(http.StatusOK).wantAll(map[string]any{"code": "0", "data.status": "approved", "data.amount": "100"})
	u.has("1000.00", "100.00")
	admin.pay(id, "NO-1").want(http.StatusOK).wantAll(map[string]any{"data.status": "completed", "data.transactionNo": "NO-1"})
	u.paid()
	same(t, "the log", []string{"create by system", "approve by admin", "payout by admin", "complete by admin"}, u.actions(id))
	same(t, "orders at the gateway", 0, len(u.gatewayOrders(id)))

	t.Run("another may not have the same transaction number", func(t *testing.T) {
		other := u.in(t)
		second := other.post("/api/wallet/withdraw", map[string]any{"amount": 50, "method": "alipay", "account": "a@b.cn"}).want(http.StatusOK).text("data.id")
		admin.in(t).review(second, "approve").want(http.StatusOK)
		before := other.itemsOf(u.sub, second)
		admin.in(t).pay(second, "NO-1").want(http.StatusConflict)
		same(t, "the table", before, other.itemsOf(u.sub, second))
		other.is(second, "approved")
	})
}

// pays lets the gateway pay and call back.
func (p *person) pays(id string) {
	p.t.Helper()
	order := p.gatewayOrders(id)
	if len(order) != 1 || order[0].State != 0 || order[0].Amount != "100" || order[0].Type != "MVola" || order[0].CreateRequests != 1 {
		p.t.Fatalf("the gateway has %+v", order)
	}
	p.has("1000.00", "100.00")
	p.gatewaySays(id, map[string]any{"state": 1, "callback": true})
	same(p.t, "the callback's answer", []string{"200 success"}, p.calledBack(id, 1))
	p.is(id, "completed")
	p.paid()
	paid := p.gatewayOrders(id)
	same(p.t, "orders, and payments", [2]int{1, 1}, [2]int{len(paid), paid[0].Payments})
}

func (w *world) paidByConsoleChannel(t *testing.T) {
	u := w.user("1000").in(t)
	id := u.approved("100", "0387222126")
	same(t, "orders before the payout", []sandbox.Order(nil), u.gatewayOrders(id))
	u.admin().pay(id, "").want(http.StatusOK).wantAll(map[string]any{"data.status": "processing", "data.method": "MVola"})
	u.pays(id)
	same(t, "the log", []string{"create by system", "approve by admin", "payout by admin", "complete by system"}, u.actions(id))
}

func (w *world) paidByReviewChannel(t *testing.T) {
	u := w.user("1000").in(t)
	id := u.ask()
	u.admin().post("/api/admin/withdrawals/"+id+"/review", map[string]any{"approved": true}).want(http.StatusOK).wantAll(map[string]any{"data.status": "processing"})
	u.pays(id)
	same(t, "the log", []string{"create by system", "approve by admin", "payout by admin", "complete by system"}, u.actions(id))
}

func (w *world) paidByPolicy(t *testing.T) {
	u := w.user("1000").in(t)
	made := u.order("100", "0387222126").want(http.StatusOK)
	made.wantAll(map[string]any{"success": true, "message": "提交成功", "data.state": "0", "data.stateText": "等待中", "data.amount": "100"})
	id := made.text("data.id")
	u.is(id, "processing")
	u.pays(id)
	same(t, "the log", []string{"create by system", "approve by system", "payout by system", "complete by system"}, u.actions(id))
	paid := map[string]any{"data.state": "1", "data.stateText": "成功"}
	u.post("/api/withdrawal/check", map[string]any{"id": id}).want(http.StatusOK).wantAll(paid)
	u.get("/api/withdrawal").want(http.StatusOK).wantAll(map[string]any{"data.orders.0.id": id, "data.orders.0.state": "1", "data.pagination.total": "1"})
}

// TestARefusedPayoutGivesTheMoneyBackOnce, whatever brings the word, and whatever repeats it.
func TestARefusedPayoutGivesTheMoneyBackOnce(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, map[string]any{"receiptDelaySeconds": 0})
	words := map[string]func(u *person, id string, state int){
		"a callback": func(u *person, id string, state int) {
			u.gatewaySays(id, map[string]any{"state": state, "callback": true})
			same(u.t, "the callback's answer", []string{"200 success"}, u.calledBack(id, 1))
		},
		"the user's check": func(u *person, id string, state int) {
			u.gatewaySays(id, map[string]any{"state": state})
			u.post("/api/withdrawal/check", map[string]any{"id": id}).want(http.StatusOK)
		},
		"reconcile": func(u *person, id string, state int) {
			u.gatewaySays(id, map[string]any{"state": state})
			u.reconcileTo(id, "failed")
		},
	}
	for state, name := range map[int]string{2: "refused by an admin of the gateway", 3: "cancelled by the merchant"} {
		for word, bring := range words {
			t.Run(name+", by "+word, func(t *testing.T) {
				u := w.user("1000").in(t)
				id := u.processing("100")
				u.has("1000.00", "100.00")
				bring(u, id, state)
				u.is(id, "failed")
				wallet, ledger := u.purse(), u.ledger()
				same(t, "the wallet", purse{"1000.00", "0.00", "1000.00", "0.00", "active"}, wallet)
				same(t, "the ledger", []string{"adjustment 1000.00 = 1000.00", "freeze -100.00 = 1000.00", "unfreeze 100.00 = 1000.00"}, ledger)
				u.get("/api/withdrawal").want(http.StatusOK).wantAll(map[string]any{
					"data.orders.0.state": map[int]string{2: "2", 3: "3"}[state], "data.orders.0.stateText": "失败",
				})
				u.post("/api/withdrawal/check", map[string]any{"id": id}).want(http.StatusOK) // asks once in a while, and says so
				before := u.itemsOf(id, u.sub)
				u.gatewaySays(id, map[string]any{"callback": true, "times": 3})
				u.calledBack(id, 3)
				u.post("/api/withdrawal/check", map[string]any{"id": id}).want(http.StatusOK)
				u.reconcile()
				same(t, "the table, after the word came again", before, u.itemsOf(id, u.sub))
			})
		}
	}
	w.agree()
}
