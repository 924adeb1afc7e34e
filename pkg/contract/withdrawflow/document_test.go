package withdrawflow_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

func TestEveryExampleOfTheDocumentIsAnsweredAsItSays(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, rich, office := h.Owner("12345678", 500_00), h.User("87654321"), h.Service()
	admin := h.Called(identity.Caller{Sub: "admin-uuid", Role: funds.RoleAdmin, Name: "管理员"})
	var first, second, third funds.ID
	h.Plays(t, "withdrawflow", []flowtest.Scene{
		{File: "request", By: office, Keeps: &first},
		{File: "transactions-while-pending", By: office},
		{File: "confirm", By: office, About: []*funds.ID{&first}},
		{File: "transactions", By: office},
		{File: "request-by-the-user", By: u, Keeps: &second},
		{File: "cancel", By: admin, About: []*funds.ID{&second}},
		{File: "request-without-a-description", By: u, Keeps: &third},
		{File: "cancel-without-a-reason", By: admin, About: []*funds.ID{&third}},
		{File: "transactions-of-all-kinds", By: u, First: func() { h.Adjust("12345678", -50, "多赠了", "admin-uuid") }},
		{File: "last-page", By: u},
		{File: "page-after-the-last", By: u},
		{File: "transactions-of-nobody", By: office},
		{File: "summary", By: rich, First: func() {
			h.Fund("87654321", 1000_00)
			requests(office, "87654321", "300")
			requests(office, "87654321", "200")
		}},
		{File: "summary-of-nobody", By: office},
	})
	if _, made := h.Rows()["USER#nobody WALLET"]; made {
		t.Error("reading made a wallet")
	}
}

func TestWhoMayCall(t *testing.T) {
	t.Parallel()
	open(t).Admits(t, http.StatusForbidden, map[string]string{
		"POST " + requestWithdraw:          "user admin service",
		"POST " + confirmWithdraw:          "admin service",
		"POST " + cancelWithdraw:           "admin service",
		"GET /api/wallet/transactions?uid": "user admin service",
		"GET /api/wallet/withdraw-summary": "user admin service",
	})
}

// The document's 余额计算示例.
func TestTheWorkedExampleOfTheDocument(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, office := h.Owner("12345678", 1000_00), h.Service()
	holds := func(total, frozen, available string, count int) {
		t.Helper()
		accepted(u.Get(flowSummary+u.Sub)).Has(
			"data.wallet_info", fmt.Sprintf(`{"total_balance":%s,"frozen_balance":%s,"available_balance":%s}`, total, frozen, available),
			"data.total_pending", fmt.Sprintf(`{"amount":%s,"count":%d}`, frozen, count),
		)
	}
	holds("1000.00", "0.00", "1000.00", 0)
	first := requests(office, u.Sub, "300")
	holds("1000.00", "300.00", "700.00", 1)
	second := requests(office, u.Sub, "200")
	holds("1000.00", "500.00", "500.00", 2)
	office.Post(requestWithdraw, ask(u.Sub, "600")).OK().Has(
		"code", "400", "message", "可用余额不足，当前可用余额: 500.00，已冻结金额: 500.00，申请提现: 600.00", "data", "null")
	holds("1000.00", "500.00", "500.00", 2)
	u.Get(flowRows+u.Sub).OK().Has("data.pagination.total", "3") // a refused request makes none
	accepted(office.Post(confirmWithdraw, named(first)))
	holds("700.00", "200.00", "500.00", 1)
	accepted(office.Post(cancelWithdraw, named(second)))
	holds("700.00", "0.00", "700.00", 0)
	u.Get(flowSummary+u.Sub).OK().Has(
		"data.today_withdraw", `{"pending_total":0.00,"success_total":300.00,"cancelled_total":200.00,"pending_count":0,"success_count":1,"cancelled_count":1}`,
		"data.limits", `{"single_limit":1000000.0,"daily_limit":5000000.0,"remaining_today":4999700.0}`,
	)
}

