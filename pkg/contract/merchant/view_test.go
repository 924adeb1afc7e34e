package merchant

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestAnOrderShowsTheUserTheirOwn(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 1, 20, 10, 30, 0, 123_000_000, time.UTC)
	order := orderViewOf(funds.Withdrawal{
		ID: "7K3QW9ZT20250120103000", UserID: "u1", State: funds.StateCompleted, Amount: 2000_00, Fee: 5_00, Method: "MVola",
		Target: funds.Target{Owner: "Jhon", Account: "0387222126"}, NotifyInfo: "网关状态 1",
		CreatedAt: at, UpdatedAt: at.Add(time.Minute),
	}, words.Reader{})
	const want = `{"id":"7K3QW9ZT20250120103000","type":"MVola","targetOwner":"Jhon","targetAccount":"0387222126","amount":2000,` +
		`"state":1,"stateText":"成功","notifyInfo":"网关状态 1","time":1737369000123,` +
		`"createdAt":"2025-01-20T10:30:00.123Z","updatedAt":"2025-01-20T10:31:00.123Z"}`
	got, err := json.Marshal(order)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestEveryStateHasItsNumberAndWord(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		state        funds.State
		gatewayState int
		want         int
		text         string
	}{
		"pending waits":                             {funds.StatePending, 0, 0, "等待中"},
		"approved waits":                            {funds.StateApproved, 0, 0, "等待中"},
		"processing waits":                          {funds.StateProcessing, 0, 0, "等待中"},
		"completed is a success":                    {funds.StateCompleted, 1, 1, "成功"},
		"rejected is a failure":                     {funds.StateRejected, 0, 2, "失败"},
		"cancelled is a failure":                    {funds.StateCancelled, 0, 2, "失败"},
		"failed is a failure":                       {funds.StateFailed, 2, 2, "失败"},
		"failed by the gateway's 3 shows the 3":     {funds.StateFailed, 3, 3, "失败"},
		"paid, whatever the gateway says later":     {funds.StateCompleted, 3, 1, "成功"},
		"failed stays so when called paid later on": {funds.StateFailed, 1, 2, "失败"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := orderViewOf(funds.Withdrawal{State: test.state, Payout: funds.Payout{GatewayState: test.gatewayState}}, words.Reader{})
			if got.State != test.want || got.StateText != test.text {
				t.Errorf("got %d %s, want %d %s", got.State, got.StateText, test.want, test.text)
			}
		})
	}
	for _, state := range funds.States() {
		if _, known := pageStates[state]; !known {
			t.Errorf("%s has no number", state)
		}
	}
}

func TestNotifyInfoIsForUsersToRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		withdrawal funds.Withdrawal
		want       string
	}{
		"a broken connection's error is not shown": {
			funds.Withdrawal{State: funds.StateProcessing, NotifyInfo: `Post "https://gateway": EOF`}, "",
		},
		"the reason why the money came back": {
			funds.Withdrawal{State: funds.StateFailed, FailReason: "网关订单已被管理员驳回", NotifyInfo: "网关状态 2"}, "网关订单已被管理员驳回",
		},
		"a review's reason":       {funds.Withdrawal{State: funds.StateRejected, Review: funds.Review{Note: "账号有误"}}, "账号有误"},
		"the gateway's last word": {funds.Withdrawal{State: funds.StateCompleted, NotifyInfo: "网关状态 1"}, "网关状态 1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := orderViewOf(test.withdrawal, words.Reader{}).NotifyInfo; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestANewOrderSaysWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	accepted := funds.Payout{AcceptedAt: time.Date(2025, 1, 20, 10, 30, 0, 0, time.UTC)}
	tests := map[string]struct {
		withdrawal funds.Withdrawal
		want       funds.Reason
	}{
		"one that waits for a review":         {funds.Withdrawal{State: funds.StatePending}, ReasonSubmitted},
		"one that the gateway took":           {funds.Withdrawal{State: funds.StateProcessing, Payout: accepted}, ReasonSubmitted},
		"one that may be with the gateway":    {funds.Withdrawal{State: funds.StateProcessing}, ReasonUnconfirmed},
		"a repeated one that is paid already": {funds.Withdrawal{State: funds.StateCompleted, Payout: accepted}, ReasonSubmitted},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := outcome(test.withdrawal)
			if err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
	_, err := outcome(funds.Withdrawal{State: funds.StateFailed, FailReason: funds.Say(funds.ReasonGatewayDeclined, funds.Facts{Text: "账号不存在"})})
	if status, body := asAnswer(t, err); status != 400 || messageOf(t, body) != "网关拒绝: 账号不存在" {
		t.Errorf("a refusal of the gateway answers %d %v", status, body)
	}
	_, err = outcome(funds.Withdrawal{State: funds.StateFailed, FailReason: "收款账户已注销"})
	status, body := asAnswer(t, err)
	if status != 400 || messageOf(t, body) != "收款账户已注销" {
		t.Errorf("one that an admin has failed answers %d %v", status, body)
	}
	if said := body.(contract.Failure).Refusal; said.Reason != ReasonNotTaken || said.Args["text"] != "收款账户已注销" { //nolint:forcetypeassert // or the test fails
		t.Errorf("programs read %+v", said)
	}
}
