package console

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// example is what the document's list example shows.
func example() list.Record {
	return list.Record{
		Withdrawal: funds.Withdrawal{
			ID: "CLX1234520241212103000", UserID: "esc_001", State: funds.StatePending, Amount: 500_00,
			Method: funds.MethodAlipay, Target: funds.Target{Account: "13800008888"},
			CreatedAt: time.Date(2024, 12, 12, 10, 30, 0, 0, time.UTC),
		},
		Wallet: funds.Wallet{Profile: funds.Profile{Name: "王小明", Phone: "13800008888"}},
	}
}

func TestARowIsTheDocumentsExample(t *testing.T) {
	t.Parallel()
	const want = `{"id":"CLX1234520241212103000","withdrawNo":"CLX12345","escortId":"esc_001","escortName":"王小明",` +
		`"escortPhoneMasked":"138****8888","amount":500,"fee":0,"netAmount":500,"method":"alipay","accountMasked":"****8888",` +
		`"status":"pending","createdAt":"2024-12-12T10:30:00.000Z"}`
	if got := encoded(t, rowViewOf(example(), funds.Policy{}, time.Time{}, words.Reader{})); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestADetailShowsWhatIsThere(t *testing.T) {
	t.Parallel()
	record := example()
	at := record.Withdrawal.CreatedAt
	w := &record.Withdrawal
	w.State, w.Fee, w.NeedsAttention = funds.StateCompleted, 1_50, true
	w.Method, w.Target = funds.MethodBank, funds.Target{Account: "6228480012345678", Bank: "招商银行"}
	w.Review = funds.Review{By: "admin_1", Note: "资料齐全", At: at.Add(time.Hour)}
	w.Payout = funds.Payout{TransactionNo: "BK1", PaidAt: at.Add(2 * time.Hour), GatewayState: funds.GatewayWithdrawalRefused}
	w.Settled = 100_00
	const want = `{"id":"CLX1234520241212103000","withdrawNo":"CLX12345","escortId":"esc_001","escortName":"王小明",` +
		`"escortPhoneMasked":"138****8888","amount":500,"fee":1.5,"netAmount":498.5,"method":"bank","accountMasked":"****5678",` +
		`"bankName":"招商银行","status":"completed","createdAt":"2024-12-12T10:30:00.000Z","paidAt":"2024-12-12T12:30:00.000Z",` +
		`"needsAttention":true,"transactionNo":"BK1","reviewedAt":"2024-12-12T11:30:00.000Z","reviewNote":"资料齐全",` +
		`"attentionReason":"网关称未支付，但提现已完成；已结算 100.00，待结算 400.00","attentionReasonParts":{"statements":[{"reason":"gateway_says_unpaid","args":{}},{"reason":"though_completed","args":{}},{"reason":"left_to_settle","args":{"due":"400.00","settled":"100.00"}}]},"settledAmount":100,"dueAmount":400}`
	if got := encoded(t, detailViewOf(record, funds.Policy{}, at, words.Reader{})); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A state alone does not tell what contradicts it: failed, paid, settled, and refused after all leaves the user short.
func TestWhyAnEndedOneWaitsIsTheGatewaysLastWord(t *testing.T) {
	t.Parallel()
	paid, refused := funds.Payout{GatewayState: funds.GatewayWithdrawalPaid}, funds.Payout{GatewayState: funds.GatewayWithdrawalRefused}
	byHand := paid
	byHand.Kind = funds.PayoutManual
	for want, w := range map[string]funds.Withdrawal{
		`-52 网关称已支付，但提现已终止；已结算 0.00，待结算 -52.00`:   {State: funds.StateFailed, Payout: paid},
		`52 网关称未支付；已结算 -52.00，待结算 52.00`:          {State: funds.StateFailed, Settled: -52_00, Payout: refused},
		`-52 网关称已支付；已结算 52.00，待结算 -52.00`:         {State: funds.StateCompleted, Settled: 52_00, Payout: paid},
		`-52 网关称已支付，但提现已人工打款；已结算 0.00，待结算 -52.00`: {State: funds.StateCompleted, Payout: byHand},
		`0 `: {State: funds.StateFailed},
	} {
		w.Amount, w.NeedsAttention = 52_00, true
		row := listedViewOf(list.Record{Withdrawal: w}, funds.Policy{}, time.Time{}, words.Reader{})
		detail := detailViewOf(list.Record{Withdrawal: w}, funds.Policy{}, time.Time{}, words.Reader{})
		if got := encoded(t, row.DueAmount) + " " + detail.AttentionReason; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// What waits for an admin says what is due, also where that is nothing; what does not, only where anything is.
func TestWhatIsDueIsShownWhereItMayBeSettled(t *testing.T) {
	t.Parallel()
	for want, w := range map[string]funds.Withdrawal{
		`{"dueAmount":-500}`:                      {State: funds.StateFailed, NeedsAttention: true, Payout: funds.Payout{GatewayState: funds.GatewayWithdrawalPaid}},
		`{"settledAmount":-100,"dueAmount":-400}`: {State: funds.StateFailed, Settled: -100_00, SettledAt: example().Withdrawal.CreatedAt, Payout: funds.Payout{GatewayState: funds.GatewayWithdrawalPaid}},
		`{"dueAmount":0}`:                         {State: funds.StateFailed, NeedsAttention: true},
		`{"settledAmount":-500}`:                  {State: funds.StateFailed, Settled: -500_00, Payout: funds.Payout{GatewayState: funds.GatewayWithdrawalPaid}},
		`{}`:                                      {State: funds.StateProcessing, NeedsAttention: true},
	} {
		w.Amount = 500_00
		if got := encoded(t, settlementOf(w)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	for want, r := range map[string]funds.Recharge{
		`{"dueAmount":-500}`:                    {State: funds.RechargeCredited, NeedsAttention: true, Credited: 500_00, GatewayState: funds.GatewayDepositRefused},
		`{"settledAmount":500}`:                 {State: funds.RechargeExpired, Settled: 500_00, GatewayState: funds.GatewayDepositTimedOut},
		`{}`:                                    {State: funds.RechargeClosed, GatewayState: funds.GatewayDepositDone},
		`{"dueAmount":500}`:                     {State: funds.RechargeClosed, NeedsAttention: true, GatewayState: funds.GatewayDepositDone},
		`{"settledAmount":200,"dueAmount":300}`: {State: funds.RechargeParked, Settled: 200_00, NeedsAttention: true, GatewayState: funds.GatewayDepositDone},
	} {
		r.Amount = 500_00
		if got := encoded(t, rechargeSettlementOf(r)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestMethodsBeyondTheThreePrintTheirChannelsName(t *testing.T) {
	t.Parallel()
	policy := funds.Policy{Channels: []funds.Channel{{Method: "MVola", Name: "MVola 代付"}, {Method: funds.MethodBank, Name: "银行代付"}}}
	tests := map[funds.Method]string{"MVola": "MVola 代付", funds.MethodBank: "bank", funds.MethodWechat: "wechat", "Gone": "Gone"}
	for method, want := range tests {
		if got := methodOf(method, policy); got != want {
			t.Errorf("%s prints %q, want %q", method, got, want)
		}
	}
}

func TestEveryStateIsSpelledAndFound(t *testing.T) {
	t.Parallel()
	spelled := []string{"pending", "approved", "processing", "completed", "failed", "rejected"}
	found := map[funds.State]bool{}
	for _, status := range spelled {
		for _, state := range statuses.States(status) {
			found[state] = true
		}
	}
	for _, state := range funds.States() {
		if !slices.Contains(spelled, statuses[state]) || !found[state] {
			t.Errorf("%s is spelled %q, which the document does not know or no filter finds", state, statuses[state])
		}
	}
	if diff := cmp.Diff([]funds.State{funds.StateRejected, funds.StateCancelled}, statuses.States("rejected")); diff != "" {
		t.Errorf("the filter rejected (-want +got):\n%s", diff)
	}
	if got := statuses.States("cancelled"); got != nil {
		t.Errorf("cancelled is no status of the document, but finds %v", got)
	}
}

func TestTheLogShowsTheDocumentsActionsAlone(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 1, 20, 10, 30, 0, 0, time.UTC)
	var lines []funds.Line
	for i, command := range funds.Commands() {
		lines = append(lines, funds.Line{Version: int64(i + 1), Command: command, At: at})
	}
	want := map[string]string{
		"W-1": "create", "W-2": "approve", "W-3": "approve", "W-4": "reject", "W-5": "reject", "W-6": "reject", "W-7": "payout", "W-12": "complete", "W-13": "fail",
	}
	got := map[string]string{}
	for _, view := range logViewsOf("W", lines, words.Reader{}) {
		got[view.ID] = view.Action
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
}

func TestALogLineHasEveryFieldOfTheDocumentsTable(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 1, 20, 10, 30, 0, 0, time.UTC)
	tests := map[string]struct {
		line funds.Line
		want string
	}{
		"an admin's": {
			funds.Line{
				Version: 2, Command: funds.CommandReject, From: funds.StatePending, To: funds.StateRejected,
				Actor: funds.Actor{Role: funds.RoleAdmin, ID: "admin_1", Name: "张三"}, Message: "资料不全", At: at,
			},
			`[{"id":"W-2","withdrawId":"W","action":"reject","operator":"admin","operatorId":"admin_1","operatorName":"张三",` +
				`"message":"资料不全","oldStatus":"pending","newStatus":"rejected","createdAt":"2025-01-20T10:30:00.000Z"}]`,
		},
		"a user counts as the system, and nothing was before": {
			funds.Line{Version: 1, Command: funds.CommandCreate, To: funds.StatePending, Actor: funds.Actor{Role: funds.RoleUser, ID: "u1"}, At: at},
			`[{"id":"W-1","withdrawId":"W","action":"create","operator":"system","operatorId":"u1","newStatus":"pending",` +
				`"createdAt":"2025-01-20T10:30:00.000Z"}]`,
		},
		"the machine has no id, and states have the document's words": {
			funds.Line{Version: 4, Command: funds.CommandCancel, From: funds.StatePending, To: funds.StateCancelled, Actor: funds.System("policy"), At: at},
			`[{"id":"W-4","withdrawId":"W","action":"reject","operator":"system","operatorName":"policy","oldStatus":"pending",` +
				`"newStatus":"rejected","createdAt":"2025-01-20T10:30:00.000Z"}]`,
		},
		"a step that the document does not know": {funds.Line{Command: funds.CommandAccept, At: at}, `[]`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := encoded(t, logViewsOf("W", []funds.Line{test.line}, words.Reader{})); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}
