package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/table"
)

// The recharges that rows start from, beside the states of withdrawals.
const (
	openRecharge   funds.State = "recharge: open"
	parkedRecharge funds.State = "recharge: parked"
)

// rechargeChannel takes 100 to 5000.
const rechargeChannel = "MVola-100-5000"

// recharge starts one of so much, in major units.
func (p *person) recharge(amount string) (id string) {
	p.t.Helper()
	return p.startRecharge(amount).want(http.StatusOK).text("data.id")
}

func (p *person) startRecharge(amount string) answer {
	p.t.Helper()
	return p.post("/api/recharge", map[string]any{"amount": json.Number(amount), "channelCode": rechargeChannel})
}

// rechargeIn starts a recharge of 200 and, to park it, lets 150 come in its place.
func (p *person) rechargeIn(state funds.State) (id string) {
	p.t.Helper()
	id = p.recharge("200")
	if state == parkedRecharge {
		p.gatewaySays(id, map[string]any{"state": funds.GatewayDepositMismatch, "received": 150})
		p.checkRecharge(id).shows("5", "0")
	}
	return id
}

func (p *person) checkRecharge(id string) answer {
	p.t.Helper()
	return p.post("/api/recharge/check", map[string]string{"id": id}).want(http.StatusOK)
}

// shows fails the test where an order has another state, or another amount was credited.
func (a answer) shows(state, credited string) answer {
	a.t.Helper()
	return a.wantAll(map[string]any{"data.state": state, "data.creditedAmount": credited})
}

// rechargeOf is the user's own newest view of a recharge, without asking the gateway.
func (p *person) rechargeOf(id string) map[string]any {
	p.t.Helper()
	orders, _ := p.get("/api/recharge?pageSize=100").want(http.StatusOK).at("data.orders").([]any)
	for _, order := range orders {
		if order := order.(map[string]any); order["id"] == id {
			return order
		}
	}
	p.t.Fatalf("%s is not listed", id)
	return nil
}

// rechargeIs fails the test where a recharge is in another state, or credited another amount.
func (p *person) rechargeIs(id, state, credited string) {
	p.t.Helper()
	order := p.rechargeOf(id)
	if order["state"] != json.Number(state) || order["creditedAmount"] != json.Number(credited) {
		p.t.Errorf("%s is in state %v with %v credited, want %s with %s: %v", id, order["state"], order["creditedAmount"], state, credited, order)
	}
}

// rechargeBecomes waits for a callback to have its effect.
func (p *person) rechargeBecomes(id, state, credited string) {
	p.t.Helper()
	eventually(p.t, "recharge "+id+" in state "+state, func() bool {
		order := p.rechargeOf(id)
		return order["state"] == json.Number(state) && order["creditedAmount"] == json.Number(credited)
	})
}

// storedRecharge is a recharge as the table has it.
func (w *world) storedRecharge(id string) funds.Recharge {
	w.t.Helper()
	recharge, err := table.New(w.Client(), w.Table(), time.Now).Recharge(w.t.Context(), funds.RechargeID(id))
	if err != nil {
		w.t.Fatalf("%s: %v", id, err)
	}
	return recharge
}

// credits are the top_up entries of the person's ledger.
func (p *person) credits() (amounts []string) {
	p.t.Helper()
	entries, _ := p.get("/api/wallet/transactions?type=top_up&pageSize=100").want(http.StatusOK).at("data.transactions").([]any)
	for _, entry := range entries {
		amounts = append(amounts, entry.(map[string]any)["amount"].(string))
	}
	return amounts
}

// credited fails the test where the wallet holds something else than these credits.
func (p *person) credited(amounts ...string) {
	p.t.Helper()
	same(p.t, "credits", strings.Join(amounts, " "), strings.Join(p.credits(), " "))
}

// notifyRecharge posts a recharge's callback as the gateway does.
func (w *world) notifyRecharge(message gateway.Message) answer {
	w.t.Helper()
	message = w.named(message)
	body := string(gateway.Keys{Current: sandbox.Secret}.Sign(message).JSON())
	return send(w.t, http.MethodPost, w.URL()+"/api/recharge/callback", "", body, nil)
}

// resolve is an admin's decision about a recharge.
func (p *person) resolve(id, action, reason string) answer {
	p.t.Helper()
	return p.post("/admin/recharges/"+id+"/resolve", map[string]string{"action": action, "reason": reason})
}

// payer is a new user with an empty wallet.
func (w *world) payer(t *testing.T) *person {
	t.Helper()
	return w.user("0").in(t)
}
