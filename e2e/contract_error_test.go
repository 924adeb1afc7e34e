package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// refused is a request that a contract refuses with exactly this status and body.
type refused struct {
	by     *person
	method string
	path   string
	body   string
	status int
	says   string
}

func (r refused) check(t *testing.T) {
	t.Helper()
	var body any
	if r.body != "" {
		body = r.body
	}
	got := r.by.in(t).do(r.method, r.path, body, nil).want(r.status)
	if strings.TrimSuffix(got.Raw, "\n") != r.says {
		t.Errorf("got  %swant %s", got.Raw, r.says)
	}
}

func TestTheErrorMessagesOfTheWalletDocument(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, frozen, admin := w.owner("user-uuid", "1000"), w.owner("frozen", "1000"), w.person("admin-uuid", funds.RoleAdmin)
	nobody, closed := &person{w, "", ""}, w.person("closed", funds.RoleUser)
	pending, done := u.withdrawal(funds.StatePending), u.withdrawal(funds.StateCompleted)
	waiting := frozen.withdrawal(funds.StatePending)
	closed.get("/api/wallet").want(ok)
	for sub, status := range map[string]string{"frozen": "frozen", "closed": "closed"} {
		admin.post("/api/admin/wallet/status", map[string]string{"userId": sub, "status": status, "reason": "test"}).want(ok)
	}
	const get, post, bad = http.MethodGet, http.MethodPost, http.StatusBadRequest
	const withdraw, review = "/api/wallet/withdraw", "/review"
	says := func(message string) string { return `{"success":false,"message":"` + message + `"}` }
	tests := map[string]refused{
		"余额不足": {u, post, withdraw, `{"amount":800.01,"method":"wechat","account":"13800001111"}`, bad, says("余额不足")},
		"余额不足, an adjustment": {
			admin, post, "/api/admin/wallet/adjust", `{"userId":"user-uuid","amount":-800.01,"reason":"扣减"}`, bad, says("余额不足"),
		},
		"钱包已冻结或关闭, frozen": {frozen, post, withdraw, `{"amount":1,"method":"wechat","account":"13800001111"}`, bad, says("钱包已冻结或关闭")},
		"钱包已冻结或关闭, closed": {closed, post, withdraw, `{"amount":1,"method":"wechat","account":"13800001111"}`, bad, says("钱包已冻结或关闭")},
		"钱包已冻结或关闭, adjusted": {
			admin, post, "/api/admin/wallet/adjust", `{"userId":"closed","amount":1,"reason":"赠送"}`, bad, says("钱包已冻结或关闭"),
		},
		"钱包已冻结或关闭, approved": {admin, post, "/api/admin/withdrawals/" + waiting + review, `{"approved":true}`, bad, says("钱包已冻结或关闭")},
		"提现金额必须大于0":          {u, post, withdraw, `{"amount":0,"method":"wechat","account":"13800001111"}`, bad, says("提现金额必须大于0")},
		"提现金额必须大于0, below":   {u, post, withdraw, `{"amount":-100,"method":"wechat","account":"13800001111"}`, bad, says("提现金额必须大于0")},
		"提现方式无效":             {u, post, withdraw, `{"amount":100,"method":"paypal","account":"13800001111"}`, bad, says("提现方式无效")},
		"提现方式无效, none":       {u, post, withdraw, `{"amount":100,"account":"13800001111"}`, bad, says("提现方式无效")},
		"收款账号不能为空":           {u, post, withdraw, `{"amount":100,"method":"wechat"}`, bad, says("收款账号不能为空")},
		"收款账号不能为空, space":    {u, post, withdraw, `{"amount":100,"method":"wechat","account":"  "}`, bad, says("收款账号不能为空")},
		"银行卡提现需要提供开户人和银行名称": {
			u, post, withdraw, `{"amount":100,"method":"bank","account":"6222021234567890123","accountName":"张三"}`, bad, says("银行卡提现需要提供开户人和银行名称"),
		},
		"银行卡提现需要提供开户人和银行名称, no owner": {
			u, post, withdraw, `{"amount":100,"method":"bank_card","account":"6222021234567890123","bankName":"中国工商银行"}`, bad, says("银行卡提现需要提供开户人和银行名称"),
		},
		"提现记录不存在":           {admin, get, "/api/admin/withdrawals/" + unknownID, "", notFound, says("提现记录不存在")},
		"提现记录不存在, reviewed": {admin, post, "/api/admin/withdrawals/" + unknownID + review, `{"approved":true}`, notFound, says("提现记录不存在")},
		"提现记录不存在, adjusted": {
			admin, post, "/api/admin/wallet/adjust", `{"userId":"user-uuid","amount":-1,"reason":"扣减","withdrawalId":"` + unknownID + `"}`, notFound, says("提现记录不存在"),
		},
		"提现记录状态不正确": {admin, post, "/api/admin/withdrawals/" + done + review, `{"approved":true}`, bad, says("提现记录状态不正确")},
		"提现记录状态不正确, refused": {
			admin, post, "/api/admin/withdrawals/" + done + review, `{"approved":false,"rejectReason":"晚了"}`, bad, says("提现记录状态不正确"),
		},
		"拒绝提现时必须填写拒绝原因":       {admin, post, "/api/admin/withdrawals/" + pending + review, `{"approved":false}`, bad, says("拒绝提现时必须填写拒绝原因")},
		"401 without a token": {nobody, get, "/api/wallet", "", http.StatusUnauthorized, says("未登录或token无效")},
		"403 for a user":      {u, get, "/api/admin/withdrawals", "", forbidden, says("无权限")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.check(t)
		})
	}
}

