package funds_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// hear settles w with an outcome at a time, and returns what it becomes: the same where that is no news.
func hear(t *testing.T, w funds.Withdrawal, outcome funds.Outcome, at time.Time) funds.Withdrawal {
	t.Helper()
	change, err := funds.Settle(actOf(machine, at), walletOf(), w, funds.Report{Outcome: outcome, State: gatewayStates[outcome]}, testPolicy())
	change = mustDecide(t, change, err)
	if change.Empty() {
		return w
	}
	return change.Withdrawal.To
}

func TestAbsentIsBelievedAfterThreeTimesOverTenMinutes(t *testing.T) {
	t.Parallel()
	type word struct {
		after   time.Duration // the sender was gone
		outcome funds.Outcome
	}
	minute := time.Minute
	tests := []struct {
		name  string
		words []word
		want  bool
	}{
		{"three times, the last ten minutes after the first", []word{{1, absent}, {minute, absent}, {10*minute + 1, absent}}, true},
		{"three times, a moment sooner", []word{{1, absent}, {minute, absent}, {10 * minute, absent}}, false},
		{"twice, however long", []word{{1, absent}, {24 * time.Hour, absent}}, false},
		{"many times in a short while", []word{{1, absent}, {2, absent}, {3, absent}, {4, absent}, {5, absent}}, false},
		{"while the sender may be at it, it does not count", []word{{0, absent}, {minute, absent}, {11 * minute, absent}}, false},
		{"between two looks, it does not count", []word{{1, absent}, {11 * minute, absent}, {11*minute + 10*time.Second, absent}}, false},
		{"silence between does not count either way", []word{{1, absent}, {minute, unknown}, {2 * minute, absent}, {11 * minute, absent}}, true},
		{"a word of the order begins anew", []word{{1, absent}, {minute, absent}, {2 * minute, open}, {11 * minute, absent}, {12 * minute, absent}}, false},
		{"and can be lost again", []word{{1, open}, {minute, absent}, {2 * minute, absent}, {11 * minute, absent}}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := withdrawalIn(funds.StateProcessing)
			for _, word := range test.words {
				w = hear(t, w, word.outcome, gone.Add(word.after))
			}
			if w.NeedsAttention != test.want || w.State != funds.StateProcessing || w.Watch.Due.IsZero() != test.want {
				t.Errorf("parked %v, due %v, %s", w.NeedsAttention, w.Watch.Due, w.State)
			}
			if last := len(w.Lines) - 1; test.want && (last < 0 || w.Lines[last].Command != funds.CommandPark) {
				t.Errorf("the lines kept are %+v", w.Lines)
			}
		})
	}
}

func TestTheWaitDoublesUpToItsBound(t *testing.T) {
	t.Parallel()
	w, at := withdrawalIn(funds.StateProcessing), late
	for i, want := range []float64{15, 30, 60, 120, 240, 480, 600, 600, 600} {
		w = hear(t, w, unknown, at)
		if got := w.Watch.Due.Sub(at).Seconds(); got != want {
			t.Errorf("wait %d is %v s, want %v", i, got, want)
		}
		at = w.Watch.Due
	}
	w.Watch.Checks = 1 << 40
	if w = hear(t, w, unknown, at); w.Watch.Due.Sub(at) != 10*time.Minute {
		t.Errorf("after very many it is %v", w.Watch.Due.Sub(at))
	}
}

func TestOnlyTheFirstWordOfAnOrderLeavesALine(t *testing.T) {
	t.Parallel()
	w := hear(t, withdrawalIn(funds.StateProcessing), open, sendBy)
	w = hear(t, w, open, late)
	w = hear(t, w, open, late.Add(time.Minute))
	if again := hear(t, w, open, w.Watch.Due.Add(-1)); again.Version != w.Version {
		t.Error("the same word between two looks is written")
	}
	if len(w.Lines) != 1 || w.Lines[0].Command != funds.CommandAccept || !w.Payout.AcceptedAt.Equal(sendBy) {
		t.Errorf("accepted at %v, lines %+v", w.Payout.AcceptedAt, w.Lines)
	}
}

