package withdrawflow

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// paid is the document's own transaction.
func paid() list.Row {
	return list.Row{
		Entry: funds.Entry{Row: 1, Type: funds.EntryFreeze},
		Withdrawal: funds.Withdrawal{
			ID: "0000000020241201123456", UserID: "12345678", State: funds.StateCompleted, Amount: 100_00, Note: "提现到银行卡",
			Target: funds.Target{Account: "6225****1234", Remark: "招商银行 6225****1234 张三"}, Before: funds.Balances{Balance: 500_00},
			Actor: funds.System("gateway"), CreatedAt: time.Date(2024, 12, 1, 20, 34, 56, 789e6, time.FixedZone("", 8*60*60)),
		},
	}
}

func TestARowIsTheDocuments(t *testing.T) {
	t.Parallel()
	const want = `{"id":1,"transaction_no":"TX202412011234560000000000000","uid":"12345678","type":"withdraw","type_name":"提现","amount":100.00,` +
		`"balance_before":500.00,"balance_after":400.00,"frozen_before":0.00,"frozen_after":0.00,"status":"success","status_name":"成功",` +
		`"description":"提现到银行卡","remark":"招商银行 6225****1234 张三","operator_uid":"system","created_at":"2024-12-01T12:34:56Z"}`
	if got := encoded(t, rowViewOf(paid(), words.Reader{})); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestARowShowsItsOwnEffectAtItsPresentState(t *testing.T) {
	t.Parallel()
	const before = `"balance_before":500.00,`
	pendingRow := []string{before + `"balance_after":500.00,"frozen_before":40.00,"frozen_after":140.00,"status":"pending","status_name":"待处理"`, `"remark":"招商银行`}
	given := func(status, remark string) []string {
		return []string{before + `"balance_after":500.00,"frozen_before":40.00,"frozen_after":40.00,` + status, `"remark":"` + remark + `"`}
	}
	for state, want := range map[funds.State][]string{
		funds.StatePending:    pendingRow,
		funds.StateApproved:   pendingRow,
		funds.StateProcessing: pendingRow,
		funds.StateCompleted:  {before + `"balance_after":400.00,"frozen_before":40.00,"frozen_after":40.00,"status":"success","status_name":"成功"`, `"remark":"招商银行`},
		funds.StateRejected:   given(`"status":"cancelled","status_name":"已取消"`, "审核原因"),
		funds.StateCancelled:  given(`"status":"cancelled","status_name":"已取消"`, "审核原因"),
		funds.StateFailed:     given(`"status":"failed","status_name":"失败"`, "失败原因"),
	} {
		row := paid()
		row.Withdrawal.State, row.Withdrawal.Before.Frozen = state, 40_00
		row.Withdrawal.Review.Note, row.Withdrawal.FailReason = "审核原因", "失败原因"
		got := encoded(t, rowViewOf(row, words.Reader{}))
		for _, part := range want {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %s lacks %s", state, got, part)
			}
		}
	}
}

