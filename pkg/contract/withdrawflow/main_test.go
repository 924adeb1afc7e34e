package withdrawflow_test

import (
	"os"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/contract/withdrawflow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestMain(m *testing.M) { os.Exit(flowtest.Run(m)) }

// The routes.
const (
	requestWithdraw = "/api/wallet/request-withdraw"
	confirmWithdraw = "/api/wallet/confirm-withdraw"
	cancelWithdraw  = "/api/wallet/cancel-withdraw"
	flowRows        = "/api/wallet/transactions?uid="
	flowSummary     = "/api/wallet/withdraw-summary?uid="
)

// card is a bank_card_info as the document has it.
const card = "招商银行 6225****1234 张三"

// open serves the whole contract.
func open(t *testing.T, changes ...func(*funds.Policy)) *flowtest.House {
	t.Helper()
	h := flowtest.Open(t, changes...)
	return h.Serve(
		withdrawflow.CreateRoutes(h.Flow), withdrawflow.PayoutRoutes(h.Flow), withdrawflow.ReviewRoutes(h.Flow),
		withdrawflow.BalanceRoutes(h.Lists), withdrawflow.StatsRoutes(h.Lists),
	)
}

func ask(uid, amount string) string {
	return `{"uid":"` + uid + `","amount":` + amount + `,"bank_card_info":"` + card + `"}`
}

func named(number string) string { return `{"transaction_no":"` + number + `"}` }

// requests asks for a withdrawal in a user's name, and gives its transaction number.
func requests(by *flowtest.Person, uid, amount string) (number string) {
	return accepted(by.Post(requestWithdraw, ask(uid, amount))).At("data.transaction_no")
}

// accepted fails the test where an answer is a refusal, which has the HTTP status 200 too.
func accepted(answer flowtest.Answer) flowtest.Answer { return answer.OK().Has("code", "200") }

func idOf(t *testing.T, number string) funds.ID {
	t.Helper()
	id, err := funds.ParseID(number)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
