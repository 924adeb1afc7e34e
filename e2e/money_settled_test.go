package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// isRecharge says which kind of order an id names. A withdrawal's may begin with RC too, by chance.
func isRecharge(order string) bool {
	_, err := funds.ParseRechargeID(order)
	return err == nil
}

// settle is an admin's adjustment that names an order.
func (p *person) settle(order, amount string) answer {
	p.t.Helper()
	name := "withdrawalId"
	if isRecharge(order) {
		name = "rechargeId"
	}
	return p.admin().post("/api/admin/wallet/adjust", map[string]any{
		"userId": p.sub, "amount": json.Number(amount), "reason": "与网关核对", name: order,
	})
}

// askAgain is an admin's question about an order, as soon as one may be asked.
func (p *person) askAgain(order string) (got answer) {
	p.t.Helper()
	path := records + order
	if isRecharge(order) {
		path = "/admin/recharges/" + order
	}
	eventually(p.t, "a question about "+order, func() bool {
		got = p.admin().post(path+"/ask", nil)
		return got.Status != http.StatusConflict || !strings.Contains(got.Raw, "刚刚")
	})
	return got
}

func (p *person) setWallet(status string) answer {
	p.t.Helper()
	return p.admin().post("/api/admin/wallet/status", map[string]any{"userId": p.sub, "status": status, "reason": "已处理"})
}

// lostAndFailed is a withdrawal of 100 whose order the gateway lost, and that an admin failed.
func (p *person) lostAndFailed() (id string) {
	p.t.Helper()
	id = p.processing("100")
	p.gatewaySays(id, map[string]any{"hidden": true})
	p.reconcileToPark(id)
	p.admin().fail(id).want(http.StatusOK)
	return id
}

// foundPaid lets the gateway find it again, paid, and an admin ask.
func (p *person) foundPaid(id string) {
	p.t.Helper()
	p.gatewaySays(id, map[string]any{"hidden": false, "state": 1})
	p.reconcileUntil(id+" to be found", func() bool { return p.stored(id).Due() == -100_00 })
}

// settledInPart is a withdrawal that failed and that the gateway paid, of which 40 were taken.
func (p *person) settledInPart() (id string) {
	p.t.Helper()
	id = p.lostAndFailed()
	p.foundPaid(id)
	p.settle(id, "-40").want(http.StatusOK)
	p.setWallet("active").want(http.StatusOK)
	return id
}

// TestASettledContradictionIsDueAgainWhenTheGatewayTakesItBack: what is due is what the last word says, less what was
// settled; until it is settled the wallet is not made active.
func TestASettledContradictionIsDueAgainWhenTheGatewayTakesItBack(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("1000")
	id := u.lostAndFailed()
	u.foundPaid(id)
	detail := func() answer { return u.admin().get(records + id + "/detail").want(http.StatusOK) }
	detail().wantAll(map[string]any{"data.dueAmount": "-100", "data.settledAmount": nil, "data.settlements.0.action": "contradict"})
	u.admin().get("/api/admin/wallets/" + u.sub).want(http.StatusOK).wantAll(map[string]any{"data.unsettledOrders.0": id, "data.status": "frozen"})
	before := w.itemsOf(id, u.sub)
	for _, amount := range []string{"61", "100", "-100.01"} {
		message, _ := wallet.refuses(u.settle(id, amount), http.StatusBadRequest)
		if !strings.Contains(message, "amount") {
			t.Errorf("%s is refused with %q", amount, message)
		}
	}
	if message, _ := wallet.refuses(u.setWallet("active"), http.StatusBadRequest); !strings.Contains(message, id) {
		t.Errorf("it does not say which order is unsettled: %s", message)
	}
	same(t, "the table", before, w.itemsOf(id, u.sub))

	u.settle(id, "-60").want(http.StatusOK).wantAll(map[string]any{"data.newBalance": "940.00"})
	detail().wantAll(map[string]any{"data.dueAmount": "-40", "data.settledAmount": "-60", "data.needsAttention": nil, "data.settlements.1.action": "settle"})
	u.setWallet("active").want(http.StatusOK)
	u.notify(notice(id, "100", 1, time.Now())).succeeds() // the same word
	same(t, "it waits for an admin", false, u.waits(id))

	w.gatewaySays(id, map[string]any{"state": 2})
	eventually(t, "the order to be refused", func() bool {
		u.askAgain(id).want(http.StatusOK)
		return u.waits(id)
	})
	detail().wantAll(map[string]any{"data.dueAmount": "60", "data.settledAmount": "-60"})
	wallet.refuses(u.settle(id, "-40"), http.StatusBadRequest)
	u.settle(id, "60").want(http.StatusOK).wantAll(map[string]any{"data.newBalance": "1000.00"})
	detail().wantAll(map[string]any{"data.dueAmount": nil, "data.settledAmount": nil})
	wallet.refuses(u.settle(id, "0"), http.StatusBadRequest) // nothing is left
	w.agree()
}

