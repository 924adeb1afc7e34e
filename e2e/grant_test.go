package e2e_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// usedElsewhere are the grants on the table that only what goes wrong in a way that nothing here can bring about uses.
var usedElsewhere = map[string][]string{
	"withdrawal-stats": {"dynamodb:BatchGetItem on local:Table.Arn"}, // of what was approved more than an hour ago: pkg/list
	"project-counters": {"dynamodb:PutItem on local:Table.Arn"},      // of a record that cannot be decoded: pkg/table
}

// TestEveryGrantIsUsed drives every function to all that it may do. That none lacks a grant is what every other test
// here shows: their functions are refused what the template does not grant.
func TestEveryGrantIsUsed(t *testing.T) {
	t.Parallel()
	const maxOpen = 10
	w := start(t, map[string]any{"maxOpen": maxOpen, "sharedAccount": map[string]any{"wallets": 100}, "channels": []any{
		map[string]any{"method": "MVola", "type": "MVola", "name": "MVola", "min": "1", "max": "0", "step": "1", "autoApprove": true},
		map[string]any{"method": "bank", "type": "bank", "name": "代付", "min": "1", "max": "0", "step": "1", "payOnApproval": true},
	}})
	u, admin := w.user("1000"), w.admin()
	useBound(w.user("1000"), maxOpen)
	useWithdrawals(u, admin)
	useReads(u, admin)
	useRecharges(u, admin)
	useProposals(u, admin)
	u.job(doneJob)
	admin.finish(admin.post("/admin/jobs", map[string]any{"kind": "audit", "month": time.Now().In(shanghai).Format("2006-01")}).want(http.StatusOK).text("data.id"))
	admin.get("/admin/jobs").want(http.StatusOK)
	useWebhooks(u, w.as("hooks"))
	useStatements(u)
	governed := start(t, withPeople(map[string]any{"sharedAccount": map[string]any{"wallets": 100}}))
	governed.user("1000").order("10", "0387222126").want(http.StatusOK)
	governed.drain() // a function that has asked before anything is counted remembers that for a minute
	governed.user("1000").ask()
	governed.as("a1").post("/admin/policy", proposed(t, map[string]any{"singleLimit": "70"})).want(http.StatusOK)
	eventually(t, "the counters' grants used", func() bool { return len(w.UsedGrants("project-counters")) > 1 })
	for _, f := range w.Template().Functions {
		used := slices.Concat(w.UsedGrants(f.Name), governed.UsedGrants(f.Name), usedElsewhere[f.Name])
		for _, grant := range f.Grants {
			if strings.HasPrefix(grant, "dynamodb:") && !slices.Contains(used, grant) {
				t.Errorf("%s is granted %s and does not use it", f.Name, grant)
			}
		}
	}
}

// useBound asks for more than may be unfinished: the refusals count for whom they wait.
func useBound(u *person, maxOpen int) {
	u.t.Helper()
	request := map[string]any{"amount": 10, "method": "wechat", "account": "13800001111"}
	for range maxOpen {
		u.post("/api/wallet/withdraw", request).want(http.StatusOK)
	}
	u.post("/api/wallet/withdraw", request).want(http.StatusBadRequest)
	u.order("10", "0387222126").want(http.StatusBadRequest)
}

// useWithdrawals makes, reviews, pays, settles and parks.
func useWithdrawals(u, admin *person) {
	u.t.Helper()
	admin.pay(u.approved("10", "0387222126"), "").want(http.StatusOK) // by the channel
	request := map[string]any{"amount": 10, "method": "MVola", "account": "0387222127"}
	reviewed := u.post("/api/wallet/withdraw", request).want(http.StatusOK).text("data.id")
	admin.post("/api/admin/withdrawals/"+reviewed+"/review", map[string]any{"approved": true}).want(http.StatusOK) // which is the payout
	audited := u.post("/api/wallet/withdraw", request).want(http.StatusOK).text("data.id")
	admin.post("/withdraw/audit", map[string]any{"withdrawIDs": []string{audited}, "status": 2, "auditRemark": "通过"}).want(http.StatusOK)
	onApproval := u.post("/api/wallet/withdraw", map[string]any{"amount": 10, "method": "bank", "account": "6222021234567894", "accountName": "张三", "bankName": "工商银行"}).want(http.StatusOK).text("data.id")
	admin.review(onApproval, "approve").want(http.StatusOK)
	admin.post("/admin/blocked-accounts", map[string]any{"account": "9955021234567894", "reason": "盗刷"}).want(http.StatusOK) // reconcile looks after it
	admin.get("/admin/blocked-accounts").want(http.StatusOK)
	u.reconcileTo(onApproval, "processing")
	paid := u.processing("10")
	u.gatewaySays(paid, map[string]any{"state": 1, "callback": true})
	u.calledBack(paid, 1)
	lost := u.processing("10")
	u.gatewaySays(lost, map[string]any{"hidden": true})
	u.reconcileToPark(lost)
	u.fault(getOrder, sandbox.HTTP500, 1, 0)
	u.post("/api/withdrawal/check", map[string]string{"id": reviewed}).want(http.StatusOK)
	u.noFaults()
}