// failedAsAbsent is parked, and then failed by an admin to whom the gateway says absent.
func failedAsAbsent(t *testing.T) funds.Withdrawal {
	t.Helper()
	change, err := funds.Fail(actOf(admin, late), walletOf(), parked(), "查无此单", false, funds.Report{Outcome: absent}, testPolicy())
	return mustDecide(t, change, err).Withdrawal.To
}

func TestAFailureAsAbsentIsAskedAboutAfterAnHourAndADay(t *testing.T) {
	t.Parallel()
	hour := late.Add(time.Hour)
	day := late.Add(24 * time.Hour)
	receive := func(t *testing.T, w funds.Withdrawal, at time.Time) funds.Withdrawal {
		t.Helper()
		change, err := funds.Receive(actOf(machine, at), w, funds.GatewayPaid, testPolicy())
		return mustDecide(t, change, err).Withdrawal.To
	}

	t.Run("and then no more", func(t *testing.T) {
		t.Parallel()
		w := failedAsAbsent(t)
		wantDue(t, w, hour, 0)
		w = hear(t, w, absent, hour)
		wantDue(t, w, day, 0)
		w = hear(t, w, absent, day)
		wantDue(t, w, day, never)
	})
	t.Run("and again a little later where there is no answer", func(t *testing.T) {
		t.Parallel()
		w := hear(t, failedAsAbsent(t), unknown, hour)
		wantDue(t, w, hour, 15*time.Second)
		w = hear(t, w, absent, w.Watch.Due)
		wantDue(t, w, day, 0)
	})
	t.Run("and anew from each callback that says paid", func(t *testing.T) {
		t.Parallel()
		w, at := failedAsAbsent(t), late
		for range 5 {
			at = at.Add(30 * time.Minute)
			w = receive(t, w, at)
			wantDue(t, w, at, 5*time.Second)
			w = hear(t, w, absent, w.Watch.Due)
			wantDue(t, w, at, time.Hour)
		}
		w = hear(t, w, absent, w.Watch.Due)
		wantDue(t, w, at, 24*time.Hour)
		at = at.Add(2 * time.Hour)
		w = receive(t, w, at)
		wantDue(t, hear(t, w, absent, w.Watch.Due), at, time.Hour)
		if len(w.Lines) != 1 {
			t.Errorf("six callbacks leave %d lines, want that of the first", len(w.Lines))
		}
	})
	t.Run("once for all that are past", func(t *testing.T) {
		t.Parallel()
		wantDue(t, hear(t, failedAsAbsent(t), absent, day.Add(time.Hour)), day, never)
	})
	t.Run("and not at all where nothing is planned", func(t *testing.T) {
		t.Parallel()
		policy := testPolicy()
		policy.Timing.Rechecks = nil
		change, err := funds.Fail(actOf(admin, late), walletOf(), parked(), "r", false, funds.Report{Outcome: absent}, policy)
		wantDue(t, mustDecide(t, change, err).Withdrawal.To, late, never)
	})
}

func TestAReceiptThatIsNewsMakesTheWithdrawalDueSoon(t *testing.T) {
	t.Parallel()
	tests := []struct {
		state funds.State
		said  int
		news  bool
	}{
		{funds.StateProcessing, funds.GatewayPaid, true},
		{funds.StateProcessing, funds.GatewayRefused, true},
		{funds.StateProcessing, funds.GatewayCancelled, true},
		{funds.StateCompleted, funds.GatewayPaid, false},
		{funds.StateCompleted, funds.GatewayRefused, true},
		{funds.StateCompleted, funds.GatewayCancelled, true},
		{funds.StateFailed, funds.GatewayPaid, true},
		{funds.StateFailed, funds.GatewayRefused, false},
		{funds.StateFailed, funds.GatewayCancelled, false},
		{funds.StateRejected, funds.GatewayPaid, true},
		{funds.StateRejected, funds.GatewayRefused, false},
		{funds.StateCancelled, funds.GatewayPaid, true},
		{funds.StateCancelled, funds.GatewayRefused, false},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%d for %s", test.said, test.state), func(t *testing.T) {
			t.Parallel()
			act := actOf(machine, late)
			before := withdrawalIn(test.state)
			before.Watch.Due = late.Add(time.Hour)
			change, err := funds.Receive(act, before, test.said, testPolicy())
			change = mustDecide(t, change, err)
			if !test.news {
				same(t, change, funds.Change{})
				return
			}
			words := said(funds.ReasonCallbackHeard, funds.Facts{Gateway: int64(test.said)})
			want := moved(before, 1, test.state, act)
			want.EndedAt, want.NotifyInfo, want.Watch.Due = before.EndedAt, words, late.Add(5*time.Second)
			wantChange := funds.Change{CommitID: "c9", At: late, Withdrawal: &funds.WithdrawalChange{From: before.Version, To: want}}
			if !test.state.Final() {
				wantChange.Withdrawal.To.Actor = before.Actor // no line
				wantChange.Withdrawal.To.Payout.Seen = true   // the gateway knows the order, whatever get says
			} else {
				wantChange.Lines = []funds.Line{lineOf(want.Version, funds.CommandRecheck, test.state, test.state, words, act)}
				wantChange.Withdrawal.To.NotifyInfo = before.NotifyInfo // it is the end's
				wantChange.Withdrawal.To.Watch.Since, wantChange.Withdrawal.To.Lines = late, wantChange.Lines
			}
			same(t, change, wantChange)
		})
	}
}

