package funds

import "time"

// Released is what one person has released alone of late, by the hour: adjustments, and credits that they decided, of all
// wallets. What was taken counts as what was given.
type Released struct {
	Person   string
	Version  int64 // 0: not stored yet
	Hours    []RecentSum
	CommitID string
}

// ReleasedChange is the next state of what somebody released, and the version that it was decided on (0: must not exist).
type ReleasedChange struct {
	From int64
	To   Released
}

// Within is what was released in the 24 hours before a moment. An hour counts whole as long as any of it is within.
func (r Released) Within(at time.Time) Amount { return lastDay.total(r.Hours, at).Amount }

// Plus is the change by which an amount, of either sign, is released too. Hours that no longer count are left out.
func (r Released) Plus(act Act, amount Amount) *ReleasedChange {
	hours := lastDay.take(r.Hours, act.At, max(amount, -amount))
	return &ReleasedChange{From: r.Version, To: Released{Person: r.Person, Version: r.Version + 1, Hours: hours, CommitID: act.CommitID}}
}
