package ledger

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Never is the time of a look that is not planned.
var Never time.Time

// NoteCallback plans a look after a callback, and takes the right to ask because of it: at most once in the policy's
// AskInterval for each of the two words, paid and not, however often they come. news is false where nothing changes.
// A look that is planned within the shortest wait stays where it is when we ask now: moving it would cost two writes,
// and it is only for when this request does not come to its end.
func NoteCallback(w *funds.Watch, at time.Time, paid, takes bool, timing funds.Timing) (asks, news bool) {
	asked, due := &w.HeardAt, w.Due
	if !paid {
		asked = &w.UnpaidAt
	}
	if asks = takes && at.Sub(*asked) >= timing.AskInterval; asks {
		*asked = at
	}
	if planned := !w.Due.IsZero() && !w.Due.After(at.Add(timing.BackoffMin)); !asks || !planned {
		LookSoon(w, at, timing)
	}
	return asks, asks || !w.Due.Equal(due)
}

// CallbackHeard says that a callback named a state, which waits to be confirmed.
func CallbackHeard(state int) funds.Message {
	return funds.Say(funds.ReasonCallbackHeard, funds.Facts{Gateway: int64(state)})
}

// LookLater plans the next look after one without a final word.
func LookLater(w *funds.Watch, at time.Time, timing funds.Timing) {
	w.Due = at.Add(backoff(timing, w.Checks))
	w.Checks++
}

// mostDoublings of the shortest wait there is come to more than any bound.
const mostDoublings = 64

// backoff is the wait after n answers without a final word: doubled each time, within the bounds.
func backoff(t funds.Timing, n int) time.Duration {
	wait := t.BackoffMin
	for range min(n, mostDoublings) {
		wait = min(wait*2, t.BackoffMax)
	}
	return min(wait, t.BackoffMax)
}

// LookSoon plans a look after a callback that could not be confirmed. Many callbacks do not put it off.
func LookSoon(w *funds.Watch, at time.Time, timing funds.Timing) {
	if soon := at.Add(timing.ReceiptDelay); w.Due.IsZero() || w.Due.After(soon) {
		w.Due = soon
	}
}

// LookSoonAgain plans a look at what has ended, unless one is planned: of two words that contradict each other it
// cannot be told which is the later one.
func (d *Draft) LookSoonAgain(timing funds.Timing) error {
	watch, note := d.look()
	if !watch.Due.IsZero() {
		return nil
	}
	if err := note(); err != nil {
		return err
	}
	LookSoon(watch, d.Act.At, timing)
	return nil
}

// look is the watch of the order that the draft is about, and how a look without news is noted.
func (d *Draft) look() (watch *funds.Watch, note func() error) {
	if d.Recharge != nil {
		return &d.Recharge.Watch, func() error { return d.ApplyRecharge(funds.RechargeDefer, "") }
	}
	return &d.Withdrawal.Watch, func() error { return d.Apply(funds.CommandRecheck, "") }
}

// CountAbsent counts one more "no such order", and says whether it is to be believed: it was said at one look
// after another over the grace period.
func CountAbsent(w *funds.Watch, at time.Time, timing funds.Timing) bool {
	w.Absents++
	if w.FirstAbsentAt.IsZero() {
		w.FirstAbsentAt = at
	}
	return w.Absents >= timing.AbsentTimes && at.Sub(w.FirstAbsentAt) >= timing.AbsentGrace
}

// OrderSeen forgets what was said of an order that is not there.
func OrderSeen(w *funds.Watch) { w.Absents, w.FirstAbsentAt, w.OddSince = 0, Never, Never }

// OddForLong says that the gateway has answered without the order for so long that an admin has to know. It is a
// fault of a payout, whose order is there once it was sent; a recharge may wait for its payer, and is overdue by the day.
func OddForLong(w *funds.Watch, at time.Time, timing funds.Timing) bool {
	return !w.OddSince.IsZero() && at.Sub(w.OddSince) >= timing.AbsentGrace
}

// RecheckFrom plans the first question after an end that may not be the last word.
func RecheckFrom(w *funds.Watch, end time.Time, timing funds.Timing) {
	if len(timing.Rechecks) > 0 {
		w.Since, w.Due = end, end.Add(timing.Rechecks[0])
	}
}

// NextRecheck is the first planned question that still lies ahead; zero when none does. A look between
// them, which a callback brought about, takes none away.
func NextRecheck(w *funds.Watch, at time.Time, timing funds.Timing) time.Time {
	for ; w.Rechecks < len(timing.Rechecks); w.Rechecks++ {
		if due := w.Since.Add(timing.Rechecks[w.Rechecks]); due.After(at) {
			return due
		}
	}
	return Never
}
