package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

const (
	byHand    = `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM"}`
	byChannel = `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`
	approve   = `{"action":"approve"}`
	reject    = `{"action":"reject","rejectReason":"资料不符"}`
)

func numbered(number string) string {
	return `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM","transactionNo":"` + number + `"}`
}

func says(code, message string) string { return `{"code":` + code + `,"message":"` + message + `"}` }

func wrong(field, message string) string {
	return `{"code":400,"message":"` + message + `","details":{"` + field + `":"` + message + `"}}`
}

func TestRefusalsOfActsAreInTheDocumentsWords(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 10_000_00)
	h.Fund("frozen", 1000_00)
	at := map[funds.State]string{}
	for _, state := range funds.States() {
		at[state] = "POST " + records + "/" + string(h.Withdrawal("u1", state))
	}
	admin, own := h.Admin(), h.Called(identity.Caller{Sub: "u1", Role: funds.RoleAdmin})
	taken, frozen := h.Withdrawal("u1", funds.StateApproved), "POST "+records+"/"+string(h.Withdrawal("frozen", funds.StateApproved))
	admin.Post(records+"/"+string(taken)+"/payout", numbered("BK1")).OK()
	if _, err := h.Flow.SetStatus(t.Context(), flowtest.Helper, "frozen", funds.WalletFrozen, "r"); err != nil {
		t.Fatal(err)
	}
	pending, approved, done := at[funds.StatePending], at[funds.StateApproved], at[funds.StateCompleted]
	unknown := "POST " + records + "/" + flowtest.Unknown
	const bad, conflict, gone, denied = http.StatusBadRequest, http.StatusConflict, http.StatusNotFound, http.StatusForbidden
	illegal := func(step string) string { return says("409", "状态转换非法: "+step) }
	const unconfirmed, reasonless = "确认文本不匹配，请输入 CONFIRM", "标记失败必须填写原因"
	h.Refuses(t, map[string]flowtest.Refusal{
		"the document's first":             admin.Refused(pending+"/payout", byHand, conflict, illegal("pending → completed")),
		"the document's second":            admin.Refused(approved+"/payout", strings.ToLower(byHand), bad, wrong("operatorConfirmText", unconfirmed)),
		"a confirmation with a space":      admin.Refused(approved+"/payout", `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM "}`, bad, wrong("operatorConfirmText", unconfirmed)),
		"the document's third":             admin.Refused(pending+"/review", `{"action":"reject"}`, bad, wrong("rejectReason", "驳回必须填写原因")),
		"pending → processing":             admin.Refused(pending+"/payout", byChannel, conflict, illegal("pending → processing")),
		"rejected → approved":              admin.Refused(at[funds.StateRejected]+"/review", approve, conflict, illegal("rejected → approved")),
		"failed → completed":               admin.Refused(at[funds.StateFailed]+"/payout", byHand, conflict, illegal("failed → completed")),
		"completed → rejected":             admin.Refused(done+"/review", reject, conflict, illegal("completed → rejected")),
		"completed → failed":               admin.Refused(done+"/fail", `{"reason":"晚了"}`, conflict, illegal("completed → failed")),
		"completed → completed":            admin.Refused(done+"/payout", byHand, conflict, illegal("completed → completed")),
		"pending → failed":                 admin.Refused(pending+"/fail", `{"reason":"早了"}`, conflict, illegal("pending → failed")),
		"approved → approved":              admin.Refused(approved+"/review", approve, conflict, illegal("approved → approved")),
		"a cancelled one":                  admin.Refused(at[funds.StateCancelled]+"/review", approve, conflict, illegal("rejected → approved")),
		"one at the gateway":               admin.Refused(at[funds.StateProcessing]+"/payout", byHand, conflict, illegal("processing → completed（通道打款处理中，以网关结果为准）")),
		"one at the gateway is failed":     admin.Refused(at[funds.StateProcessing]+"/fail", `{"reason":"r"}`, conflict, `{"code":409}`),
		"one at the gateway is rejected":   admin.Refused(at[funds.StateProcessing]+"/review", reject, conflict, illegal("processing → rejected")),
		"a number that is taken":           admin.Refused(approved+"/payout", numbered("BK1"), conflict, `{"code":409,"message":"交易号已存在，请勿重复打款","details":{"transactionNo":"交易号已存在，请勿重复打款"}}`),
		"that number in other letters":     admin.Refused(approved+"/payout", numbered("bk1"), conflict, `{"code":409,"message":"交易号已存在，请勿重复打款"}`),
		"a number with a space":            admin.Refused(approved+"/payout", numbered("BK 2"), bad, `{"code":400}`),
		"a number for the channel":         admin.Refused(approved+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM","transactionNo":"X"}`, bad, wrong("transactionNo", "transactionNo 仅用于人工打款（payoutMethod 为 manual）")),
		"no way to pay":                    admin.Refused(approved+"/payout", `{"operatorConfirmText":"CONFIRM"}`, bad, wrong("payoutMethod", "payoutMethod 不能为空")),
		"another way to pay":               admin.Refused(approved+"/payout", `{"operatorConfirmText":"CONFIRM","payoutMethod":"cash"}`, bad, wrong("payoutMethod", "payoutMethod 无效，应为 manual 或 channel")),
		"from a frozen wallet":             admin.Refused(frozen+"/payout", byHand, conflict, says("409", "钱包已冻结或关闭")),
		"by the channel, from a frozen":    admin.Refused(frozen+"/payout", byChannel, conflict, says("409", "钱包已冻结或关闭")),
		"no reason to fail":                admin.Refused(approved+"/fail", `{}`, bad, wrong("reason", reasonless)),
		"a fail that confirms wrongly":     admin.Refused(approved+"/fail", `{"reason":"r","operatorConfirmText":"yes"}`, bad, wrong("operatorConfirmText", unconfirmed)),
		"no action":                        admin.Refused(pending+"/review", `{}`, bad, wrong("action", "action 不能为空")),
		"another action":                   admin.Refused(pending+"/review", `{"action":"pay"}`, bad, wrong("action", "action 无效，应为 approve 或 reject")),
		"no JSON":                          admin.Refused(pending+"/review", `x`, bad, `{"code":400}`),
		"correcting without a number":      admin.Refused(done+"/transaction-no", `{"reason":"r"}`, bad, wrong("transactionNo", "transactionNo 不能为空")),
		"correcting without a reason":      admin.Refused(done+"/transaction-no", `{"transactionNo":"X"}`, bad, wrong("reason", "更正必须填写原因")),
		"correcting to another's":          admin.Refused(done+"/transaction-no", `{"transactionNo":"BK1","reason":"r"}`, conflict, `{"code":409}`),
		"correcting what is not paid":      admin.Refused(approved+"/transaction-no", `{"transactionNo":"X","reason":"r"}`, conflict, `{"code":409}`),
		"asking about what was never sent": admin.Refused(pending+"/ask", ``, conflict, `{"code":409}`),
		"asking about what is paid":        admin.Refused(done+"/ask", ``, conflict, `{"code":409}`),
		"asking about an unknown one":      admin.Refused(unknown+"/ask", ``, gone, says("404", "提现记录不存在")),
		"asking about what is no id":       admin.Refused("POST "+records+"/x/ask", ``, gone, says("404", "提现记录不存在")),
		"reviewing an unknown one":         admin.Refused(unknown+"/review", approve, gone, says("404", "提现记录不存在")),
		"reviewing what is no id":          admin.Refused("POST "+records+"/x/review", approve, gone, says("404", "提现记录不存在")),
		"an unknown one":                   admin.Refused("GET "+records+"/"+flowtest.Unknown, "", gone, says("404", "提现记录不存在")),
		"what is no id":                    admin.Refused("GET "+records+"/x", "", gone, says("404", "提现记录不存在")),
		"the detail of what is no id":      admin.Refused("GET "+records+"/x/detail", "", gone, says("404", "提现记录不存在")),
		"the detail of an unknown one":     admin.Refused("GET "+records+"/"+flowtest.Unknown+"/detail", "", gone, says("404", "提现记录不存在")),
		"the logs of what is no id":        admin.Refused("GET "+records+"/x/logs", "", gone, says("404", "提现记录不存在")),
		"the logs of an unknown one":       admin.Refused("GET "+records+"/"+flowtest.Unknown+"/logs", "", gone, says("404", "提现记录不存在")),
		"their own, reviewed":              own.Refused(pending+"/review", approve, denied, says("403", "无权限")),
		"their own, rejected":              own.Refused(pending+"/review", reject, denied, says("403", "无权限")),
		"their own, paid":                  own.Refused(approved+"/payout", byHand, denied, says("403", "无权限")),
		"their own, paid by the channel":   own.Refused(approved+"/payout", byChannel, denied, says("403", "无权限")),
		"their own, failed":                own.Refused(approved+"/fail", `{"reason":"r"}`, denied, says("403", "无权限")),
		"nobody's token":                   h.Nobody().Refused("GET "+records, "", http.StatusUnauthorized, says("401", "未登录或token无效")),
		"a user's token":                   h.User("u1").Refused("GET "+records, "", denied, says("403", "无权限")),
	})
}

