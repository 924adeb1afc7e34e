package funds

import "time"

// WaitsSince is since when a withdrawal has waited for people: for a review since it was asked for, for its payout since it was
// approved. It is the zero time where none is waited for.
func (w Withdrawal) WaitsSince() time.Time {
	switch w.State {
	case StatePending:
		return w.CreatedAt
	case StateApproved:
		return Later(w.CreatedAt, w.Review.At) // what the policy approved has no review
	case StateNone, StateProcessing, StateCompleted, StateFailed, StateRejected, StateCancelled:
	}
	return time.Time{}
}

// Within is how long the policy lets what is in a state wait for people; 0: for as long as it takes.
func (c Controls) Within(state State) time.Duration {
	switch state {
	case StatePending:
		return c.ReviewWithin
	case StateApproved:
		return c.PayWithin
	case StateNone, StateProcessing, StateCompleted, StateFailed, StateRejected, StateCancelled:
	}
	return 0
}

// Late says that a withdrawal has waited for people for longer than the policy lets it.
func (c Controls) Late(w Withdrawal, at time.Time) bool {
	within := c.Within(w.State)
	return within > 0 && at.Sub(w.WaitsSince()) > within
}

// AgeBounds are where one bucket of what waits ends and the next one begins, which the last has no end of.
func AgeBounds() [4]time.Duration {
	const day = 24 * time.Hour
	return [4]time.Duration{time.Hour, 4 * time.Hour, day, 3 * day}
}

// Ageing is how long what waits in one state has waited.
type Ageing struct {
	Buckets [5]int64      // how many have waited for less than each of [AgeBounds], and for longer than the last
	Late    int64         // how many for longer than the policy lets them
	Oldest  time.Duration // the longest wait; 0 where nothing waits
	Within  time.Duration // as long as the policy lets them wait; 0: for as long as it takes
	AtLeast bool          // there are more: only those that were asked for first were looked at
}

// Add counts one that has waited for so long.
func (a *Ageing) Add(waited time.Duration) {
	bucket := 0
	for _, bound := range AgeBounds() {
		if waited >= bound {
			bucket++
		}
	}
	a.Buckets[bucket]++
	a.Oldest = max(a.Oldest, waited)
	if a.Within > 0 && waited > a.Within {
		a.Late++
	}
}

const allPercent = 100

// Percent is how much of the time that the policy lets it have the oldest has taken, in hundredths; ok is false where the
// policy says nothing.
func (a Ageing) Percent() (percent int64, ok bool) {
	if a.Within <= 0 {
		return 0, false
	}
	return int64(a.Oldest / (a.Within / allPercent)), true
}
