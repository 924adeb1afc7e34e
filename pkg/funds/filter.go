package funds

import (
	"slices"
	"sort"
	"time"
)

// Sort is how what is wanted is listed.
type Sort string

// The ways to sort. The zero value is the newest first.
const (
	NewestFirst  Sort = ""
	OldestFirst  Sort = "oldest"
	LargestFirst Sort = "amount" // and of one amount the newest first
)

// Match is a withdrawal that is wanted, as far as an index has it.
type Match struct {
	ID     ID
	Amount Amount // minor units
}

// Filter says which withdrawals are wanted, and in which order: those for which all that is given holds. The zero value is
// all of them, newest first.
type Filter struct {
	States    []State   // any of these
	Methods   []Method  // any of these
	From      time.Time // asked for at this moment or later
	Until     time.Time // asked for before this moment
	Min       Amount    // minor units; the least
	Max       *Amount   // minor units; the most
	Keyword   string    // the code or an id in any spelling, the transaction number, or the owner's id or phone number
	Attention *bool     // whether it waits for an admin because of the gateway's word
	Holder    Holder    // how the account's owner compares with the wallet's; empty: in any way
	// NewPayee is whether the user's money has not gone to the account yet, or only of late. The withdrawal does not tell:
	// Matches does not look at it.
	NewPayee *bool
	Sort     Sort
}

// Matches says that a withdrawal of the wallet is wanted.
func (f Filter) Matches(withdrawal Withdrawal, wallet Wallet) bool {
	return (len(f.States) == 0 || slices.Contains(f.States, withdrawal.State)) &&
		(len(f.Methods) == 0 || slices.Contains(f.Methods, withdrawal.Method)) &&
		!withdrawal.CreatedAt.Before(f.From) && (f.Until.IsZero() || withdrawal.CreatedAt.Before(f.Until)) &&
		withdrawal.Amount >= f.Min && (f.Max == nil || withdrawal.Amount <= *f.Max) &&
		(f.Attention == nil || withdrawal.NeedsAttention == *f.Attention) &&
		(f.Holder == "" || withdrawal.Holder(wallet.Profile) == f.Holder) &&
		f.names(withdrawal, wallet)
}

func (f Filter) names(withdrawal Withdrawal, wallet Wallet) bool {
	switch {
	case f.Keyword == "" || f.Keyword == withdrawal.UserID || SamePhone(f.Keyword, wallet.Profile.Phone):
		return true
	case withdrawal.Payout.TransactionNo != "" && ClaimedNumber(withdrawal.Payout.TransactionNo) == ClaimedNumber(f.Keyword):
		return true
	}
	code, id := f.CodeAndID()
	return code == withdrawal.ID.Code() && (id == "" || id == withdrawal.ID)
}

// CodeAndID is the code that the keyword is or holds, and the whole id where it spells one; both are empty
// where it cannot be either.
func (f Filter) CodeAndID() (code string, id ID) {
	code = typed(f.Keyword)
	if id, err := ParseID(code); err == nil {
		return id.Code(), id
	}
	if len(code) != CodeChars {
		return "", ""
	}
	if _, ok := decodeCode(code); !ok {
		return "", ""
	}
	return code, ""
}

// hoursAround is more than clocks are ever set forward or back by, a day of the calendar included.
const hoursAround = 26

// Begin is the first moment of a business day. It is midnight, but where the zone's clocks skip that or
// show it twice.
func (p Policy) Begin(year int, month time.Month, day int) time.Time {
	early := time.Date(year, month, day, -hoursAround, 0, 0, 0, p.Zone)
	wanted := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	seconds := sort.Search(2*hoursAround*int(time.Hour/time.Second), func(i int) bool {
		y, m, d := early.Add(time.Duration(i) * time.Second).Date()
		return !time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Before(wanted) // as dates: the texts of years of five digits sort wrong
	})
	return early.Add(time.Duration(seconds) * time.Second)
}
