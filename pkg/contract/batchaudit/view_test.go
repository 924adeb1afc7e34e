package batchaudit

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// approved is a withdrawal with all that the document shows.
func approved() funds.Withdrawal {
	return funds.Withdrawal{
		ID: "7K3QW9ZT20250120103000", UserID: "user-1", State: funds.StateApproved, Amount: 100_05,
		Target:    funds.Target{Account: "6222021234567890123"},
		Review:    funds.Review{By: "admin-1", Note: "审核通过,已打款", At: time.UnixMilli(1_699_000_000_123)},
		Origin:    funds.Origin{IP: "203.0.113.25", DeviceID: "A1", Platform: "iOS", Model: "iPhone 15", Brand: "Apple", OSVersion: "17.2", AppVersion: "1.4.0"},
		CreatedAt: time.UnixMilli(1_699_000_000_000), UpdatedAt: time.UnixMilli(1_699_000_000_456),
	}
}

func TestAWithdrawalIsTheDocuments(t *testing.T) {
	t.Parallel()
	const rest = `"status":2,"auditorID":"admin-1","auditTime":1699000000123,"auditRemark":"审核通过,已打款","ip":"203.0.113.25","deviceID":"A1",` +
		`"platform":"iOS","deviceModel":"iPhone 15","deviceBrand":"Apple","osVersion":"17.2","appVersion":"1.4.0","createTime":1699000000000,"updateTime":1699000000456}`
	const start = `{"id":"7K3QW9ZT20250120103000","userID":"user-1","amount":10005,"withdrawAccount":`
	if got, want := encoded(t, wholeView(approved(), words.Reader{})), start+`"6222021234567890123",`+rest; got != want {
		t.Errorf("alone:\ngot  %s\nwant %s", got, want)
	}
	if got, want := encoded(t, listView(approved(), words.Reader{})), start+`"****0123",`+rest; got != want {
		t.Errorf("in a list:\ngot  %s\nwant %s", got, want)
	}
}

func TestTheTextThatTheAccountWasFoundInIsShownWhereTheAccountIs(t *testing.T) {
	t.Parallel()
	typed := approved()
	typed.Target.Remark = "工行 6222021234567890123 张三"
	if got := wholeView(typed, words.Reader{}).BankCardInfo; got != typed.Target.Remark {
		t.Errorf("alone: %q", got)
	}
	if got := listView(typed, words.Reader{}).BankCardInfo; got != "" {
		t.Errorf("in a list, where the account is masked: %q", got)
	}
}

func TestWhatIsNotThereIsEmptyOrZero(t *testing.T) {
	t.Parallel()
	bare := funds.Withdrawal{
		ID: "7K3QW9ZT20250120103000", UserID: "user-1", State: funds.StatePending, Amount: 1,
		CreatedAt: time.UnixMilli(1_699_000_000_000), UpdatedAt: time.UnixMilli(1_699_000_000_000),
	}
	const want = `{"id":"7K3QW9ZT20250120103000","userID":"user-1","amount":1,"withdrawAccount":"","status":1,"auditorID":"","auditTime":0,"auditRemark":"",` +
		`"ip":"","deviceID":"","platform":"","deviceModel":"","deviceBrand":"","osVersion":"","appVersion":"","createTime":1699000000000,"updateTime":1699000000000}`
	for what, show := range map[string]func(funds.Withdrawal, words.Reader) view{"alone": wholeView, "in a list": listView} {
		if got := encoded(t, show(bare, words.Reader{})); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", what, got, want)
		}
	}
}

func TestEveryStateHasItsNumberAndAFilterFindsIt(t *testing.T) {
	t.Parallel()
	want := map[funds.State]int{
		funds.StatePending: 1, funds.StateApproved: 2, funds.StateRejected: 3, funds.StateFailed: 3, funds.StateCancelled: 3,
		funds.StateProcessing: 4, funds.StateCompleted: 5,
	}
	if diff := cmp.Diff(want, statuses); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	for _, state := range funds.States() {
		if !slices.Contains(statesOf(want[state]), state) {
			t.Errorf("a filter by %d does not find %s", want[state], state)
		}
	}
	if got := statesOf(statusAll); got != nil {
		t.Errorf("0 asks for %v, want no filter", got)
	}
}

func TestAListMasksAccounts(t *testing.T) {
	t.Parallel()
	for account, want := range map[string]string{
		"13800001111": "****1111", "12345": "****2345", "1234": "****", "1": "****", "": "", "支付宝账号甲乙": "****账号甲乙", "6225****1234": "****1234",
	} {
		if got := maskAccount(account); got != want {
			t.Errorf("%q is masked as %q, want %q", account, got, want)
		}
	}
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
