package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

// TestAnAdminsDecisionRacesTheGatewaysWord: another amount came, and the gateway has just made up its mind to take
// it, while admins decide.
func TestAnAdminsDecisionRacesTheGatewaysWord(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for _, action := range []string{recharge.ResolveCredit, recharge.ResolveClose} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			u := w.payer(t)
			id := u.rechargeIn(parkedRecharge)
			u.gatewaySays(id, map[string]any{"state": funds.GatewayDepositDone})
			word := notice(id, "150", funds.GatewayDepositDone, time.Now())
			var resolved atomic.Int64
			atOnce(20, func(i int) {
				switch i % 4 {
				case 0:
					got := u.person(fmt.Sprint("admin-", i), funds.RoleAdmin).resolve(id, action, "同时处理")
					if got.Status == http.StatusOK {
						resolved.Add(1)
					} else {
						got.want(http.StatusConflict)
					}
				case 1:
					u.checkRecharge(id)
				default:
					u.notifyRecharge(word).succeeds()
				}
			})
			admin := u.admin()
			audited := admin.get("/admin/audit-logs?module=recharge&targetId=" + id).want(http.StatusOK).at("data.total")
			same(t, "audit records", fmt.Sprint(resolved.Load()), fmt.Sprint(audited))
			waits := strings.Contains(admin.get("/admin/recharges?needsAttention=true&pageSize=100").want(http.StatusOK).Raw, id)
			if action == recharge.ResolveCredit || resolved.Load() == 0 {
				u.rechargeIs(id, "2", "150")
				u.credited("150.00")
				same(t, "it waits for an admin", false, waits)
				return
			}
			// Closed first: what the gateway then says is for an admin again, who may have closed that too.
			u.rechargeIs(id, "3", "0")
			u.credited()
			same(t, "it waits for an admin, or a second one has seen it", true, waits || resolved.Load() > 1)
		})
	}
}

// TestAnOldWordDoesNotContradictACredit holds the gateway's word on its way to a check, while the money comes and
// is credited: the wallet must not be frozen for what was true a moment ago.
func TestAnOldWordDoesNotContradictACredit(t *testing.T) { //nolint:tparallel // its parts share one gateway
	t.Parallel()
	g := startGated(t, nil)
	for _, old := range []int{funds.GatewayDepositProcessing, funds.GatewayDepositRefused, funds.GatewayDepositTimedOut, funds.GatewayDepositMismatch} {
		t.Run(fmt.Sprint("state ", old), func(t *testing.T) {
			u := g.payer(t)
			id := u.recharge("200")
			u.gatewaySays(id, map[string]any{"state": old})
			held := g.hold(gatePoint{getDeposit, true}, id)
			checked := background(func() answer { return u.post("/api/recharge/check", map[string]string{"id": id}) })
			held.reach(t)
			u.gatewaySays(id, map[string]any{"state": funds.GatewayDepositDone, "callback": true})
			u.calledBack(id, 1)
			u.rechargeIs(id, "2", "200")
			held.pass <- true
			(<-checked).want(http.StatusOK).wantAll(map[string]any{"data.state": "2", "data.creditedAmount": "200"})
			u.reconcileUntil("the gateway is asked once more", func() bool { return u.storedRecharge(id).Watch.Due.IsZero() })
			same(t, "an admin is asked for", false, u.storedRecharge(id).NeedsAttention)
			same(t, "the wallet", "active", u.purse().Status)
			u.credited("200.00")
		})
	}
	g.agree()
}

// TestCallbacksThatContradictEachOther: only one of them can be what get says.
func TestCallbacksThatContradictEachOther(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for truth, credits := range map[int][]string{funds.GatewayDepositDone: {"200.00"}, funds.GatewayDepositRefused: nil} {
		t.Run(fmt.Sprint("get says ", truth), func(t *testing.T) {
			t.Parallel()
			u := w.payer(t)
			id := u.recharge("200")
			u.gatewaySays(id, map[string]any{"state": truth})
			atOnce(8, func(i int) {
				u.notifyRecharge(notice(id, "200", []int{funds.GatewayDepositDone, funds.GatewayDepositRefused}[i%2], time.Now())).succeeds()
			})
			u.ended(id, truth, credits)
			u.reconcileUntil("every word is looked into", func() bool { return u.storedRecharge(id).Watch.Due.IsZero() })
			u.ended(id, truth, credits)
			same(t, "the wallet", "active", u.purse().Status)
		})
	}
}

