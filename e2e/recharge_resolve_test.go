package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAnAdminCreditsWhatTheGatewayConfirms(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.payer(t), w.admin().in(t)
	id := u.rechargeIn(parkedRecharge)
	u.credited()
	for _, query := range []string{"?needsAttention=true", "?state=5", "?state=5&needsAttention=true", ""} {
		admin.get("/admin/recharges" + query).want(http.StatusOK).wantAll(map[string]any{
			"data.total": "1", "data.data.0.id": id, "data.data.0.state": "5", "data.data.0.amount": "200", "data.data.0.receivedAmount": "150",
			"data.data.0.creditedAmount": nil, "data.data.0.needsAttention": true,
		})
	}
	admin.get("/admin/recharges/" + strings.ToLower(id)).want(http.StatusOK).wantAll(map[string]any{
		"data.id": id, "data.state": "5", "data.amount": "200", "data.receivedAmount": "150", "data.needsAttention": true, "data.escortId": u.sub,
	})
	console.refuses(admin.get("/admin/recharges/RC7K3QW9ZT20250120103000"), http.StatusNotFound)
	console.refuses(u.get("/admin/recharges/"+id), http.StatusForbidden)
	console.refuses(admin.resolve(id, "credit", ""), http.StatusBadRequest)
	console.refuses(admin.resolve(id, "pay", "原因"), http.StatusBadRequest)
	console.refuses(u.resolve(id, "credit", "原因"), http.StatusForbidden)
	console.refuses(w.person(u.sub, funds.RoleAdmin).in(t).resolve(id, "credit", "自己的"), http.StatusForbidden)
	u.credited()

	w.gatewaySays(id, map[string]any{"received": 151}) // more has come
	console.accepts(admin.resolve(id, "credit", "已与网关核对")).wantAll(map[string]any{
		"data.state": "2", "data.creditedAmount": "151", "data.needsAttention": nil, "data.resolvedBy": admin.sub, "data.resolveReason": "已与网关核对",
	})
	u.credited("151.00")
	admin.get("/admin/audit-logs?module=recharge&targetId=" + id).want(http.StatusOK).wantAll(map[string]any{
		"data.total": "1", "data.data.0.action": "credit", "data.data.0.adminId": admin.sub, "data.data.0.ip": "127.0.0.1",
	})
	console.refuses(admin.resolve(id, "credit", "再来一次"), http.StatusConflict)
	console.refuses(admin.resolve(id, "close", "再来一次"), http.StatusConflict)

	w.gatewaySays(id, map[string]any{"state": 2, "callback": true, "times": 2}) // what was credited is not credited again
	w.calledBack(id, 2)
	u.reconcile()
	u.credited("151.00")
	w.agree()
}

func TestAnAdminClosesARechargeForGood(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.payer(t), w.admin().in(t)
	id := u.rechargeIn(parkedRecharge)
	console.accepts(admin.resolve(id, "close", "已退回付款人")).wantAll(map[string]any{"data.state": "3", "data.needsAttention": nil})
	u.credited()
	u.rechargeIs(id, "3", "0")
	for query, total := range map[string]string{"needsAttention=true": "0", "state=5": "0", "state=3": "1"} {
		admin.get("/admin/recharges?" + query).want(http.StatusOK).wantAll(map[string]any{"data.total": total})
	}
	admin.get("/admin/audit-logs?module=recharge&action=close&targetId=" + id).want(http.StatusOK).wantAll(map[string]any{
		"data.total": "1", "data.data.0.adminId": admin.sub, "data.data.0.ip": "127.0.0.1",
	})
	for _, action := range []string{"close", "credit"} {
		console.refuses(admin.resolve(id, action, "再来一次"), http.StatusConflict)
	}

	w.gatewaySays(id, map[string]any{"state": 2, "callback": true}) // the gateway says done after all: an admin looks again
	w.calledBack(id, 1)
	u.credited()
	admin.get("/admin/recharges?needsAttention=true").want(http.StatusOK).wantAll(map[string]any{"data.total": "1", "data.data.0.id": id})
	console.accepts(admin.resolve(id, "credit", "网关已确认"))
	u.rechargeIs(id, "2", "150")
	u.credited("150.00")
	w.agree()
}

