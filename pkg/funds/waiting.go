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
	case StateProcessing, StateCompleted, StateFailed, StateRejected, StateCancelled:
	}
	return time.Time{}
}
