package merchant_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func order(amount string) string {
	return `{"type":"MVola","targetAccount":"0387222126","amount":` + amount + `}`
}

func recharge(amount string) string {
	return `{"amount":` + amount + `,"channelCode":"` + flowtest.RechargeCode + `"}`
}

func says(message string) string { return `{"success":false,"message":"` + message + `"}` }

func TestRefusals(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, other, frozen, closed := h.Owner("u1", 1000_00), h.Owner("u2", 1000_00), h.Owner("frozen", 1000_00), h.Owner("closed", 0_01)
	approved := string(h.Withdrawal("u1", funds.StateApproved))
	id, charged := string(h.Withdrawal("u1", funds.StatePending)), string(h.Recharge("u1", 200_00))
	h.Adjust("closed", -1, "r", "admin-2")
	for sub, status := range map[string]funds.WalletStatus{"frozen": funds.WalletFrozen, "closed": funds.WalletClosed} {
		if _, err := h.Flow.SetStatus(t.Context(), flowtest.Helper, sub, status, "r"); err != nil {
			t.Fatal(err)
		}
	}
	const create, check, pay, checkPaid = "POST /api/withdrawal", "POST /api/withdrawal/check", "POST /api/recharge", "POST /api/recharge/check"
	const cancel = "POST /api/withdrawal/cancel"
	const bad, gone = http.StatusBadRequest, http.StatusNotFound
	h.Refuses(t, map[string]flowtest.Refusal{
		"no JSON":                          u.Refused(create, `x`, bad, says("请求体不是有效的 JSON 对象")),
		"no type":                          u.Refused(create, `{"targetAccount":"1","amount":100}`, bad, says("type 不能为空")),
		"a method that no channel has":     u.Refused(create, `{"type":"bank","targetAccount":"1","amount":100}`, bad, says("type 无效，应为 MVola")),
		"no account":                       u.Refused(create, `{"type":"MVola","amount":100}`, bad, says("收款账号不能为空")),
		"an account that forges a sign":    u.Refused(create, `{"type":"MVola","targetAccount":"1&amount=2","amount":100}`, bad, says("targetAccount 不能包含 & 或 =")),
		"an owner that forges a sign":      u.Refused(create, `{"type":"MVola","targetOwner":"a=b","targetAccount":"1","amount":100}`, bad, says("targetOwner 不能包含 & 或 =")),
		"no amount":                        u.Refused(create, `{"type":"MVola","targetAccount":"1"}`, bad, says("amount 不能为空")),
		"nothing":                          u.Refused(create, order("0"), bad, says("提现金额必须大于0")),
		"less than nothing":                u.Refused(create, order("-100"), bad, says("提现金额必须大于0")),
		"less than the channel takes":      u.Refused(create, order("9"), bad, `{"success":false}`),
		"more than the channel takes":      u.Refused(create, order("100001"), bad, `{"success":false}`),
		"a part of the channel's step":     u.Refused(create, order("100.5"), bad, `{"success":false}`),
		"more than is available":           u.Refused(create, order("801"), bad, says("余额不足")),
		"from a frozen wallet":             frozen.Refused(create, order("100"), bad, says("钱包已冻结或关闭")),
		"from a closed wallet":             closed.Refused(create, order("100"), bad, says("钱包已冻结或关闭")),
		"an order of nobody":               u.Refused("GET /api/withdrawal/"+flowtest.Unknown, "", gone, says("提现记录不存在")),
		"an order that is no id":           u.Refused("GET /api/withdrawal/x", "", gone, says("提现记录不存在")),
		"an order of another":              other.Refused("GET /api/withdrawal/"+id, "", gone, says("提现记录不存在")),
		"a check of another's":             other.Refused(check, `{"id":"`+id+`"}`, gone, says("提现记录不存在")),
		"a check of nothing":               u.Refused(check, `{}`, bad, says("id 不能为空")),
		"a cancel of another's":            other.Refused(cancel, `{"id":"`+id+`"}`, gone, says("提现记录不存在")),
		"a cancel of nothing":              u.Refused(cancel, `{}`, bad, says("id 不能为空")),
		"a cancel of what is approved":     u.Refused(cancel, `{"id":"`+approved+`"}`, http.StatusConflict, says("状态转换非法: approved → cancelled")),
		"an admin's cancel":                h.Admin().Refused(cancel, `{"id":"`+id+`"}`, http.StatusForbidden, says("无权限")),
		"a check of what is no id":         u.Refused(check, `{"id":"x"}`, gone, says("提现记录不存在")),
		"a check of nobody's":              u.Refused(check, `{"id":"`+flowtest.Unknown+`"}`, gone, says("提现记录不存在")),
		"a check without JSON":             u.Refused(check, ``, bad, `{"success":false}`),
		"a recharge without JSON":          u.Refused(pay, `[]`, bad, `{"success":false}`),
		"a recharge by no channel":         u.Refused(pay, `{"amount":100}`, bad, says("channelCode 不能为空")),
		"a recharge by an unknown channel": u.Refused(pay, `{"amount":100,"channelCode":"x"}`, bad, says("channelCode 无效，请从可用通道中选择")),
		"a recharge of no amount":          u.Refused(pay, `{"channelCode":"`+flowtest.RechargeCode+`"}`, bad, says("amount 不能为空")),
		"a recharge of nothing":            u.Refused(pay, recharge("0"), bad, `{"success":false}`),
		"a recharge below the channel":     u.Refused(pay, recharge("99"), bad, `{"success":false}`),
		"a recharge above the channel":     u.Refused(pay, recharge("5001"), bad, `{"success":false}`),
		"a recharge in parts":              u.Refused(pay, recharge("100.5"), bad, `{"success":false}`),
		"a recharge of a closed wallet":    closed.Refused(pay, recharge("100"), bad, says("钱包已关闭")),
		"a recharge's check of another":    other.Refused(checkPaid, `{"id":"`+charged+`"}`, gone, says("充值记录不存在")),
		"a recharge's check of nothing":    u.Refused(checkPaid, `{}`, bad, says("id 不能为空")),
		"a recharge's check of no id":      u.Refused(checkPaid, `{"id":"x"}`, gone, says("充值记录不存在")),
		"a recharge's check without JSON":  u.Refused(checkPaid, `1`, bad, `{"success":false}`),
		"nobody's token":                   h.Nobody().Refused(create, order("100"), http.StatusUnauthorized, says("未登录或token无效")),
		"an admin's token":                 h.Admin().Refused(create, order("100"), http.StatusForbidden, says("无权限")),
	})
	frozen.Post("/api/recharge", recharge("100")).OK() // money that comes in must have somewhere to go
}

