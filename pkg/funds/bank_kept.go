package funds

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// BankStatementID names a statement that is kept: ST and what is hashed of its file, its place in it and what it says. So
// the same file read the same way has the same ids, whoever uploads it.
type BankStatementID string

// ReasonNoStatement says that there is no such statement.
const ReasonNoStatement Reason = "statement_not_found"

// ErrNoStatement is the answer to the id of no statement.
var ErrNoStatement = Refuse(CodeNotFound, ReasonNoStatement)

// NewBankStatementID is the id of the part of a file, which says something.
func NewBankStatementID(sha256 string, part int, said string) BankStatementID {
	return BankStatementID(hashedID(statementPrefix, statementDomain, sha256, strconv.Itoa(part), said))
}

// ParseBankStatementID reads an id in any letter case. Anything else is [ErrNoStatement].
func ParseBankStatementID(text string) (BankStatementID, error) {
	id, ok := readHashedID(text, statementPrefix)
	if !ok {
		return "", ErrNoStatement
	}
	return BankStatementID(id), nil
}

// KeptStatement is what is kept of a statement beside its lines, and how far it is matched.
type KeptStatement struct {
	ID      BankStatementID
	Version int64  // 0: not stored yet
	Account string // the paying account that it is of

	File BankFile
	Part int           // its place in the file, from 0
	Said BankStatement // without its lines

	Lines  int64  // how many there are
	Blocks int    // they are kept in so many blocks
	Done   int    // so many blocks are matched
	Swept  string // the last day whose payouts were looked for; empty: none yet
	// Finished says that every line was looked at, and every day that it settles.
	Finished bool
	// Days are the days that have lines, in order: what the bank booked, and what became of it.
	Days []BankDay

	CommitID  string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// BankDay is what a statement says of one booking day. Amounts of In are above zero, of Out below.
type BankDay struct {
	Day      string
	In, Out  Tally
	Outcomes map[BankOutcome]Tally // of the lines, signed as they are
}

// BankOutcome is what a line turned out to be.
type BankOutcome string

// The outcomes. All but matched and those that a rule names are breaks.
const (
	BankLineMatched  BankOutcome = "matched"  // a payout of ours, once, with its amount
	BankLineAmount   BankOutcome = "amount"   // a payout of ours, with another amount
	BankLineTwice    BankOutcome = "twice"    // a payout of ours that a line has already
	BankLineUnpaid   BankOutcome = "unpaid"   // one of ours, which does not say that it was paid, or that it was from this account
	BankLineUnknown  BankOutcome = "unknown"  // nothing of ours has its key
	BankLineReversal BankOutcome = "reversal" // the bank's own correction
	BankLineReturned BankOutcome = "returned" // money that came back and that nobody has booked
	BankLineReturn   BankOutcome = "return"   // money that came back and is booked
	BankLineCharge   BankOutcome = "charge"   // by a rule
	BankLineInterest BankOutcome = "interest" // by a rule
	BankLineTopUp    BankOutcome = "top_up"   // by a rule: our own money that fills the account
	BankLineDetail   BankOutcome = "detail"   // says more about a line of another statement, and is no booking
)

// BankOutcomes are all of them.
func BankOutcomes() []BankOutcome {
	return []BankOutcome{BankLineMatched, BankLineAmount, BankLineTwice, BankLineUnpaid, BankLineUnknown, BankLineReversal, BankLineReturned, BankLineReturn, BankLineCharge, BankLineInterest, BankLineTopUp, BankLineDetail}
}

// BankLineRef names a line of a kept statement, or one payment in it.
type BankLineRef struct {
	Statement BankStatementID
	Line      int64 // from 0
	Part      int   // from 1; 0: the line as a whole
}

const (
	refSeparator  = ":"
	partSeparator = "."
)

// String is the reference as it is stored.
func (r BankLineRef) String() string {
	text := string(r.Statement) + refSeparator + strconv.FormatInt(r.Line, base10)
	if r.Part > 0 {
		text += partSeparator + strconv.Itoa(r.Part)
	}
	return text
}

// ParseBankLineRef reads what String wrote; false for anything else.
func ParseBankLineRef(text string) (ref BankLineRef, ok bool) {
	statement, place, ok := strings.Cut(text, refSeparator)
	line, part, parted := strings.Cut(place, partSeparator)
	n, err := strconv.ParseInt(line, base10, bits64)
	if !ok || statement == "" || err != nil || n < 0 {
		return BankLineRef{}, false
	}
	ref = BankLineRef{Statement: BankStatementID(statement), Line: n}
	if parted {
		if ref.Part, err = strconv.Atoi(part); err != nil || ref.Part < 1 {
			return BankLineRef{}, false
		}
	}
	return ref, true
}

// BankBlock is a bounded run of a statement's lines, which never changes.
type BankBlock struct {
	Statement BankStatementID
	Number    int   // from 0
	First     int64 // the number of its first line
	Lines     []BankLine
	CommitID  string
}

// BankSheetShards is how many sheets a day of an account has.
const BankSheetShards = 64

// BankSheet has which lines were matched to the payouts of one account and one day, for a part of those payouts.
type BankSheet struct {
	Account string
	Day     string // on which they were paid, by our books
	Shard   int
	Version int64
	Entries []BankEntry // in the order in which they were found
	Commit  string
}

// BankEntry is one payout's line.
type BankEntry struct {
	ID      ID
	Ref     BankLineRef
	Day     string // on which the bank booked it
	Amount  Amount // as the line has it: below zero
	Outcome BankOutcome
}

// BankSheetShard is the sheet of its day on which a payout stands.
func BankSheetShard(id ID) int {
	n, _ := decodeCode(id.Code())
	return int(n % BankSheetShards)
}

// Of is the first line that was found for a payout; false where there is none.
func (s BankSheet) Of(id ID) (BankEntry, bool) {
	at := slices.IndexFunc(s.Entries, func(e BankEntry) bool { return e.ID == id })
	if at < 0 {
		return BankEntry{}, false
	}
	return s.Entries[at], true
}

// At is what a line was found to be; false where it does not stand here.
func (s BankSheet) At(ref BankLineRef, id ID) (BankEntry, bool) {
	at := slices.IndexFunc(s.Entries, func(e BankEntry) bool { return e.Ref == ref && e.ID == id })
	if at < 0 {
		return BankEntry{}, false
	}
	return s.Entries[at], true
}

// BankChain is the order of an account's statements: what one ends with, the next one begins with.
type BankChain struct {
	Account  string
	Version  int64
	Links    []BankLink // in the order of their days
	CommitID string
}

// BankLink is one statement in its account's chain.
type BankLink struct {
	ID               BankStatementID
	From, To         string
	Balanced         bool
	Opening, Closing Amount
}