func TestOfTwoAdminsAtOnceOneResolves(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	id := u.rechargeIn(parkedRecharge)
	answers := make([]answer, 8)
	atOnce(len(answers), func(i int) {
		action := []string{"credit", "close"}[i%2]
		answers[i] = w.person("admin-"+string(rune('a'+i)), funds.RoleAdmin).resolve(id, action, "同时处理")
	})
	won := 0
	for _, got := range answers {
		if got.Status == http.StatusOK {
			won++
		} else {
			got.want(http.StatusConflict)
		}
	}
	same(t, "winners", 1, won)
	if credits := u.credits(); len(credits) > 1 {
		t.Errorf("credited %v", credits)
	}
}

func TestNothingIsCreditedThatTheGatewayDoesNotConfirm(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.payer(t), w.admin().in(t)
	id, refused := u.rechargeIn(parkedRecharge), u.rechargeIn(parkedRecharge)
	before := w.dump()
	for _, mode := range faultModes() {
		w.fault(getDeposit, mode, 1, 0)
		console.refuses(admin.resolve(id, "credit", "网关不答"), http.StatusConflict)
	}
	w.noFaults()
	w.gatewaySays(id, map[string]any{"hidden": true})
	console.refuses(admin.resolve(id, "credit", "查无此单"), http.StatusConflict)
	w.gatewaySays(id, map[string]any{"hidden": false, "state": funds.GatewayDepositTimedOut})
	console.refuses(admin.resolve(id, "credit", "超时"), http.StatusConflict)
	w.gatewaySays(refused, map[string]any{"state": funds.GatewayDepositRefused})
	console.refuses(admin.resolve(refused, "credit", "驳回"), http.StatusConflict)
	same(t, "the table", before, w.dump())
	u.credited()
	u.rechargeIs(id, "5", "0")
}

// TestMoneyForAClosedWalletWaitsForAnAdmin: it came late, when nothing kept the wallet open.
func TestMoneyForAClosedWalletWaitsForAnAdmin(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.payer(t), w.admin().in(t)
	id := u.recharge("200")
	u.gatewaySays(id, map[string]any{"state": funds.GatewayDepositTimedOut})
	u.checkRecharge(id).shows("4", "0")
	setWallet := func(status string) {
		admin.post("/api/admin/wallet/status", map[string]string{"userId": u.sub, "status": status, "reason": "注销"}).want(http.StatusOK)
	}
	setWallet("closed")
	u.gatewaySays(id, map[string]any{"state": funds.GatewayDepositDone, "callback": true})
	same(t, "the callback's answer", []string{"200 success"}, u.calledBack(id, 1))
	u.credited()
	admin.get("/admin/recharges?needsAttention=true").want(http.StatusOK).wantAll(map[string]any{
		"data.total": "1", "data.data.0.id": id, "data.data.0.notifyInfo": "充值已到账，但钱包已关闭，等待人工处理",
	})
	console.refuses(admin.resolve(id, "credit", "入账"), http.StatusConflict)
	setWallet("active")
	console.accepts(admin.resolve(id, "credit", "入账")).wantAll(map[string]any{"data.state": "2", "data.creditedAmount": "200"})
	u.credited("200.00")
	w.agree()
}

func TestAdminsFindRechargesByStateAndNeed(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := w.admin().in(t)
	want := map[string]int{}
	for state := range 6 {
		for range state + 1 {
			u := w.payer(t)
			id := u.recharge("200")
			if state > 0 {
				u.gatewaySays(id, map[string]any{"state": state})
				u.checkRecharge(id)
			}
			want[string(rune('0'+state))]++
		}
	}
	for state, n := range want {
		page := admin.get("/admin/recharges?pageSize=100&state=" + state).want(http.StatusOK)
		rows, _ := page.at("data.data").([]any)
		same(t, "of state "+state, n, len(rows))
		same(t, "total of state "+state, any(json.Number(string(rune('0'+n)))), page.at("data.total"))
		for _, row := range rows {
			same(t, "state", any(json.Number(state)), row.(map[string]any)["state"])
		}
	}
	seen := map[any]bool{}
	for page := 1; page <= 3; page++ {
		rows, _ := admin.get("/admin/recharges?pageSize=7&page=" + string(rune('0'+page))).want(http.StatusOK).at("data.data").([]any)
		for _, row := range rows {
			seen[row.(map[string]any)["id"]] = true
		}
	}
	same(t, "on three pages", 21, len(seen))
	for _, bad := range []string{"state=6", "state=-1", "state=done", "state=2.0", "state=02", "state=1&state=2", "needsAttention=false"} {
		_, fields := console.refuses(admin.get("/admin/recharges?"+bad), http.StatusBadRequest)
		same(t, bad+" names", 1, len(fields))
	}
}