func TestWhatTheGatewayAnswersIsWhatTheUserReads(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   string
		status  int
		message string
		state   string
		frozen  funds.Amount
	}{
		"it takes the order":         {"", 200, "提交成功", "0", 100_00},
		"its answer is lost":         {"drop-after", 200, "已提交，结果确认中", "0", 100_00},
		"it never hears of it":       {"drop-before", 200, "已提交，结果确认中", "0", 100_00},
		"it speaks nonsense":         {"garbage", 200, "已提交，结果确认中", "0", 100_00},
		"it breaks":                  {"http500", 200, "已提交，结果确认中", "0", 100_00},
		"it answers for another":     {"other-order", 200, "已提交，结果确认中", "0", 100_00},
		"it has it already, it says": {"duplicate-error", 200, "已提交，结果确认中", "0", 100_00},
		"it refuses":                 {"refuse", 400, "", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			u := h.Owner("u1", 1000_00)
			if test.fault != "" {
				h.Misbehaves("withdrawal/create", test.fault)
			}
			got := u.Post("/api/withdrawal", order("100")).Want(test.status).Has("data.state", test.state)
			if test.message != "" {
				got.Has("message", test.message)
			}
			h.Holds("u1", 1000_00, test.frozen)
		})
	}
}

func TestARechargeMovesNothingUntilGetSaysSo(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.User("u1")
	made := u.Post("/api/recharge", recharge("200")).OK().Has("data.state", "0", "data.creditedAmount", "0")
	if !strings.Contains(made.At("data.url"), "/pay/") {
		t.Errorf("no page to pay at: %s", made.Raw)
	}
	id := made.At("data.id")
	h.Holds("u1", 0, 0)
	check := func() flowtest.Answer {
		h.AskedAgain()
		return u.Post("/api/recharge/check", `{"id":"`+strings.ToLower(id)+`"}`).OK()
	}
	check().Has("data.state", "0")
	h.Ends(id, funds.GatewayDepositProcessing)
	check().Has("data.state", "1", "data.stateText", "处理中")
	h.Ends(id, funds.GatewayDepositDone)
	check().Has("data.state", "2", "data.stateText", "完成", "data.creditedAmount", "200", "data.url", "")
	h.Holds("u1", 200_00, 0)
	check()
	h.Holds("u1", 200_00, 0)
	h.Misbehaves("deposit/create", "drop-after")
	u.Post("/api/recharge", recharge("300")).OK().Has("message", "已提交，结果确认中", "data.url", "", "data.state", "0")
	h.Misbehaves("deposit/create", "refuse")
	u.Post("/api/recharge", recharge("300")).Want(http.StatusBadRequest).Has("success", "false")
	u.Get("/api/recharge").OK().Has("data.pagination.total", "3", "data.orders.0.state", "3", "data.orders.2.creditedAmount", "200")
	h.Holds("u1", 200_00, 0)
}

