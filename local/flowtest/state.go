package flowtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/itemsize"
	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Helper is the admin who puts things into the state that a test starts from.
var Helper = funds.Actor{Role: funds.RoleAdmin, ID: "admin-helper", Name: "助手"}

// Unknown could be a withdrawal's id, and is nobody's.
const Unknown = "0000000020250120103000"

// Fund gives a user money, in minor units.
func (h *House) Fund(userID string, amount funds.Amount) {
	h.t.Helper()
	h.Adjust(userID, amount, "test", Helper.ID)
}

// Adjust changes a user's balance in another admin's name.
func (h *House) Adjust(userID string, amount funds.Amount, reason, adminID string) {
	h.t.Helper()
	admin := funds.Actor{Role: funds.RoleAdmin, ID: adminID}
	if _, err := h.Flow.Adjust(h.t.Context(), admin, flow.Adjustment{UserID: userID, Amount: amount, Reason: reason}); err != nil {
		h.t.Fatal(err)
	}
}

// Owner is a user with a profile, and a wallet that holds an amount in minor units.
func (h *House) Owner(sub string, amount funds.Amount) *Person {
	h.t.Helper()
	owner := h.User(sub)
	caller := h.callers[owner.Token]
	h.Fund(sub, amount)
	profile := funds.Profile{Name: caller.Name, Phone: caller.Phone, IDCardMasked: caller.IDCardMasked}
	if _, err := h.Flow.Wallet(h.t.Context(), sub, &profile); err != nil {
		h.t.Fatal(err)
	}
	return owner
}

// Withdrawal makes a withdrawal of 100.00 by the channel, and brings it to a state.
func (h *House) Withdrawal(userID string, state funds.State) funds.ID {
	h.t.Helper()
	return h.WithdrawalBy(userID, Channel, state)
}

// WithdrawalBy is [House.Withdrawal] by any method.
func (h *House) WithdrawalBy(userID string, method funds.Method, state funds.State) funds.ID {
	h.t.Helper()
	ctx := h.t.Context()
	made, err := h.Flow.Create(ctx, flow.WithdrawalRequest{
		Actor: funds.Actor{Role: funds.RoleUser, ID: userID}, UserID: userID, Amount: 100_00, Method: method, Target: target(method),
		Origin: funds.Origin{IP: "127.0.0.1"},
	})
	step := func(_ funds.Withdrawal, failed error) {
		if err == nil {
			err = failed
		}
	}
	if state == funds.StateApproved || state == funds.StateProcessing || state == funds.StateCompleted || state == funds.StateFailed {
		step(h.Flow.Approve(ctx, Helper, made.ID, ""))
	}
	switch state {
	case funds.StatePending, funds.StateApproved:
	case funds.StateProcessing:
		step(h.Flow.PayByChannel(ctx, Helper, made.ID))
	case funds.StateCompleted:
		step(h.Flow.PayManually(ctx, Helper, made.ID, funds.Transfer{}))
	case funds.StateRejected:
		step(h.Flow.Reject(ctx, Helper, made.ID, "资料不符"))
	case funds.StateFailed:
		failed, err := h.Flow.Fail(ctx, Helper, made.ID, "收款账户已注销", false)
		step(failed.Withdrawal, err)
	case funds.StateCancelled:
		step(h.Flow.Recall(ctx, Helper, made.ID, "不提了"))
	default:
		h.t.Fatalf("no way leads to %q", state)
	}
	if err != nil {
		h.t.Fatalf("bring a withdrawal to %s: %v", state, err)
	}
	return made.ID
}

// RechargeCode is a channel of the sandbox to pay in by, from 100.00 to 5000.00.
const RechargeCode = "MVola-100-5000"

