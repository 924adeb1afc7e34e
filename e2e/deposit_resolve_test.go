package e2e_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// getDeposit and createDeposit are the gateway's calls.
const (
	getDeposit    = "deposit/get"
	createDeposit = "deposit/create"
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

func TestNothingIsCreditedThatTheGatewayDoesNotConfirm(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, nil)
	u, admin := w.payer(t), w.admin().in(t)
	id := u.rechargeIn(parkedRecharge)
	for _, mode := range faultModes() {
		w.fault(getDeposit, mode, 1, 0)
		console.refuses(admin.resolve(id, "credit", "网关不答"), http.StatusConflict)
	}
	w.noFaults()
	w.gatewaySays(id, map[string]any{"hidden": true})
	console.refuses(admin.resolve(id, "credit", "查无此单"), http.StatusConflict)
	w.gatewaySays(id, map[string]any{"hidden": false, "state": 4})
	console.refuses(admin.resolve(id, "credit", "超时"), http.StatusConflict)
	u.credited()
	u.rechargeIs(id, "5", "0")
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

// TestADepositThatGoesWrongEndsRight breaks the call that asks the gateway to collect, in every way: the user may
// have paid where the gateway has the order, and cannot have where it has none.
func TestADepositThatGoesWrongEndsRight(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, nil)
	type broken struct {
		createFault
		u  *person
		id string
	}
	var all []broken
	for _, fault := range createFaults() {
		w.fault(createDeposit, fault.mode, 1, fault.delayMs)
		u := w.user("0")
		made := u.startRecharge("200").want(http.StatusOK).shows("0", "0")
		made.wantAll(map[string]any{"message": "已提交，结果确认中", "data.url": ""})
		all = append(all, broken{fault, u, made.text("data.id")})
		w.noFaults()
	}
	for _, one := range all {
		t.Run(string(one.mode), func(t *testing.T) {
			u, id := one.u.in(t), one.id
			if one.there {
				eventually(t, "the gateway to have the order", func() bool { return len(u.gatewayOrders(id)) == 1 })
				u.gatewaySays(id, map[string]any{"state": 2})
				u.reconcileUntil("the money is there", func() bool { return len(u.credits()) > 0 })
				u.credited("200.00")
				u.rechargeIs(id, "2", "200")
			} else {
				u.reconcileUntil("it is given up", func() bool { return u.settled(id, funds.DepositTimedOut) })
				u.credited()
			}
			same(t, "creates", 1, u.listing().CreateRequests[sandbox.Deposit][id])
		})
	}
	w.agree()
}

func TestARefusedDepositEndsAtOnceWithItsReason(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.fault(createDeposit, sandbox.Refuse, 1, 0)
	u := w.payer(t)
	message, _ := merchant.refuses(u.startRecharge("200"), http.StatusBadRequest)
	if message == "" {
		t.Error("no reason is given")
	}
	u.get("/api/recharge").want(http.StatusOK).wantAll(map[string]any{"data.orders.0.state": "3", "data.orders.0.notifyInfo": message})
	u.credited()
}

func TestAGatewayThatDoesNotSayHowADepositEndedMovesNothing(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, map[string]any{"receiptDelaySeconds": 0})
	u := w.payer(t)
	for _, mode := range faultModes() {
		id := u.recharge("200")
		before := len(u.credits())
		u.gatewaySays(id, map[string]any{"state": 2})
		u.fault(getDeposit, mode, always, 0)
		u.checkRecharge(id).shows("0", "0")
		u.notifyDeposit(notice(id, "200", 2, time.Now())).succeeds()
		u.reconcile()
		same(t, "credits while the gateway answers with "+string(mode), before, len(u.credits()))
		u.noFaults()
		u.reconcileUntil("the money is there after "+string(mode), func() bool { return len(u.credits()) > before })
		u.rechargeIs(id, "2", "200")
	}
	w.agree()
}