func TestRefusalsOfLists(t *testing.T) {
	t.Parallel()
	h := open(t)
	admin := h.Admin()
	for path, fields := range map[string]map[string]string{
		records + "?": {
			"page=0": "page", "page=1000001": "page", "pageSize=0": "pageSize", "pageSize=101": "pageSize", "page=1&page=1": "page",
			"status=done": "status", "method=cash": "method", "startAt=2025": "startAt", "endAt=x": "endAt", "startAt=2025-02-02&endAt=2025-02-01": "startAt",
			"minAmount=-1": "minAmount", "maxAmount=1.001": "maxAmount", "minAmount=2&maxAmount=1": "minAmount", "keyword=%20": "keyword", "needsAttention=1": "needsAttention",
			"status=a&status=b": "status", "keyword=a&keyword=b": "keyword",
		},
		records + "/export?": {"format=pdf": "format", "format=csv&format=csv": "format", "status=done": "status"},
		records + "/trend?":  {"": "startAt", "startAt=2025-01-01": "endAt", "startAt=2025-01-02&endAt=2025-01-01": "startAt", "unit=week": "unit", "startAt=2025-01-01&endAt=2026-01-02": "startAt", "startAt=2025-01-01&endAt=2025-02-01&unit=hour": "startAt"},
		"/admin/audit-logs?": {"page=0": "page", "startAt=x": "startAt", "endAt=x": "endAt", "startAt=2025-02-02&endAt=2025-02-01": "startAt", "startAt=2025-01-01&endAt=2026-01-02": "startAt"},
		"/admin/recharges?":  {"page=0": "page", "state=6": "state", "state=x": "state", "state=01": "state", "needsAttention=false": "needsAttention", "keyword=%20": "keyword", "state=1&state=1": "state", "keyword=a&keyword=b": "keyword"},
	} {
		for query, field := range fields {
			got := admin.Get(path+query).Want(http.StatusBadRequest).Has("code", "400")
			if got.At("details."+field) == "" || got.At("details."+field) != got.At("message") {
				t.Errorf("%s%s does not blame %s: %s", path, query, field, got.Raw)
			}
		}
	}
	if lines := h.Audits(""); len(lines) != 0 {
		t.Errorf("a refused export left %+v", lines)
	}
	admin.Get(records + "/trend?startAt=2025-01-01&endAt=2026-01-01").OK() // 366 days
	admin.Get(records + "/trend?startAt=2025-01-01&endAt=2025-01-31&unit=hour").OK()
	admin.Get("/admin/audit-logs?startAt=2025-01-01&endAt=2026-01-01").OK()
	admin.Get(records+"?page=1000000&pageSize=100").OK().Has("data.data", "[]")
}