// TestNoMoreRechargesWaitThanMay, however many are asked for at once.
func TestNoMoreRechargesWaitThanMay(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"maxOpen": 3})
	u := w.payer(t)
	var made atomic.Int64
	atOnce(12, func(int) {
		got := u.startRecharge("100")
		if got.Status == http.StatusOK {
			made.Add(1)
			return
		}
		merchant.refuses(got, http.StatusBadRequest)
	})
	same(t, "recharges", 3, made.Load())
	same(t, "orders", 3, len(w.listing().Orders))
	u.gatewaySays(u.get("/api/recharge").text("data.orders.0.id"), map[string]any{"state": funds.GatewayDepositDone, "callback": true})
	eventually(t, "one to end", func() bool { return len(u.credits()) == 1 })
	u.recharge("100") // there is room again
}

// TestAKilledRechargeIsFoundByItsKey: whoever lost the answer asks again, and is sent to the gateway once.
func TestAKilledRechargeIsFoundByItsKey(t *testing.T) { //nolint:tparallel // one process at a time is killed
	t.Parallel()
	g := startGated(t, nil)
	amount := 1000
	for name, in := range rechargeWindows() {
		t.Run(name, func(t *testing.T) {
			u := g.payer(t)
			amount++ // what both gates see
			body := fmt.Sprintf(`{"amount":%d,"channelCode":"%s"}`, amount, rechargeChannel)
			mention := u.sub
			if in.at.call == createDeposit {
				mention = fmt.Sprintf(`"amount":%d`, amount)
			}
			held := g.hold(in.at, mention)
			sent := background(func() answer { return u.keyed("/api/recharge", "k", body) })
			held.reach(t)
			g.signal("gateway-order", syscall.SIGKILL)
			(<-sent).want(http.StatusBadGateway)
			held.pass <- in.arrives

			id := u.keyed("/api/recharge", "k", body).want(http.StatusOK).text("data.id")
			same(t, "recharges", any(json.Number("1")), u.get("/api/recharge").at("data.pagination.total"))
			if in.claimed && !in.there {
				u.reconcileUntil("it is given up", func() bool { return u.settled(id, funds.GatewayDepositTimedOut) })
			} else {
				eventually(t, "the gateway to have the order", func() bool { return len(u.gatewayOrders(id)) == 1 })
				u.gatewaySays(id, map[string]any{"state": funds.GatewayDepositDone})
				u.reconcileUntil("the money is there", func() bool { return len(u.credits()) > 0 })
				u.rechargeIs(id, "2", fmt.Sprint(amount))
			}
			if creates := u.listing().CreateRequests[sandbox.Deposit][id]; creates > 1 {
				t.Errorf("the gateway was asked %d times", creates)
			}
		})
	}
	g.agree()
}

// TestAnAdminsFunctionKilledAnywhereResolvesOnce: the money, the end of the wait and the audit record are one.
func TestAnAdminsFunctionKilledAnywhereResolvesOnce(t *testing.T) { //nolint:tparallel // one process at a time is killed
	t.Parallel()
	g := startGated(t, nil)
	for name, in := range settleWindows(getDeposit) {
		t.Run(name, func(t *testing.T) {
			u := g.payer(t)
			admin := u.admin()
			id := u.rechargeIn(parkedRecharge)
			held := g.hold(in.at, id)
			resolved := background(func() answer { return admin.resolve(id, recharge.ResolveCredit, "已与网关核对") })
			held.reach(t)
			g.signal("recharge", syscall.SIGKILL)
			(<-resolved).want(http.StatusBadGateway)
			held.pass <- in.arrives

			written := in.arrives || in.at == gatePoint{"TransactWriteItems", true}
			if written {
				eventually(t, "the settlement to arrive", func() bool { return len(u.credits()) == 1 })
				console.refuses(admin.resolve(id, recharge.ResolveCredit, "再来一次"), http.StatusConflict)
			} else {
				u.rechargeIs(id, "5", "0")
				u.credited()
				console.accepts(admin.resolve(id, recharge.ResolveCredit, "再来一次"))
			}
			u.rechargeIs(id, "2", "150")
			u.credited("150.00")
			audited := admin.get("/admin/audit-logs?module=recharge&targetId=" + id).want(http.StatusOK)
			same(t, "audit records", any(json.Number("1")), audited.at("data.total"))
		})
	}
	g.agree()
}
