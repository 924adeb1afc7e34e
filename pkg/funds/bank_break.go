package funds

import (
	"encoding/hex"
	"strings"
	"time"
)

// BreakID names a break: BR and what is hashed of its account, kind and subject. So what is found twice is one break.
type BreakID string

const (
	breakPrefix     = "BR"
	breakDomain     = "outflow break 1"
	hashedIDBytes   = 10
	hashedIDChars   = 2 * hashedIDBytes
	statementPrefix = "ST"
	statementDomain = "outflow statement 1"
)

// NewBreakID is the id of a break; subject is the payout or the line that it is about.
func NewBreakID(account string, kind BreakKind, subject string) BreakID {
	return BreakID(hashedID(breakPrefix, breakDomain, account, string(kind), subject))
}

func hashedID(prefix, domain string, fields ...string) string {
	return prefix + strings.ToUpper(hex.EncodeToString([]byte(ContentHash(domain, fields...)[:hashedIDBytes])))
}

// readHashedID is an id in any letter case, as it is stored; false for what is none.
func readHashedID(text, prefix string) (string, bool) {
	upper := strings.ToUpper(text)
	digits, ok := strings.CutPrefix(upper, prefix)
	if _, err := hex.DecodeString(digits); !ok || err != nil || len(digits) != hashedIDChars || len(text) != len(upper) {
		return "", false
	}
	return upper, true
}

// ParseBreakID reads an id in any letter case. Anything else is [ErrNoBreak].
func ParseBreakID(text string) (BreakID, error) {
	id, ok := readHashedID(text, breakPrefix)
	if !ok {
		return "", ErrNoBreak
	}
	return BreakID(id), nil
}

// ReasonNoBreak says that there is no such break.
const ReasonNoBreak Reason = "break_not_found"

// ErrNoBreak is the answer to the id of no break.
var ErrNoBreak = Refuse(CodeNotFound, ReasonNoBreak)

// BreakKind is how our books and the bank's differ.
type BreakKind string

// The kinds.
const (
	BreakMissing  BreakKind = "missing"  // paid by our books, and not on the statement
	BreakUnknown  BreakKind = "unknown"  // on the statement, and nothing of ours
	BreakUnpaid   BreakKind = "unpaid"   // on the statement, and ours does not say that it was paid, or that it was from this account
	BreakAmount   BreakKind = "amount"   // another amount
	BreakTwice    BreakKind = "twice"    // on the statement more than once
	BreakReversal BreakKind = "reversal" // the bank took back what it had booked
	BreakReturned BreakKind = "returned" // money came back, and nobody has booked it
	BreakGap      BreakKind = "gap"      // a statement does not begin with what the one before ends with
)

// BreakKinds are all of them.
func BreakKinds() []BreakKind {
	return []BreakKind{BreakMissing, BreakUnknown, BreakUnpaid, BreakAmount, BreakTwice, BreakReversal, BreakReturned, BreakGap}
}

// BreakState is what became of a break.
type BreakState string

// The states.
const (
	BreakOpen       BreakState = "open"
	BreakFound      BreakState = "found"       // what was missing is there: the machine matched it later
	BreakOffset     BreakState = "offset"      // another break takes it back, to the cent
	BreakWrittenOff BreakState = "written_off" // by as many people as that takes
)

// BreakStates are all that are stored.
func BreakStates() []BreakState {
	return []BreakState{BreakOpen, BreakFound, BreakOffset, BreakWrittenOff}
}

// Break is one difference between our books and the bank's, and what became of it.
type Break struct {
	ID      BreakID
	Version int64 // 0: not stored yet
	Account string
	Day     string // booked on by the bank, or paid on by our books; of a gap the first day after it
	Kind    BreakKind
	State   BreakState

	// Amount is what it makes the bank's books more than ours, in minor units: below zero where the bank has less.
	Amount     Amount
	Withdrawal ID          // the payout that it is about; empty where it is of none
	Line       BankLineRef // the line that it is about; of a gap the statement after it
	Place      string      // where the line stands in its file
	Text       string      // what the bank says about it: the other side, remarks, references

	Owner     string // the person who looks after it; empty: nobody
	OwnerName string
	Notes     []BreakNote

	Offset  BreakID // the break that takes it back
	Reason  string  // why it was written off
	Ended   Actor
	EndedAt time.Time

	CommitID  string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Bounds of what is kept with a break.
const (
	MaxBreakNotes     = 50
	MaxBreakNoteRunes = 500
)

// BreakNote is what somebody wrote about a break.
type BreakNote struct {
	By   Actor
	At   time.Time
	Text string
}

// BankRules are what is known of an account's lines that are no payouts.
type BankRules struct {
	// TransitDays is how many days after it was paid a payout may be booked. Until a statement covers the last of them, it
	// is in transit; after that it is missing.
	TransitDays int
	Rules       []BankRule
}

// MaxTransitDays bounds [BankRules].
const MaxTransitDays = 30

// BankRule says what a line without a key of ours is. All that it names has to fit; it names a code or a text, or both.
type BankRule struct {
	Is   BankOutcome // a charge, interest or a top-up
	Code string      // the line's code, exactly; empty: any
	Text string      // what the line's text begins with; empty: anything
	Most Amount      // it may come to at most this, in minor units; 0: any amount
}

// BankChange is what one decision writes about statements.
type BankChange struct {
	File       *BankFileKept
	Chains     []BankChainChange
	Statements []KeptStatementChange
	Block      *BankBlock
	Sheet      *BankSheetChange
	Breaks     []BreakChange
}

// BankFileKept is a file that was taken, once, with the statements in it.
type BankFileKept struct {
	BankFile

	Statements []BankStatementID
	CommitID   string
}

// KeptStatementChange is a statement's next state and the version that it was decided on (0: must not exist).
type KeptStatementChange struct {
	From int64
	To   KeptStatement
}

// BankChainChange is a chain's next state and the version that it was decided on (0: must not exist).
type BankChainChange struct {
	From int64
	To   BankChain
}

// BankSheetChange is a sheet's next state and the version that it was decided on (0: must not exist).
type BankSheetChange struct {
	From int64
	To   BankSheet
}

// BreakChange is a break's next state and the version that it was decided on (0: must not exist).
type BreakChange struct {
	From int64
	To   Break
}