func TestManyReceiptsDoNotPutTheLookOff(t *testing.T) {
	t.Parallel()
	before := withdrawalIn(funds.StateProcessing)
	before.Watch.Due = late.Add(time.Hour)
	for i := range 3 {
		change, err := funds.Receive(actOf(machine, late.Add(time.Duration(i)*4*time.Second)), before, funds.GatewayPaid, testPolicy())
		if mustDecide(t, change, err).Withdrawal != nil {
			before = change.Withdrawal.To
		}
		if news := change.Withdrawal != nil; news != (i == 0) {
			t.Errorf("receipt %d is written: %t", i+1, news)
		}
		if before.Watch.Due.After(late.Add(5 * time.Second)) {
			t.Errorf("receipt %d puts the look off to %s", i+1, before.Watch.Due)
		}
	}
}

// TestCallbacksMakeUsAskAtMostOnceInTenSeconds for each word, whatever a user's check or a stale callback does.
func TestCallbacksMakeUsAskAtMostOnceInTenSeconds(t *testing.T) {
	t.Parallel()
	before := withdrawalIn(funds.StateProcessing)
	before.Watch.AskedAt = late
	stale, err := funds.Receive(actOf(machine, late), before, funds.GatewayPaid, testPolicy())
	before = mustDecide(t, stale, err).Withdrawal.To
	for _, step := range []struct {
		after time.Duration
		says  int
		asks  bool
	}{
		{0, funds.GatewayPaid, true},
		{1 * time.Second, funds.GatewayPaid, false},
		{2 * time.Second, funds.GatewayRefused, true}, // another word
		{3 * time.Second, funds.GatewayCancelled, false},
		{9 * time.Second, funds.GatewayPaid, false},
		{10 * time.Second, funds.GatewayPaid, true},
		{12 * time.Second, funds.GatewayRefused, true},
	} {
		change, asks, err := funds.Hear(actOf(machine, late.Add(step.after)), before, step.says, testPolicy())
		if mustDecide(t, change, err); asks != step.asks {
			t.Errorf("after %s, %d: asks %t", step.after, step.says, asks)
		}
		if change.Withdrawal != nil {
			before = change.Withdrawal.To
		}
	}
	_, asks, err := funds.Ask(actOf(funds.System("check"), late.Add(12*time.Second)), walletOf(), before, testPolicy())
	if err != nil || !asks {
		t.Errorf("a callback delays a check: %v", err)
	}
}

func TestWhatIsParkedIsAskedAboutAgainAfterAReceipt(t *testing.T) {
	t.Parallel()
	change, err := funds.Receive(actOf(machine, late), parked(), funds.GatewayPaid, testPolicy())
	received := mustDecide(t, change, err).Withdrawal.To
	at := late.Add(5 * time.Second)
	wantDue(t, received, at, 0)
	for outcome, want := range map[funds.Outcome]struct {
		parked bool
		due    time.Duration
	}{unknown: {true, 15 * time.Second}, absent: {true, never}, open: {false, 15 * time.Second}, paid: {false, never}} {
		after := hear(t, received, outcome, at)
		if after.NeedsAttention != want.parked {
			t.Errorf("%v: parked %v", outcome, after.NeedsAttention)
		}
		wantDue(t, after, at, want.due)
	}
}

