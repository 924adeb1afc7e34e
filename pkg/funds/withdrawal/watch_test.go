package withdrawal_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func TestAReceiptThatIsNewsMakesTheWithdrawalDueSoon(t *testing.T) {
	t.Parallel()
	tests := []struct {
		state funds.State
		said  int
		news  bool
	}{
		{funds.StateProcessing, funds.GatewayWithdrawalPaid, true},
		{funds.StateProcessing, funds.GatewayWithdrawalRefused, true},
		{funds.StateProcessing, funds.GatewayWithdrawalCancelled, true},
		{funds.StateCompleted, funds.GatewayWithdrawalPaid, false},
		{funds.StateCompleted, funds.GatewayWithdrawalRefused, true},
		{funds.StateCompleted, funds.GatewayWithdrawalCancelled, true},
		{funds.StateFailed, funds.GatewayWithdrawalPaid, true},
		{funds.StateFailed, funds.GatewayWithdrawalRefused, false},
		{funds.StateFailed, funds.GatewayWithdrawalCancelled, false},
		{funds.StateRejected, funds.GatewayWithdrawalPaid, true},
		{funds.StateRejected, funds.GatewayWithdrawalRefused, false},
		{funds.StateCancelled, funds.GatewayWithdrawalPaid, true},
		{funds.StateCancelled, funds.GatewayWithdrawalRefused, false},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%d for %s", test.said, test.state), func(t *testing.T) {
			t.Parallel()
			act := fixture.Act(fixture.Machine, fixture.Late)
			before := fixture.WithdrawalIn(test.state)
			before.Watch.Due = fixture.Late.Add(time.Hour)
			change, err := withdrawal.Receive(act, before, test.said, fixture.Policy())
			change = fixture.MustDecide(t, change, err)
			if !test.news {
				fixture.Same(t, change, funds.Change{})
				return
			}
			words := fixture.Said(funds.ReasonCallbackHeard, funds.Facts{Gateway: int64(test.said)})
			want := fixture.Moved(before, 1, test.state, act)
			want.EndedAt, want.NotifyInfo, want.Watch.Due = before.EndedAt, words, fixture.Late.Add(5*time.Second)
			wantChange := funds.Change{CommitID: "c9", At: fixture.Late, Withdrawal: &funds.WithdrawalChange{From: before.Version, To: want}}
			if !test.state.Final() {
				wantChange.Withdrawal.To.Actor = before.Actor // no line
				wantChange.Withdrawal.To.Payout.Seen = true   // the gateway knows the order, whatever get says
			} else {
				wantChange.Lines = []funds.Line{fixture.LineOf(want.Version, funds.CommandRecheck, test.state, test.state, words, act)}
				wantChange.Withdrawal.To.NotifyInfo = before.NotifyInfo // it is the end's
				wantChange.Withdrawal.To.Watch.Since, wantChange.Withdrawal.To.Lines = fixture.Late, wantChange.Lines
			}
			fixture.Same(t, change, wantChange)
		})
	}
}

// TestCallbacksMakeUsAskAtMostOnceInTenSeconds for each word, whatever a user's check or a stale callback does.
func TestCallbacksMakeUsAskAtMostOnceInTenSeconds(t *testing.T) {
	t.Parallel()
	before := fixture.WithdrawalIn(funds.StateProcessing)
	before.Watch.AskedAt = fixture.Late
	stale, err := withdrawal.Receive(fixture.Act(fixture.Machine, fixture.Late), before, funds.GatewayWithdrawalPaid, fixture.Policy())
	before = fixture.MustDecide(t, stale, err).Withdrawal.To
	for _, step := range []struct {
		after time.Duration
		says  int
		asks  bool
	}{
		{0, funds.GatewayWithdrawalPaid, true},
		{1 * time.Second, funds.GatewayWithdrawalPaid, false},
		{2 * time.Second, funds.GatewayWithdrawalRefused, true}, // another word
		{3 * time.Second, funds.GatewayWithdrawalCancelled, false},
		{9 * time.Second, funds.GatewayWithdrawalPaid, false},
		{10 * time.Second, funds.GatewayWithdrawalPaid, true},
		{12 * time.Second, funds.GatewayWithdrawalRefused, true},
	} {
		change, asks, err := withdrawal.ReceiveAndAsk(fixture.Act(fixture.Machine, fixture.Late.Add(step.after)), before, step.says, fixture.Policy())
		if fixture.MustDecide(t, change, err); asks != step.asks {
			t.Errorf("after %s, %d: asks %t", step.after, step.says, asks)
		}
		if change.Withdrawal != nil {
			before = change.Withdrawal.To
		}
	}
	_, asks, err := withdrawal.Ask(fixture.Act(funds.System("check"), fixture.Late.Add(12*time.Second)), fixture.WalletOf(), before, fixture.Policy())
	if err != nil || !asks {
		t.Errorf("a callback delays a check: %v", err)
	}
}

