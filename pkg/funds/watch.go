package funds

import "time"

// Watch is what reconcile keeps of an order with the gateway: a withdrawal in a channel payout, a recharge.
type Watch struct {
	Due           time.Time // when the machine looks next; zero: never
	AskedAt       time.Time // when a user's check last asked the gateway
	HeardAt       time.Time // when a callback that says paid last made us ask: no user's check delays it
	UnpaidAt      time.Time // and one that says that it is not
	Checks        int       // answers without a final word since the last claim
	Absents       int       // "no such order", since the claim or the last word of the order
	FirstAbsentAt time.Time
	OddSince      time.Time // since when the gateway answers, and not with the order
	Since         time.Time // what the rechecks count from: the end, or a later word that contradicts it
	Rechecks      int       // planned questions after Since that are past
}

// IsDue says that the machine was to look by now. A word that comes between two looks, or twice for
// one, moves nothing.
func (w *Watch) IsDue(at time.Time) bool { return !w.Due.IsZero() && !w.Due.After(at) }

// hear plans a look after a callback, and takes the right to ask because of it: at most once in the policy's
// AskInterval for each of the two words, paid and not, however often they come. news is false where nothing changes.
func (w *Watch) hear(at time.Time, paid, takes bool, timing Timing) (asks, news bool) {
	heard, due := &w.HeardAt, w.Due
	if !paid {
		heard = &w.UnpaidAt
	}
	if asks = takes && at.Sub(*heard) >= timing.AskInterval; asks {
		*heard = at
	}
	w.lookSoon(at, timing)
	return asks, asks || !w.Due.Equal(due)
}

// lookLater plans the next look after one without a final word.
func (w *Watch) lookLater(at time.Time, timing Timing) {
	w.Due = at.Add(timing.backoff(w.Checks))
	w.Checks++
}

// lookSoon plans a look after a callback that could not be confirmed. Many callbacks do not put it off.
func (w *Watch) lookSoon(at time.Time, timing Timing) {
	if soon := at.Add(timing.ReceiptDelay); w.Due.IsZero() || w.Due.After(soon) {
		w.Due = soon
	}
}

// absent counts one more "no such order", and says whether it is to be believed: it was said at one look
// after another over the grace period.
func (w *Watch) absent(at time.Time, timing Timing) bool {
	w.Absents++
	if w.FirstAbsentAt.IsZero() {
		w.FirstAbsentAt = at
	}
	return w.Absents >= timing.AbsentTimes && at.Sub(w.FirstAbsentAt) >= timing.AbsentGrace
}

// present forgets what was said of an order that is not there.
func (w *Watch) present() { w.Absents, w.FirstAbsentAt, w.OddSince = 0, zeroTime, zeroTime }

// odd says that the gateway has answered without the order for so long that an admin has to know.
func (w *Watch) odd(at time.Time, timing Timing) bool {
	return !w.OddSince.IsZero() && at.Sub(w.OddSince) >= timing.AbsentGrace
}

// recheckFrom plans the first question after an end that may not be the last word.
func (w *Watch) recheckFrom(end time.Time, timing Timing) {
	if len(timing.Rechecks) > 0 {
		w.Since, w.Due = end, end.Add(timing.Rechecks[0])
	}
}

// nextRecheck is the first planned question that still lies ahead; zero when none does. A look between
// them, which a callback brought about, takes none away.
func (w *Watch) nextRecheck(at time.Time, timing Timing) time.Time {
	for ; w.Rechecks < len(timing.Rechecks); w.Rechecks++ {
		if due := w.Since.Add(timing.Rechecks[w.Rechecks]); due.After(at) {
			return due
		}
	}
	return zeroTime
}