func TestRefusalsAreInTheDocumentsWords(t *testing.T) {
	t.Parallel()
	h := open(t)
	office, nobody := h.Service(), h.Nobody()
	u := h.Owner("12345678", 1000_00)
	h.Fund("spent", 9_000_000_00)
	h.Fund("rich", 9_000_000_00)
	h.Fund("frozen", 1)
	at := map[funds.State]string{}
	for _, state := range funds.States() {
		h.Fund("owner-of-"+string(state), 1000_00)
		at[state] = h.Withdrawal("owner-of-"+string(state), state).FlowNo()
	}
	requests(office, u.Sub, "400.5")
	for range 4 {
		requests(office, "spent", "1000000")
	}
	requests(office, "spent", "900000.10")
	h.Fund("waiting", 1000_00)
	waiting := h.WithdrawalBy("waiting", funds.MethodBank, funds.StatePending).FlowNo()
	if _, err := h.Flow.Wallet(t.Context(), "closed", nil); err != nil {
		t.Fatal(err)
	}
	for sub, status := range map[string]funds.WalletStatus{"frozen": funds.WalletFrozen, "closed": funds.WalletClosed, "waiting": funds.WalletFrozen} {
		if _, err := h.Flow.SetStatus(t.Context(), flowtest.Helper, sub, status, "test"); err != nil {
			t.Fatal(err)
		}
	}
	own := h.Called(identity.Caller{Sub: "owner-of-pending", Role: funds.RoleAdmin})
	says := func(code int, message string) string {
		return fmt.Sprintf(`{"code":%d,"message":"%s","data":null}`, code, message)
	}
	ended := func(status string) string {
		return says(http.StatusConflict, "交易状态为"+status+"，只有待处理的交易可以确认或取消")
	}
	atGateway := says(http.StatusConflict, "交易正在通道打款中，以网关结果为准，不能确认或取消")
	tests := map[string]flowtest.Refusal{
		"提现金额 <= 0":                 office.Refused("POST "+requestWithdraw, ask("12345678", "0"), http.StatusOK, says(400, "提现金额必须大于0")),
		"below 0, frozen":           office.Refused("POST "+requestWithdraw, ask("frozen", "-1"), http.StatusOK, says(400, "提现金额必须大于0")),
		"0, and no card":            office.Refused("POST "+requestWithdraw, `{"uid":"12345678","amount":0}`, http.StatusOK, says(400, "提现金额必须大于0")),
		"钱包冻结, and too little":      office.Refused("POST "+requestWithdraw, ask("frozen", "2000000"), http.StatusOK, says(400, "钱包已被冻结，无法提现")),
		"a closed wallet":           office.Refused("POST "+requestWithdraw, ask("closed", "1"), http.StatusOK, says(400, "钱包已关闭，无法提现")),
		"总余额不足":                     office.Refused("POST "+requestWithdraw, ask("12345678", "1000.01"), http.StatusOK, says(400, "总余额不足，当前总余额: 1000.00，申请提现: 1000.01")),
		"总余额不足, over all limits":    office.Refused("POST "+requestWithdraw, ask("12345678", "6000000"), http.StatusOK, says(400, "总余额不足，当前总余额: 1000.00，申请提现: 6000000.00")),
		"总余额不足, no wallet":          office.Refused("POST "+requestWithdraw, ask("nobody", "1"), http.StatusOK, says(400, "总余额不足，当前总余额: 0.00，申请提现: 1.00")),
		"可用余额不足":                    office.Refused("POST "+requestWithdraw, ask("12345678", "600"), http.StatusOK, says(400, "可用余额不足，当前可用余额: 599.50，已冻结金额: 400.50，申请提现: 600.00")),
		"可用余额不足, over all limits":   office.Refused("POST "+requestWithdraw, ask("spent", "8000000"), http.StatusOK, says(400, "可用余额不足，当前可用余额: 4099999.90，已冻结金额: 4900000.10，申请提现: 8000000.00")),
		"超过单笔限额":                    office.Refused("POST "+requestWithdraw, ask("rich", "1000000.01"), http.StatusOK, says(400, "单笔提现金额不能超过100万元")),
		"超过单笔限额, and the daily":     office.Refused("POST "+requestWithdraw, ask("spent", "1000000.01"), http.StatusOK, says(400, "单笔提现金额不能超过100万元")),
		"超过每日限额":                    office.Refused("POST "+requestWithdraw, ask("spent", "100000"), http.StatusOK, says(400, "超过每日提现限额，今日已申请: 4900000.10，本次申请: 100000.00，每日限额: 5000000.00")),
		"no card":                   office.Refused("POST "+requestWithdraw, `{"uid":"12345678","amount":1}`, http.StatusOK, says(400, "bank_card_info 不能为空")),
		"no uid":                    office.Refused("POST "+requestWithdraw, `{"amount":1,"bank_card_info":"6225"}`, http.StatusOK, says(400, "uid 不能为空")),
		"another's":                 u.Refused("POST "+requestWithdraw, ask("rich", "1"), http.StatusForbidden, says(403, "无权限")),
		"no token":                  nobody.Refused("POST "+requestWithdraw, ask("rich", "1"), http.StatusUnauthorized, says(401, "未登录或token无效")),
		"a user":                    u.Refused("POST "+confirmWithdraw, named(at[funds.StatePending]), http.StatusForbidden, says(403, "无权限")),
		"an admin's own":            own.Refused("POST "+confirmWithdraw, named(at[funds.StatePending]), http.StatusForbidden, says(403, "无权限")),
		"an admin's own, cancelled": own.Refused("POST "+cancelWithdraw, named(at[funds.StatePending]), http.StatusForbidden, says(403, "无权限")),
		"an unknown one":            office.Refused("POST "+confirmWithdraw, named("TX202412011234567890"), http.StatusOK, says(404, "交易记录不存在")),
		"an unknown one, cancelled": office.Refused("POST "+cancelWithdraw, named(funds.ID(flowtest.Unknown).FlowNo()), http.StatusOK, says(404, "交易记录不存在")),
		"a frozen wallet's":         office.Refused("POST "+confirmWithdraw, named(waiting), http.StatusOK, says(400, "钱包已被冻结，无法提现")),

		"confirm a paid one":             office.Refused("POST "+confirmWithdraw, named(at[funds.StateCompleted]), http.StatusOK, ended("成功")),
		"confirm a failed one":           office.Refused("POST "+confirmWithdraw, named(at[funds.StateFailed]), http.StatusOK, ended("失败")),
		"confirm a rejected one":         office.Refused("POST "+confirmWithdraw, named(at[funds.StateRejected]), http.StatusOK, ended("已取消")),
		"confirm a cancelled one":        office.Refused("POST "+confirmWithdraw, named(at[funds.StateCancelled]), http.StatusOK, ended("已取消")),
		"confirm one at the gateway":     office.Refused("POST "+confirmWithdraw, named(at[funds.StateProcessing]), http.StatusOK, atGateway),
		"cancel a paid one":              office.Refused("POST "+cancelWithdraw, named(at[funds.StateCompleted]), http.StatusOK, ended("成功")),
		"cancel a failed one":            office.Refused("POST "+cancelWithdraw, named(at[funds.StateFailed]), http.StatusOK, ended("失败")),
		"cancel a rejected one":          office.Refused("POST "+cancelWithdraw, named(at[funds.StateRejected]), http.StatusOK, ended("已取消")),
		"cancel a cancelled one":         office.Refused("POST "+cancelWithdraw, named(at[funds.StateCancelled]), http.StatusOK, ended("已取消")),
		"cancel one at the gateway":      office.Refused("POST "+cancelWithdraw, named(at[funds.StateProcessing]), http.StatusOK, atGateway),
		"a summary of no one":            office.Refused("GET /api/wallet/withdraw-summary", "", http.StatusOK, says(400, "uid 不能为空")),
		"transactions of no one":         office.Refused("GET "+flowRows, "", http.StatusOK, says(400, "uid 不能为空")),
		"another's transactions":         u.Refused("GET "+flowRows+"rich", "", http.StatusForbidden, says(403, "无权限")),
		"another's summary, unknown too": u.Refused("GET "+flowSummary+"nobody", "", http.StatusForbidden, says(403, "无权限")),
	}
	h.Refuses(t, tests)
}
