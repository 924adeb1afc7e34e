package funds

import "time"

// Kept is the gateway's last answer to a question that is the same for everybody, and the right to ask it again. All
// processes share it: each serves one request at a time, so what one remembers alone bounds nothing.
type Kept struct {
	Value string    // the answer; empty where there is none yet, or the last question failed
	At    time.Time // when it was given
	Next  time.Time // nobody asks before
}

// Terms are how an answer is kept.
type Terms struct {
	Fresh  time.Duration // nobody asks again within this time
	Usable time.Duration // while somebody asks, and, where Stale, while the gateway does not answer
	Retry  time.Duration // after a question that failed
	Stale  bool          // a failed question leaves the last answer
}

// Young says that the answer is younger than age. Processes compare it by their own clocks, which differ a little.
func (k Kept) Young(at time.Time, age time.Duration) bool {
	return !k.At.IsZero() && at.Sub(k.At) < age
}

// Asking is what is kept while somebody asks. Their right to ask ends with the lease.
func (k Kept) Asking(at time.Time, lease time.Duration) Kept {
	k.Next = at.Add(lease)
	return k
}

// Answered is what is kept of an answer.
func (t Terms) Answered(value string, at time.Time) Kept {
	return Kept{Value: value, At: at, Next: at.Add(t.Fresh)}
}

// Failed is what is kept where there was no answer.
func (t Terms) Failed(last Kept, at time.Time) Kept {
	if !t.Stale {
		last.Value, last.At = "", time.Time{}
	}
	last.Next = at.Add(t.Retry)
	return last
}
