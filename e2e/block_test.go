package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/flow"
)

const blockedCard = "6222021234567894"

// blocksAccount stops what is paid to an account, and gives the block's id.
func (p *person) blocksAccount(account string) string {
	p.t.Helper()
	return p.post("/admin/blocked-accounts", map[string]any{"account": account, "reason": "盗刷"}).want(http.StatusOK).text("data.id")
}

// TestNoContractTakesOrPaysWhatGoesToABlockedAccount: each refuses in its own form and names its field; what the machine
// would pay waits for an admin, and goes on by itself once the block is lifted.
func TestNoContractTakesOrPaysWhatGoesToABlockedAccount(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"channels": []any{
		map[string]any{"method": "MVola", "type": "MVola", "name": "MVola", "min": "1", "max": "0", "step": "1", "autoApprove": true, "payOnApproval": true},
	}})
	u, admin := w.owner("u1", "10000"), w.admin()
	toCard := map[string]any{"amount": 10, "method": "wechat", "account": "6222 0212 3456 7894", "accountName": "张三"}
	approved, reviewed, confirmed := u.post("/api/wallet/withdraw", toCard).want(ok).text("data.id"), u.post("/api/wallet/withdraw", toCard).want(ok).text("data.id"), u.post("/api/wallet/withdraw", toCard).want(ok).text("data.id")
	admin.review(approved, "approve").want(ok)
	byMachine := u.post("/api/wallet/withdraw", map[string]any{"amount": 10, "method": "MVola", "account": "0387222126", "accountName": "张三"}).want(ok).text("data.id")
	card, phone := admin.blocksAccount(blockedCard), admin.blocksAccount("0387222126")
	before := w.dump()
	for form, refused := range map[form]struct {
		got   answer
		field string
	}{
		wallet:       {u.post("/api/wallet/withdraw", toCard), "account"},
		merchant:     {u.order("10", "0387222126"), "targetAccount"},
		withdrawflow: {u.post("/api/wallet/request-withdraw", map[string]any{"uid": u.sub, "amount": 10, "bank_card_info": "招商银行 6222-0212-3456-7894 张三"}), "bank_card_info"},
	} {
		form.refuses(refused.got, http.StatusBadRequest)
		same(t, "reason of "+refused.got.Raw, "account_blocked", refused.got.text("reason"))
		same(t, "field of "+refused.got.Raw, refused.field, refused.got.text("args.field"))
	}
	for form, got := range map[form]answer{
		console:      admin.pay(approved, "TX1"),
		wallet:       admin.post("/api/admin/withdrawals/"+reviewed+"/review", map[string]any{"approved": true}),
		withdrawflow: w.person("office", "service").post("/api/wallet/confirm-withdraw", map[string]string{"transaction_no": confirmed}),
	} {
		status := http.StatusConflict
		if form == wallet {
			status = http.StatusBadRequest
		}
		form.refuses(got, status)
		same(t, "reason of "+got.Raw, "account_blocked", got.text("reason"))
		same(t, "field of "+got.Raw, "account", got.text("args.field"))
	}
	same(t, "the table after what was refused", before, w.dump())

	admin.review(byMachine, "approve").want(ok)
	w.reconcileUntil("the machine asks for an admin", func() bool {
		return w.stored(byMachine).NeedsAttention
	})
	w.is(byMachine, "approved")
	same(t, "orders", 0, len(w.gatewayOrders(byMachine)))
	if reason := admin.get("/admin/escorts/withdraw-records/" + byMachine).want(ok).text("data.attentionReason"); !strings.Contains(reason, "已被停止打款") {
		t.Errorf("an admin reads %q", reason)
	}
	admin.review(reviewed, "reject").want(ok)
	if !strings.Contains(w.log.String(), `"msg":"`+flow.BlockLine+`"`) || strings.Contains(w.log.String(), blockedCard) {
		t.Error("no line raises the alarm, or one shows the account")
	}
	for _, block := range []string{card, phone} {
		admin.do(http.MethodDelete, "/admin/blocked-accounts/"+block, nil, nil).want(ok)
	}
	w.reconcileTo(byMachine, "processing")
	same(t, "orders", 1, len(w.gatewayOrders(byMachine)))
	admin.pay(approved, "TX1").want(ok)
	w.quiet()
}
