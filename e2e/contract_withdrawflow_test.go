package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// The document's 余额计算示例.
func TestTheWorkedExampleOfTheWithdrawFlowDocument(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, office := w.owner("12345678", "1000"), w.office()
	holds := func(total, frozen, available string, count int) {
		t.Helper()
		got := withdrawflow.accepts(u.get(flowSummary + u.sub)).Raw
		for _, part := range []string{
			fmt.Sprintf(`"wallet_info":{"total_balance":%s,"frozen_balance":%s,"available_balance":%s}`, total, frozen, available),
			fmt.Sprintf(`"total_pending":{"amount":%s,"count":%d}`, frozen, count),
		} {
			if !strings.Contains(got, part) {
				t.Errorf("%s lacks %s", got, part)
			}
		}
	}
	holds("1000.00", "0.00", "1000.00", 0)
	first := office.requests(u.sub, "300")
	holds("1000.00", "300.00", "700.00", 1)
	second := office.requests(u.sub, "200")
	holds("1000.00", "500.00", "500.00", 2)
	refused{
		office, http.MethodPost, requestWithdraw, `{"uid":"12345678","amount":600,"bank_card_info":"6225****1234"}`, ok,
		`{"code":400,"message":"可用余额不足，当前可用余额: 500.00，已冻结金额: 500.00，申请提现: 600.00","data":null}`,
	}.check(t)
	holds("1000.00", "500.00", "500.00", 2)
	if got := u.get(flowRows + u.sub).at("data.pagination.total"); got != json.Number("3") {
		t.Errorf("%v rows: a refused request makes none", got)
	}
	withdrawflow.accepts(office.post(confirmWithdraw, map[string]string{"transaction_no": first}))
	holds("700.00", "200.00", "500.00", 1)
	withdrawflow.accepts(office.post(cancelWithdraw, map[string]string{"transaction_no": second}))
	holds("700.00", "0.00", "700.00", 0)
	const today = `"today_withdraw":{"pending_total":0.00,"success_total":300.00,"cancelled_total":200.00,"pending_count":0,"success_count":1,"cancelled_count":1}`
	const left = `"limits":{"single_limit":1000000.0,"daily_limit":5000000.0,"remaining_today":4999700.0}`
	if got := u.get(flowSummary + u.sub).Raw; !strings.Contains(got, today) || !strings.Contains(got, left) {
		t.Errorf("%s lacks %s or %s", got, today, left)
	}
}

