package e2e_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// cancels are both contracts' ways for users to take back their own.
func (p *person) cancels(id string) []answer {
	p.t.Helper()
	return []answer{
		p.post("/api/withdrawal/cancel", map[string]string{"id": id}),
		p.post("/api/wallet/withdrawals/"+funds.ID(id).WalletNo()+"/cancel", nil),
	}
}

func TestACancelAndAnApprovalAtOnceHaveOneWinner(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.user("1000"), w.admin()
	won := map[string]int{}
	for round := range 12 {
		id := u.ask()
		var cancelled, paid answer
		atOnce(2, func(i int) {
			switch (i + round) % 2 {
			case 0:
				cancelled = u.post("/api/withdrawal/cancel", map[string]string{"id": id})
			case 1:
				paid = admin.post("/api/admin/withdrawals/"+id+"/review", map[string]any{"approved": true})
			}
		})
		state := w.stored(id).State
		won[string(state)]++
		want := map[funds.State]string{funds.StateCancelled: "200 400", funds.StateProcessing: "409 200"}[state]
		if got := fmt.Sprint(cancelled.Status, " ", paid.Status); got != want {
			t.Errorf("%s: cancel and approval are answered %s, want %s", state, got, want)
		}
		same(t, "orders at the gateway", map[bool]int{true: 1}[state == funds.StateProcessing], w.sent(id))
		if state == funds.StateProcessing {
			w.gatewaySays(id, map[string]any{"state": 2, "callback": true})
			w.calledBack(id, 1)
		}
		u.has("1000.00", "0.00")
	}
	t.Logf("who won: %v", won)
	w.agree()
}

func TestACancelGivesTheMoneyBackOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, other := w.user("1000"), w.user("1000")
	id := u.ask()
	for _, refused := range other.cancels(id) {
		refused.want(http.StatusNotFound)
	}
	u.has("1000.00", "100.00")
	answers := make([]answer, 10)
	atOnce(len(answers), func(i int) { answers[i] = u.cancels(id)[i%2] })
	for _, got := range answers {
		got.want(http.StatusOK)
	}
	u.has("1000.00", "0.00")
	same(t, "its log", []string{"create by system", "reject by system"}, w.actions(id))
	before := u.dump()
	for _, again := range u.cancels(id) {
		again.want(http.StatusOK)
	}
	same(t, "the table after another", before, u.dump())
	same(t, "entries", 3, len(u.ledger()))
	w.agree()
}
