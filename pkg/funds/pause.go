package funds

import (
	"slices"
	"time"
)

// PauseScope is what a pause stops. What is not in it goes on, and so do reviews, rejections and settlements.
type PauseScope string

// The scopes, besides that of one method.
const (
	PauseAll      PauseScope = "all"      // every payout, by hand and through a channel
	PauseRecharge PauseScope = "recharge" // new recharges; what comes in of those that there are is credited
)

// pauseMethod begins the scope of one method.
const pauseMethod = "method:"

// PauseMethod is the scope of the payouts by one method.
func PauseMethod(method Method) PauseScope { return PauseScope(pauseMethod + string(method)) }

// PauseScopes are those that a policy has, in the order in which they are shown.
func (p Policy) PauseScopes() []PauseScope {
	scopes := []PauseScope{PauseAll, PauseRecharge}
	for _, method := range p.Methods() {
		scopes = append(scopes, PauseMethod(method))
	}
	return scopes
}

// PauseShards is how many copies of the pauses there are. A payout looks at the copy of its account's shard alone, and a
// recharge at its user's, so that they do not wait for each other.
const PauseShards = 64

// Pause stops what is in its scope until it ends or is lifted.
type Pause struct {
	Scope  PauseScope
	By     Actor // who set it, or was the last to extend it
	At     time.Time
	Until  time.Time
	Reason string
	Lifts  []string // persons who want it lifted, where one is not enough
}

// On says that it stops what is done at a moment.
func (p Pause) On(at time.Time) bool { return at.Before(p.Until) }

// PauseHold is a time for which one person has stopped something.
type PauseHold struct {
	Person      string
	From, Until time.Time
}

// Pauses is everything that is paused: the one item that is decided on. Its copies are what payouts look at.
type Pauses struct {
	Version  int64 // 0: not stored yet
	Revision int64 // one more with every change of what is on
	Spread   int64 // every copy has this revision, or a later one
	On       []Pause
	Holds    []PauseHold // of the last days, each person's one after the other
	Forced   Pause       // the last one that was set or lifted from outside, with the table's own credentials
	CommitID string      // of the last change
}

// OnAt are the pauses that are on at a moment.
func (p Pauses) OnAt(at time.Time) []Pause {
	return slices.DeleteFunc(slices.Clone(p.On), func(set Pause) bool { return !set.On(at) })
}

// Find is the pause of a scope that is on at a moment.
func (p Pauses) Find(scope PauseScope, at time.Time) (Pause, bool) {
	for _, pause := range p.On {
		if pause.Scope == scope && pause.On(at) {
			return pause, true
		}
	}
	return Pause{}, false
}

// Stop finds, among the pauses that are on at a moment, the one that stops any of the scopes for the longest.
func (p Pauses) Stop(scopes []PauseScope, at time.Time) (longest Pause, stops bool) {
	for _, pause := range p.On {
		if slices.Contains(scopes, pause.Scope) && pause.On(at) && pause.Until.After(longest.Until) {
			longest, stops = pause, true
		}
	}
	return longest, stops
}

// Clone copies what a decision may change without touching the state that it was given.
func (p Pauses) Clone() Pauses {
	p.On, p.Holds = slices.Clone(p.On), slices.Clone(p.Holds)
	for i := range p.On {
		p.On[i].Lifts = slices.Clone(p.On[i].Lifts)
	}
	return p
}

// Unpaused is the condition of a change that sends money, or asks for some: none of the scopes is paused when it is
// decided, and the account that money is sent to is not blocked.
type Unpaused struct {
	UserID  string // whose copy is looked at, where no account says which
	Scopes  []PauseScope
	Account AccountMark
}

// UnpausedPayout is the condition of a payout.
func UnpausedPayout(withdrawal Withdrawal) *Unpaused {
	return &Unpaused{withdrawal.UserID, []PauseScope{PauseAll, PauseMethod(withdrawal.Method)}, withdrawal.Target.Mark()}
}

// Why something that is paused is refused.
const (
	ReasonPaused          Reason = "paused"           // nobody has read by whom, and until when
	ReasonPayoutsPaused   Reason = "payouts_paused"   // By has paused Scope until Until
	ReasonRechargesPaused Reason = "recharges_paused" // no new one until Until
)

// ErrPaused refuses what a pause stops, whoever has set it.
var ErrPaused = Refuse(CodePaused, ReasonPaused)

// Refusal is what a pause says to whom it stops. Who set it is for those who pay, and not for those who put money in.
func (p Pause) Refusal() *Error {
	if p.Scope == PauseRecharge {
		return Refuse(CodePaused, ReasonRechargesPaused).About(Facts{Until: p.Until})
	}
	return Refuse(CodePaused, ReasonPayoutsPaused).About(Facts{Until: p.Until, Scope: string(p.Scope), By: p.By.Known()})
}
