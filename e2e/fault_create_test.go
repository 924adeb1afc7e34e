package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/local/sandbox"
)

// createFault is a way in which our call to create an order can go wrong.
type createFault struct {
	mode    sandbox.Mode
	delayMs int
	there   bool // the gateway has the order all the same
}

func createFaults() (faults []createFault) {
	for _, mode := range faultModes() {
		done := mode == sandbox.DropAfter || mode == sandbox.Garbage || mode == sandbox.OtherOrder
		if mode != sandbox.Refuse {
			faults = append(faults, createFault{mode: mode, there: done})
		}
	}
	beyondTheWindow := createFault{mode: sandbox.Slow, delayMs: 2500, there: true}
	return append(faults, createFault{mode: sandbox.DuplicateError, there: true}, beyondTheWindow)
}

// TestACreateThatGoesWrongEndsRight breaks the call that asks the gateway to pay, in every way. The
// money stays frozen until the gateway's word, or an admin's, ends it.
func TestACreateThatGoesWrongEndsRight(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, nil)
	for _, one := range append(w.breakCreates(false), w.breakCreates(true)...) {
		way := map[bool]string{false: ", approved by policy, then given up", true: ", paid in the console, then resent"}[one.byConsole]
		t.Run(string(one.mode)+way, func(t *testing.T) {
			u, id := one.u.in(t), one.id
			u.has("1000.00", "100.00")
			if one.there {
				eventually(t, "the gateway to have the order", func() bool { return len(u.gatewayOrders(id)) == 1 })
				u.gatewaySays(id, map[string]any{"state": 1})
				u.reconcileTo(id, "completed")
				u.paid()
				same(t, "creates", 1, u.sent(id))
				return
			}
			u.reconcileToPark(id)
			u.is(id, "processing")
			u.has("1000.00", "100.00")
			if !u.waits(id) {
				t.Error("nobody is told that it needs attention")
			}
			if one.byConsole {
				u.admin().pay(id, "").want(http.StatusOK).wantAll(map[string]any{"data.status": "processing", "data.needsAttention": nil})
				u.gatewaySays(id, map[string]any{"state": 1})
				u.reconcileTo(id, "completed")
				u.paid()
				same(t, "creates", 2, u.sent(id))
			} else {
				u.admin().fail(id).want(http.StatusOK).wantAll(map[string]any{"data.status": "failed"})
				u.has("1000.00", "0.00")
				same(t, "creates", 1, u.sent(id))
			}
		})
	}
	w.agree()
}

// broken is a withdrawal whose create went wrong.
type broken struct {
	createFault
	byConsole bool
	u         *person
	id        string
}

// breakCreates makes a withdrawal of 100 for each fault.
func (w *world) breakCreates(byConsole bool) (all []broken) {
	w.t.Helper()
	for _, fault := range createFaults() {
		w.fault(createOrder, fault.mode, 1, fault.delayMs)
		u := w.user("1000")
		all = append(all, broken{fault, byConsole, u, u.sendUnheard(byConsole)})
		w.noFaults()
	}
	return all
}

// sendUnheard sends a withdrawal of 100 by one of two ways, whose outcome is then not known.
func (p *person) sendUnheard(byConsole bool) (id string) {
	p.t.Helper()
	if byConsole {
		id = p.approved("100", "0387222126")
		p.admin().pay(id, "").want(http.StatusOK).wantAll(map[string]any{"data.status": "processing"})
		return id
	}
	made := p.order("100", "0387222126").want(http.StatusOK)
	made.wantAll(map[string]any{"message": "已提交，结果确认中", "data.state": "0"})
	return made.text("data.id")
}

// TestARefusedCreateFailsAtOnce and gives the money back: no order was made.
func TestARefusedCreateFailsAtOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("1000")
	refused := func(id string) {
		t.Helper()
		w.is(id, "failed")
		u.has("1000.00", "0.00")
		same(t, "creates, and orders", [2]int{1, 0}, [2]int{w.sent(id), len(w.gatewayOrders(id))})
		if w.waits(id) {
			t.Error("a plain refusal waits for an admin")
		}
	}
	w.fault(createOrder, sandbox.Refuse, 1, 0)
	byPolicy := u.order("100", "0387222126").want(http.StatusBadRequest)
	if !strings.Contains(byPolicy.text("message"), "refused by risk control") {
		t.Errorf("the user is told %s", byPolicy.Raw)
	}
	refused(u.get("/api/withdrawal").text("data.orders.0.id"))

	id := u.approved("100", "0387222126")
	w.fault(createOrder, sandbox.Refuse, 1, 0)
	u.admin().pay(id, "").want(http.StatusOK).wantAll(map[string]any{"data.status": "failed"})
	refused(id)
	w.agree()
}

// TestAGatewayWithoutAnAnswerToTheBalanceMakesNoWithdrawal: it is asked before anything is written.
func TestAGatewayWithoutAnAnswerToTheBalanceMakesNoWithdrawal(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("1000")
	before := w.dump()
	for _, mode := range faultModes() {
		if mode == sandbox.OtherOrder {
			continue // a balance is of no order
		}
		w.fault("withdrawal/balance", mode, 1, 0)
		u.order("100", "0387222126").want(http.StatusServiceUnavailable)
	}
	w.setGateway(map[string]any{"withdrawalBalance": 99})
	u.order("100", "0387222126").want(http.StatusBadRequest).wantAll(map[string]any{"message": "余额不足请先充值"})
	same(t, "the table", before, w.dump())
	same(t, "orders", 0, len(w.listing().Orders))
}

// TestAGatewayThatPaysARepeatedSerialIsNeverSentOne: it is the worst there is, and configured as such.
func TestAGatewayThatPaysARepeatedSerialIsNeverSentOne(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, map[string]any{"repeatedSerialRefused": false})
	w.setGateway(map[string]any{"repeatedSerial": "accept"})
	t.Run("twenty payouts at once send one", func(t *testing.T) {
		u := w.user("1000").in(t)
		id := u.approved("100", "0387222126")
		same(t, "answers", map[int]int{http.StatusOK: 1, http.StatusConflict: 19}, u.paidAtOnce(id))
		same(t, "creates", 1, u.sent(id))
		u.gatewaySays(id, map[string]any{"state": 1})
		u.reconcileTo(id, "completed")
		u.paid()
	})
	conflicts := map[int]int{http.StatusConflict: 20}
	all := w.breakCreates(false)
	same(t, "answers while it is processing", conflicts, all[0].u.paidAtOnce(all[0].id))
	for _, one := range all {
		t.Run("twenty payouts at once after "+string(one.mode), func(t *testing.T) {
			u, id := one.u.in(t), one.id
			if one.there {
				eventually(t, "the gateway to have the order", func() bool { return len(u.gatewayOrders(id)) == 1 })
				u.gatewaySays(id, map[string]any{"state": 1})
				u.reconcileTo(id, "completed")
			} else {
				u.reconcileToPark(id)
				same(t, "answers while it is parked", conflicts, u.paidAtOnce(id))
				u.admin().fail(id).want(http.StatusOK)
			}
			same(t, "creates", 1, u.sent(id))
		})
	}
	w.agree()
}

// paidAtOnce lets twenty admins pay by channel, and counts their answers.
func (p *person) paidAtOnce(id string) map[int]int {
	p.t.Helper()
	statuses := make([]int, 20)
	admin := p.admin()
	atOnce(len(statuses), func(i int) { statuses[i] = admin.pay(id, "").Status })
	count := map[int]int{}
	for _, status := range statuses {
		count[status]++
	}
	return count
}
