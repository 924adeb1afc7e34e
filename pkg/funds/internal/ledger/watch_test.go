package ledger_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

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
		{"three times, the last ten minutes after the first", []word{{1, fixture.Absent}, {minute, fixture.Absent}, {10*minute + 1, fixture.Absent}}, true},
		{"three times, a moment sooner", []word{{1, fixture.Absent}, {minute, fixture.Absent}, {10 * minute, fixture.Absent}}, false},
		{"twice, however long", []word{{1, fixture.Absent}, {24 * time.Hour, fixture.Absent}}, false},
		{"many times in a short while", []word{{1, fixture.Absent}, {2, fixture.Absent}, {3, fixture.Absent}, {4, fixture.Absent}, {5, fixture.Absent}}, false},
		{"while the sender may be at it, it does not count", []word{{0, fixture.Absent}, {minute, fixture.Absent}, {11 * minute, fixture.Absent}}, false},
		{"between two looks, it does not count", []word{{1, fixture.Absent}, {11 * minute, fixture.Absent}, {11*minute + 10*time.Second, fixture.Absent}}, false},
		{"silence between does not count either way", []word{{1, fixture.Absent}, {minute, fixture.Unknown}, {2 * minute, fixture.Absent}, {11 * minute, fixture.Absent}}, true},
		{"a word of the order begins anew", []word{{1, fixture.Absent}, {minute, fixture.Absent}, {2 * minute, fixture.Open}, {11 * minute, fixture.Absent}, {12 * minute, fixture.Absent}}, false},
		{"and can be lost again", []word{{1, fixture.Open}, {minute, fixture.Absent}, {2 * minute, fixture.Absent}, {11 * minute, fixture.Absent}}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := fixture.WithdrawalIn(funds.StateProcessing)
			for _, word := range test.words {
				w = fixture.AfterWord(t, w, word.outcome, fixture.Gone.Add(word.after))
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
	w, at := fixture.WithdrawalIn(funds.StateProcessing), fixture.Late
	for i, want := range []float64{15, 30, 60, 120, 240, 480, 600, 600, 600} {
		w = fixture.AfterWord(t, w, fixture.Unknown, at)
		if got := w.Watch.Due.Sub(at).Seconds(); got != want {
			t.Errorf("wait %d is %v s, want %v", i, got, want)
		}
		at = w.Watch.Due
	}
	w.Watch.Checks = 1 << 40
	if w = fixture.AfterWord(t, w, fixture.Unknown, at); w.Watch.Due.Sub(at) != 10*time.Minute {
		t.Errorf("after very many it is %v", w.Watch.Due.Sub(at))
	}
}

func TestOnlyTheFirstWordOfAnOrderLeavesALine(t *testing.T) {
	t.Parallel()
	w := fixture.AfterWord(t, fixture.WithdrawalIn(funds.StateProcessing), fixture.Open, fixture.SendBy)
	w = fixture.AfterWord(t, w, fixture.Open, fixture.Late)
	w = fixture.AfterWord(t, w, fixture.Open, fixture.Late.Add(time.Minute))
	if again := fixture.AfterWord(t, w, fixture.Open, w.Watch.Due.Add(-1)); again.Version != w.Version {
		t.Error("the same word between two looks is written")
	}
	if len(w.Lines) != 1 || w.Lines[0].Command != funds.CommandAccept || !w.Payout.AcceptedAt.Equal(fixture.SendBy) {
		t.Errorf("accepted at %v, lines %+v", w.Payout.AcceptedAt, w.Lines)
	}
}

func TestAFailureAsAbsentIsAskedAboutAfterAnHourAndADay(t *testing.T) {
	t.Parallel()
	hour := fixture.Late.Add(time.Hour)
	day := fixture.Late.Add(24 * time.Hour)
	receive := func(t *testing.T, w funds.Withdrawal, at time.Time) funds.Withdrawal {
		t.Helper()
		change, err := withdrawal.Receive(fixture.Act(fixture.Machine, at), w, funds.GatewayWithdrawalPaid, fixture.Policy())
		return fixture.MustDecide(t, change, err).Withdrawal.To
	}

	t.Run("and then no more", func(t *testing.T) {
		t.Parallel()
		w := fixture.FailedAsAbsent(t)
		fixture.WantDue(t, w, hour, 0)
		w = fixture.AfterWord(t, w, fixture.Absent, hour)
		fixture.WantDue(t, w, day, 0)
		w = fixture.AfterWord(t, w, fixture.Absent, day)
		fixture.WantDue(t, w, day, fixture.Never)
	})
	t.Run("and again a little later where there is no answer", func(t *testing.T) {
		t.Parallel()
		w := fixture.AfterWord(t, fixture.FailedAsAbsent(t), fixture.Unknown, hour)
		fixture.WantDue(t, w, hour, 15*time.Second)
		w = fixture.AfterWord(t, w, fixture.Absent, w.Watch.Due)
		fixture.WantDue(t, w, day, 0)
	})
	t.Run("and anew from each callback that says paid", func(t *testing.T) {
		t.Parallel()
		w, at := fixture.FailedAsAbsent(t), fixture.Late
		for range 5 {
			at = at.Add(30 * time.Minute)
			w = receive(t, w, at)
			fixture.WantDue(t, w, at, 5*time.Second)
			w = fixture.AfterWord(t, w, fixture.Absent, w.Watch.Due)
			fixture.WantDue(t, w, at, time.Hour)
		}
		w = fixture.AfterWord(t, w, fixture.Absent, w.Watch.Due)
		fixture.WantDue(t, w, at, 24*time.Hour)
		at = at.Add(2 * time.Hour)
		w = receive(t, w, at)
		fixture.WantDue(t, fixture.AfterWord(t, w, fixture.Absent, w.Watch.Due), at, time.Hour)
		if len(w.Lines) != 1 {
			t.Errorf("six callbacks leave %d lines, want that of the first", len(w.Lines))
		}
	})
	t.Run("once for all that are past", func(t *testing.T) {
		t.Parallel()
		fixture.WantDue(t, fixture.AfterWord(t, fixture.FailedAsAbsent(t), fixture.Absent, day.Add(time.Hour)), day, fixture.Never)
	})
	t.Run("and not at all where nothing is planned", func(t *testing.T) {
		t.Parallel()
		policy := fixture.Policy()
		policy.Timing.Rechecks = nil
		change, err := withdrawal.Fail(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), fixture.Parked(), "r", false, funds.Report{Outcome: fixture.Absent}, policy)
		fixture.WantDue(t, fixture.MustDecide(t, change, err).Withdrawal.To, fixture.Late, fixture.Never)
	})
}

