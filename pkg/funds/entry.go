package funds

import (
	"strconv"
	"time"
)

// EntryType is what an entry of a wallet's ledger records.
type EntryType string

// The entry types, as the wallet contract spells them.
const (
	EntryRecharge    EntryType = "top_up"
	EntryConsumption EntryType = "consumption"
	EntryRefund      EntryType = "refund"
	EntryWithdrawal  EntryType = "withdrawal"
	EntryFreeze      EntryType = "freeze"
	EntryUnfreeze    EntryType = "unfreeze"
	EntryAdjustment  EntryType = "adjustment"
)

// EntryTypes lists every entry type.
func EntryTypes() []EntryType {
	return []EntryType{EntryRecharge, EntryConsumption, EntryRefund, EntryWithdrawal, EntryFreeze, EntryUnfreeze, EntryAdjustment}
}

// OpensRow says that an entry of this type is also the start of a row of the withdraw-flow
// contract's list: one per withdrawal, recharge and adjustment.
func (t EntryType) OpensRow() bool {
	switch t {
	case EntryFreeze, EntryRecharge, EntryAdjustment, EntryConsumption:
		return true
	case EntryRefund, EntryWithdrawal, EntryUnfreeze:
		return false
	default:
		return false
	}
}

// OpensRow is as the type's. What the bank sent back has a row as well: no other refund moves the balance.
func (e Entry) OpensRow() bool {
	return e.Type.OpensRow() || (e.Type == EntryRefund && e.BalanceEffect() != 0)
}

// The RelatedType of an entry that is about a withdrawal, and of one about a recharge.
const (
	RelatedWithdrawal = "withdrawal"
	RelatedRecharge   = "recharge"
)

// Entry is one immutable line of a wallet's ledger.
type Entry struct {
	UserID  string
	Seq     int64 // from 1, without gaps, per wallet
	TypeSeq int64 // from 1, without gaps, per wallet and type
	Row     int64 // from 1, without gaps, per wallet: the withdraw-flow row; 0 where it opens none
	Type    EntryType

	BalanceBefore, BalanceAfter Amount
	FrozenBefore, FrozenAfter   Amount

	Description Message
	RelatedType string // what it is about: "withdrawal", "recharge"; may be empty
	RelatedID   string
	Actor       Actor
	CommitID    string
	At          time.Time
}

// ID is the entry's public id.
func (e Entry) ID() string { return e.UserID + "-" + strconv.FormatInt(e.Seq, base10) }

// BalanceEffect is what the entry did to the balance; a freeze has none.
func (e Entry) BalanceEffect() Amount { return e.BalanceAfter - e.BalanceBefore }

// SignedAmount is the signed amount that a user sees: the effect on the balance, or, where that has none,
// the effect on what is available.
func (e Entry) SignedAmount() Amount {
	if effect := e.BalanceEffect(); effect != 0 {
		return effect
	}
	return e.FrozenBefore - e.FrozenAfter
}
