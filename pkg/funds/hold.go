package funds

import (
	"slices"
	"time"
)

// HoldKind is what put a hold on a withdrawal.
type HoldKind string

// The kinds of hold.
const (
	HoldShared HoldKind = "shared_account" // its account is used by more wallets than the policy allows
	HoldByHand HoldKind = "by_hand"        // an admin has put it
)

// HoldEnd is what becomes of a withdrawal whose hold nobody has released in time. Nothing is ever paid because of it.
type HoldEnd string

// The ends of a hold.
const (
	HoldRejects   HoldEnd = "reject"   // the machine rejects it, and its money is available again
	HoldEscalates HoldEnd = "escalate" // it stays on hold, and an admin is asked for
)

// HoldEnds are all of them.
func HoldEnds() []HoldEnd { return []HoldEnd{HoldRejects, HoldEscalates} }

// Check refuses what is no end of a hold, by the name of the field that it came in.
func (e HoldEnd) Check(field string) error {
	if slices.Contains(HoldEnds(), e) {
		return nil
	}
	return NotOneOf(field, string(HoldRejects), string(HoldEscalates))
}

// Hold is a reason why a withdrawal waits, whoever has approved it: until somebody releases it, nobody approves it
// further, and it is not paid. It can be rejected, cancelled and recalled all the same.
type Hold struct {
	Kind     HoldKind // empty: there is none
	Reason   Message
	Until    time.Time // when it ends by OnExpiry
	OnExpiry HoldEnd
}

// On says that there is one.
func (h Hold) On() bool { return h.Kind != "" }

// Held says that a hold stops the withdrawal. What has ended keeps the hold that it ended with.
func (w Withdrawal) Held() bool { return w.Hold.On() && !w.State.Final() }

// SharedAccount is what a policy says of accounts that several wallets use.
type SharedAccount struct {
	Wallets  int64         // the most that may use one account without a hold; 0: no matter how many
	Hold     time.Duration // how long what is held waits
	OnExpiry HoldEnd
}