func TestManyReceiptsDoNotPutTheLookOff(t *testing.T) {
	t.Parallel()
	before := fixture.WithdrawalIn(funds.StateProcessing)
	before.Watch.Due = fixture.Late.Add(time.Hour)
	for i := range 3 {
		change, err := withdrawal.Receive(fixture.Act(fixture.Machine, fixture.Late.Add(time.Duration(i)*4*time.Second)), before, funds.GatewayWithdrawalPaid, fixture.Policy())
		if fixture.MustDecide(t, change, err).Withdrawal != nil {
			before = change.Withdrawal.To
		}
		if news := change.Withdrawal != nil; news != (i == 0) {
			t.Errorf("receipt %d is written: %t", i+1, news)
		}
		if before.Watch.Due.After(fixture.Late.Add(5 * time.Second)) {
			t.Errorf("receipt %d puts the look off to %s", i+1, before.Watch.Due)
		}
	}
}

func TestAUsersCheckAsksAtMostOnceInTenSeconds(t *testing.T) {
	t.Parallel()
	asked := func(ago time.Duration) func(*funds.Withdrawal) {
		return func(w *funds.Withdrawal) { w.Watch.AskedAt = fixture.Late.Add(-ago) }
	}
	state := func(s funds.State) func(*funds.Withdrawal) { return func(w *funds.Withdrawal) { w.State = s } }
	tests := []struct {
		name string
		at   time.Time
		edit func(*funds.Withdrawal)
		want bool
	}{
		{"never asked before", fixture.Late, func(*funds.Withdrawal) {}, true},
		{"asked ten seconds ago", fixture.Late, asked(10 * time.Second), true},
		{"asked just less ago", fixture.Late, asked(10*time.Second - 1), false},
		{"asked by a clock that is ahead", fixture.Late, asked(-time.Second), false},
		{"a parked one may be asked about", fixture.Late, func(w *funds.Withdrawal) { *w = fixture.Parked() }, true},
		{"while the sender may be at it", fixture.Claimed, func(*funds.Withdrawal) {}, true},
		{"not made", fixture.Late, state(funds.StateNone), false},
		{"pending", fixture.Late, state(funds.StatePending), false},
		{"approved", fixture.Late, state(funds.StateApproved), false},
		{"completed", fixture.Late, state(funds.StateCompleted), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			act := fixture.Act(funds.System("check"), test.at)
			before := fixture.With(fixture.WithdrawalIn(funds.StateProcessing), test.edit)
			change, ok, err := withdrawal.Ask(act, fixture.WalletOf(), before, fixture.Policy())
			if err != nil || ok != test.want {
				t.Fatalf("asks: %v, %v", ok, err)
			}
			if !ok {
				fixture.Same(t, change, funds.Change{})
				return
			}
			want := fixture.Moved(before, 1, funds.StateProcessing, act)
			want.Watch.AskedAt, want.Actor = test.at, before.Actor // no line
			fixture.Same(t, change, funds.Change{CommitID: "c9", At: test.at, Withdrawal: &funds.WithdrawalChange{From: 3, To: want}})
		})
	}
}

func TestACallbackIsAskedAboutOnceInTheIntervalForEachOfItsTwoWords(t *testing.T) {
	t.Parallel()
	timing := funds.DefaultTiming()
	note := func(w *funds.Watch, at time.Time, paid bool) bool {
		asks, _ := ledger.NoteCallback(w, at, paid, true, timing)
		return asks
	}
	var w funds.Watch
	if !note(&w, fixture.Late, true) || !w.HeardAt.Equal(fixture.Late) || !w.UnpaidAt.IsZero() {
		t.Errorf("the first that says paid: %+v", w)
	}
	soon := fixture.Late.Add(timing.AskInterval - 1)
	if note(&w, soon, true) || !note(&w, soon, false) || !w.UnpaidAt.Equal(soon) || !w.HeardAt.Equal(fixture.Late) {
		t.Errorf("within the interval, the other word alone is asked about: %+v", w)
	}
	if next := fixture.Late.Add(timing.AskInterval); !note(&w, next, true) || note(&w, next, false) {
		t.Errorf("and each again once its own interval is over: %+v", w)
	}
}

func TestAnOrderIsOddForLongOnceTheGraceIsOver(t *testing.T) {
	t.Parallel()
	timing := funds.DefaultTiming()
	odd := funds.Watch{OddSince: fixture.Late}
	if ledger.OddForLong(&odd, fixture.Late.Add(timing.AbsentGrace-1), timing) || !ledger.OddForLong(&odd, fixture.Late.Add(timing.AbsentGrace), timing) {
		t.Error("not from the end of the grace on")
	}
	if ledger.OddForLong(&funds.Watch{}, fixture.Late, timing) {
		t.Error("what is as it should be is odd")
	}
}