func TestAUsersCheckAsksAtMostOnceInTenSeconds(t *testing.T) {
	t.Parallel()
	asked := func(ago time.Duration) func(*funds.Withdrawal) {
		return func(w *funds.Withdrawal) { w.Watch.AskedAt = late.Add(-ago) }
	}
	state := func(s funds.State) func(*funds.Withdrawal) { return func(w *funds.Withdrawal) { w.State = s } }
	tests := []struct {
		name string
		at   time.Time
		edit func(*funds.Withdrawal)
		want bool
	}{
		{"never asked before", late, func(*funds.Withdrawal) {}, true},
		{"asked ten seconds ago", late, asked(10 * time.Second), true},
		{"asked just less ago", late, asked(10*time.Second - 1), false},
		{"asked by a clock that is ahead", late, asked(-time.Second), false},
		{"a parked one may be asked about", late, func(w *funds.Withdrawal) { *w = parked() }, true},
		{"while the sender may be at it", claimed, func(*funds.Withdrawal) {}, true},
		{"not made", late, state(funds.StateNone), false},
		{"pending", late, state(funds.StatePending), false},
		{"approved", late, state(funds.StateApproved), false},
		{"completed", late, state(funds.StateCompleted), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			act := actOf(funds.System("check"), test.at)
			before := with(withdrawalIn(funds.StateProcessing), test.edit)
			change, ok, err := funds.Ask(act, walletOf(), before, testPolicy())
			if err != nil || ok != test.want {
				t.Fatalf("asks: %v, %v", ok, err)
			}
			if !ok {
				same(t, change, funds.Change{})
				return
			}
			want := moved(before, 1, funds.StateProcessing, act)
			want.Watch.AskedAt, want.Actor = test.at, before.Actor // no line
			same(t, change, funds.Change{CommitID: "c9", At: test.at, Withdrawal: &funds.WithdrawalChange{From: 3, To: want}})
		})
	}
}

func TestAnAdminFailsAChannelPayoutOnlyWhenTheGatewayAgrees(t *testing.T) {
	t.Parallel()
	disagrees, early := coded(funds.CodeGatewayDisagrees), coded(funds.CodeTooEarly)
	tests := []struct {
		outcome      funds.Outcome
		open, parked *funds.Error  // late; nil: it may
		due          time.Duration // where it may
	}{
		{unknown, disagrees, disagrees, never},
		{unlisted, disagrees, disagrees, never},
		{open, disagrees, disagrees, never},
		{paid, disagrees, disagrees, never},
		{declined, disagrees, disagrees, never},
		{refused, nil, nil, never},
		{absent, disagrees, nil, time.Hour},
	}
	for _, test := range tests {
		t.Run(test.outcome.String(), func(t *testing.T) {
			t.Parallel()
			for _, before := range []funds.Withdrawal{withdrawalIn(funds.StateProcessing), parked()} {
				fail := func(at time.Time) (funds.Change, error) {
					return funds.Fail(actOf(admin, at), walletOf(), before, "原因", false, funds.Report{Outcome: test.outcome}, testPolicy())
				}
				change, err := fail(gone)
				refusedAs(t, change, err, early)
				want := test.open
				if before.NeedsAttention {
					want = test.parked
				}
				change, err = fail(late)
				if want != nil {
					refusedAs(t, change, err, want)
					continue
				}
				after := mustDecide(t, change, err).Withdrawal.To
				wantDue(t, after, late, test.due)
				if after.State != funds.StateFailed || after.FailReason != "原因" || after.NeedsAttention || change.Wallet.To.Frozen != 0 {
					t.Errorf("%+v, %+v", after, change.Wallet.To)
				}
			}
		})
	}
}

func TestAnOutcomeHasAName(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[funds.Outcome]string{unknown: "unknown", open: "open", paid: "paid", refused: "refused", declined: "declined", absent: "absent", funds.OutcomeUnsent: "unsent", 99: "unknown", -1: "unknown"} {
		if outcome.String() != want {
			t.Errorf("%d is %q", int(outcome), outcome)
		}
	}
}
