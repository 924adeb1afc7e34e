package wallet_test

import (
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

func TestEveryExampleOfTheDocumentIsAnsweredAsItSays(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, admin := h.User("user-uuid"), h.Called(identity.Caller{Sub: "admin-uuid", Role: funds.RoleAdmin, Name: "管理员"})
	var wechat, bank, waiting funds.ID
	aboutBank := []*funds.ID{&bank}
	h.Plays(t, "wallet", []flowtest.Scene{
		{File: "wallet-on-first-access", By: u},
		{File: "no-transactions", By: u},
		{File: "no-withdrawals", By: u},
		{File: "adjust", By: admin},
		{File: "adjust-in-the-contracts-own-form", By: admin},
		{File: "adjust-downwards", By: admin},
		{File: "withdraw-by-wechat", By: u, Keeps: &wechat},
		{File: "withdraw-to-a-bank", By: u, Keeps: &bank},
		{File: "wallet-with-frozen-money", By: u},
		{File: "pending-withdrawals", By: admin},
		{File: "detail", By: admin, About: aboutBank},
		{File: "detail-by-its-number", By: admin, About: aboutBank},
		{File: "review-approves", By: admin, About: []*funds.ID{&wechat}},
		{File: "review-rejects", By: admin, About: aboutBank},
		{File: "withdrawals", By: u},
		{File: "transactions", By: u},
		{File: "transactions-of-a-type", By: u},
		{File: "transactions-of-a-type-that-there-are-none-of", By: u},
		{File: "completed-withdrawals", By: admin},
		{File: "detail-of-a-rejected-one", By: admin, About: aboutBank},
		{File: "wallet-status", By: admin},
		{File: "wallet-in-the-end", By: u},
		{File: "wallets-found", By: admin},
		{File: "wallet-of-a-user", By: admin},
		{File: "wallet-of-nobody", By: admin},
		{File: "transactions-of-a-user", By: admin},
		{File: "cancel", By: u, About: []*funds.ID{&waiting}, First: func() {
			if _, err := h.Flow.SetStatus(t.Context(), flowtest.Helper, "user-uuid", funds.WalletActive, "核实完毕"); err != nil {
				t.Fatal(err)
			}
			waiting = h.WithdrawalBy("user-uuid", funds.MethodWechat, funds.StatePending)
		}},
		{File: "cancel-of-what-is-paid", By: u, About: []*funds.ID{&wechat}},
	})
	h.Holds("user-uuid", 900_00, 0)
	h.Is(wechat, funds.StateCompleted)
	h.Is(bank, funds.StateRejected)
}

func TestWhoMayCall(t *testing.T) {
	t.Parallel()
	open(t).Admits(t, http.StatusForbidden, map[string]string{
		"GET /api/wallet":                              "user",
		"GET /api/wallet/pauses":                       "user",
		"GET /api/wallet/transactions":                 "user",
		"GET /api/wallet/withdrawals":                  "user",
		"POST /api/wallet/withdrawals/{id}/cancel":     "user",
		"POST /api/wallet/withdraw":                    "user",
		"GET /api/admin/withdrawals":                   "admin",
		"GET /api/admin/withdrawals/{id}":              "admin",
		"POST /api/admin/withdrawals/{id}/review":      "admin",
		"POST /api/admin/wallet/adjust":                "admin",
		"POST /api/admin/wallet/status":                "admin",
		"GET /api/admin/wallets":                       "admin",
		"GET /api/admin/wallets/{userId}":              "admin",
		"GET /api/admin/wallets/{userId}/transactions": "admin",
	})
}

const (
	withdraw = "POST /api/wallet/withdraw"
	adjust   = "POST /api/admin/wallet/adjust"
	status   = "POST /api/admin/wallet/status"
	details  = "GET /api/admin/withdrawals/"
)

func review(id funds.ID) string { return "POST /api/admin/withdrawals/" + string(id) + "/review" }

func says(message string) string { return `{"success":false,"message":"` + message + `"}` }

func TestRefusalsAreInTheDocumentsWords(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, frozen, closed, admin := h.Owner("u1", 1000_00), h.Owner("frozen", 1000_00), h.User("closed"), h.Admin()
	pending, done := h.Withdrawal("u1", funds.StatePending), h.Withdrawal("u1", funds.StateCompleted)
	rejected, waiting := h.Withdrawal("u1", funds.StateRejected), h.Withdrawal("frozen", funds.StatePending)
	nameless := h.WithdrawalBy("u1", flowtest.Channel, funds.StatePending)
	closed.Get("/api/wallet").OK()
	for sub, to := range map[string]string{"frozen": "frozen", "closed": "closed"} {
		admin.Post("/api/admin/wallet/status", map[string]string{"userId": sub, "status": to, "reason": "test"}).OK()
	}
	own := h.Called(identity.Caller{Sub: "u1", Role: funds.RoleAdmin})
	const bad, gone, denied = http.StatusBadRequest, http.StatusNotFound, http.StatusForbidden
	const toWechat = `"method":"wechat","account":"13800001111"}`
	h.Refuses(t, map[string]flowtest.Refusal{
		"more than is available":         u.Refused(withdraw, `{"amount":700.01,`+toWechat, bad, says("余额不足")),
		"an adjustment below 0":          admin.Refused(adjust, `{"userId":"u1","amount":-700.01,"reason":"扣减"}`, bad, says("余额不足")),
		"from a frozen wallet":           frozen.Refused(withdraw, `{"amount":1,`+toWechat, bad, says("钱包已冻结或关闭")),
		"from a closed wallet":           closed.Refused(withdraw, `{"amount":1,`+toWechat, bad, says("钱包已冻结或关闭")),
		"into a closed wallet":           admin.Refused(adjust, `{"userId":"closed","amount":1,"reason":"赠送"}`, bad, says("钱包已冻结或关闭")),
		"paid from a frozen wallet":      admin.Refused(review(waiting), `{"approved":true}`, bad, says("钱包已冻结或关闭")),
		"nothing":                        u.Refused(withdraw, `{"amount":0,`+toWechat, bad, says("提现金额必须大于0")),
		"less than nothing":              u.Refused(withdraw, `{"amount":-1,`+toWechat, bad, says("提现金额必须大于0")),
		"three decimals":                 u.Refused(withdraw, `{"amount":1.001,`+toWechat, bad, `{"success":false}`),
		"no amount":                      u.Refused(withdraw, `{`+toWechat, bad, `{"success":false}`),
		"a method that there is not":     u.Refused(withdraw, `{"amount":100,"method":"paypal","account":"1"}`, bad, says("提现方式无效")),
		"no method":                      u.Refused(withdraw, `{"amount":100,"account":"1"}`, bad, says("提现方式无效")),
		"no account":                     u.Refused(withdraw, `{"amount":100,"method":"wechat"}`, bad, says("收款账号不能为空")),
		"an account of spaces":           u.Refused(withdraw, `{"amount":100,"method":"wechat","account":"  "}`, bad, says("收款账号不能为空")),
		"a bank without its name":        u.Refused(withdraw, `{"amount":1,"method":"bank","account":"6222021234567890123","accountName":"张三"}`, bad, says("银行卡提现需要提供开户人和银行名称")),
		"a bank card without an owner":   u.Refused(withdraw, `{"amount":1,"method":"bank_card","account":"6222021234567890123","bankName":"中国银行"}`, bad, says("银行卡提现需要提供开户人和银行名称")),
		"a key that is none":             u.Refused(withdraw, `no JSON`, bad, `{"success":false}`),
		"more than the channel takes":    u.Refused(withdraw, `{"amount":9,"method":"MVola","account":"0387222126"}`, bad, `{"success":false}`),
		"an unknown one":                 admin.Refused(details+flowtest.Unknown, "", gone, says("提现记录不存在")),
		"what is no id":                  admin.Refused(details+"x", "", gone, says("提现记录不存在")),
		"a review of an unknown one":     admin.Refused(review(flowtest.Unknown), `{"approved":true}`, gone, says("提现记录不存在")),
		"a review of what is no id":      admin.Refused(review("x"), `{"approved":true}`, gone, says("提现记录不存在")),
		"an adjustment for an unknown":   admin.Refused(adjust, `{"userId":"u1","amount":-1,"reason":"扣减","withdrawalId":"`+flowtest.Unknown+`"}`, gone, says("提现记录不存在")),
		"a completed one is approved":    admin.Refused(review(done), `{"approved":true}`, bad, says("提现记录状态不正确")),
		"a completed one is rejected":    admin.Refused(review(done), `{"approved":false,"rejectReason":"晚了"}`, bad, says("提现记录状态不正确")),
		"a rejected one is approved":     admin.Refused(review(rejected), `{"approved":true}`, bad, says("提现记录状态不正确")),
		"a rejection without a reason":   admin.Refused(review(pending), `{"approved":false}`, bad, says("拒绝提现时必须填写拒绝原因")),
		"a rejection for a blank reason": admin.Refused(review(pending), `{"approved":false,"rejectReason":"  "}`, bad, says("拒绝提现时必须填写拒绝原因")),
		"a review that says nothing":     admin.Refused(review(pending), `{}`, bad, `{"success":false}`),
		"a review in words":              admin.Refused(review(pending), `{"approved":"yes"}`, bad, `{"success":false}`),
		"no JSON in a review":            admin.Refused(review(pending), `[]`, bad, `{"success":false}`),
		"an admin's own is reviewed":     own.Refused(review(nameless), `{"approved":true}`, denied, `{"success":false}`),
		"an admin's own is rejected":     own.Refused(review(nameless), `{"approved":false,"rejectReason":"r"}`, denied, `{"success":false}`),
		"an admin's own is adjusted":     own.Refused(adjust, `{"userId":"u1","amount":1,"reason":"赠送"}`, denied, `{"success":false}`),
		"an adjustment by nothing":       admin.Refused(adjust, `{"userId":"u1","amount":0,"reason":"赠送"}`, bad, `{"success":false}`),
		"an adjustment for no reason":    admin.Refused(adjust, `{"userId":"u1","amount":1}`, bad, says("reason 不能为空")),
		"an adjustment of nobody":        admin.Refused(adjust, `{"amount":1,"reason":"赠送"}`, bad, says("userId 不能为空")),
		"an adjustment of a key":         admin.Refused(adjust, `{"userId":"u#1","amount":1,"reason":"赠送"}`, bad, says("userId 无效")),
		"an adjustment for two orders":   admin.Refused(adjust, `{"userId":"u1","amount":1,"reason":"r","withdrawalId":"`+string(done)+`","rechargeId":"RC`+flowtest.Unknown+`"}`, bad, says("withdrawalId 与 rechargeId 只能填写一个")),
		"one that settles what owes not": admin.Refused(adjust, `{"userId":"u1","amount":1,"reason":"r","withdrawalId":"`+string(done)+`"}`, bad, `{"success":false}`),
		"an adjustment for no recharge":  admin.Refused(adjust, `{"userId":"u1","amount":1,"reason":"r","rechargeId":"RC`+flowtest.Unknown+`"}`, gone, `{"success":false}`),
		"an adjustment for what is none": admin.Refused(adjust, `{"userId":"u1","amount":1,"reason":"r","rechargeId":"x"}`, gone, `{"success":false}`),
		"no JSON in an adjustment":       admin.Refused(adjust, ``, bad, `{"success":false}`),
		"a status that there is not":     admin.Refused(status, `{"userId":"u1","status":"gone","reason":"r"}`, bad, `{"success":false}`),
		"a status for no reason":         admin.Refused(status, `{"userId":"u1","status":"frozen"}`, bad, says("reason 不能为空")),
		"the status of nobody's wallet":  admin.Refused(status, `{"userId":"nobody","status":"frozen","reason":"r"}`, gone, says("钱包不存在")),
		"closing what holds money":       admin.Refused(status, `{"userId":"u1","status":"closed","reason":"r"}`, bad, `{"success":false}`),
		"no JSON in a status":            admin.Refused(status, `1`, bad, `{"success":false}`),
		"the wallet of nobody":           admin.Refused("GET /api/admin/wallets/nobody", "", gone, says("钱包不存在")),
		"the wallet of a key":            admin.Refused("GET /api/admin/wallets/a%23b", "", gone, says("钱包不存在")),
		"the transactions of nobody":     admin.Refused("GET /api/admin/wallets/nobody/transactions", "", gone, says("钱包不存在")),
		"the transactions of a key":      admin.Refused("GET /api/admin/wallets/a%23b/transactions", "", gone, says("钱包不存在")),
		"wallets by no keyword":          admin.Refused("GET /api/admin/wallets", "", bad, says("keyword 不能为空，应为用户ID或手机号")),
		"wallets by a blank keyword":     admin.Refused("GET /api/admin/wallets?keyword=%20", "", bad, says("keyword 不能为空，应为用户ID或手机号")),
		"a status filter of none":        admin.Refused("GET /api/admin/withdrawals?status=approved", "", bad, says("status 无效，应为 pending、processing、completed、rejected 或 failed")),
		"a type of none":                 u.Refused("GET /api/wallet/transactions?type=fee", "", bad, says("type 无效，应为 top_up、consumption、refund、withdrawal、freeze、unfreeze 或 adjustment")),
		"nobody's token":                 h.Nobody().Refused("GET /api/wallet", "", http.StatusUnauthorized, says("未登录或token无效")),
		"a user's token":                 u.Refused("GET /api/admin/withdrawals", "", denied, says("无权限")),
	})
}

func TestPagesHaveBounds(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, admin := h.Owner("u1", 1000_00), h.Admin()
	for range 3 {
		h.Withdrawal("u1", funds.StatePending)
	}
	for path, by := range map[string]*flowtest.Person{
		"/api/wallet/transactions?": u, "/api/wallet/withdrawals?": u, "/api/admin/withdrawals?": admin,
		"/api/admin/wallets?keyword=u1&": admin, "/api/admin/wallets/u1/transactions?": admin,
	} {
		by.Get(path).OK().Has("data.pagination.page", "1", "data.pagination.pageSize", "20", "data.pagination.totalPages", "1")
		by.Get(path+"page=1000000&pageSize=1000").OK().Has("data.pagination.page", "1000000", "data.pagination.pageSize", "1000")
		for _, wrong := range []string{"page=0", "page=-1", "page=x", "page=1000001", "pageSize=0", "pageSize=1001", "page=1&page=2"} {
			by.Get(path + wrong).Want(http.StatusBadRequest)
		}
	}
	admin.Get("/api/admin/withdrawals?pageSize=2&page=2").OK().Has("data.pagination.total", "3", "data.pagination.totalPages", "2", "data.withdrawals.1", "")
	u.Get("/api/wallet/withdrawals?pageSize=2&page=2").OK().Has("data.pagination.total", "3", "data.withdrawals.1", "")
}
