package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

func TestARechargeIsPaidAndCreditedOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	u.get("/api/recharge/channels").want(http.StatusOK).wantAll(map[string]any{
		"data.0.code": depositChannel, "data.0.name": "MVola小额", "data.0.min": "100", "data.0.max": "5000",
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

// ways are how a word of the gateway's reaches us.
func ways(u *person, id string) map[string]func(state int) {
	return map[string]func(state int){
		"by callback": func(state int) { u.notifyDeposit(notice(id, "200", state, time.Now())).succeeds() },
		"by check":    func(int) { u.checkRecharge(id) },
		"by reconcile": func(state int) {
			u.reconcileUntil("the recharge is settled", func() bool { return u.settled(id, state) })
		},
	}
}

func (p *person) settled(id string, state int) bool {
	return p.rechargeOf(id)["state"] == json.Number(fmt.Sprint(state))
}

func TestEveryStateOfADepositIsHeardByEveryWay(t *testing.T) { //nolint:tparallel // its parts share one schedule, which is theirs
	t.Parallel()
	w := start(t, nil)
	for state, credited := range map[int]string{
		funds.DepositProcessing: "0", funds.DepositDone: "200", funds.DepositRefused: "0", funds.DepositTimedOut: "0", funds.DepositMismatch: "0",
	} {
		for name := range ways(nil, "") {
			calledBack := state == funds.DepositDone || state == funds.DepositRefused
			if name == "by callback" && !calledBack {
				continue // the gateway does not
			}
			t.Run(fmt.Sprint(state, " ", name), func(t *testing.T) {
				u := w.payer(t)
				id := u.recharge("200")
				u.gatewaySays(id, map[string]any{"state": state})
				ways(u, id)[name](state)
				u.rechargeIs(id, fmt.Sprint(state), credited)
				if credited == "0" {
					u.credited()
				} else {
					u.credited("200.00")
				}
			})
		}
	}
	w.agree()
}

func TestACallbackIsBelievedOnlyAsFarAsGetConfirms(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
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
			u.notifyDeposit(notice(id, "200", 2, time.Now())).succeeds()
			u.credited()
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
	u.notifyDeposit(notice(id, "999", 2, time.Now())).succeeds() // the callback names a third amount
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
	for _, end := range []int{funds.DepositRefused, funds.DepositTimedOut, funds.DepositMismatch} {
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
	atOnce(24, func(i int) {
		switch i % 6 {
		case 4:
			u.checkRecharge(id)
		case 5:
			u.reconcile()
		default:
			u.notifyDeposit(word).succeeds()
		}
	})
	u.rechargeIs(id, "2", "200")
	u.credited("200.00")
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

func TestADepositsCallbackThatMayNotBeBelievedChangesNothing(t *testing.T) { //nolint:tparallel // the table is compared with itself
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	id := u.recharge("200")
	withdrawal := w.user("1000").in(t).processing("100")
	w.gatewaySays(id, map[string]any{"state": 2}) // so that get would confirm each of them
	w.gatewaySays(withdrawal, map[string]any{"state": 1})
	honest := notice(id, "200", 2, time.Now())
	forged := string(gateway.Keys{Current: "guess"}.Sign(honest).JSON())
	post := func(route, body string) answer { return send(t, http.MethodPost, w.URL()+route, "", body, nil) }
	tests := map[string]struct {
		send   func() answer
		status int
	}{
		"another key's signature":     {func() answer { return post("/api/recharge/callback", forged) }, http.StatusUnauthorized},
		"another merchant's":          {func() answer { return w.notifyDeposit(replaced(honest, "username", "merchant2")) }, http.StatusBadRequest},
		"an unknown order":            {func() answer { return w.notifyDeposit(replaced(honest, "merchantSerial", "RC"+unknownID)) }, http.StatusNotFound},
		"in small letters":            {func() answer { return w.notifyDeposit(replaced(honest, "merchantSerial", strings.ToLower(id))) }, http.StatusNotFound},
		"an open state":               {func() answer { return w.notifyDeposit(replaced(honest, "state", "1")) }, http.StatusBadRequest},
		"a state not called back":     {func() answer { return w.notifyDeposit(replaced(honest, "state", "5")) }, http.StatusBadRequest},
		"no state":                    {func() answer { return w.notifyDeposit(replaced(honest, "state", "")) }, http.StatusBadRequest},
		"a withdrawal's, here":        {func() answer { return w.notifyDeposit(notice(withdrawal, "100", 2, time.Now())) }, http.StatusNotFound},
		"a deposit's, for withdrawal": {func() answer { return w.notify(notice(id, "200", 1, time.Now())) }, http.StatusNotFound},
	}
	before := w.dump()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := test.send()
			got.t = t
			merchant.refuses(got, test.status)
			same(t, "the table", before, w.dump())
		})
	}
	u.notifyDeposit(notice(id, "200", 2, time.Now().Add(-time.Hour))).succeeds() // stale: recorded, and asked about later
	u.credited()
	u.reconcileUntil("it is asked about", func() bool { return len(u.credits()) > 0 })
	u.credited("200.00")
}
