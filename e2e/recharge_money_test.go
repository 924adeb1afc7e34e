package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestARechargeIsPaidAndCreditedOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	u.get("/api/recharge/channels").want(http.StatusOK).wantAll(map[string]any{
		"data.0.code": rechargeChannel, "data.0.name": "MVola小额", "data.0.min": "100", "data.0.max": "5000",
	})
	made := u.startRecharge("200.00").want(http.StatusOK).shows("0", "0")
	id := made.text("data.id")
	page := made.text("data.url")
	if !strings.HasPrefix(page, w.SandboxURL()+"/pay/") {
		t.Fatalf("the page to pay at is %q", page)
	}
	send(t, http.MethodGet, page, "", nil, nil).want(http.StatusOK) // opening it opens the order
	u.checkRecharge(id).shows("1", "0")
	u.credited()

	u.gatewaySays(id, map[string]any{"state": 2, "callback": true})
	u.rechargeBecomes(id, "2", "200")
	u.credited("200.00")
	order := u.rechargeOf(id)
	same(t, "the word", any("完成"), order["stateText"])
	same(t, "the page of what is paid", any(""), order["url"])
	u.get("/api/wallet").wantAll(map[string]any{"data.balance": "200.00", "data.totalRecharge": "200.00", "data.frozenAmount": "0.00"})
	u.get("/api/wallet/transactions").wantAll(map[string]any{
		"data.transactions.0.type": "top_up", "data.transactions.0.relatedId": id, "data.transactions.0.relatedType": "recharge",
	})
	u.get("/api/wallet/transactions?uid=" + u.sub).wantAll(map[string]any{
		"data.transactions.0.type": "recharge", "data.transactions.0.status": "success", "data.transactions.0.transaction_no": id,
	})
	u.ask() // what came in can be taken out
	u.has("200.00", "100.00")
	w.agree()
}

func (p *person) settled(id string, state int) bool {
	return p.rechargeOf(id)["state"] == json.Number(fmt.Sprint(state))
}

// rechargeStates are the gateway's, and what a recharge of 200 is credited with in each.
func rechargeStates() map[int][]string {
	return map[int][]string{
		funds.GatewayDepositNew: nil, funds.GatewayDepositProcessing: nil, funds.GatewayDepositDone: {"200.00"},
		funds.GatewayDepositRefused: nil, funds.GatewayDepositTimedOut: nil, funds.GatewayDepositMismatch: nil,
	}
}

// ended fails the test where a recharge of 200 is not as a state of the gateway leaves it.
func (p *person) ended(id string, state int, credits []string) {
	p.t.Helper()
	p.rechargeIs(id, fmt.Sprint(state), map[bool]string{false: "0", true: "200"}[len(credits) > 0])
	p.credited(credits...)
	admin := p.admin().in(p.t)
	parked := admin.get("/admin/recharges?needsAttention=true&pageSize=100").want(http.StatusOK)
	same(p.t, "it waits for an admin", state == funds.GatewayDepositMismatch, strings.Contains(parked.Raw, id))
}

func TestEveryStateOfARechargeIsHeardByCallbackAndCheck(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"sendGraceSeconds": 300}) // no look by itself
	for state, credits := range rechargeStates() {
		t.Run(fmt.Sprint("state ", state), func(t *testing.T) {
			t.Parallel()
			u := w.payer(t)
			id := u.recharge("200")
			u.gatewaySays(id, map[string]any{"state": state})
			u.checkRecharge(id)
			u.ended(id, state, credits)
			if state != funds.GatewayDepositDone && state != funds.GatewayDepositRefused {
				u.notifyRecharge(notice(id, "200", state, time.Now())).want(http.StatusBadRequest) // the gateway does not
				return
			}
			u = w.payer(t)
			id = u.recharge("200")
			u.gatewaySays(id, map[string]any{"state": state, "callback": true})
			same(t, "the callback's answer", []string{"200 success"}, u.calledBack(id, 1))
			u.ended(id, state, credits)
		})
	}
}

func TestEveryStateOfARechargeIsHeardByReconcile(t *testing.T) { //nolint:tparallel // its parts share one schedule
	t.Parallel()
	w := start(t, nil)
	type waiting struct {
		u  *person
		id string
	}
	all := map[int]waiting{}
	for state := range rechargeStates() {
		u := w.payer(t)
		all[state] = waiting{u, u.recharge("200")}
		w.gatewaySays(all[state].id, map[string]any{"state": state})
	}
	for state, credits := range rechargeStates() {
		t.Run(fmt.Sprint("state ", state), func(t *testing.T) {
			u, id := all[state].u.in(t), all[state].id
			u.reconcileUntil("a look at "+id, func() bool {
				r := u.storedRecharge(id)
				return u.settled(id, state) && (state != funds.GatewayDepositNew || r.Watch.Checks > 1)
			})
			u.ended(id, state, credits)
		})
	}
	w.agree()
}