// useReads lists, finds, counts, exports and shows.
func useReads(u, admin *person) {
	u.t.Helper()
	id := u.processing("10")
	admin.post("/admin/pauses", map[string]any{"scope": "method:alipay", "hours": 1, "reason": "核对"}).want(http.StatusOK)
	list, today := strings.TrimSuffix(records, "/"), time.Now().Format(time.DateOnly)
	for _, query := range []string{"", "?status=processing", "?needsAttention=true", "?keyword=" + id, "?keyword=" + u.sub, "?keyword=13812348888"} {
		admin.get(list + query).want(http.StatusOK)
		separator := "?"
		if query != "" {
			separator = "&"
		}
		admin.get(list + "/export" + query + separator + "format=csv").want(http.StatusOK)
	}
	for _, path := range []string{
		records + id, records + id + "/detail", "/api/admin/withdrawals/" + id, list + "/export?by=paid&startAt=" + today, list + "/stats?ageing=true", list + "/trend?unit=day&startAt=" + today + "&endAt=" + today, "/admin/audit-logs",
		"/api/admin/wallets?keyword=13812348888", "/api/wallet/transactions?uid=" + u.sub, "/api/wallet/withdraw-summary?uid=" + u.sub,
	} {
		admin.get(path).want(http.StatusOK)
	}
	first := u.person("given-before-they-came", funds.RoleUser)
	admin.post("/api/admin/wallet/adjust", map[string]any{"userId": first.sub, "amount": 1, "reason": "补偿"}).want(http.StatusOK)
	first.get("/api/wallet").want(http.StatusOK) // whose token says who they are
	for _, path := range []string{"/api/withdrawal", "/api/wallet/transactions", "/api/wallet/transactions?type=freeze"} {
		u.get(path).want(http.StatusOK)
	}
}

// useWebhooks makes an endpoint, looks at what it was sent, and has it sent again.
func useWebhooks(u, admin *person) {
	u.t.Helper()
	id := admin.post("/admin/webhooks", map[string]any{"url": u.URL()}).want(http.StatusOK).text("data.id") // it answers 404
	path := "/admin/webhooks/" + id
	order := u.processing("10")
	u.deliverTo(path, "withdrawal.processing")
	admin.post(path+"/test", nil).want(http.StatusOK)
	admin.post(path, map[string]any{"note": "财务系统"}).want(http.StatusOK)
	admin.post(path+"/replay", map[string]any{"order": order}).want(http.StatusOK)
	admin.post(path+"/replay", map[string]any{"since": "2026-01-20T00:00:00Z"}).want(http.StatusOK)
	u.deliverTo(path, "webhook.test")
}

// useProposals lists what waits for others, and carries it out.
func useProposals(u, admin *person) {
	u.t.Helper()
	for _, path := range []string{"", "?state=open"} {
		admin.get("/admin/proposals" + path).want(http.StatusOK)
	}
	admin.post("/admin/proposals/"+u.proposed()+"/approve", map[string]any{}).want(http.StatusOK)
	payee := u.user("1000")
	for _, path := range []string{"", "/" + payee.batched(readyBatch) + "/file"} {
		admin.get("/admin/payout-batches" + path).want(http.StatusOK)
	}
	payee.batched(approvedAtBank)
	made := ""
	eventually(u.t, "what is approved is found", func() bool { // the index may lag
		answer := admin.post("/admin/payout-batches", map[string]any{"filter": map[string]string{"method": "wechat"}, "format": "csv"})
		if answer.Status == http.StatusOK {
			made = answer.text("data.id")
		}
		return made != ""
	})
	admin.post("/admin/payout-batches/"+made, map[string]any{"action": "release"}).want(http.StatusOK)
	admin.post("/admin/payout-batches/"+made+"/step", map[string]any{}).want(http.StatusOK)
}

// useRecharges asks for money to come in, and lists it.
func useRecharges(u, admin *person) {
	u.t.Helper()
	u.get("/api/recharge/channels").want(http.StatusOK)
	u.checkRecharge(u.recharge("200"))
	u.get("/api/recharge").want(http.StatusOK)
	for _, query := range []string{"", "?state=0", "?needsAttention=true", "?keyword=13812348888"} {
		admin.get("/admin/recharges" + query).want(http.StatusOK)
	}
}