func TestTheErrorsOfTheConsoleDocument(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin, nobody := w.owner("esc_001", "10000"), w.person("admin_xxx", funds.RoleAdmin), &person{w, "", ""}
	const get, post = http.MethodGet, http.MethodPost
	at := map[funds.State]string{}
	for _, state := range funds.States() {
		at[state] = records + u.withdrawal(state)
	}
	admin.post(records+u.withdrawal(funds.StateApproved)+"/payout", `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM","transactionNo":"BK1"}`).want(ok)
	const byHand, byChannel = `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM"}`, `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`
	illegal := func(step string) string { return `{"code":409,"message":"状态转换非法: ` + step + `"}` }
	field := func(name, message string) string {
		return `{"code":400,"message":"` + message + `","details":{"` + name + `":"` + message + `"}}`
	}
	tests := map[string]refused{
		"the document's first":  {admin, post, at[funds.StatePending] + "/payout", byHand, http.StatusConflict, illegal("pending → completed")},
		"the document's second": {admin, post, at[funds.StateApproved] + "/payout", `{"payoutMethod":"manual","operatorConfirmText":"confirm"}`, http.StatusBadRequest, field("operatorConfirmText", "确认文本不匹配，请输入 CONFIRM")},
		"the document's third":  {admin, post, at[funds.StatePending] + "/review", `{"action":"reject"}`, http.StatusBadRequest, field("rejectReason", "驳回必须填写原因")},

		"pending → processing":   {admin, post, at[funds.StatePending] + "/payout", byChannel, http.StatusConflict, illegal("pending → processing")},
		"rejected → approved":    {admin, post, at[funds.StateRejected] + "/review", `{"action":"approve"}`, http.StatusConflict, illegal("rejected → approved")},
		"failed → completed":     {admin, post, at[funds.StateFailed] + "/payout", byHand, http.StatusConflict, illegal("failed → completed")},
		"completed → rejected":   {admin, post, at[funds.StateCompleted] + "/review", `{"action":"reject","rejectReason":"晚了"}`, http.StatusConflict, illegal("completed → rejected")},
		"completed → failed":     {admin, post, at[funds.StateCompleted] + "/fail", `{"reason":"晚了"}`, http.StatusConflict, illegal("completed → failed")},
		"completed → completed":  {admin, post, at[funds.StateCompleted] + "/payout", byHand, http.StatusConflict, illegal("completed → completed")},
		"pending → failed":       {admin, post, at[funds.StatePending] + "/fail", `{"reason":"早了"}`, http.StatusConflict, illegal("pending → failed")},
		"approved → approved":    {admin, post, at[funds.StateApproved] + "/review", `{"action":"approve"}`, http.StatusConflict, illegal("approved → approved")},
		"a cancelled one":        {admin, post, at[funds.StateCancelled] + "/review", `{"action":"approve"}`, http.StatusConflict, illegal("rejected → approved")},
		"one at the gateway":     {admin, post, at[funds.StateProcessing] + "/payout", byHand, http.StatusConflict, illegal("processing → completed（通道打款处理中，以网关结果为准）")},
		"a number that is taken": {admin, post, at[funds.StateApproved] + "/payout", `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM","transactionNo":"BK1"}`, http.StatusConflict, `{"code":409,"message":"交易号已存在，请勿重复打款","details":{"transactionNo":"交易号已存在，请勿重复打款"}}`},
		"no reason to fail":      {admin, post, at[funds.StateApproved] + "/fail", `{}`, http.StatusBadRequest, field("reason", "标记失败必须填写原因")},
		"401 without a token":    {nobody, get, at[funds.StatePending], "", http.StatusUnauthorized, `{"code":401,"message":"未登录或token无效"}`},
		"403 for a user":         {u, get, at[funds.StatePending], "", forbidden, `{"code":403,"message":"无权限"}`},
		"404 for an unknown one": {admin, get, records + unknownID, "", notFound, `{"code":404,"message":"提现记录不存在"}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.check(t)
		})
	}
}
