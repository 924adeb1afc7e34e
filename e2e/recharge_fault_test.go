package e2e_test

import (
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

// TestARechargeThatGoesWrongEndsRight breaks the call that asks the gateway to collect, in every way: the user may
// have paid where the gateway has the order, and cannot have where it has none.
func TestARechargeThatGoesWrongEndsRight(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
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
				u.reconcileUntil("it is given up", func() bool { return u.settled(id, funds.GatewayDepositTimedOut) })
				u.credited()
			}
			same(t, "creates", 1, u.listing().CreateRequests[sandbox.Deposit][id])
		})
	}
	w.agree()
}

func TestARefusedRechargeEndsAtOnceWithItsReason(t *testing.T) {
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

func TestAGatewayThatDoesNotSayHowARechargeEndedMovesNothing(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"receiptDelaySeconds": 0})
	u := w.payer(t)
	for _, mode := range faultModes() {
		id := u.recharge("200")
		before := len(u.credits())
		u.gatewaySays(id, map[string]any{"state": 2})
		u.fault(getDeposit, mode, always, 0)
		u.checkRecharge(id).shows("0", "0")
		u.notifyRecharge(notice(id, "200", 2, time.Now())).succeeds()
		u.reconcile()
		same(t, "credits while the gateway answers with "+string(mode), before, len(u.credits()))
		u.noFaults()
		u.reconcileUntil("the money is there after "+string(mode), func() bool { return len(u.credits()) > before })
		u.rechargeIs(id, "2", "200")
	}
	w.agree()
}

// TestAGatewayThatAnswersTooLateCreditsNothing: our question has been given up by then.
func TestAGatewayThatAnswersTooLateCreditsNothing(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"receiptDelaySeconds": 0})
	u := w.payer(t)
	id := u.recharge("200")
	w.gatewaySays(id, map[string]any{"state": 2})
	w.fault(getDeposit, sandbox.Slow, always, 8500) // a call is given up after 8 s
	atOnce(3, func(i int) {
		switch i {
		case 0:
			w.notifyRecharge(notice(id, "200", 2, time.Now())).succeeds()
		case 1:
			u.checkRecharge(id).shows("0", "0")
		case 2:
			w.reconcileUntil("a look at "+id, func() bool { return w.storedRecharge(id).Watch.Checks > 0 })
		}
	})
	u.credited()
	w.noFaults()
	w.reconcileUntil("the money is there", func() bool { return len(u.credits()) > 0 })
	u.credited("200.00")
	w.agree()
}
