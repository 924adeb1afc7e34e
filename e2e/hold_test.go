package e2e_test

import (
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

var (
	holdRow = row{
		console, "admin review", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, funds.StatePending,
		`{"reason":"等待用户补充资料","hours":48,"onExpiry":"escalate"}`,
	}
	// What is not on hold stays as it is.
	releaseRow = row{
		console, "admin review", access{forbidden, forbidden}, access{forbidden, ok}, access{forbidden, forbidden}, funds.StatePending,
		`{"reason":"已电话核实"}`,
	}
)

// TestTheThirdWalletOfAnAccountIsHeldReleasedApprovedAndPaid: its user sees nothing of it.
func TestTheThirdWalletOfAnAccountIsHeldReleasedApprovedAndPaid(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"sharedAccount": map[string]any{"wallets": 2, "hours": 1, "onExpiry": "reject"}})
	admin := w.admin()
	const account = "0387222126"
	for range 2 {
		w.user("100").order("10", account).want(http.StatusOK)
	}
	list := func() answer { return admin.get("/admin/escorts/withdraw-records?pageSize=10") }
	list() // once both are counted
	third := w.user("1000")
	id := ""
	eventually(t, "a withdrawal of a third wallet to be on hold", func() bool { // the count lags
		third.post("/api/wallet/withdraw", map[string]any{"amount": 10, "method": "MVola", "account": account}).want(http.StatusOK)
		id = list().text("data.data.0.id")
		return list().text("data.data.0.hold.kind") == "shared_account"
	})
	at := "/admin/escorts/withdraw-records/" + id
	for _, approve := range []answer{admin.post(at+"/review", map[string]any{"action": "approve"}), admin.post(at+"/payout", map[string]any{"payoutMethod": "manual", "operatorConfirmText": "CONFIRM"})} {
		approve.want(http.StatusConflict)
	}
	if own := third.get("/api/wallet/withdrawals").text("data.withdrawals.0.status"); own != "pending" {
		t.Errorf("its user sees %q", own)
	}
	admin.post(at+"/release", map[string]any{"reason": "已电话核实"}).want(http.StatusOK)
	admin.post(at+"/review", map[string]any{"action": "approve"}).want(http.StatusOK)
	admin.post(at+"/payout", map[string]any{"payoutMethod": "manual", "operatorConfirmText": "CONFIRM"}).want(http.StatusOK)
}
