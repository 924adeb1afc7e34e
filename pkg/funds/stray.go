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
	StrayDeposit    StrayKind = "deposit"
)

// StrayLife is how long a stray callback is kept. Only the gateway's signature makes one, so this bounds their number.
const StrayLife = 400 * 24 * time.Hour

// ReasonStrayCallback says that the gateway has called back, with a state, about what was never sent.
const ReasonStrayCallback Reason = "stray_callback"

// Keep records a stray callback. The withdrawal that it names and that was never sent, where there is one, then waits
// for an admin; one that has ended is also asked about soon, since its money may have left all the same.
func (s Stray) Keep(act Act, withdrawal *Withdrawal, policy Policy) (Change, error) {
	d := newDraft(act, nil, withdrawal)
	s.CommitID, s.At = act.CommitID, act.At
	d.change.Stray = &s
	if withdrawal == nil {
		return d.done(), nil
	}
	command := CommandFlag
	if withdrawal.State.Final() {
		command = CommandContradict
	}
	words := Say(ReasonStrayCallback, Facts{Gateway: int64(s.State)})
	if err := d.step(command, words); err != nil {
		return Change{}, err
	}
	w := d.withdrawal
	w.NeedsAttention, w.NotifyInfo, w.Payout.Seen = true, words, true
	if w.State.Final() {
		w.Watch.Since, w.Watch.Rechecks = act.At, 0
		w.Watch.lookSoon(act.At, policy.Timing)
	}
	return d.done(), nil
}