func TestRefusalsOfRecharges(t *testing.T) {
	t.Parallel()
	h := open(t)
	waiting, parked := h.Recharge("u1", 200_00), h.Recharge("u1", 300_00)
	h.Receives(string(parked), "250")
	credited := h.Credited("u1", 100_00)
	admin, own := h.Admin(), h.Called(identity.Caller{Sub: "u1", Role: funds.RoleAdmin})
	const path, credit = "POST /admin/recharges/", `{"action":"credit","reason":"r"}`
	const bad, conflict, gone, denied = http.StatusBadRequest, http.StatusConflict, http.StatusNotFound, http.StatusForbidden
	h.Refuses(t, map[string]flowtest.Refusal{
		"one that waits for the gateway": admin.Refused(path+string(waiting)+"/resolve", credit, conflict, `{"code":409}`),
		"one that is credited":           admin.Refused(path+string(credited)+"/resolve", credit, conflict, `{"code":409}`),
		"no reason":                      admin.Refused(path+string(parked)+"/resolve", `{"action":"credit"}`, bad, wrong("reason", "reason 不能为空")),
		"no action":                      admin.Refused(path+string(parked)+"/resolve", `{"reason":"r"}`, bad, wrong("action", "action 不能为空")),
		"another action":                 admin.Refused(path+string(parked)+"/resolve", `{"action":"keep","reason":"r"}`, bad, `{"code":400}`),
		"no JSON":                        admin.Refused(path+string(parked)+"/resolve", ``, bad, `{"code":400}`),
		"an admin's own":                 own.Refused(path+string(parked)+"/resolve", credit, denied, says("403", "无权限")),
		"an unknown one":                 admin.Refused(path+"RC"+flowtest.Unknown+"/resolve", credit, gone, says("404", "充值记录不存在")),
		"what is no id":                  admin.Refused(path+"x/resolve", credit, gone, says("404", "充值记录不存在")),
		"asking about what is no id":     admin.Refused(path+"x/ask", ``, gone, says("404", "充值记录不存在")),
		"asking about an unknown one":    admin.Refused(path+"RC"+flowtest.Unknown+"/ask", ``, gone, says("404", "充值记录不存在")),
		"asking about a credited one":    admin.Refused(path+string(credited)+"/ask", ``, conflict, `{"code":409}`),
		"reading what is no id":          admin.Refused("GET /admin/recharges/x", "", gone, says("404", "充值记录不存在")),
		"reading an unknown one":         admin.Refused("GET /admin/recharges/RC"+flowtest.Unknown, "", gone, says("404", "充值记录不存在")),
	})
	h.Holds("u1", 100_00, 0)
}