func TestACallbackIsBelievedOnlyAsFarAsGetConfirms(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"sendGraceSeconds": 300}) // the first look by itself is far away
	tests := map[string]map[string]any{
		"get says that it is open":   {"state": 1},
		"get says that it is absent": {"state": 1, "hidden": true},
		"get says refused":           {"state": 3},
		"get says another amount":    {"state": 5, "received": 100},
	}
	for name, truth := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := w.payer(t)
			id := u.recharge("200")
			u.gatewaySays(id, truth)
			before := u.storedRecharge(id)
			u.notifyRecharge(notice(id, "200", 2, time.Now())).succeeds()
			u.credited()
			after := u.storedRecharge(id)
			soon := time.Now().Add(2 * time.Second)
			if after.State != funds.RechargeOpen || after.Version != before.Version+1 || after.Watch.Due.After(soon) || !strings.Contains(string(after.NotifyInfo), "2") {
				t.Errorf("the receipt: %s at version %d (was %d), due %v, %q", after.State, after.Version, before.Version, after.Watch.Due, after.NotifyInfo)
			}
			u.gatewaySays(id, map[string]any{"state": 2, "received": 200, "hidden": false})
			u.reconcileUntil("the money is credited when it is true", func() bool { return len(u.credits()) > 0 })
			u.rechargeIs(id, "2", "200")
			u.credited("200.00")
		})
	}
}

func TestWhatIsCreditedIsWhatTheGatewayConfirms(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	id := u.recharge("200")
	u.gatewaySays(id, map[string]any{"state": 2, "received": 150.5})
	u.notifyRecharge(notice(id, "999", 2, time.Now())).succeeds() // the callback names a third amount
	u.credited("150.50")
	order := u.rechargeOf(id)
	same(t, "asked for", any(json.Number("200")), order["amount"])
	same(t, "credited", any(json.Number("150.5")), order["creditedAmount"])
	same(t, "said", any("充值成功，到账 150.50，申请 200.00"), order["notifyInfo"])
	w.agree()
}

func TestLateMoneyIsCreditedOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for _, end := range []int{funds.GatewayDepositRefused, funds.GatewayDepositTimedOut, funds.GatewayDepositMismatch} {
		t.Run(fmt.Sprint("after ", end), func(t *testing.T) {
			t.Parallel()
			u := w.payer(t)
			id := u.recharge("200")
			u.gatewaySays(id, map[string]any{"state": end})
			u.checkRecharge(id).shows(fmt.Sprint(end), "0")
			u.gatewaySays(id, map[string]any{"state": 2, "callback": true, "times": 3})
			u.rechargeBecomes(id, "2", "200")
			u.calledBack(id, 3)
			u.credited("200.00")
		})
	}
}

func TestTwentyWordsAtOnceCreditOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	id := u.recharge("200")
	u.gatewaySays(id, map[string]any{"state": 2})
	word := notice(id, "200", 2, time.Now())
	atOnce(30, func(i int) { // twenty callbacks, and the other ways among them
		switch i % 6 {
		case 2:
			u.checkRecharge(id)
		case 5:
			u.reconcile()
		default:
			u.notifyRecharge(word).succeeds()
		}
	})
	u.rechargeIs(id, "2", "200")
	u.credited("200.00")

	before := w.itemsOf(id, u.sub) // repeated after the end, even where the gateway has forgotten the order
	w.gatewaySays(id, map[string]any{"hidden": true, "callback": true, "times": 2})
	same(t, "the answers", []string{"200 success", "200 success"}, w.calledBack(id, 2))
	same(t, "the table", before, w.itemsOf(id, u.sub))
	w.agree()
}

func TestACreditThatTheGatewayTakesBackIsForAnAdmin(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	admin := w.admin().in(t)
	id := u.recharge("200")
	u.gatewaySays(id, map[string]any{"state": 2})
	u.checkRecharge(id).shows("2", "200")
	u.gatewaySays(id, map[string]any{"state": 3, "callback": true})
	u.calledBack(id, 1)
	u.reconcileUntil("an admin is asked for", func() bool { // once more: the word came just when the money had
		return admin.get("/admin/recharges?needsAttention=true").want(http.StatusOK).text("data.data.0.id") == id
	})
	u.credited("200.00") // nothing moved
	u.get("/api/wallet").wantAll(map[string]any{"data.status": "frozen", "data.balance": "200.00"})
	console.refuses(admin.resolve(id, "credit", "再来一次"), http.StatusConflict)
	console.accepts(admin.resolve(id, "close", "已追回"))
	same(t, "waiting", json.Number("0"), admin.get("/admin/recharges?needsAttention=true").at("data.total").(json.Number))
	u.credited("200.00")
}
