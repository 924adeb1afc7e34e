package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// failing is a breaker after calls without a word, each some time after noon, by one who has had no send taken.
func failing(b funds.Breaker, after ...time.Duration) funds.Breaker {
	for _, d := range after {
		b, _ = b.Failed(noon.Add(d), time.Time{})
	}
	return b
}

const second = time.Second

func TestWhatOpensABreaker(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		after []time.Duration
		open  bool
	}{
		"five at once":                         {[]time.Duration{0, 0, 0, 0, 0}, true},
		"five within a minute":                 {[]time.Duration{0, second, 2 * second, 3 * second, time.Minute - 1}, true},
		"the fifth, a minute after the first":  {[]time.Duration{0, second, 2 * second, 3 * second, time.Minute}, false},
		"four of a minute, and one before":     {[]time.Duration{-time.Minute, 0, 0, 0, 0}, false},
		"the window slides with every failure": {[]time.Duration{0, 30 * second, 40 * second, 50 * second, 70 * second, 80 * second}, true},
		"four":                                 {[]time.Duration{0, 0, 0, 0}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			last := noon.Add(test.after[len(test.after)-1])
			b := failing(funds.Breaker{}, test.after...)
			if b.Open(last) != test.open || b.Last != last {
				t.Errorf("%+v", b)
			}
			if test.open && (b.Opened != last || b.Probe != last.Add(55*second) || len(b.Unknown) != 0) {
				t.Errorf("%+v", b)
			}
		})
	}
}

func TestASendThatWasTakenMakesOlderFailuresNothing(t *testing.T) {
	t.Parallel()
	b := failing(funds.Breaker{}, 0, 0, 0, 0)
	b, _ = b.Failed(noon.Add(second), noon) // taken at noon, by whoever fails now
	if b.Open(noon.Add(second)) || len(b.Unknown) != 1 || b.Heard != noon {
		t.Errorf("%+v", b)
	}
	b, _ = b.Failed(noon.Add(2*second), noon.Add(-second)) // an older success takes nothing back
	if len(b.Unknown) != 2 || b.Heard != noon {
		t.Errorf("%+v", b)
	}
	if _, writes := b.Taken(noon); writes {
		t.Error("a success is written while it is closed")
	}
}

func TestAnOpenBreakerSendsOneProbeAMinute(t *testing.T) {
	t.Parallel()
	closed := failing(funds.Breaker{}, 0, 0, 0, 0)
	if same, sends := closed.Probing(noon); !sends || !same.Probe.IsZero() || closed.Wait(noon) != 0 {
		t.Errorf("a closed one: %+v", same)
	}
	b := failing(closed, 0)
	for _, test := range []struct {
		after time.Duration
		sends bool
		wait  time.Duration
	}{
		{0, false, 55 * second},
		{54*second + 1, false, second},
		{54 * second, false, second},
		{53*second + 1, false, 2 * second},
		{55 * second, true, 0},
	} {
		at := noon.Add(test.after)
		if wait := b.Wait(at); wait != test.wait {
			t.Errorf("after %v one waits %v", test.after, wait)
		}
		next, sends := b.Probing(at)
		if sends != test.sends {
			t.Errorf("after %v: %t", test.after, sends)
		}
		if sends && next.Probe != at.Add(55*second) {
			t.Errorf("the next probe is at %v", next.Probe)
		}
		if !sends && !next.Probe.Equal(b.Probe) {
			t.Error("a right that was not taken is moved")
		}
	}
}

func TestWhatClosesABreaker(t *testing.T) {
	t.Parallel()
	b := failing(funds.Breaker{}, 0, 0, 0, 0, 0)
	taken, writes := b.Taken(noon.Add(second))
	if !writes || taken.Open(noon.Add(second)) || taken.Closed != noon.Add(second) || taken.Heard != noon.Add(second) || taken.Last != noon || !taken.Opened.IsZero() {
		t.Errorf("%+v", taken)
	}
	if !b.Open(noon.Add(3*time.Minute-1)) || b.Open(noon.Add(3*time.Minute)) {
		t.Error("it lapses three minutes after the last call without a word")
	}
	if b.Wait(noon.Add(3*time.Minute)) != 0 {
		t.Error("nobody waits for one that has lapsed")
	}
	lapsed := failing(b, 4*time.Minute)
	if lapsed.Open(noon.Add(4*time.Minute)) || !lapsed.Opened.IsZero() || !lapsed.Probe.IsZero() || len(lapsed.Unknown) != 1 {
		t.Errorf("one more failure opens what has lapsed: %+v", lapsed)
	}
}

func TestAnOpenBreakerIsWrittenNowAndThen(t *testing.T) {
	t.Parallel()
	b := failing(funds.Breaker{}, 0, 0, 0, 0, 0)
	if same, writes := b.Failed(noon.Add(15*second-1), time.Time{}); writes || same.Last != noon {
		t.Errorf("%+v", same)
	}
	next, writes := b.Failed(noon.Add(15*second), time.Time{})
	if !writes || next.Last != noon.Add(15*second) || next.Opened != noon || next.Probe != b.Probe {
		t.Errorf("%+v", next)
	}
	if !next.Open(noon.Add(3 * time.Minute)) {
		t.Error("it stays open for as long as calls fail")
	}
}

func TestFailingLeavesTheBreakerThatItWasGiven(t *testing.T) {
	t.Parallel()
	b := failing(funds.Breaker{}, 0, second, 2*second)
	failing(b, 3*second)
	b.Failed(noon.Add(70*second), time.Time{})
	if len(b.Unknown) != 3 || b.Unknown[0] != noon {
		t.Errorf("%+v", b)
	}
}