func TestACheckAsksAtMostOnceInAWhile(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 1000_00)
	id := u.Post("/api/withdrawal", order("100")).OK().At("data.id")
	check := func() flowtest.Answer { return u.Post("/api/withdrawal/check", `{"id":"`+id+`"}`).OK() }
	check().Has("data.state", "0")
	h.Ends(id, 1)
	check().Has("data.state", "0") // asked just now
	h.Is(funds.ID(id), funds.StateProcessing)
	h.AskedAgain()
	check().Has("data.state", "1", "data.stateText", "成功")
	h.Holds("u1", 900_00, 0)
}

func TestAUserTakesBackWhatWaitsForItsReview(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 1000_00)
	id := string(h.Withdrawal("u1", funds.StatePending))
	u.Get("/api/withdrawal/"+id).OK().Has("data.mayCancel", "true")
	cancelled := u.Post("/api/withdrawal/cancel", `{"id":"`+strings.ToLower(id)+`"}`).OK().
		Has("message", "提现取消成功", "data.id", id, "data.state", "2", "data.stateText", "失败", "data.notifyInfo", "用户本人取消", "data.mayCancel", "")
	h.Holds("u1", 1000_00, 0)
	h.Unchanged(func() {
		if again := u.Post("/api/withdrawal/cancel", `{"id":"`+id+`"}`).OK(); again.Raw != cancelled.Raw {
			t.Errorf("cancelled once more: %s, want %s", again.Raw, cancelled.Raw)
		}
	})
	if diff := cmp.Diff([]string{"提现申请已提交，金额已冻结", "提现已取消，金额已退回：用户本人取消"}, u.Get("/api/withdrawal/"+id).OK().Column("data.timeline", "message")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if lines := h.Audits(""); len(lines) > 0 && lines[0].TargetID == id {
		t.Errorf("no admin did that: %+v", lines[0])
	}
}

func TestAKeyMakesAnOrderRepeatable(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 1000_00)
	for path, body := range map[string]string{"/api/withdrawal": order("100"), "/api/recharge": recharge("100")} {
		with := func(key, body string) flowtest.Answer {
			return u.Do(http.MethodPost, path, body, "Idempotency-Key", key)
		}
		first := with("k1", body).OK()
		with("k1", body).OK().Has("data.id", first.At("data.id"))
		with("k1", strings.Replace(body, "100", "200", 1)).Want(http.StatusConflict).Has("message", "Idempotency-Key 已用于另一个请求")
		with("", body).Want(http.StatusBadRequest)
		once := strings.TrimSuffix(body, "}") + `,"refuseDuplicates":true}`
		made := u.Post(path, once).OK()
		u.Post(path, once).Want(http.StatusConflict).Has("duplicateOf.id", made.At("data.id"))
		u.Get(path).OK().Has("data.pagination.total", "2")
	}
	h.Holds("u1", 1000_00, 200_00)
}

