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
