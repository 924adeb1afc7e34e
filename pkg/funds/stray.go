package funds

import "time"

// Stray is a well signed callback about an order that is unknown here, or that was never sent. It changes no money: it
// is kept, once for each content, for whoever has to find out how that can be. A table that was put back to an
// earlier moment is one answer.
type Stray struct {
	Kind       StrayKind
	Serial     string // as it came: it may be no id of ours
	State      int    // the gateway's
	Amount     Amount // minor units
	PlatformID string // the gateway's id of the order

	CommitID string // of the change that kept it
	At       time.Time
}

// StrayKind is what a stray callback claims to be about: by the route that it came on.
type StrayKind string

// The kinds of stray callbacks.
const (
	StrayWithdrawal StrayKind = "withdrawal"
	StrayRecharge   StrayKind = "deposit"
)

// StrayLife is how long a stray callback is kept. Only the gateway's signature makes one, so this bounds their number.
const StrayLife = 400 * 24 * time.Hour

// ReasonStrayCallback says that the gateway has called back, with a state, about what was never sent.
const ReasonStrayCallback Reason = "stray_callback"
