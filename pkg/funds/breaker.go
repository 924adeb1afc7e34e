package funds

import (
	"slices"
	"time"
)

// When a [Breaker] opens, and what may be sent while it is open.
const (
	breakerUnknown = 5                // calls without a word
	breakerWindow  = time.Minute      // within this time
	breakerProbe   = 55 * time.Second // from one probe to the next: a run of each minute comes late by a little, and takes the one that is due
	breakerLapse   = 3 * time.Minute  // without another call that got no word, it is closed again
	breakerSpacing = 15 * time.Second // how old the last one may be before an open breaker's is replaced: it bounds the writes
)

// Breaker is what all processes know of a channel that the gateway gives no word about. Five calls without a word within a
// minute open it: then nothing new is sent through the channel but one probe a minute. A send that the gateway takes
// closes it; so does time, where nothing has failed for a while, as there may be nothing to send, and questions alone say
// little of sending. It stops nothing that was claimed, and no question.
//
// What it counts is rounded in one direction: a call without a word counts only if whoever made it has had no send taken
// since. A busy gateway that loses one answer in a hundred is not taken for one that is down.
type Breaker struct {
	Unknown []time.Time // the calls without a word that count, while it is closed
	Last    time.Time   // the last call without a word
	Heard   time.Time   // the last send that the gateway took, as far as those knew who have failed since; zero: not known
	Opened  time.Time   // zero: it is closed, whatever else is here
	Closed  time.Time   // when a send closed it last; zero: never
	Probe   time.Time   // of an open one: nobody sends before
}

// Open says that nothing is sent but a probe. Processes compare it by their own clocks, which differ a little.
func (b Breaker) Open(at time.Time) bool {
	return !b.Opened.IsZero() && at.Sub(b.Last) < breakerLapse
}

// Failed is the breaker after a call without a word. heard is when a send of the caller's was taken last. It is false where
// there is nothing to write.
func (b Breaker) Failed(at, heard time.Time) (Breaker, bool) {
	b.Heard = Later(b.Heard, heard)
	if b.Open(at) {
		if at.Sub(b.Last) < breakerSpacing {
			return b, false
		}
		b.Last = at
		return b, true
	}
	b.Opened, b.Probe = time.Time{}, time.Time{}
	b.Unknown = slices.DeleteFunc(slices.Clone(b.Unknown), func(t time.Time) bool {
		return at.Sub(t) >= breakerWindow || !t.After(b.Heard)
	})
	b.Unknown, b.Last = append(b.Unknown, at), Later(b.Last, at)
	if len(b.Unknown) >= breakerUnknown {
		b.Opened, b.Probe, b.Unknown = at, at.Add(breakerProbe), nil
	}
	return b, true
}

// Taken is the breaker after a send that the gateway took. It is false where there is nothing to write: a success costs
// nothing while all is well.
func (b Breaker) Taken(at time.Time) (Breaker, bool) {
	if b.Opened.IsZero() {
		return b, false
	}
	return Breaker{Last: b.Last, Heard: at, Closed: at}, true
}

// Probing is the breaker after somebody has taken the right to send. Of an open one it is taken once a minute; sends says
// whether this is it, or no right is needed.
func (b Breaker) Probing(at time.Time) (next Breaker, sends bool) {
	switch {
	case !b.Open(at):
		return b, true
	case at.Before(b.Probe):
		return b, false
	}
	b.Probe = at.Add(breakerProbe)
	return b, true
}

// Wait is how long nobody sends, in whole seconds, rounded up; 0 where somebody may now.
func (b Breaker) Wait(at time.Time) time.Duration {
	if !b.Open(at) || !at.Before(b.Probe) {
		return 0
	}
	return (b.Probe.Sub(at) + time.Second - 1).Truncate(time.Second)
}

// Later is the later of two moments.
func Later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
