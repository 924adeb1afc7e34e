package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The routes of withdraw-flow.
const (
	requestWithdraw = "/api/wallet/request-withdraw"
	confirmWithdraw = "/api/wallet/confirm-withdraw"
	cancelWithdraw  = "/api/wallet/cancel-withdraw"
	flowRows        = "/api/wallet/transactions?uid="
	flowSummary     = "/api/wallet/withdraw-summary?uid="
)

// office is the back office of the document: a service.
func (w *world) office() *person { return w.person("office", funds.RoleService) }

// requests asks for a withdrawal in a user's name, and gives its transaction number.
func (p *person) requests(uid, amount string) (number string) {
	p.t.Helper()
	body := map[string]any{"uid": uid, "amount": json.Number(amount), "bank_card_info": "招商银行 6225****1234 张三"}
	return withdrawflow.accepts(p.post(requestWithdraw, body)).text("data.transaction_no")
}

func TestTheDocumentOfTheWithdrawFlowContract(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, office, admin := w.owner("12345678", "500"), w.office(), w.person("admin-uuid", funds.RoleAdmin)
	s := &script{folder: "withdrawflow"}
	const get, post = http.MethodGet, http.MethodPost
	const rows = flowRows + "12345678&page=1&page_size=10"
	named := func(number string) string { return `{"transaction_no":"` + number + `"` }

	const ask = `{"uid":"12345678","amount":100.00,"description":"提现到银行卡","bank_card_info":"招商银行 6225****1234 张三"}`
	first := s.play(office, "request", post, requestWithdraw, ask).text("data.transaction_no")
	s.play(office, "transactions-while-pending", get, rows, "")
	s.play(office, "confirm", post, confirmWithdraw, named(first)+"}")
	s.play(office, "transactions", get, rows, "")
	second := s.play(u, "request-by-the-user", post, requestWithdraw, ask).text("data.transaction_no")
	s.play(admin, "cancel", post, cancelWithdraw, named(second)+`,"reason":"银行卡信息有误"}`)
	third := s.play(u, "request-without-a-description", post, requestWithdraw, `{"uid":"12345678","amount":0.5,"bank_card_info":"6225"}`).text("data.transaction_no")
	s.play(admin, "cancel-without-a-reason", post, cancelWithdraw, named(third)+"}")
	admin.post("/api/admin/wallet/adjust", `{"userId":"12345678","amount":-0.5,"reason":"多赠了"}`).want(ok)
	s.play(u, "transactions-of-all-kinds", get, flowRows+"12345678", "")
	s.play(u, "last-page", get, flowRows+"12345678&page=3&page_size=2", "")
	s.play(u, "page-after-the-last", get, flowRows+"12345678&page=4&page_size=2", "")
	s.play(office, "transactions-of-nobody", get, flowRows+"nobody", "")

	rich := w.owner("87654321", "1000")
	office.requests(rich.sub, "300")
	office.requests(rich.sub, "200")
	s.play(rich, "summary", get, flowSummary+"87654321", "")
	s.play(office, "summary-of-nobody", get, flowSummary+"nobody", "")
	s.ended(t)
	if _, made := w.dump()["USER#nobody WALLET"]; made {
		t.Error("reading made a wallet")
	}
}

// flowRow is what a row says of the money.
type flowRow struct {
	ID             json.Number `json:"id"`
	TransactionNo  string      `json:"transaction_no"`
	Type           string      `json:"type"`
	Amount         json.Number `json:"amount"`
	BalanceBefore  json.Number `json:"balance_before"`
	BalanceAfter   json.Number `json:"balance_after"`
	FrozenBefore   json.Number `json:"frozen_before"`
	FrozenAfter    json.Number `json:"frozen_after"`
	Status, Remark string
	Operator       string `json:"operator_uid"`
}

// rowsOf are a user's rows, newest first, each as one line.
func (p *person) rowsOf(uid string) (lines []string) {
	p.t.Helper()
	var page struct {
		Data struct{ Transactions []flowRow }
	}
	withdrawflow.accepts(p.get(flowRows + uid + "&page_size=100")).decode(&page)
	for _, r := range page.Data.Transactions {
		lines = append(lines, fmt.Sprintf("%s %s %s: balance %s to %s, frozen %s to %s: %s by %s: %s",
			r.ID, r.Type, r.Amount, r.BalanceBefore, r.BalanceAfter, r.FrozenBefore, r.FrozenAfter, r.Status, r.Operator, r.Remark))
	}
	return lines
}

func TestARowOfAnotherContractsWithdrawal(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, office := w.owner("u1", "1000"), w.office()
	u.withdrawal(funds.StateProcessing)
	paid := u.processing("50")
	w.gatewaySays(paid, map[string]any{"state": 1, "callback": true})
	w.calledBack(paid, 1)
	same(t, "rows", []string{
		"3 withdraw 50.00: balance 1000.00 to 950.00, frozen 100.00 to 100.00: success by system: ",
		"2 withdraw 100.00: balance 1000.00 to 1000.00, frozen 0.00 to 100.00: pending by system: ",
	}, office.rowsOf(u.sub)[:2])
	waiting := u.askByHand() // and the office has paid it
	withdrawflow.accepts(office.post(confirmWithdraw, map[string]string{"transaction_no": funds.ID(waiting).WalletNo()}))
	u.is(waiting, "completed")
}

func TestARequestOfWithdrawFlowAsTheOtherContractsShowIt(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.owner("u1", "1000"), w.person("admin-1", funds.RoleAdmin)
	number := w.office().requests(u.sub, "100.5")
	detail := admin.get("/api/admin/withdrawals/" + number).want(ok)
	detail.wantAll(map[string]any{
		"data.userId": "u1", "data.amount": "100.50", "data.method": "bank", "data.account": "6225****1234", "data.status": "pending", "data.phone": "13812348888",
	})
	u.get("/api/withdrawal").want(ok).wantAll(map[string]any{
		"data.orders.0.type": "bank", "data.orders.0.targetAccount": "6225****1234", "data.orders.0.amount": "100.5",
	})
	id, err := funds.ParseID(number)
	if err != nil || detail.text("data.id") != string(id) {
		t.Errorf("%s decodes to %s, %v; the detail says %s", number, id, err, detail.text("data.id"))
	}
	stored := w.stored(string(id))
	if stored.Target.Remark != "招商银行 6225****1234 张三" || stored.Target.Owner != "" || stored.Target.Bank != "" {
		t.Errorf("stored as %+v", stored.Target)
	}
	fresh := w.person("fresh", funds.RoleUser) // whose wallet their own token has not filled in yet
	admin.post("/api/admin/wallet/adjust", `{"userId":"fresh","amount":100,"reason":"活动赠送"}`).want(ok)
	byOffice := w.office().requests(fresh.sub, "1")
	admin.get("/api/admin/withdrawals/" + byOffice).want(ok).wantAll(map[string]any{"data.phone": nil, "data.userName": nil})
	fresh.requests(fresh.sub, "1")
	admin.get("/api/admin/withdrawals/" + byOffice).want(ok).wantAll(map[string]any{"data.phone": "13812348888", "data.userName": "张三"})
}