// TestAnEndedRechargeIsAskedAboutAndIsNotPaidTwice: both rechecks are over and the callback was lost.
func TestAnEndedRechargeIsAskedAboutAndIsNotPaidTwice(t *testing.T) { //nolint:tparallel // its parts share one schedule
	t.Parallel()
	w := start(t, map[string]any{"recheckSeconds": []int{1}})
	ended := func(t *testing.T) (*person, string) {
		t.Helper()
		u := w.payer(t)
		id := u.recharge("200")
		u.gatewaySays(id, map[string]any{"state": funds.GatewayDepositTimedOut})
		u.reconcileUntil("it ends, and is asked about no more", func() bool {
			return u.settled(id, funds.GatewayDepositTimedOut) && u.storedRecharge(id).Watch.Due.IsZero()
		})
		u.gatewaySays(id, map[string]any{"state": funds.GatewayDepositDone})
		u.reconcile()
		u.rechargeIs(id, "4", "0")
		return u, id
	}
	t.Run("the user's check finds it", func(t *testing.T) {
		u, id := ended(t)
		eventually(t, "the credit", func() bool { return u.checkRecharge(id).at("data.state") == json.Number("2") })
		u.credited("200.00")
	})
	t.Run("an admin asks again", func(t *testing.T) {
		u, id := ended(t)
		console.refuses(u.post("/admin/recharges/"+id+"/ask", nil), http.StatusForbidden)
		u.askAgain(id).want(http.StatusOK).wantAll(map[string]any{"data.state": "2", "data.creditedAmount": "200"})
		u.credited("200.00")
		console.refuses(u.askAgain(id), http.StatusConflict)
		u.admin().get("/admin/audit-logs?module=recharge&action=ask&targetId=" + id).want(http.StatusOK).wantAll(map[string]any{"data.total": "1"})
	})
	t.Run("an adjustment that names it fences it", func(t *testing.T) {
		u, id := ended(t)
		wallet.refuses(u.settle(id, "200.01"), http.StatusBadRequest)
		u.settle(id, "200").want(http.StatusOK).wantAll(map[string]any{"data.newBalance": "200.00"})
		u.notifyRecharge(notice(id, "200", funds.GatewayDepositDone, time.Now())).succeeds()
		u.credited()
		u.admin().get("/admin/recharges/" + id).want(http.StatusOK).wantAll(map[string]any{
			"data.state": "5", "data.needsAttention": true, "data.settledAmount": "200", "data.dueAmount": nil, "data.creditedAmount": nil,
		})
		console.refuses(u.admin().resolve(id, "credit", "入账"), http.StatusConflict)
		console.accepts(u.admin().resolve(id, "close", "已补")).wantAll(map[string]any{"data.state": "3"})
		u.has("200.00", "0.00")
	})
}