// TestALookThatIsPlannedSoonStaysWhileWeAsk: to move it costs two writes. One that is planned late, or not at all, comes
// soon, as after every callback about which nobody asks now.
func TestALookThatIsPlannedSoonStaysWhileWeAsk(t *testing.T) {
	t.Parallel()
	soon, wait := 5*time.Second, fixture.Policy().Timing.BackoffMin
	for _, test := range []struct {
		name          string
		planned, want time.Duration // from the callback; fixture.Never: not
		asks          bool
	}{
		{"planned within the shortest wait, and we ask now", wait, wait, true},
		{"planned later, and we ask now", wait + 1, soon, true},
		{"not planned, and we ask now", fixture.Never, soon, true},
		{"planned already, sooner", 1, 1, true},
		{"planned within the shortest wait, and nobody asks", wait, soon, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			before := fixture.WithdrawalIn(funds.StateProcessing)
			before.Watch.Due = time.Time{}
			if test.planned != fixture.Never {
				before.Watch.Due = fixture.Late.Add(test.planned)
			}
			receive := withdrawal.Receive
			if test.asks {
				receive = func(act funds.Act, w funds.Withdrawal, state int, policy funds.Policy) (funds.Change, error) {
					change, asks, err := withdrawal.ReceiveAndAsk(act, w, state, policy)
					if !asks {
						t.Error("it does not ask")
					}
					return change, err
				}
			}
			change, err := receive(fixture.Act(fixture.Machine, fixture.Late), before, funds.GatewayWithdrawalPaid, fixture.Policy())
			fixture.WantDue(t, fixture.MustDecide(t, change, err).Withdrawal.To, fixture.Late, test.want)
		})
	}
}

func TestWhatIsParkedIsAskedAboutAgainAfterAReceipt(t *testing.T) {
	t.Parallel()
	change, err := withdrawal.Receive(fixture.Act(fixture.Machine, fixture.Late), fixture.Parked(), funds.GatewayWithdrawalPaid, fixture.Policy())
	received := fixture.MustDecide(t, change, err).Withdrawal.To
	at := fixture.Late.Add(5 * time.Second)
	fixture.WantDue(t, received, at, 0)
	for outcome, want := range map[funds.Outcome]struct {
		parked bool
		due    time.Duration
	}{fixture.Unknown: {true, 15 * time.Second}, fixture.Absent: {true, fixture.Never}, fixture.Open: {false, 15 * time.Second}, fixture.Paid: {false, fixture.Never}} {
		after := fixture.AfterWord(t, received, outcome, at)
		if after.NeedsAttention != want.parked {
			t.Errorf("%v: parked %v", outcome, after.NeedsAttention)
		}
		fixture.WantDue(t, after, at, want.due)
	}
}

func TestAnAdminFailsAChannelPayoutOnlyWhenTheGatewayAgrees(t *testing.T) {
	t.Parallel()
	disagrees, early := fixture.Coded(funds.CodeGatewayDisagrees), fixture.Coded(funds.CodeTooEarly)
	tests := []struct {
		outcome      funds.Outcome
		open, parked *funds.Error  // late; nil: it may
		due          time.Duration // where it may
	}{
		{fixture.Unknown, disagrees, disagrees, fixture.Never},
		{fixture.Unlisted, disagrees, disagrees, fixture.Never},
		{fixture.Open, disagrees, disagrees, fixture.Never},
		{fixture.Paid, disagrees, disagrees, fixture.Never},
		{fixture.Declined, disagrees, disagrees, fixture.Never},
		{fixture.Refused, nil, nil, fixture.Never},
		{fixture.Absent, disagrees, nil, time.Hour},
	}
	for _, test := range tests {
		t.Run(test.outcome.String(), func(t *testing.T) {
			t.Parallel()
			for _, before := range []funds.Withdrawal{fixture.WithdrawalIn(funds.StateProcessing), fixture.Parked()} {
				fail := func(at time.Time) (funds.Change, error) {
					return withdrawal.Fail(fixture.Act(fixture.Admin, at), fixture.WalletOf(), before, "原因", false, funds.Report{Outcome: test.outcome}, fixture.Policy())
				}
				change, err := fail(fixture.Gone)
				fixture.RefusedAs(t, change, err, early)
				want := test.open
				if before.NeedsAttention {
					want = test.parked
				}
				change, err = fail(fixture.Late)
				if want != nil {
					fixture.RefusedAs(t, change, err, want)
					continue
				}
				after := fixture.MustDecide(t, change, err).Withdrawal.To
				fixture.WantDue(t, after, fixture.Late, test.due)
				if after.State != funds.StateFailed || after.FailReason != "原因" || after.NeedsAttention || change.Wallet.To.Frozen != 0 {
					t.Errorf("%+v, %+v", after, change.Wallet.To)
				}
			}
		})
	}
}

// A look that is due is taken by a question that was put then, and by no older one, whose answer may come late: "no
// such order" counts once for each look.
func TestAnOlderQuestionTakesNoLookAway(t *testing.T) {
	t.Parallel()
	for _, state := range []funds.State{funds.StateProcessing, funds.StateCompleted, funds.StateFailed} {
		for _, outcome := range []funds.Outcome{fixture.Absent, fixture.Unknown} {
			w := fixture.WithdrawalIn(state)
			w.Watch.Due = fixture.Look
			for between, takes := range map[time.Duration]bool{-time.Millisecond: false, 0: true} {
				report := funds.Report{Outcome: outcome, Asked: fixture.Look.Add(between)}
				change, err := withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Look.Add(time.Second)), fixture.WalletOf(), w, report, fixture.Policy())
				if err != nil || change.Empty() == takes {
					t.Errorf("%s hears %s, asked %s after the look was due: %+v, %v", state, outcome, between, change, err)
				}
			}
		}
	}
}
