package console_test

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// banks is a policy with two banks, and the gateway's account.
func banks(p *funds.Policy) {
	p.Accounts = []funds.PayingAccount{
		{ID: "cmb", Holder: "甲公司", Number: "6225880112345678", Bank: "招商银行", Currency: "CNY", Kind: funds.AccountBank},
		{ID: "icbc", Holder: "甲公司", Number: "6222020112341234", Bank: "工商银行", Currency: "CNY", Kind: funds.AccountBank},
		{ID: "gw", Currency: "CNY", Kind: funds.AccountGateway},
	}
}

func paidFrom(account, number string) string {
	return `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM","transactionNo":"` + number + `","account":"` + account + `"}`
}

// Whoever pays by hand chooses from the policy's accounts, and a number that another payout from it has is refused by that
// payout's id.
func TestAPayoutByHandChoosesItsAccount(t *testing.T) {
	t.Parallel()
	h := open(t, banks)
	h.Owner("esc_001", 1000_00)
	admin := h.Admin()
	first, second := h.WithdrawalBy("esc_001", funds.MethodBank, funds.StateApproved), h.WithdrawalBy("esc_001", funds.MethodBank, funds.StateApproved)
	shown := admin.Get(at(first)).OK()
	shown.Has("data.payingAccounts.0.id", "cmb", "data.payingAccounts.0.numberMasked", "****5678", "data.payingAccounts.1.id", "icbc", "data.payingAccounts.1.bank", "工商银行")
	h.Refuses(t, map[string]flowtest.Refusal{
		"from the gateway's": admin.Refused("POST "+at(first)+"/payout", paidFrom("gw", "N1"), http.StatusBadRequest, `{"code":400,"reason":"not_one_of"}`),
		"by the channel, from an account": admin.Refused("POST "+at(first)+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM","account":"cmb"}`,
			http.StatusBadRequest, `{"code":400,"reason":"number_is_for_manual"}`),
		"an export by another day": admin.Refused("GET "+records+"/export?by=day", "", http.StatusBadRequest, `{"code":400,"reason":"not_one_of"}`),
	})
	if got := admin.Post(at(first)+"/payout", paidFrom("icbc", "N1")).OK(); got.At("data.paidFrom") != "icbc" || strings.Contains(got.Raw, "payingAccounts") {
		t.Error(got.Raw)
	}
	admin.Post(at(second)+"/payout", paidFrom("icbc", "n1")).Want(http.StatusConflict).Has("reason", "number_taken", "args.withdrawal", string(first))
	admin.Post(at(second)+"/payout", paidFrom("", "N1")).OK().Has("data.paidFrom", "cmb") // the first
}

// The books' export goes by the day of the payout, oldest first, and says who paid, from where, and under which number, also
// where somebody has corrected it since.
func TestAnExportByTheDayOfThePayout(t *testing.T) {
	t.Parallel()
	h := open(t, banks)
	h.Owner("esc_001", 1000_00)
	admin := h.Admin()
	first, second := h.WithdrawalBy("esc_001", funds.MethodBank, funds.StateApproved), h.WithdrawalBy("esc_001", funds.MethodBank, funds.StateApproved)
	h.WithdrawalBy("esc_001", funds.MethodBank, funds.StateApproved)
	h.Clock.Advance(48 * time.Hour)
	day := h.Lists.Policy.Day(h.Clock.Now())
	admin.Post(at(second)+"/payout", paidFrom("icbc", "N2")).OK()
	h.Second().Post(at(second)+"/transaction-no", `{"transactionNo":"N3","reason":"抄错"}`).OK()
	h.Clock.Advance(time.Second)
	admin.Post(at(first)+"/payout", paidFrom("", "N1")).OK()
	file := admin.Get(records + "/export?by=paid&startAt=" + day + "&endAt=" + day).OK()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.Raw, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v:\n%s", err, file.Raw)
	}
	const more = 13 // columns are the document's
	for i, want := range [][]string{
		{"完整单号", "收款银行", "交易号", "打款方式", "付款账户", "付款银行", "审核人", "打款人"},
		{string(second), "中国工商银行", "N3", "人工", "icbc", "工商银行", flowtest.Helper.ID, admin.Sub},
		{string(first), "中国工商银行", "N1", "人工", "cmb", "招商银行", flowtest.Helper.ID, admin.Sub},
	} {
		if diff := cmp.Diff(want, rows[i][more:]); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", i, diff)
		}
	}
	same(t, "what the file comes to, and the ledger", entered(t, h, "esc_001"), "-"+summed(t, rows[1:]))
	before := h.Lists.Policy.Day(h.Clock.Now().Add(-24 * time.Hour))
	if file := admin.Get(records + "/export?by=paid&endAt=" + before).OK(); strings.Count(file.Raw, "\n") != 1 {
		t.Errorf("nothing was paid before:\n%s", file.Raw)
	}
	if lines := h.Audits("export"); len(lines) != 2 || !strings.Contains(lines[0].Filters, `"by":"paid"`) {
		t.Errorf("the exports left %+v", lines)
	}
}

// summed is what the rows' amounts come to.
func summed(t *testing.T, rows [][]string) string {
	t.Helper()
	var sum funds.Amount
	for _, row := range rows {
		amount, err := funds.ParseAmount(row[4])
		if err != nil {
			t.Fatal(err)
		}
		sum += amount
	}
	return sum.Fixed()
}

// entered is what the entries of a user's withdrawals come to.
func entered(t *testing.T, h *flowtest.House, userID string) string {
	t.Helper()
	entries, _, err := h.Lists.Entries(t.Context(), userID, funds.EntryWithdrawal, list.Page{Number: 1, Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	var sum funds.Amount
	for _, entry := range entries {
		sum += entry.SignedAmount()
	}
	return sum.Fixed()
}
