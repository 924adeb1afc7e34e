package withdrawflow_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// rowsOf are a user's rows, newest first, each as one line.
func rowsOf(u *flowtest.Person) (lines []string) {
	page := accepted(u.Get(flowRows + u.Sub + "&page_size=100"))
	for i := range page.Column("data.transactions", "id") {
		r := func(field string) string { return page.At(fmt.Sprintf("data.transactions.%d.%s", i, field)) }
		lines = append(lines, fmt.Sprintf("%s %s %s: balance %s to %s, frozen %s to %s: %s by %s: %s",
			r("id"), r("type"), r("amount"), r("balance_before"), r("balance_after"), r("frozen_before"), r("frozen_after"), r("status"), r("operator_uid"), r("remark")))
	}
	return lines
}

func same(t *testing.T, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestARowShowsWhatTheRequestFoundAndItsOwnEffect(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, office, admin := h.Owner("u1", 1000_00), h.Service(), h.Admin()
	approve := func(number string) {
		t.Helper()
		if _, err := h.Flow.Approve(t.Context(), flowtest.Helper, idOf(t, number), ""); err != nil {
			t.Fatal(err)
		}
	}
	a := requests(office, u.Sub, "100")
	b := requests(u, u.Sub, "200")
	h.Adjust("u1", 50_00, "活动赠送", "admin-2")
	c := requests(office, u.Sub, "30")
	same(t, "while all wait", []string{
		"5 withdraw 30.00: balance 1050.00 to 1050.00, frozen 300.00 to 330.00: pending by system: " + card,
		"4 adjustment 50.00: balance 1000.00 to 1050.00, frozen 300.00 to 300.00: success by admin-2: ",
		"3 withdraw 200.00: balance 1000.00 to 1000.00, frozen 100.00 to 300.00: pending by u1: " + card,
		"2 withdraw 100.00: balance 1000.00 to 1000.00, frozen 0.00 to 100.00: pending by system: " + card,
		"1 adjustment 1000.00: balance 0.00 to 1000.00, frozen 0.00 to 0.00: success by admin-helper: ",
	}, rowsOf(u))
	accepted(admin.Post(confirmWithdraw, named(b))) // the later one first
	approve(c)
	accepted(office.Post(cancelWithdraw, `{"transaction_no":"`+a+`","reason":"银行卡信息有误"}`))
	same(t, "paid, cancelled and approved", []string{
		"5 withdraw 30.00: balance 1050.00 to 1050.00, frozen 300.00 to 330.00: pending by admin-helper: " + card,
		"4 adjustment 50.00: balance 1000.00 to 1050.00, frozen 300.00 to 300.00: success by admin-2: ",
		"3 withdraw 200.00: balance 1000.00 to 800.00, frozen 100.00 to 100.00: success by admin1: " + card,
		"2 withdraw 100.00: balance 1000.00 to 1000.00, frozen 0.00 to 0.00: cancelled by system: 银行卡信息有误",
	}, rowsOf(u)[:4])
	accepted(office.Post(cancelWithdraw, named(c))) // an approved one is revoked
	h.Is(idOf(t, c), funds.StateRejected)
	d := requests(office, u.Sub, "9")
	approve(d)
	accepted(office.Post(confirmWithdraw, named(d))) // and one may be confirmed
	same(t, "confirmed after a review, and revoked", []string{
		"6 withdraw 9.00: balance 850.00 to 841.00, frozen 0.00 to 0.00: success by system: " + card,
		"5 withdraw 30.00: balance 1050.00 to 1050.00, frozen 300.00 to 300.00: cancelled by system: 提现已取消",
	}, rowsOf(u)[:2])
	h.Holds("u1", 841_00, 0)
}

func TestARechargesRowHasItsId(t *testing.T) {
	t.Parallel()
	h := open(t)
	office := h.Service()
	h.Fund("u1", 1_00)
	id := h.Credited("u1", 200_00)
	accepted(office.Get(flowRows+"u1")).Has(
		"data.transactions.0.transaction_no", string(id), "data.transactions.0.type", "recharge", "data.transactions.0.type_name", "充值",
		"data.transactions.0.amount", "200.00", "data.transactions.0.operator_uid", "system", "data.transactions.1.transaction_no", "u1-1",
		"data.transactions.0.status_name", "成功",
	)
}

func TestWhoReadsAccountsLeavesALine(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, office, admin := h.Owner("u1", 1000_00), h.Service(), h.Admin()
	requests(u, u.Sub, "1")
	requests(u, u.Sub, "2")
	for _, by := range []*flowtest.Person{u, office} {
		accepted(by.Get(flowRows+"u1")).Has("data.transactions.0.remark", card)
	}
	if lines := h.Audits("view_unmasked"); len(lines) != 0 {
		t.Errorf("their own, or a service's, left %+v", lines)
	}
	accepted(admin.Get(flowRows + "u1&page_size=1&page=3")) // an adjustment has no account
	if lines := h.Audits("view_unmasked"); len(lines) != 0 {
		t.Errorf("a page without accounts left %+v", lines)
	}
	accepted(admin.Get(flowRows+"u1")).Has("data.transactions.0.remark", card)
	lines := h.Audits("view_unmasked")
	if len(lines) != 1 || lines[0].Actor.ID != "admin1" || lines[0].TargetID != "u1" || !strings.Contains(lines[0].Detail, "2") {
		t.Errorf("an admin's left %+v", lines)
	}
}

func TestAKeyMakesARequestRepeatable(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 1000_00)
	with := func(key, body string) flowtest.Answer {
		return u.Do(http.MethodPost, requestWithdraw, body, "Idempotency-Key", key)
	}
	first := accepted(with("k1", ask("u1", "100")))
	if again := accepted(with("k1", ask("u1", "100"))); again.Raw != first.Raw {
		t.Errorf("%s, and then %s", first.Raw, again.Raw)
	}
	with("k1", ask("u1", "101")).OK().Has("code", "409", "message", "Idempotency-Key 已用于另一个请求")
	with("", ask("u1", "101")).OK().Has("code", "400")
	h.Holds("u1", 1000_00, 100_00)
	once := `{"uid":"u1","amount":3,"bank_card_info":"` + card + `","refuseDuplicates":true}`
	number := accepted(u.Post(requestWithdraw, once)).At("data.transaction_no")
	u.Post(requestWithdraw, once).OK().Has("code", "409", "data.transaction_no", number)
	h.Holds("u1", 1000_00, 103_00)
}

