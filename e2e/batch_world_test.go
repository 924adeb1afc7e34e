package e2e_test

import (
	"net/http"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// What rows of batches start from: a payout that a bank makes and that is approved, a batch of it, and one that has a file.
const (
	approvedAtBank funds.State = "approved, at a bank"
	openBatch      funds.State = "batch: open"
	readyBatch     funds.State = "batch: ready"
)

// batched brings one of the person's withdrawals so far, and gives its id, or its batch's.
func (p *person) batched(state funds.State) (id string) {
	p.t.Helper()
	id = p.post("/api/wallet/withdraw", map[string]any{
		"amount": 100, "method": "wechat", "account": "6222021234567890123", "accountName": "张三", "bankName": "中国工商银行",
	}).want(http.StatusOK).text("data.id")
	admin := p.person(helper, funds.RoleAdmin)
	admin.post(records+id+"/review", map[string]any{"action": "approve"}).want(http.StatusOK)
	if state == approvedAtBank {
		return id
	}
	batch := admin.post("/admin/payout-batches", map[string]any{"ids": []string{id}, "format": "csv"}).want(http.StatusOK).text("data.id")
	if state == readyBatch {
		admin.post("/admin/payout-batches/"+batch, map[string]any{"action": "release"}).want(http.StatusOK)
		admin.post("/admin/payout-batches/"+batch+"/step", map[string]any{}).want(http.StatusOK)
	}
	return batch
}

// batchRow is a route about a batch: an admin's own payout may be in one, and is not claimed.
func batchRow(permissions string, state funds.State, body string) row {
	roles := strings.TrimSpace("admin " + permissions)
	return row{console, roles, access{forbidden, forbidden}, access{ok, ok}, access{forbidden, forbidden}, state, body}
}
