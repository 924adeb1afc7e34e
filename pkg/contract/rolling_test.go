package contract_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/contract/withdrawflow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestRollingLimitsAreRefusedInTheFormOfEachContract by which a user asks for a withdrawal. Nothing is taken.
func TestRollingLimitsAreRefusedInTheFormOfEachContract(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t, func(p *funds.Policy) {
		p.Rolling24h, p.Rolling30d = funds.RollingLimit{Amount: 150_00}, funds.RollingLimit{Count: 2}
	})
	h.Serve(wallet.CreateRoutes(h.Flow), merchant.CreateRoutes(h.Flow), withdrawflow.CreateRoutes(h.Flow))
	asks := map[string]struct {
		call, body string
		status     int
		form       string
	}{
		"wallet":        {"POST /api/wallet/withdraw", `{"amount":%d,"method":"wechat","account":"13800001111"}`, http.StatusBadRequest, `{"success":false,"message":%q,"reason":%q}`},
		"merchant":      {"POST /api/withdrawal", `{"type":"` + string(flowtest.Channel) + `","targetOwner":"欧阳娜娜","targetAccount":"0387222126","amount":%d}`, http.StatusBadRequest, `{"success":false,"message":%q,"reason":%q}`},
		"withdraw-flow": {"POST /api/wallet/request-withdraw", `{"uid":"%[2]s","amount":%[1]d,"bank_card_info":"招商银行 6225****1234 张三"}`, http.StatusOK, `{"code":400,"message":%q,"reason":%q}`},
	}
	much, often := h.Owner("much", 1000_00), h.Owner("often", 1000_00)
	for user, amount := range map[*flowtest.Person]int{much: 100, often: 10} {
		body := fmt.Sprintf(asks["wallet"].body, amount)
		user.Post("/api/wallet/withdraw", body).OK()
		if user == often {
			user.Post("/api/wallet/withdraw", body).OK()
		}
	}
	refused := map[string]flowtest.Refusal{}
	for name, ask := range asks {
		for user, words := range map[*flowtest.Person][2]string{
			much:  {"超过24小时提现限额，24小时内已申请: 100.00，本次申请: 60.00，限额: 150.00", "rolling_24h"},
			often: {"30天内最多申请提现2次，已申请2次", "rolling_30d_count"},
		} {
			body := fmt.Sprintf(ask.body, 60)
			if name == "withdraw-flow" {
				body = fmt.Sprintf(ask.body, 60, user.Sub)
			}
			refused[name+" "+words[1]] = user.Refused(ask.call, body, ask.status, fmt.Sprintf(ask.form, words[0], words[1]))
		}
	}
	h.Refuses(t, refused)
}