func TestARequestNamesItsUserAndItsAccount(t *testing.T) {
	t.Parallel()
	h := open(t)
	office, admin := h.Service(), h.Admin()
	h.Fund("12345678", 1000_00)
	h.Fund("admin1", 1000_00)
	accepted(office.Post(requestWithdraw, `{"uid":12345678,"amount":"1.50","bank_card_info":"6225 7654 3210 9870 张三"}`)).Has("data.amount", "1.50", "data.status", "pending")
	stored := h.Stored(idOf(t, accepted(office.Post(requestWithdraw, ask("12345678", "1"))).At("data.transaction_no")))
	if stored.Method != funds.MethodBank || stored.Target.Account != "6225****1234" || stored.Target.Remark != card || stored.Target.Owner != "" {
		t.Errorf("stored as %s to %+v", stored.Method, stored.Target)
	}
	for name, test := range map[string]struct {
		body string
		code string
	}{
		"for the admin's own wallet":    {ask("admin1", "1"), "403"},
		"no JSON":                       {`x`, "400"},
		"a key as a uid":                {ask("a#b", "1"), "400"},
		"an amount with three decimals": {ask("12345678", "1.001"), "400"},
		"no amount":                     {`{"uid":"12345678","bank_card_info":"6225"}`, "400"},
		"a card that is a number":       {`{"uid":"12345678","amount":1,"bank_card_info":6225}`, "400"},
		"a description of control":      {`{"uid":"12345678","amount":1,"bank_card_info":"6225","description":"\u0000"}`, "400"},
	} {
		h.Unchanged(func() {
			if got := admin.Post(requestWithdraw, test.body).At("code"); got != test.code {
				t.Errorf("%s: code %s, want %s", name, got, test.code)
			}
		})
	}
}

