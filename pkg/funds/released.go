package funds

import "time"

// ReleasedSpan is how long what somebody released alone adds up.
const ReleasedSpan = 24 * time.Hour

// Released is what one person has released alone, by the hour: adjustments, and credits that they decided, of all
// wallets. What was taken counts as what was given.
type Released struct {
	Person   string
	Version  int64          // 0: not stored yet
	Hours    []ReleasedHour // oldest first
	CommitID string
}

// ReleasedHour is what was released in one hour.
type ReleasedHour struct {
	Hour   int64 // since 1970
	Amount Amount
}

// ReleasedChange is the next state of what somebody released, and the version that it was decided on (0: must not exist).
type ReleasedChange struct {
	From int64
	To   Released
}

const hourSeconds = int64(time.Hour / time.Second)

// Within is what was released in the span before a moment. An hour counts whole as long as any of it is within.
func (r Released) Within(at time.Time) (sum Amount) {
	for _, hour := range r.within(at) {
		sum += hour.Amount
	}
	return sum
}

func (r Released) within(at time.Time) (within []ReleasedHour) {
	oldest := at.Add(-ReleasedSpan).Unix() / hourSeconds
	for _, hour := range r.Hours {
		if hour.Hour >= oldest {
			within = append(within, hour)
		}
	}
	return within
}

// Plus is the change by which an amount, of either sign, is released too. Hours that no longer count are left out.
func (r Released) Plus(act Act, amount Amount) *ReleasedChange {
	next := Released{Person: r.Person, Version: r.Version + 1, Hours: r.within(act.At), CommitID: act.CommitID}
	hour, released := act.At.Unix()/hourSeconds, max(amount, -amount)
	if last := len(next.Hours) - 1; last >= 0 && next.Hours[last].Hour >= hour { // another clock may be ahead
		next.Hours[last].Amount += released
	} else {
		next.Hours = append(next.Hours, ReleasedHour{hour, released})
	}
	return &ReleasedChange{From: r.Version, To: next}
}