// Recharge makes a recharge, whose order the gateway has.
func (h *House) Recharge(userID string, amount funds.Amount) funds.RechargeID {
	h.t.Helper()
	made, err := h.Flow.Recharge(h.t.Context(), flow.RechargeRequest{
		Actor: funds.Actor{Role: funds.RoleUser, ID: userID}, UserID: userID, Amount: amount, Channel: RechargeCode,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return made.ID
}

// Credited is a recharge that was paid.
func (h *House) Credited(userID string, amount funds.Amount) funds.RechargeID {
	h.t.Helper()
	id := h.Recharge(userID, amount)
	h.Ends(string(id), funds.GatewayDepositDone)
	h.AskedAgain()
	if recharge, err := h.Flow.AskAgainRecharge(h.t.Context(), Helper, id); err != nil || recharge.State != funds.RechargeCredited {
		h.t.Fatalf("%s is %s: %v", id, recharge.State, err)
	}
	return id
}

func target(method funds.Method) funds.Target {
	if method == funds.MethodBank {
		return funds.Target{Account: "6222021234567890123", Owner: "张三", Bank: "中国工商银行"}
	}
	return funds.Target{Account: "0387222126", Owner: "张三"}
}

// Stored is a withdrawal as the table has it.
func (h *House) Stored(id funds.ID) funds.Withdrawal {
	h.t.Helper()
	withdrawal, err := h.Store.Withdrawal(h.t.Context(), id)
	if err != nil {
		h.t.Fatalf("%s: %v", id, err)
	}
	return withdrawal
}

// StoredRecharge is a recharge as the table has it.
func (h *House) StoredRecharge(id funds.RechargeID) funds.Recharge {
	h.t.Helper()
	recharge, err := h.Store.Recharge(h.t.Context(), id)
	if err != nil {
		h.t.Fatalf("%s: %v", id, err)
	}
	return recharge
}

// Wallet is a wallet as the table has it.
func (h *House) Wallet(userID string) funds.Wallet {
	h.t.Helper()
	wallet, err := h.Store.Wallet(h.t.Context(), userID)
	if err != nil {
		h.t.Fatalf("%s: %v", userID, err)
	}
	return wallet
}

// Is fails the test where a withdrawal is in another state.
func (h *House) Is(id funds.ID, state funds.State) {
	h.t.Helper()
	if got := h.Stored(id).State; got != state {
		h.t.Errorf("%s is %s, want %s", id, got, state)
	}
}

// Holds fails the test where a wallet holds something else, in minor units.
func (h *House) Holds(userID string, balance, frozen funds.Amount) {
	h.t.Helper()
	if w := h.Wallet(userID); w.Balance != balance || w.Frozen != frozen {
		h.t.Errorf("%s holds %s with %s frozen, want %s with %s", userID, w.Balance.Fixed(), w.Frozen.Fixed(), balance.Fixed(), frozen.Fixed())
	}
}

// items is everything that is stored, by key.
func (h *House) items() map[string]map[string]types.AttributeValue {
	h.t.Helper()
	items := map[string]map[string]types.AttributeValue{}
	pages := dynamodb.NewScanPaginator(h.client, &dynamodb.ScanInput{TableName: aws.String(h.table), ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		for _, item := range page.Items {
			var key struct{ PK, SK string }
			if err := attributevalue.UnmarshalMap(item, &key); err != nil {
				h.t.Fatal(err)
			}
			items[key.PK+" "+key.SK] = item
		}
	}
	return items
}

// Sizes are the bytes of everything that is stored, by key.
func (h *House) Sizes() map[string]int {
	h.t.Helper()
	sizes := map[string]int{}
	for key, item := range h.items() {
		size, err := itemsize.Bytes(item)
		if err != nil {
			h.t.Fatal(err)
		}
		sizes[key] = size
	}
	return sizes
}

// Rows is everything that is stored, by key, but for what only bounds how busy the gateway gets.
func (h *House) Rows() map[string]map[string]any {
	h.t.Helper()
	rows := map[string]map[string]any{}
	for key, item := range h.items() {
		if strings.HasPrefix(key, "GATEWAY ") || strings.HasPrefix(key, "RATE#") || strings.HasPrefix(key, "COUNT") {
			continue
		}
		var row map[string]any
		if err := attributevalue.UnmarshalMap(item, &row); err != nil {
			h.t.Fatal(err)
		}
		rows[key] = row
	}
	return rows
}

// Unchanged fails the test where what happens changes anything that is stored.
func (h *House) Unchanged(happens func()) {
	h.t.Helper()
	before := h.Rows()
	happens()
	if diff := cmp.Diff(before, h.Rows()); diff != "" {
		h.t.Errorf("the table changed (-before +after):\n%s", diff)
	}
}

// Sandbox sends one request to the gateway's own controls: see package sandbox.
func (h *House) Sandbox(method, path, body string) {
	h.t.Helper()
	request, err := http.NewRequestWithContext(h.t.Context(), method, h.boxURL+"/sandbox/"+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }() // nothing is read of it
	if response.StatusCode != http.StatusOK {
		h.t.Fatalf("the sandbox answers %d to %s %s %s", response.StatusCode, method, path, body)
	}
}

// Misbehaves makes the gateway's next call of a name go wrong: see package sandbox.
func (h *House) Misbehaves(call, mode string) {
	h.t.Helper()
	h.Sandbox(http.MethodPut, "faults", fmt.Sprintf(`{"api":%q,"mode":%q}`, call, mode))
}

// Ends makes the gateway end an order, without a callback.
func (h *House) Ends(id string, state int) {
	h.t.Helper()
	h.Sandbox(http.MethodPost, "orders/"+id, fmt.Sprintf(`{"state":%d}`, state))
}

// AskedAgain moves the clock on until what is asked at most once in an interval may be asked again.
func (h *House) AskedAgain() { h.Clock.Advance(h.Flow.Policy.Timing.AskInterval + time.Second) }

// Parked is a withdrawal of 100.00 whose order the gateway has lost.
func (h *House) Parked(userID string) funds.ID {
	h.t.Helper()
	id := h.Withdrawal(userID, funds.StateProcessing)
	h.Sandbox(http.MethodPost, "orders/"+string(id), `{"hidden":true}`)
	for range h.Flow.Policy.Timing.AbsentTimes {
		h.Clock.Advance(h.Flow.Policy.Timing.AbsentGrace)
		h.Ask(id)
	}
	return id
}

// PaidAfterAll is a withdrawal of 100.00 that an admin failed while the gateway had lost its order, and that the
// gateway paid all the same: 100.00 is due from the user, whose wallet is frozen.
func (h *House) PaidAfterAll(userID string) funds.ID {
	h.t.Helper()
	id := h.Parked(userID)
	if _, err := h.Flow.Fail(h.t.Context(), Helper, id, "网关查无此订单", false); err != nil {
		h.t.Fatalf("fail %s: %v", id, err)
	}
	h.Sandbox(http.MethodPost, "orders/"+string(id), `{"hidden":false,"state":1}`)
	h.AskedAgain()
	h.Ask(id)
	if due := h.Stored(id).Due(); due != -100_00 {
		h.t.Fatalf("%s of %s is due, want -100.00", due.Fixed(), id)
	}
	return id
}

// Ask has an admin ask the gateway about an order, and applies its word.
func (h *House) Ask(id funds.ID) {
	h.t.Helper()
	if _, err := h.Flow.AskAgain(h.t.Context(), Helper, id); err != nil {
		h.t.Fatalf("ask about %s: %v", id, err)
	}
}

// Audits are the lines of the audit log with an action, or of any (""), newest first.
func (h *House) Audits(action string) (lines []funds.Audited) {
	h.t.Helper()
	now := h.Clock.Now()
	all, _, err := h.Store.Audits(h.t.Context(), now.Add(-24*time.Hour), now.Add(time.Minute), 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, line := range all {
		if action == "" || line.Action == action {
			lines = append(lines, line)
		}
	}
	return lines
}

// Receives makes another amount come for a recharge than was asked for, in major units, and has the gateway asked.
func (h *House) Receives(id, amount string) {
	h.t.Helper()
	h.Sandbox(http.MethodPost, "orders/"+id, fmt.Sprintf(`{"state":%d,"received":%s}`, funds.GatewayDepositMismatch, amount))
	h.AskedAgain()
	if _, err := h.Flow.AskAgainRecharge(h.t.Context(), Helper, funds.RechargeID(id)); err != nil {
		h.t.Fatalf("ask about %s: %v", id, err)
	}
}

// Posts brings a callback, which must be taken.
func (h *House) Posts(path, body string) {
	h.t.Helper()
	if got := h.Nobody().Post(path, body).OK(); got.Raw != "success" {
		h.t.Errorf("the callback is answered %q", got.Raw)
	}
}

// Eventually polls for what happens in the background, for at most 20 seconds.
func (h *House) Eventually(what string, happened func() bool) {
	h.t.Helper()
	for until := time.Now().Add(20 * time.Second); !happened(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			h.t.Fatalf("not within 20 s: %s", what)
		}
	}
}

// Notifies has the use cases hear the gateway's callback about a payout, in the state that its order is in.
func (h *House) Notifies(id funds.ID) {
	h.t.Helper()
	w := h.Stored(id)
	report := h.Gateway.Get(h.t.Context(), string(id), w.Net())
	err := h.Flow.ReceiveCallback(h.t.Context(), flow.Callback{Serial: string(id), PlatformID: w.Payout.PlatformID, State: report.State, Amount: w.Net()})
	if err != nil {
		h.t.Fatalf("call back about %s: %v", id, err)
	}
}

// Creates is how often the gateway was asked to pay, or to collect, by a serial.
func (h *House) Creates(serial funds.ID) int {
	h.t.Helper()
	response, err := http.Get(h.boxURL + "/sandbox/orders") //nolint:noctx // of the test's own process
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }() // all of it has been read
	var listing sandbox.Listing
	if err := json.NewDecoder(response.Body).Decode(&listing); err != nil {
		h.t.Fatal(err)
	}
	return listing.CreateRequests[sandbox.Withdrawal][string(serial)] + listing.CreateRequests[sandbox.Deposit][string(serial)]
}