func TestOnlyWhatIsPaidByHandIsConfirmedByAService(t *testing.T) {
	t.Parallel()
	h := open(t)
	office, admin := h.Service(), h.Admin()
	h.Fund("u1", 1000_00)
	channel, byHand := h.Withdrawal("u1", funds.StatePending), h.WithdrawalBy("u1", funds.MethodWechat, funds.StatePending)
	office.Post(confirmWithdraw, named(channel.FlowNo())).OK().Has("code", "409")
	h.Is(channel, funds.StatePending)
	accepted(office.Post(confirmWithdraw, named(byHand.WalletNo()))).Has("message", "提现确认成功", "data", "null")
	h.Is(byHand, funds.StateCompleted)
	accepted(admin.Post(confirmWithdraw, named(string(channel)))) // who says that they have paid it outside
	h.Is(channel, funds.StateCompleted)
	h.Holds("u1", 800_00, 0)
	for body, code := range map[string]string{`x`: "400", `{}`: "400", `{"transaction_no":1}`: "400", `{"transaction_no":"` + string(byHand) + `","reason":1}`: "400"} {
		office.Post(cancelWithdraw, body).OK().Has("code", code)
	}
	office.Post(confirmWithdraw, `{}`).OK().Has("code", "400")
	own := requests(office, "u1", "1")
	h.Adjust("u1", 1, "r", "admin-2")
	accepted(admin.Post(cancelWithdraw, `{"transaction_no":"`+own+`","reason":"不提了"}`)).Has("message", "提现取消成功")
	h.Is(idOf(t, own), funds.StateCancelled)
}

func TestPagesHaveBounds(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 1000_00)
	for range 2 {
		requests(u, u.Sub, "1")
	}
	rows := flowRows + "u1&"
	accepted(u.Get(rows)).Has("data.pagination", `{"current_page":1,"page_size":10,"total":3,"total_pages":1,"has_next":false,"has_prev":false}`)
	accepted(u.Get(rows+"page=2&page_size=1")).Has("data.pagination", `{"current_page":2,"page_size":1,"total":3,"total_pages":3,"has_next":true,"has_prev":true}`)
	accepted(u.Get(rows+"page=1000000&page_size=1000")).Has("data.transactions", "[]")
	for _, wrong := range []string{"page=0", "page=x", "page=1000001", "page_size=0", "page_size=1001", "uid=u1"} {
		u.Get(rows+wrong).OK().Has("code", "400")
	}
}

func TestTheSummaryIsOfTheBusinessDay(t *testing.T) {
	t.Parallel()
	h := open(t, func(p *funds.Policy) { p.Single, p.Daily = 300_50, 1000_00 })
	u := h.Owner("u1", 900_00)
	summary := func() flowtest.Answer { return accepted(u.Get(flowSummary + "u1")) }
	requests(u, u.Sub, "300.5")
	summary().Has("data.limits", `{"single_limit":300.5,"daily_limit":1000.0,"remaining_today":699.5}`, "data.today_withdraw.pending_count", "1")
	h.Clock.Advance(24 * time.Hour)
	summary().Has("data.limits.remaining_today", "1000.0", "data.today_withdraw.pending_count", "0", "data.total_pending.count", "1")
	if _, err := h.Flow.SetStatus(t.Context(), flowtest.Helper, "u1", funds.WalletFrozen, "r"); err != nil {
		t.Fatal(err)
	}
	summary().Has("data.wallet_info.available_balance", "599.50")
}