func TestTheErrorMessagesOfTheWithdrawFlowDocument(t *testing.T) { //nolint:tparallel // the table is compared after all parts
	t.Parallel()
	w := start(t, nil)
	office, admin, nobody := w.office(), w.person("admin-uuid", funds.RoleAdmin), &person{w, "", ""}
	u, spent := w.owner("12345678", "1000"), w.owner("spent", "9000000")
	w.owner("rich", "9000000")
	w.owner("frozen", "0.01")
	at := map[funds.State]string{}
	for _, state := range funds.States() {
		at[state] = funds.ID(w.owner("owner-of-"+string(state), "1000").withdrawal(state)).FlowNo()
	}
	office.requests(u.sub, "400.5")
	for range 4 {
		office.requests(spent.sub, "1000000")
	}
	office.requests(spent.sub, "900000.10")
	waiting := funds.ID(w.owner("waiting", "1000").withdrawal(funds.StatePending)).FlowNo()
	w.person("closed", funds.RoleUser).get("/api/wallet").want(ok)
	for sub, status := range map[string]string{"frozen": "frozen", "closed": "closed", "waiting": "frozen"} {
		admin.post("/api/admin/wallet/status", map[string]string{"userId": sub, "status": status, "reason": "test"}).want(ok)
	}
	own := w.person("owner-of-pending", funds.RoleAdmin)

	const post = http.MethodPost
	ask := func(uid, amount string) string {
		return `{"uid":"` + uid + `","amount":` + amount + `,"bank_card_info":"招商银行 6225****1234 张三"}`
	}
	named := func(number string) string { return `{"transaction_no":"` + number + `"}` }
	says := func(code int, message string) string {
		return fmt.Sprintf(`{"code":%d,"message":"%s","data":null}`, code, message)
	}
	ended := func(status string) string {
		return says(http.StatusConflict, "交易状态为"+status+"，只有待处理的交易可以确认或取消")
	}
	atGateway := says(http.StatusConflict, "交易正在通道打款中，以网关结果为准，不能确认或取消")
	tests := map[string]refused{
		"提现金额 <= 0":            {office, post, requestWithdraw, ask("12345678", "0"), ok, says(400, "提现金额必须大于0")},
		"below 0, frozen":      {office, post, requestWithdraw, ask("frozen", "-1"), ok, says(400, "提现金额必须大于0")},
		"0, and no card":       {office, post, requestWithdraw, `{"uid":"12345678","amount":0}`, ok, says(400, "提现金额必须大于0")},
		"钱包冻结, and too little": {office, post, requestWithdraw, ask("frozen", "2000000"), ok, says(400, "钱包已被冻结，无法提现")},
		"a closed wallet":      {office, post, requestWithdraw, ask("closed", "1"), ok, says(400, "钱包已关闭，无法提现")},
		"总余额不足":                {office, post, requestWithdraw, ask("12345678", "1000.01"), ok, says(400, "总余额不足，当前总余额: 1000.00，申请提现: 1000.01")},
		"总余额不足, over all limits": {
			office, post, requestWithdraw, ask("12345678", "6000000"), ok, says(400, "总余额不足，当前总余额: 1000.00，申请提现: 6000000.00"),
		},
		"总余额不足, no wallet": {office, post, requestWithdraw, ask("nobody", "1"), ok, says(400, "总余额不足，当前总余额: 0.00，申请提现: 1.00")},
		"可用余额不足":           {office, post, requestWithdraw, ask("12345678", "600"), ok, says(400, "可用余额不足，当前可用余额: 599.50，已冻结金额: 400.50，申请提现: 600.00")},
		"可用余额不足, over all limits": {
			office, post, requestWithdraw, ask("spent", "8000000"), ok,
			says(400, "可用余额不足，当前可用余额: 4099999.90，已冻结金额: 4900000.10，申请提现: 8000000.00"),
		},
		"超过单笔限额":                {office, post, requestWithdraw, ask("rich", "1000000.01"), ok, says(400, "单笔提现金额不能超过100万元")},
		"超过单笔限额, and the daily": {office, post, requestWithdraw, ask("spent", "1000000.01"), ok, says(400, "单笔提现金额不能超过100万元")},
		"超过每日限额": {
			office, post, requestWithdraw, ask("spent", "100000"), ok,
			says(400, "超过每日提现限额，今日已申请: 4900000.10，本次申请: 100000.00，每日限额: 5000000.00"),
		},
		"no card":                   {office, post, requestWithdraw, `{"uid":"12345678","amount":1}`, ok, says(400, "bank_card_info 不能为空")},
		"no uid":                    {office, post, requestWithdraw, `{"amount":1,"bank_card_info":"6225"}`, ok, says(400, "uid 不能为空")},
		"another's":                 {u, post, requestWithdraw, ask("rich", "1"), forbidden, says(403, "无权限")},
		"no token":                  {nobody, post, requestWithdraw, ask("rich", "1"), http.StatusUnauthorized, says(401, "未登录或token无效")},
		"a user":                    {u, post, confirmWithdraw, named(at[funds.StatePending]), forbidden, says(403, "无权限")},
		"an admin's own":            {own, post, confirmWithdraw, named(at[funds.StatePending]), forbidden, says(403, "无权限")},
		"an admin's own, cancelled": {own, post, cancelWithdraw, named(at[funds.StatePending]), forbidden, says(403, "无权限")},
		"an unknown one":            {office, post, confirmWithdraw, named("TX202412011234567890"), ok, says(404, "交易记录不存在")},
		"an unknown one, cancelled": {office, post, cancelWithdraw, named(funds.ID(unknownID).FlowNo()), ok, says(404, "交易记录不存在")},
		"a frozen wallet's":         {office, post, confirmWithdraw, named(waiting), ok, says(400, "钱包已被冻结，无法提现")},

		"confirm a paid one":             {office, post, confirmWithdraw, named(at[funds.StateCompleted]), ok, ended("成功")},
		"confirm a failed one":           {office, post, confirmWithdraw, named(at[funds.StateFailed]), ok, ended("失败")},
		"confirm a rejected one":         {office, post, confirmWithdraw, named(at[funds.StateRejected]), ok, ended("已取消")},
		"confirm a cancelled one":        {office, post, confirmWithdraw, named(at[funds.StateCancelled]), ok, ended("已取消")},
		"confirm one at the gateway":     {office, post, confirmWithdraw, named(at[funds.StateProcessing]), ok, atGateway},
		"cancel a paid one":              {office, post, cancelWithdraw, named(at[funds.StateCompleted]), ok, ended("成功")},
		"cancel a failed one":            {office, post, cancelWithdraw, named(at[funds.StateFailed]), ok, ended("失败")},
		"cancel a rejected one":          {office, post, cancelWithdraw, named(at[funds.StateRejected]), ok, ended("已取消")},
		"cancel a cancelled one":         {office, post, cancelWithdraw, named(at[funds.StateCancelled]), ok, ended("已取消")},
		"cancel one at the gateway":      {office, post, cancelWithdraw, named(at[funds.StateProcessing]), ok, atGateway},
		"a summary of no one":            {office, http.MethodGet, "/api/wallet/withdraw-summary", "", ok, says(400, "uid 不能为空")},
		"transactions of no one":         {office, http.MethodGet, flowRows, "", ok, says(400, "uid 不能为空")},
		"another's transactions":         {u, http.MethodGet, flowRows + "rich", "", forbidden, says(403, "无权限")},
		"another's summary, unknown too": {u, http.MethodGet, flowSummary + "nobody", "", forbidden, says(403, "无权限")},
	}
	before := w.dump()
	for name, test := range tests {
		t.Run(name, test.check)
	}
	if diff := cmp.Diff(before, w.dump()); diff != "" {
		t.Errorf("refusals changed the table:\n%s", diff)
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

func TestARowShowsWhatTheRequestFoundAndItsOwnEffect(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, office, admin := w.owner("u1", "1000"), w.office(), w.person("admin-1", funds.RoleAdmin)
	number := func(number string) map[string]string { return map[string]string{"transaction_no": number} }
	a := office.requests(u.sub, "100")
	b := u.requests(u.sub, "200")
	admin.post("/api/admin/wallet/adjust", `{"userId":"u1","amount":50,"reason":"活动赠送"}`).want(ok)
	c := office.requests(u.sub, "30")
	const card = "招商银行 6225****1234 张三"
	same(t, "while all wait", []string{
		"5 withdraw 30.00: balance 1050.00 to 1050.00, frozen 300.00 to 330.00: pending by system: " + card,
		"4 adjustment 50.00: balance 1000.00 to 1050.00, frozen 300.00 to 300.00: success by admin-1: ",
		"3 withdraw 200.00: balance 1000.00 to 1000.00, frozen 100.00 to 300.00: pending by u1: " + card,
		"2 withdraw 100.00: balance 1000.00 to 1000.00, frozen 0.00 to 100.00: pending by system: " + card,
		"1 adjustment 1000.00: balance 0.00 to 1000.00, frozen 0.00 to 0.00: success by admin-helper: ",
	}, u.rowsOf(u.sub))

	id := func(number string) string {
		parsed, err := funds.ParseID(number)
		if err != nil {
			t.Fatal(err)
		}
		return string(parsed)
	}
	withdrawflow.accepts(admin.post(confirmWithdraw, number(b))) // the later one first
	admin.post(records+id(c)+"/review", map[string]string{"action": "approve"}).want(ok)
	u.is(id(c), "approved")
	d := office.requests(u.sub, "7")
	admin.post(records+id(d)+"/review", map[string]string{"action": "reject", "rejectReason": "资料不符"}).want(ok)
	withdrawflow.accepts(office.post(cancelWithdraw, map[string]string{"transaction_no": a, "reason": "银行卡信息有误"}))
	same(t, "paid, cancelled, approved and rejected", []string{
		"6 withdraw 7.00: balance 850.00 to 850.00, frozen 130.00 to 130.00: cancelled by admin-1: 资料不符",
		"5 withdraw 30.00: balance 1050.00 to 1050.00, frozen 300.00 to 330.00: pending by admin-1: " + card,
		"4 adjustment 50.00: balance 1000.00 to 1050.00, frozen 300.00 to 300.00: success by admin-1: ",
		"3 withdraw 200.00: balance 1000.00 to 800.00, frozen 100.00 to 100.00: success by admin-1: " + card,
		"2 withdraw 100.00: balance 1000.00 to 1000.00, frozen 0.00 to 0.00: cancelled by system: 银行卡信息有误",
	}, u.rowsOf(u.sub)[:5])

	withdrawflow.accepts(office.post(cancelWithdraw, number(c))) // an approved one is revoked
	u.is(id(c), "rejected")
	e := office.requests(u.sub, "9")
	admin.post(records+id(e)+"/review", map[string]string{"action": "approve"}).want(ok)
	withdrawflow.accepts(office.post(confirmWithdraw, number(e))) // and one may be confirmed
	f := office.requests(u.sub, "11")
	admin.post(records+id(f)+"/review", map[string]string{"action": "approve"}).want(ok)
	admin.post(records+id(f)+"/fail", map[string]string{"reason": "收款账户已注销"}).want(ok)
	same(t, "failed, confirmed after a review, and revoked", []string{
		"8 withdraw 11.00: balance 841.00 to 841.00, frozen 0.00 to 0.00: failed by admin-1: 收款账户已注销",
		"7 withdraw 9.00: balance 850.00 to 841.00, frozen 0.00 to 0.00: success by system: " + card,
		"5 withdraw 30.00: balance 1050.00 to 1050.00, frozen 300.00 to 300.00: cancelled by system: 提现已取消",
	}, append(u.rowsOf(u.sub)[:2], u.rowsOf(u.sub)[3]))
	u.has("841.00", "0.00")
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
