package ledger

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Freshness says whether a word of the gateway is newer than what is known already. It goes by when the questions were
// put: an answer may come late.
type Freshness int

// The closed list of freshnesses.
const (
	Newer   Freshness = iota
	Unclear           // the two questions were put at about one time, by clocks that differ
	Older             // overtaken
)

// FreshnessOf compares when a question was put with a moment from which something is known. Clocks differ by less than
// grace.
func FreshnessOf(asked, known time.Time, grace time.Duration) Freshness {
	switch between := asked.Sub(known); {
	case between.Abs() < grace:
		return Unclear
	case between < 0:
		return Older
	}
	return Newer
}

// Later is the later one of two moments.
func Later(one, other time.Time) time.Time {
	if other.After(one) {
		return other
	}
	return one
}

// Verdict is what a word about an order that has ended leads to.
type Verdict struct {
	Asks    bool // an admin is asked for
	Freezes bool // and nothing leaves the wallet until that admin has settled it
}

// VerdictOn judges a word by what it makes due, where that changes, and by whether money may yet move the wrong way
// though nothing is due so far.
func VerdictOn(due funds.Amount, changes, mayMove bool) Verdict {
	return Verdict{Asks: mayMove || (changes && due != 0), Freezes: mayMove || (changes && due < 0)}
}
