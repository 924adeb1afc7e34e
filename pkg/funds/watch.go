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

// IsDue says that the machine was to look by then, which is when the gateway was asked where an answer is heard: one
// to an earlier question, or a second one for the same look, takes no look away, however late it comes.
func (w *Watch) IsDue(at time.Time) bool { return !w.Due.IsZero() && !w.Due.After(at) }

// ReasonAskedLately says that the gateway was asked about it, or about another of the user's, a moment ago.
const ReasonAskedLately Reason = "asked_lately"

// ReasonCallbackHeard says that a callback named a state of the gateway's, Gateway, which waits for get's word.
const ReasonCallbackHeard Reason = "callback_heard"
