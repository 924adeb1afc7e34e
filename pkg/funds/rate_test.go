package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestRefusedOrdersAreFreeThreeTimesAMinuteAndThenApart(t *testing.T) {
	t.Parallel()
	limit := funds.DefaultRefusals()
	var rate funds.Rate
	take := func(after time.Duration, ok, busy bool, wait time.Duration) {
		t.Helper()
		next, waits, err := rate.Take(fixture.Created.Add(after+time.Microsecond), limit)
		if (err == nil) != ok || waits != busy || (err != nil && fixture.RefusalOf(t, err).Facts.Wait != wait) {
			t.Errorf("after %s: busy %t, %v", after, waits, err)
		}
		if err == nil {
			rate = next
		}
	}
	ended := func(refused bool) { rate = rate.Ended(rate, refused) }
	const s = time.Second
	for range 3 {
		take(0, true, false, 0)
	}
	take(0, false, true, s) // three are under way: one of them may not be refused
	ended(false)
	take(0, true, false, 0)
	ended(true)
	ended(true)
	ended(true)
	take(1*s, false, false, 2*s)
	take(2*s+s/2, false, false, 1*s)
	take(3*s, true, false, 0)
	take(3*s, false, false, 3*s) // however many are under way
	ended(true)
	take(6*s, true, false, 0)
	ended(false)
	take(8*s, false, false, 1*s) // what was not refused was let through all the same
	take(60*s, true, false, 0)
	if old := (funds.Rate{Since: fixture.Created}); rate.Ended(old, true) != rate {
		t.Error("one of another window counts")
	}
}

func TestAnAnswerIsKeptWhileItIsFreshAndUsedWhileSomebodyAsks(t *testing.T) {
	t.Parallel()
	terms := funds.Terms{Fresh: time.Second, Usable: 10 * time.Second, Retry: 2 * time.Second}
	kept := terms.Answered("1", fixture.Created)
	if !kept.Young(fixture.Created.Add(time.Second-1), terms.Fresh) || kept.Young(fixture.Created.Add(time.Second), terms.Fresh) || !kept.Next.Equal(fixture.Created.Add(time.Second)) {
		t.Errorf("%+v", kept)
	}
	asking := kept.Asking(fixture.Created.Add(3*time.Second), 12*time.Second)
	if !asking.Young(fixture.Created.Add(9*time.Second), terms.Usable) || !asking.Next.Equal(fixture.Created.Add(15*time.Second)) {
		t.Errorf("%+v", asking)
	}
	if failed := terms.Failed(asking, fixture.Created.Add(4*time.Second)); failed.Young(fixture.Created, time.Hour) || !failed.Next.Equal(fixture.Created.Add(6*time.Second)) {
		t.Errorf("a balance that cannot be had: %+v", failed)
	}
	terms.Stale = true
	if failed := terms.Failed(asking, fixture.Created.Add(4*time.Second)); !failed.Young(fixture.Created.Add(9*time.Second), terms.Usable) || failed.Value != "1" {
		t.Errorf("channels that cannot be had: %+v", failed)
	}
	if (funds.Kept{}).Young(fixture.Created, time.Hour) {
		t.Error("nothing is young")
	}
}

func TestAWindowBeginsAnewOnceItIsOverAndForgetsWhatWasRefused(t *testing.T) {
	t.Parallel()
	limit := funds.RateLimit{Free: 1, Window: time.Minute, Apart: 3 * time.Second}
	if got := limit.Life(); got != 63*time.Second {
		t.Errorf("a rate is kept for %s", got)
	}
	old := funds.Rate{Refused: 1, Asking: 2, Since: fixture.Created, Last: fixture.Created, Version: 7}
	end := fixture.Created.Add(limit.Window)
	within, _, err := old.Take(end.Add(-time.Microsecond), limit) // the same millisecond's window
	if err != nil || within.Refused != 1 || within.Asking != 3 || !within.Since.Equal(fixture.Created) || !within.Last.Equal(end.Add(-time.Millisecond)) {
		t.Errorf("within the window: %+v, %v", within, err)
	}
	after, _, err := old.Take(end, limit)
	if want := (funds.Rate{Asking: 1, Since: end, Last: end, Version: 7}); err != nil || after != want {
		t.Errorf("after it: %+v, %v", after, err)
	}
}