func TestOneUserDoesNotMakeTheGatewayBusy(t *testing.T) {
	t.Parallel()
	h := open(t, func(p *funds.Policy) {
		p.Refusals = funds.RateLimit{Free: 2, Window: time.Minute, Apart: 3 * time.Second}
	})
	u, other := h.Owner("u1", 1000_00), h.Owner("u2", 1000_00)
	refuse := func() {
		h.Misbehaves("withdrawal/create", "refuse")
		u.Post("/api/withdrawal", order("100")).Want(http.StatusBadRequest)
	}
	refuse()
	refuse()
	got := u.Post("/api/recharge", recharge("100")).Want(http.StatusTooManyRequests)
	if got.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	other.Post("/api/withdrawal", order("100")).OK()
	h.Clock.Advance(4 * time.Second)
	u.Post("/api/withdrawal", order("100")).OK()
	h.Holds("u1", 1000_00, 100_00)
}

func TestTheGatewaysBalanceIsAskedFirst(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 1000_00)
	h.Sandbox(http.MethodPut, "settings", `{"withdrawalBalance":50}`)
	h.Unchanged(func() {
		u.Post("/api/withdrawal", order("100")).Want(http.StatusBadRequest).Has("message", "余额不足请先充值")
	})
	h.Misbehaves("withdrawal/balance", "http500")
	h.Clock.Advance(time.Minute)
	h.Unchanged(func() { u.Post("/api/withdrawal", order("100")).Want(http.StatusServiceUnavailable) })
	fresh := open(t)
	fresh.Misbehaves("deposit/channels", "http500")
	fresh.User("u1").Get("/api/recharge/channels").Want(http.StatusServiceUnavailable)
}

func TestPagesHaveBounds(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 1000_00)
	for range 3 {
		h.Withdrawal("u1", funds.StatePending)
		h.Recharge("u1", 100_00)
	}
	for _, path := range []string{"/api/withdrawal?", "/api/recharge?"} {
		u.Get(path).OK().Has("data.pagination", `{"page":1,"pageSize":20,"total":3,"totalPages":1}`)
		u.Get(path+"page=2&pageSize=2").OK().Has("data.pagination", `{"page":2,"pageSize":2,"total":3,"totalPages":2}`, "data.orders.1", "")
		u.Get(path+"page=1000000&pageSize=100").OK().Has("data.orders", "[]")
		for _, wrong := range []string{"page=0", "page=1000001", "pageSize=0", "pageSize=101", "page=x", "page=1&page=1"} {
			u.Get(path + wrong).Want(http.StatusBadRequest)
		}
	}
	h.User("u2").Get("/api/withdrawal").OK().Has("data.pagination.total", "0")
}

func TestTheTimelineIsTheOwnersAndNamesNobody(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 1000_00)
	for state, want := range map[funds.State][]string{
		funds.StatePending:    {"提现申请已提交，金额已冻结"},
		funds.StateApproved:   {"提现申请已提交，金额已冻结", "审核通过"},
		funds.StateProcessing: {"提现申请已提交，金额已冻结", "审核通过", "正在打款", "打款渠道已受理"},
		funds.StateRejected:   {"提现申请已提交，金额已冻结", "审核未通过，金额已退回：资料不符"},
		funds.StateCancelled:  {"提现申请已提交，金额已冻结", "提现已取消，金额已退回：不提了"},
		funds.StateFailed:     {"提现申请已提交，金额已冻结", "审核通过", "打款失败，金额已退回：收款账户已注销"},
	} {
		id := h.Withdrawal("u1", state)
		got := u.Get("/api/withdrawal/" + string(id)).OK()
		if diff := cmp.Diff(want, got.Column("data.timeline", "message")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", state, diff)
		}
		if strings.Contains(got.Raw, flowtest.Helper.ID) || strings.Contains(got.Raw, flowtest.Helper.Name) {
			t.Errorf("it names who acted: %s", got.Raw)
		}
	}
	h.Misbehaves("withdrawal/create", "refuse")
	u.Post("/api/withdrawal", order("100"))
	id := u.Get("/api/withdrawal?pageSize=1").OK().At("data.orders.0.id")
	got := u.Get("/api/withdrawal/" + id).OK()
	if !strings.Contains(got.Raw, "打款失败，金额已退回：打款渠道拒绝") || strings.Contains(strings.Join(got.Column("data.timeline", "message"), " "), "risk") {
		t.Errorf("what the gateway said is not the user's: %s", got.Raw)
	}
}
