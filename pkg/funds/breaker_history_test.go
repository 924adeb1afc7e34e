package funds_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// caller is one process that sends through a channel.
type caller struct{ heard time.Time }

// history is what really happened, which the breaker is held against.
type history struct {
	failures []time.Time // calls without a word
	last     time.Time   // of them
	probed   time.Time   // the last one that was sent while the breaker was open
	opened   bool
	seen     map[string]int
}

// In random histories of several processes and a gateway that comes and goes, nothing but one probe a minute is sent through
// an open breaker, none opens without five failures within a minute that whoever has the fifth has had no answer since, and
// none stays open once a send was taken.
func TestRandomHistoriesOfABreaker(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 7))
		h, b, at := &history{seen: seen}, funds.Breaker{}, noon
		callers := make([]caller, 3)
		down := false
		for range 150 {
			at = at.Add(time.Duration(random.IntN(20_000)) * time.Millisecond)
			if random.IntN(40) == 0 { // nobody calls for a while
				at = at.Add(4 * time.Minute)
			}
			if random.IntN(25) == 0 {
				down = !down
			}
			by := &callers[random.IntN(len(callers))]
			wordless := down || random.IntN(20) == 0
			if random.IntN(3) == 0 { // a question, which says nothing of sending where it is answered
				if wordless {
					b = h.fails(t, seed, b, at, by)
				}
				continue
			}
			next, sends := b.Probing(at)
			if b.Open(at) != next.Open(at) {
				t.Fatalf("seed %d: the right to send changes whether it is open", seed)
			}
			if !sends {
				h.seen["refused"]++
				if !b.Open(at) || b.Wait(at) <= 0 {
					t.Fatalf("seed %d: refused while it is closed, or for no time", seed)
				}
				continue
			}
			b = h.sends(t, seed, b, next, at)
			if wordless {
				b = h.fails(t, seed, b, at, by)
				continue
			}
			by.heard, h.opened = at, false
			if b, _ = b.Taken(at); b.Open(at) {
				t.Fatalf("seed %d: a send that was taken leaves it open", seed)
			}
		}
	}
	for _, what := range []string{"refused", "opened", "probe", "lapsed", "sent"} {
		if seen[what] == 0 {
			t.Errorf("no history has %s: %v", what, seen)
		}
	}
}

func (h *history) sends(t *testing.T, seed uint64, before, next funds.Breaker, at time.Time) funds.Breaker {
	t.Helper()
	switch {
	case before.Open(at):
		h.seen["probe"]++
		if !h.probed.IsZero() && at.Sub(h.probed) < 55*time.Second {
			t.Fatalf("seed %d: two probes within %s", seed, at.Sub(h.probed))
		}
		h.probed = at
	default:
		h.lapses(t, seed, at)
		h.seen["sent"]++
	}
	return next
}

// lapses is called where the breaker is closed: one that was open is so because nothing has failed for a while.
func (h *history) lapses(t *testing.T, seed uint64, at time.Time) {
	t.Helper()
	if !h.opened {
		return
	}
	h.seen["lapsed"]++
	h.opened = false
	if at.Sub(h.last) < 3*time.Minute-15*time.Second {
		t.Fatalf("seed %d: it closed by itself %s after a failure", seed, at.Sub(h.last))
	}
}

func (h *history) fails(t *testing.T, seed uint64, b funds.Breaker, at time.Time, by *caller) funds.Breaker {
	t.Helper()
	was := b.Open(at)
	if !was {
		h.lapses(t, seed, at)
	}
	if next, changed := b.Failed(at, by.heard); changed {
		b = next
	}
	h.failures, h.last = append(h.failures, at), at
	if !b.Open(at) || was {
		if was && !b.Open(at) {
			t.Fatalf("seed %d: a failure closes it", seed)
		}
		return b
	}
	h.seen["opened"]++
	h.opened, h.probed = true, at
	recent := 0
	for _, failure := range h.failures {
		if at.Sub(failure) < time.Minute && failure.After(by.heard) {
			recent++
		}
	}
	if recent < 5 {
		t.Fatalf("seed %d: it opens after %d failures since a send was taken of who says so", seed, recent)
	}
	return b
}
