package funds

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// WalletStatus says what a wallet takes part in.
type WalletStatus string

// The statuses. A frozen wallet takes no new withdrawal and pays none; settlements, money given
// back, recharges and adjustments go on. A closed one is empty, and takes nothing.
const (
	WalletActive WalletStatus = "active"
	WalletFrozen WalletStatus = "frozen"
	WalletClosed WalletStatus = "closed"
)

// Known says that it is one of the statuses.
func (s WalletStatus) Known() bool {
	return s == WalletActive || s == WalletFrozen || s == WalletClosed
}

// Wallet is one user's money. All amounts are minor units and never negative; frozen ≤ balance.
type Wallet struct {
	UserID  string
	Version int64 // 0: not stored yet
	Status  WalletStatus

	Balance        Amount
	Frozen         Amount
	TotalRecharge  Amount // recharges and positive adjustments
	TotalConsume   Amount
	TotalWithdrawn Amount // net amounts of completed withdrawals

	Counts Counts
	Open   int64 // unfinished withdrawals
	// OpenRecharges are those that wait for the gateway, or for an admin.
	OpenRecharges int64
	// Unsettled are the orders, by id, whose end the gateway's word contradicts and no admin has settled. A
	// wallet that has any is not made active.
	Unsettled []string
	AskedAt   time.Time // when the gateway was last asked, for somebody, about an order of theirs that had ended
	Day       string    // the business day (yyyy-mm-dd) that DayUsed belongs to; never goes backwards
	DayUsed   Amount    // taken from the daily limit on Day, and not given back
	Today     Today
	// Recent is what the wallet's withdrawals of late come to, as far as a policy that asks about it made them: see
	// [Policy.Rolls].
	Recent  Recent
	Fillers []Filler // who alone put money in

	Profile   Profile
	CommitID  string // of the last change
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Counts number everything that a user's lists show, without gaps. The user's withdrawals are
// numbered by their freeze entries: there is exactly one for each.
type Counts struct {
	Entries   int64
	ByType    map[EntryType]int64
	Recharges int64
	FlowRows  int64
}

// Today is what became of the withdrawals that were asked for on the wallet's Day. What is left of
// Asked is unfinished.
type Today struct {
	Asked, Paid, Cancelled, Failed Tally
}

// Tally is a number of withdrawals and the sum of their amounts, in minor units.
type Tally struct {
	Count  int64
	Amount Amount
}

// Add counts one more withdrawal, of an amount.
func (t *Tally) Add(amount Amount) {
	t.Count++
	t.Amount += amount
}

// Plus is both.
func (t Tally) Plus(other Tally) Tally { return Tally{t.Count + other.Count, t.Amount + other.Amount} }

// Unfinished is what has not ended yet.
func (t Today) Unfinished() Tally {
	return Tally{
		Count:  t.Asked.Count - t.Paid.Count - t.Cancelled.Count - t.Failed.Count,
		Amount: t.Asked.Amount - t.Paid.Amount - t.Cancelled.Amount - t.Failed.Amount,
	}
}

// Ended is where a withdrawal of today is counted once it is final.
func (t *Today) Ended(state State) *Tally {
	switch state {
	case StateCompleted:
		return &t.Paid
	case StateFailed:
		return &t.Failed
	default:
		return &t.Cancelled
	}
}

// Profile is what the user's own tokens say of them. What a token does not say is empty.
type Profile struct {
	Name         string
	Phone        string
	IDCardMasked string // masked before it is stored: 110101******1234
}

// Updated is the profile after a newer token's: what that one does not say stays. Tokens of several clients may differ
// in what they say.
func (p Profile) Updated(newer Profile) Profile {
	return Profile{
		Name:         cmp.Or(newer.Name, p.Name),
		Phone:        cmp.Or(newer.Phone, p.Phone),
		IDCardMasked: cmp.Or(newer.IDCardMasked, p.IDCardMasked),
	}
}

// NewWallet is an empty wallet, as made on first access.
func NewWallet(userID string, at time.Time) Wallet {
	return Wallet{UserID: userID, Status: WalletActive, Counts: Counts{ByType: map[EntryType]int64{}}, CreatedAt: at, UpdatedAt: at}
}

// Available is what may be withdrawn: balance − frozen.
func (w Wallet) Available() Amount { return w.Balance - w.Frozen }

// Withdrawals is how many withdrawals the user ever made.
func (w Wallet) Withdrawals() int64 { return w.Counts.ByType[EntryFreeze] }

// On is what became of the withdrawals of a business day, and what it has used of the daily limit. A day
// before the wallet's own counts as the wallet's: two machines' clocks may differ around midnight.
func (w Wallet) On(day string) (today Today, used Amount) {
	if day > w.Day {
		return Today{}, 0
	}
	return w.Today, w.DayUsed
}

// Clone copies what a decision may change without touching the state that it was given.
func (w Wallet) Clone() Wallet {
	byType := map[EntryType]int64{}
	maps.Copy(byType, w.Counts.ByType)
	w.Counts.ByType = byType
	w.Unsettled = slices.Clone(w.Unsettled)
	return w
}
