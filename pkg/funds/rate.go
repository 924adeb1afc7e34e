package funds

import (
	"math"
	"time"
)

// Rate is how many of one caller's orders the gateway refused of late. An order counts from before the gateway is
// asked, as one that may yet be refused: many at once must not all pass before the first refusal is known.
// It is no money and no state: losing it lets a caller ask a few times more.
type Rate struct {
	Refused int
	Asking  int       // under way; one whose process died stays so until the window ends
	Since   time.Time // when the window began
	Last    time.Time // when the last one was let through

	Version int64 // 0: not stored yet
}

// RateLimit is how many refused orders are free within a window; beyond them, orders are that far apart. The zero
// value limits nothing, and counts nothing: a deployment's policy always has one.
type RateLimit struct {
	Free   int
	Window time.Duration
	Apart  time.Duration
}

// Life is how long a rate is worth keeping.
func (l RateLimit) Life() time.Duration { return l.Window + l.Apart }

// Take lets one more order through and counts it as under way. Otherwise it says what there is to wait for: those
// under way, which will soon have ended (busy), or a time ([CodeTooMany], with Facts.Wait).
func (r Rate) Take(at time.Time, limit RateLimit) (next Rate, busy bool, err error) {
	at = at.Truncate(time.Millisecond) // as it is stored
	if at.Sub(r.Since) >= limit.Window {
		r.Refused, r.Asking, r.Since = 0, 0, at
	}
	wait := limit.Apart - at.Sub(r.Last)
	switch free := r.Refused < limit.Free; {
	case free && r.Refused+r.Asking >= limit.Free:
		return r, true, TooMany(time.Second)
	case !free && wait > 0:
		return r, false, TooMany(wait)
	}
	r.Asking++
	r.Last = at
	return r, false, nil
}

// Ended takes one that was under way out of the count, or keeps it as refused. One of another window no longer counts.
func (r Rate) Ended(taken Rate, refused bool) Rate {
	if !r.Since.Equal(taken.Since) || r.Asking == 0 {
		return r
	}
	r.Asking--
	if refused {
		r.Refused++
	}
	return r
}

// ReasonTooOften says that the caller asks too often: again after Wait.
const ReasonTooOften Reason = "too_often"

// TooMany refuses what comes too often, and says when to try again, in whole seconds.
func TooMany(wait time.Duration) *Error {
	whole := max(time.Duration(math.Ceil(wait.Seconds()))*time.Second, time.Second)
	return Refuse(CodeTooMany, ReasonTooOften).About(Facts{Wait: whole})
}
