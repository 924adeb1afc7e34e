package e2e_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// rechargeWindows are the places in which the function that starts a recharge is killed.
func rechargeWindows() map[string]window {
	return map[string]window{
		"before it is written":                     {at: gatePoint{"TransactWriteItems", false}},
		"while it is written":                      {at: gatePoint{"TransactWriteItems", false}, arrives: true, claimed: true},
		"between the writing and the call":         {at: gatePoint{"TransactWriteItems", true}, claimed: true},
		"before the gateway has the call":          {at: gatePoint{createDeposit, false}, claimed: true},
		"while the call is on its way":             {at: gatePoint{createDeposit, false}, arrives: true, claimed: true, there: true},
		"before the gateway's answer arrives":      {at: gatePoint{createDeposit, true}, claimed: true, there: true},
		"between the call and the second commit":   {at: gatePoint{"UpdateItem", false}, claimed: true, there: true},
		"while the second commit is written":       {at: gatePoint{"UpdateItem", false}, arrives: true, claimed: true, there: true},
		"between the second commit and its answer": {at: gatePoint{"UpdateItem", true}, claimed: true, there: true},
	}
}

func TestARechargeWhoseFunctionIsKilledAnywhereEndsRight(t *testing.T) { //nolint:tparallel // one process at a time is killed
	t.Parallel()
	g := startGated(t, nil)
	type victim struct {
		window
		u    *person
		name string
	}
	var victims []victim
	for name, in := range rechargeWindows() {
		u := g.user("0")
		amount := fmt.Sprint(1000 + len(victims)) // what both gates see
		mention := u.sub
		if in.at.call == createDeposit {
			mention = `"amount":` + amount
		}
		held := g.hold(in.at, mention)
		sent := background(func() answer { return u.startRecharge(amount) })
		held.reach(t)
		g.signal("gateway-order", syscall.SIGKILL)
		if got := <-sent; got.Status != http.StatusBadGateway {
			t.Fatalf("killed %s: HTTP %d: %s", name, got.Status, got.Raw)
		}
		held.pass <- in.arrives
		victims = append(victims, victim{in, u, name})
	}
	for _, v := range victims {
		t.Run(v.name, func(t *testing.T) {
			u := v.u.in(t)
			if !v.claimed {
				same(t, "recharges", any(json.Number("0")), u.get("/api/recharge").at("data.pagination.total"))
				return
			}
			var id string
			eventually(t, "the recharge is listed", func() bool {
				id = u.get("/api/recharge").text("data.orders.0.id")
				return id != ""
			})
			if !v.there {
				u.reconcileUntil("it is given up", func() bool { return u.settled(id, funds.GatewayDepositTimedOut) })
				u.credited()
				return
			}
			eventually(t, "the gateway to have the order", func() bool { return len(u.gatewayOrders(id)) == 1 })
			u.gatewaySays(id, map[string]any{"state": 2})
			u.reconcileUntil("the money is there", func() bool { return len(u.credits()) > 0 })
			same(t, "credits", 1, len(u.credits()))
			same(t, "creates", 1, u.listing().CreateRequests[sandbox.Deposit][id])
		})
	}
	g.agree()
}

// TestARechargesSettlerKilledAnywhereSettlesOnce: the next run of reconcile does what is left.
func TestARechargesSettlerKilledAnywhereSettlesOnce(t *testing.T) { //nolint:tparallel // one process at a time is killed
	t.Parallel()
	g := startGated(t, map[string]any{"receiptDelaySeconds": 0, "sendGraceSeconds": 300})
	settlers := map[string]func(u *person, id string, state int) error{
		"reconcile": func(u *person, _ string, _ int) error { return u.reconcileDying() },
		"gateway-callback": func(u *person, id string, state int) error {
			return died(u.notifyRecharge(notice(id, "200", state, time.Now())))
		},
		"recharge": func(u *person, id string, _ int) error {
			return died(u.post("/api/recharge/check", map[string]string{"id": id}))
		},
	}
	for state, credits := range map[int]string{funds.GatewayDepositDone: "200", funds.GatewayDepositRefused: "0"} {
		for name, in := range settleWindows(getDeposit) {
			for function, settle := range settlers {
				t.Run(fmt.Sprintf("%s, %s, gateway state %d", function, name, state), func(t *testing.T) {
					u := g.payer(t)
					id := u.recharge("200")
					u.gatewaySays(id, map[string]any{"state": state})
					// A stale callback makes it due at once.
					u.notifyRecharge(notice(id, "200", state, time.Now().Add(-time.Hour))).succeeds()

					held := g.hold(in.at, id)
					settled := background(func() error { return settle(u, id, state) })
					held.reach(t)
					g.signal(function, syscall.SIGKILL)
					if err := <-settled; !errors.Is(err, errDied) {
						t.Errorf("%s: %v", function, err)
					}
					held.pass <- in.arrives

					u.reconcileUntil("the recharge is settled", func() bool { return u.settled(id, state) })
					u.rechargeIs(id, fmt.Sprint(state), credits)
					same(t, "credits", credits != "0", len(u.credits()) == 1)
				})
			}
		}
	}
	g.agree()
}
