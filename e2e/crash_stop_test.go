package e2e_test

import (
	"net/http"
	"syscall"
	"testing"
	"time"
)

// stopped is a withdrawal whose sender was stopped in the middle, and the end that it must come to.
type stopped struct {
	at gatePoint
	// meanwhile is what happens while the sender is stopped.
	meanwhile func(u *person, id string)
	ends      string
	creates   int // that the gateway gets, over all

	u    *person
	id   string
	pid  int
	sent <-chan answer
}

// TestASenderStoppedForLongerThanItsWindow comes back when all has been decided without it. At the worst
// gateway there is, it must not send then.
func TestASenderStoppedForLongerThanItsWindow(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	g := startGated(t, nil)
	g.setGateway(map[string]any{"repeatedSerial": "accept"}) // whatever the policy believes
	afterTheClaim := gatePoint{"TransactWriteItems", true}
	rows := map[string]*stopped{
		"and an admin gives it up": {
			at: afterTheClaim, ends: "failed", creates: 0,
			meanwhile: func(u *person, id string) {
				u.reconcileToPark(id)
				u.admin().fail(id).want(http.StatusOK)
			},
		},
		"and an admin sends it again": {
			at: afterTheClaim, ends: "completed", creates: 1,
			meanwhile: func(u *person, id string) {
				u.reconcileToPark(id)
				u.admin().pay(id, "").want(http.StatusOK)
				u.gatewaySays(id, map[string]any{"state": 1})
				u.reconcileTo(id, "completed")
			},
		},
		"and nobody does anything": {
			at: afterTheClaim, ends: "processing", creates: 0,
			meanwhile: func(u *person, id string) { u.reconcileToPark(id) },
		},
		"with the gateway's answer on its way, and reconcile settles": {
			at: gatePoint{createOrder, true}, ends: "completed", creates: 1,
			meanwhile: func(u *person, id string) {
				u.gatewaySays(id, map[string]any{"state": 1})
				u.reconcileTo(id, "completed")
			},
		},
		"before its second commit, and the gateway refuses": {
			at: gatePoint{"UpdateItem", false}, ends: "failed", creates: 1,
			meanwhile: func(u *person, id string) {
				u.gatewaySays(id, map[string]any{"state": 2})
				u.reconcileTo(id, "failed")
			},
		},
	}
	var pids []int
	for _, row := range rows {
		row.u = g.user("1000")
		account := "03872-" + row.u.sub + "."
		row.id = row.u.approved("100", account)
		held := g.hold(row.at, account)
		row.sent = background(func() answer { return row.u.admin().pay(row.id, "") })
		held.reach(t)
		row.pid = g.signal("payout-withdrawal", syscall.SIGSTOP, pids...)
		pids = append(pids, row.pid)
		t.Cleanup(func() { _ = syscall.Kill(row.pid, syscall.SIGCONT) }) // where the test fails before it does
		if row.at.after {
			held.pass <- true // what was done has its answer waiting, for when the process goes on
		} else {
			row.meanwhile = later(row.meanwhile, func() { held.pass <- true })
		}
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			u := row.u.in(t)
			eventually(t, "its window and grace to end", func() bool { return time.Now().After(u.stored(row.id).Payout.SendBy.Add(time.Second)) })
			row.meanwhile(u, row.id)
			if err := syscall.Kill(row.pid, syscall.SIGCONT); err != nil {
				t.Fatal(err)
			}
			(<-row.sent).want(http.StatusOK)
			u.is(row.id, row.ends)
			same(t, "creates", row.creates, u.sent(row.id))
			same(t, "orders", row.creates, len(u.gatewayOrders(row.id)))
		})
	}
	g.agree()
}

// later does one thing, and then another.
func later(first func(*person, string), then func()) func(*person, string) {
	return func(u *person, id string) {
		first(u, id)
		then()
	}
}
