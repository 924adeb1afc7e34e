package e2e_test

import (
	"errors"
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/lambda"
	"github.com/outflow-pay/outflow/local/schedule"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// window is a place in which a sender is killed, and what that leaves.
type window struct {
	at      gatePoint
	arrives bool // the request that is held there goes on without its sender
	claimed bool
	there   bool // the gateway has the order
}

func sendWindows() map[string]window {
	return map[string]window{
		"before the claim is written":              {at: gatePoint{"TransactWriteItems", false}},
		"while the claim is written":               {at: gatePoint{"TransactWriteItems", false}, arrives: true, claimed: true},
		"between the claim and the call":           {at: gatePoint{"TransactWriteItems", true}, claimed: true},
		"before the gateway has the call":          {at: gatePoint{createOrder, false}, claimed: true},
		"while the call is on its way":             {at: gatePoint{createOrder, false}, arrives: true, claimed: true, there: true},
		"before the gateway's answer arrives":      {at: gatePoint{createOrder, true}, claimed: true, there: true},
		"between the call and the second commit":   {at: gatePoint{"UpdateItem", false}, claimed: true, there: true},
		"while the second commit is written":       {at: gatePoint{"UpdateItem", false}, arrives: true, claimed: true, there: true},
		"between the second commit and its answer": {at: gatePoint{"UpdateItem", true}, claimed: true, there: true},
	}
}

// sender is a function that claims and sends, and the request that has it do so.
type sender struct {
	function string
	prepare  func(u *person, account string) (id string) // empty: the request makes it
	send     func(u *person, id, account string) answer
}

func senders() map[string]sender {
	approved := func(u *person, account string) string { return u.approved("100", account) }
	pending := func(u *person, account string) string {
		request := map[string]any{"amount": 100, "method": "MVola", "account": account}
		return u.post("/api/wallet/withdraw", request).want(http.StatusOK).text("data.id")
	}
	return map[string]sender{
		"gateway-order": {
			"gateway-order", func(*person, string) string { return "" },
			func(u *person, _, account string) answer { return u.order("100", account) },
		},
		"payout-withdrawal": {
			"payout-withdrawal", approved,
			func(u *person, id, _ string) answer { return u.admin().pay(id, "") },
		},
		"review-withdrawal": {
			"review-withdrawal", pending,
			func(u *person, id, _ string) answer {
				return u.admin().post("/api/admin/withdrawals/"+id+"/review", map[string]any{"approved": true})
			},
		},
	}
}

// victim is a withdrawal whose sender was killed.
type victim struct {
	window
	u    *person
	id   string // empty: there is none
	name string
}

// TestASenderKilledAnywhereLosesAndRepeatsNothing: reconcile, or an admin where the gateway never had
// the order, ends every withdrawal.
func TestASenderKilledAnywhereLosesAndRepeatsNothing(t *testing.T) {
	t.Parallel()
	for _, repeated := range []string{"refuse", "accept"} {
		t.Run("at a gateway that would "+repeated+" a repeated serial", func(t *testing.T) {
			t.Parallel()
			refused := repeated == "refuse"
			g := startGated(t, map[string]any{"repeatedSerialRefused": refused})
			g.setGateway(map[string]any{"repeatedSerial": repeated})
			var victims []victim
			for name, window := range sendWindows() {
				for _, by := range senders() {
					victims = append(victims, g.kill(by, name, window, fmt.Sprint("03872", len(victims)+10000)))
				}
			}
			for _, v := range victims {
				t.Run(v.name, func(t *testing.T) { v.in(t).endsRight(refused) })
			}
			g.agree()
		})
	}
}

// kill kills a sender in a window.
func (g *gated) kill(by sender, name string, in window, account string) victim {
	g.t.Helper()
	u := g.user("1000")
	id := by.prepare(u, account)
	held := g.hold(in.at, account)
	sent := background(func() answer { return by.send(u, id, account) })
	held.reach(g.t)
	g.signal(by.function, syscall.SIGKILL)
	if got := <-sent; got.Status != http.StatusBadGateway {
		g.t.Fatalf("%s killed %s: HTTP %d: %s", by.function, name, got.Status, got.Raw)
	}
	held.pass <- in.arrives
	if in.arrives && !in.there {
		eventually(g.t, "the claim to arrive", func() bool { return len(u.ledger()) == 2 && (id == "" || g.stored(id).Payout.Attempt == 1) })
	}
	if id == "" {
		id = u.get("/api/withdrawal").want(http.StatusOK).text("data.orders.0.id")
	}
	return victim{in, u, id, by.function + ", " + name}
}

// in is the same victim in another test, whose failures are then that test's.
func (v victim) in(t *testing.T) victim {
	t.Helper()
	v.u = v.u.in(t)
	return v
}

func (v victim) endsRight(mayResend bool) {
	t, u, id := v.u.t, v.u, v.id
	admin := u.admin()
	switch {
	case id == "":
		if v.claimed {
			t.Fatal("the withdrawal is lost")
		}
		same(t, "the ledger", []string{"adjustment 1000.00 = 1000.00"}, u.ledger())
		return
	case !v.claimed:
		if state := u.stored(id).State; state != funds.StatePending && state != funds.StateApproved {
			t.Errorf("nothing was claimed, but it is %s", state)
		}
		u.has("1000.00", "100.00")
		same(t, "creates", 0, u.sent(id))
		return
	case v.there:
		eventually(t, "the gateway to have the order", func() bool { return len(u.gatewayOrders(id)) == 1 })
		u.is(id, "processing")
		u.has("1000.00", "100.00")
		u.gatewaySays(id, map[string]any{"state": 1})
		u.reconcileTo(id, "completed")
		u.paid()
		same(t, "creates", 1, u.sent(id))
		return
	}
	u.is(id, "processing")
	u.reconcileToPark(id)
	u.has("1000.00", "100.00")
	if mayResend {
		admin.pay(id, "").want(http.StatusOK)
		u.gatewaySays(id, map[string]any{"state": 1, "callback": true})
		u.calledBack(id, 1)
		u.is(id, "completed")
		u.paid()
		same(t, "creates", 1, u.sent(id))
		return
	}
	admin.pay(id, "").want(http.StatusConflict)
	admin.fail(id).want(http.StatusOK)
	u.is(id, "failed")
	u.has("1000.00", "0.00")
	same(t, "creates", 0, u.sent(id))
}

// settleWindows are the places in which whoever asks the gateway by a call, and settles, is killed.
func settleWindows(call string) map[string]window {
	return map[string]window{
		"before its question arrives":              {at: gatePoint{call, false}},
		"before the answer arrives":                {at: gatePoint{call, true}},
		"before the settlement is written":         {at: gatePoint{"TransactWriteItems", false}},
		"while the settlement is written":          {at: gatePoint{"TransactWriteItems", false}, arrives: true},
		"between the settlement and its last word": {at: gatePoint{"TransactWriteItems", true}},
	}
}

// TestASettlerKilledAnywhereSettlesOnce: the next run of reconcile does what is left.
func TestASettlerKilledAnywhereSettlesOnce(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	g := startGated(t, map[string]any{"receiptDelaySeconds": 0})
	for _, state := range []int{1, 2} {
		for name, in := range settleWindows(getOrder) {
			for _, function := range []string{"reconcile", "gateway-callback", "get-withdrawal"} {
				t.Run(fmt.Sprintf("%s, %s, gateway state %d", function, name, state), func(t *testing.T) {
					u := g.user("1000").in(t)
					id := u.processing("100")
					u.gatewaySays(id, map[string]any{"state": state})
					// A stale callback makes it due at once.
					u.notify(notice(id, "100", state, time.Now().Add(-time.Hour))).succeeds()

					held := g.hold(in.at, id)
					settled := background(func() error { return u.settleBy(function, id, state) })
					held.reach(t)
					g.signal(function, syscall.SIGKILL)
					if err := <-settled; !errors.Is(err, errDied) {
						t.Errorf("%s: %v", function, err)
					}
					held.pass <- in.arrives

					u.reconcileTo(id, map[int]string{1: "completed", 2: "failed"}[state])
					if entries := u.ledger(); len(entries) != 3 {
						t.Errorf("the ledger: %q", entries)
					}
				})
			}
		}
	}
	g.agree()
}

var errDied = errors.New("its process died")

// settleBy has a function ask the gateway about an order and settle it.
func (p *person) settleBy(function, id string, state int) error {
	switch function {
	case "reconcile":
		return p.reconcileDying()
	case "gateway-callback":
		return died(p.notify(notice(id, "100", state, time.Now())))
	default:
		return died(p.post("/api/withdrawal/check", map[string]any{"id": id}))
	}
}

// reconcileDying is reconcile by a process that may be killed.
func (w *world) reconcileDying() error {
	_, err := w.Invoke(w.t.Context(), "reconcile", schedule.Event("reconcile", time.Now()))
	if errors.Is(err, lambda.ErrExited) {
		return errDied
	}
	return err
}

// died is errDied where an answer was not the function's own.
func died(got answer) error {
	if got.Status == http.StatusBadGateway {
		return errDied
	}
	return fmt.Errorf("HTTP %d: %s", got.Status, got.Raw)
}