func TestOtherRowsShowTheirEntries(t *testing.T) {
	t.Parallel()
	adjustment := funds.Entry{
		UserID: "u1", Seq: 7, Row: 3, Type: funds.EntryAdjustment, BalanceBefore: 500_00, BalanceAfter: 450_00, FrozenBefore: 40_00, FrozenAfter: 40_00,
		Description: "多赠了", RelatedType: "withdrawal", RelatedID: "0000000020241201123456", Actor: funds.Actor{Role: funds.RoleAdmin, ID: "a1"},
		At: time.Date(2024, 12, 1, 12, 34, 56, 0, time.UTC),
	}
	recharge := adjustment
	recharge.Type, recharge.BalanceAfter, recharge.Description, recharge.Actor = funds.EntryRecharge, 600_00, "充值到账", funds.System("callback")
	recharge.RelatedType, recharge.RelatedID = "recharge", "RC0000000020241201123456"
	consumption := adjustment
	consumption.Type = funds.EntryConsumption
	for want, entry := range map[string]funds.Entry{
		`{"id":3,"transaction_no":"u1-7","uid":"u1","type":"adjustment","type_name":"调整","amount":-50.00,"balance_before":500.00,"balance_after":450.00,` +
			`"frozen_before":40.00,"frozen_after":40.00,"status":"success","status_name":"成功","description":"多赠了","remark":"","operator_uid":"a1",` +
			`"created_at":"2024-12-01T12:34:56Z"}`: adjustment,
		`{"id":3,"transaction_no":"RC0000000020241201123456","uid":"u1","type":"recharge","type_name":"充值","amount":100.00,"balance_before":500.00,` +
			`"balance_after":600.00,"frozen_before":40.00,"frozen_after":40.00,"status":"success","status_name":"成功","description":"充值到账","remark":"",` +
			`"operator_uid":"system","created_at":"2024-12-01T12:34:56Z"}`: recharge,
		`{"id":3,"transaction_no":"u1-7","uid":"u1","type":"consumption","type_name":"消费","amount":-50.00,"balance_before":500.00,"balance_after":450.00,` +
			`"frozen_before":40.00,"frozen_after":40.00,"status":"success","status_name":"成功","description":"多赠了","remark":"","operator_uid":"a1",` +
			`"created_at":"2024-12-01T12:34:56Z"}`: consumption,
	} {
		if got := encoded(t, rowViewOf(list.Row{Entry: entry}, words.Reader{})); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestTheOperatorIsAPersonOrTheSystem(t *testing.T) {
	t.Parallel()
	for actor, want := range map[funds.Actor]string{
		{Role: funds.RoleUser, ID: "u1"}:      "u1",
		{Role: funds.RoleAdmin, ID: "a1"}:     "a1",
		{Role: funds.RoleService, ID: "shop"}: "system",
		funds.System("reconcile"):             "system",
	} {
		if got := operator(actor); got != want {
			t.Errorf("%+v: %s, want %s", actor, got, want)
		}
	}
}

func TestPagesKnowTheirNeighbours(t *testing.T) {
	t.Parallel()
	for want, page := range map[string]struct{ number, size, total int64 }{
		`{"current_page":1,"page_size":10,"total":1,"total_pages":1,"has_next":false,"has_prev":false}`: {1, 10, 1},
		`{"current_page":1,"page_size":10,"total":11,"total_pages":2,"has_next":true,"has_prev":false}`: {1, 10, 11},
		`{"current_page":2,"page_size":10,"total":20,"total_pages":2,"has_next":false,"has_prev":true}`: {2, 10, 20},
		`{"current_page":2,"page_size":10,"total":21,"total_pages":3,"has_next":true,"has_prev":true}`:  {2, 10, 21},
		`{"current_page":1,"page_size":10,"total":0,"total_pages":0,"has_next":false,"has_prev":false}`: {1, 10, 0},
		`{"current_page":9,"page_size":10,"total":11,"total_pages":2,"has_next":false,"has_prev":true}`: {9, 10, 11},
	} {
		if got := encoded(t, paginationOf(list.Page{Number: page.number, Size: page.size}, page.total)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestTheSummaryIsTheDocuments(t *testing.T) {
	t.Parallel()
	two := funds.Tally{Count: 2, Amount: 500_00}
	found := list.Summary{
		Wallet: funds.Wallet{Balance: 1000_00, Frozen: 500_00, Open: 2}, Today: funds.Today{Asked: two}, Remaining: 4_999_500_00,
	}
	policy := funds.Policy{Single: 1_000_000_00, Daily: 5_000_000_00}
	// remaining_today is 4500000.0 in the document, a slip: 5000000 less 500.
	const want = `{"wallet_info":{"total_balance":1000.00,"frozen_balance":500.00,"available_balance":500.00},` +
		`"today_withdraw":{"pending_total":500.00,"success_total":0.00,"cancelled_total":0.00,"pending_count":2,"success_count":0,"cancelled_count":0},` +
		`"total_pending":{"amount":500.00,"count":2},"limits":{"single_limit":1000000.0,"daily_limit":5000000.0,"remaining_today":4999500.0}}`
	if got := encoded(t, summaryViewOf(found, policy)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}

	found.Today = funds.Today{Asked: funds.Tally{Count: 10, Amount: 1000_00}, Paid: two, Cancelled: funds.Tally{Count: 3, Amount: 30_00}, Failed: funds.Tally{Count: 4, Amount: 4_00}}
	found.Wallet.Open, found.Remaining = 7, 12_05
	for _, part := range []string{
		`"pending_total":466.00,"success_total":500.00,"cancelled_total":30.00,"pending_count":1,"success_count":2,"cancelled_count":3`,
		`"total_pending":{"amount":500.00,"count":7}`, `"remaining_today":12.05}`,
	} {
		if got := encoded(t, summaryViewOf(found, policy)); !strings.Contains(got, part) {
			t.Errorf("%s lacks %s", got, part)
		}
	}
}
