package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestRefusedOrdersAreFreeThreeTimesAMinuteAndThenApart(t *testing.T) {
	t.Parallel()
	limit := funds.DefaultRefusals()
	var rate funds.Rate
	take := func(after time.Duration, ok, busy bool, wait time.Duration) {
		t.Helper()
		next, waits, err := rate.Take(created.Add(after+time.Microsecond), limit)
		if (err == nil) != ok || waits != busy || (err != nil && refusalOf(t, err).Facts.Wait != wait) {
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
	if old := (funds.Rate{Since: created}); rate.Ended(old, true) != rate {
		t.Error("one of another window counts")
	}
}

func TestAnAnswerIsKeptWhileItIsFreshAndUsedWhileSomebodyAsks(t *testing.T) {
	t.Parallel()
	terms := funds.Terms{Fresh: time.Second, Usable: 10 * time.Second, Retry: 2 * time.Second}
	kept := terms.Answered("1", created)
	if !kept.Young(created.Add(time.Second-1), terms.Fresh) || kept.Young(created.Add(time.Second), terms.Fresh) || !kept.Next.Equal(created.Add(time.Second)) {
		t.Errorf("%+v", kept)
	}
	asking := kept.Asking(created.Add(3*time.Second), 12*time.Second)
	if !asking.Young(created.Add(9*time.Second), terms.Usable) || !asking.Next.Equal(created.Add(15*time.Second)) {
		t.Errorf("%+v", asking)
	}
	if failed := terms.Failed(asking, created.Add(4*time.Second)); failed.Young(created, time.Hour) || !failed.Next.Equal(created.Add(6*time.Second)) {
		t.Errorf("a balance that cannot be had: %+v", failed)
	}
	terms.Stale = true
	if failed := terms.Failed(asking, created.Add(4*time.Second)); !failed.Young(created.Add(9*time.Second), terms.Usable) || failed.Value != "1" {
		t.Errorf("channels that cannot be had: %+v", failed)
	}
	if (funds.Kept{}).Young(created, time.Hour) {
		t.Error("nothing is young")
	}
}
