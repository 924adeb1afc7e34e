package e2e_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func (p *person) returned(id, reference string, amount float64) answer {
	p.t.Helper()
	return p.post(records+id+"/return", map[string]any{"amount": amount, "reason": "AC04", "reference": reference, "operatorConfirmText": "CONFIRM"})
}

// TestWhatABankSendsBackTakesTwoPeopleAndReachesItsUser once: their list, their ledger, and withdraw-flow's rows say so.
func TestWhatABankSendsBackTakesTwoPeopleAndReachesItsUser(t *testing.T) {
	t.Parallel()
	w := start(t, withPeople(upTo("10000")))
	u := w.person("u1", funds.RoleUser)
	li, zhang := w.as("a2"), w.as("a1")
	li.post("/api/admin/wallet/adjust", map[string]any{"userId": u.sub, "amount": 500, "reason": "补偿"}).want(http.StatusOK)
	id := u.byHand()
	zhang.review(id, "approve").want(http.StatusOK)
	zhang.pay(id, "TX-"+id).want(http.StatusOK)
	proposal := zhang.returned(id, "FT1", 40).want(http.StatusOK).text("data.proposalId")
	zhang.post("/admin/proposals/"+proposal+"/approve", nil).want(http.StatusForbidden)
	li.post("/admin/proposals/"+proposal+"/approve", nil).want(http.StatusOK)
	zhang.returned(id, "ft1", 40).want(http.StatusConflict)
	u.get("/api/wallet/withdrawals").want(http.StatusOK).wantAll(map[string]any{
		"data.withdrawals.0.status": "completed", "data.withdrawals.0.returnedAmount": "40.00", "data.withdrawals.0.returns.0.reason": "AC04",
	})
	u.get("/api/wallet/transactions?type=refund").want(http.StatusOK).wantAll(map[string]any{"data.transactions.0.amount": "40.00"})
	u.get("/api/wallet/transactions?uid=" + u.sub).wantAll(map[string]any{"data.transactions.0.type": "refund", "data.transactions.0.amount": "40.00"})
	zhang.get(records + id).want(http.StatusOK).wantAll(map[string]any{"data.status": "completed", "data.returnedAmount": "40"})
}

// TestTheVersionBeforeReadsWhatCameBackAndLeavesItAlone: it would settle what the gateway then refuses by the whole amount.
func TestTheVersionBeforeReadsWhatCameBackAndLeavesItAlone(t *testing.T) {
	t.Parallel()
	programs := programsOf(t, yesterday)
	today := start(t, nil)
	before := today.beside(programs)
	u, admin := today.user("1000"), today.admin()
	id := u.withdrawal(funds.StateProcessing)
	today.gatewaySays(id, map[string]any{"state": funds.GatewayWithdrawalPaid, "callback": true})
	eventually(t, "the payout to be completed", func() bool { return today.stored(id).State == funds.StateCompleted })
	admin.returned(id, "FT-"+id, 40).want(http.StatusOK)
	was := today.history(id)
	if got := before.admin().get(records + id).want(http.StatusOK).text("data.status"); got != "completed" {
		t.Errorf("it reads %s", got)
	}
	before.triesAll(id)
	settles := map[string]any{"userId": u.sub, "amount": 100, "reason": "网关未付款", "withdrawalId": id}
	if answer := before.admin().post("/api/admin/wallet/adjust", settles); answer.Status < http.StatusBadRequest {
		t.Errorf("it settles it: %s", answer.Raw)
	}
	if diff := cmp.Diff(was, today.history(id)); diff != "" {
		t.Errorf("it has changed it (-before +after):\n%s", diff)
	}
	before.admin().post("/api/admin/wallet/adjust", map[string]any{"userId": u.sub, "amount": 1, "reason": "补偿"}).want(http.StatusOK)
	admin.returned(id, "FT2-"+id, 60).want(http.StatusOK)
	if now := today.stored(id); now.Returned != 100_00 || len(now.Returns) != 2 {
		t.Errorf("%d came back by %d", now.Returned, len(now.Returns))
	}
}
