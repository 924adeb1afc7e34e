package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestAPayoutIsPaidFromAnAccountOfThePolicy: two banks give the same number, and each account's works once; the books have both,
// by the day on which they were paid; and no change of the policy makes one account of the other.
func TestAPayoutIsPaidFromAnAccountOfThePolicy(t *testing.T) {
	t.Parallel()
	accounts := func(number string) map[string]any {
		return map[string]any{"accounts": []any{
			map[string]any{"id": "cmb", "holder": "甲公司", "number": number, "bank": "招商银行", "currency": "CNY", "kind": "bank"},
			map[string]any{"id": "icbc", "holder": "甲公司", "number": "6222", "bank": "工商银行", "currency": "CNY", "kind": "bank"},
			map[string]any{"id": "gw", "currency": "CNY", "kind": "gateway"},
		}}
	}
	w := start(t, accounts("6225"))
	u, admin := w.user("1000"), w.admin()
	var ids []string
	for range 3 {
		id := u.byHand()
		admin.review(id, "approve").want(http.StatusOK)
		ids = append(ids, id)
	}
	pays := func(id, account string) answer {
		return admin.post(records+id+"/payout", map[string]any{"payoutMethod": "manual", "operatorConfirmText": "CONFIRM", "transactionNo": "N1", "account": account})
	}
	same(t, "paid from", "icbc", pays(ids[0], "icbc").want(http.StatusOK).text("data.paidFrom"))
	taken := pays(ids[1], "icbc").want(http.StatusConflict)
	same(t, "the number is that of", ids[0], taken.text("args.withdrawal"))
	same(t, "paid from", "cmb", pays(ids[1], "cmb").want(http.StatusOK).text("data.paidFrom"))
	pays(ids[2], "gw").want(http.StatusBadRequest)

	today := time.Now().In(shanghai).Format(time.DateOnly)
	var books string
	eventually(t, "the books to have both", func() bool {
		books = admin.get(strings.TrimSuffix(records, "/") + "/export?by=paid&startAt=" + today).want(http.StatusOK).Raw
		return strings.Count(books, ",N1,人工,") == 2
	})
	for _, want := range []string{ids[0] + ",,N1,人工,icbc,工商银行,", ids[1] + ",,N1,人工,cmb,招商银行,"} {
		if !strings.Contains(books, want) {
			t.Errorf("the books lack %s:\n%s", want, books)
		}
	}
	next := map[string]any{"policy": json.RawMessage(policy(t, accounts("6226"))), "reason": "换账户"}
	refused := w.as("a1").post("/admin/policy", next).want(http.StatusBadRequest)
	same(t, "another number of an account", "policy_account_kept", refused.text("reason"))
	if said, err := w.outflow("verify"); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
