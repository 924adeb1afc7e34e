package funds

import (
	"strings"
	"time"
	"unicode"
)

// Payee is who a withdrawal's money goes to. Whether it is known is asked of the whole, To; who else uses the account is asked
// of the account alone, so that nobody hides by writing another bank beside it.
//
// What stops money takes different spellings for one account, and what lets it go tells them apart: zhang.san@ and zhangsan@
// may be two people's.
type Payee struct {
	Account AccountMark
	// To is the whole in one spelling: the method, the account as [told], the letters and digits of its bank in one case, and
	// the free text that the account was found in, all of which whoever pays by hand reads.
	To string
}

// Payee is who the money goes to.
func (w Withdrawal) Payee() Payee {
	to := string(w.Method) + " " + told(w.Target.Account) + " " + plain(w.Target.Bank)
	if w.Target.Remark != "" {
		to += " " + told(w.Target.Remark)
	}
	return Payee{w.Target.Mark(), to}
}

// told is a spelling that tells an account from every other: of a number, which has no letters, the digits alone; of all else
// every sign but white space, with the letters A to Z in one case.
func told(account string) string {
	if !strings.ContainsFunc(account, unicode.IsLetter) {
		return plain(account)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, account)
}

func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, text)
}

// PayeeUse is what is counted of one user's withdrawals to one account. It lags behind the withdrawals, and knows nothing
// of an account that was never used.
type PayeeUse struct {
	First, Last time.Time // when the first and the last of them was asked for; zero where none was
	Asked       Tally     // all of them
	Paid        Tally     // those that were completed
}

// Known says that the user's money has gone to the account.
func (u PayeeUse) Known() bool { return u.Paid.Count > 0 }

// PayeeNewFor is how long a payee stays new after it was first asked for, whatever is paid to it meanwhile.
const PayeeNewFor = 24 * time.Hour

// KnownAt says that a payee is not new any more at a moment: money has gone to it, and it was first asked for a day ago. Who
// has taken over a user's account pays themself one yuan first.
func (u PayeeUse) KnownAt(at time.Time) bool {
	return u.Known() && !at.Before(u.First.Add(PayeeNewFor))
}

// Holder says how the name of an account's owner compares with that of the wallet's.
type Holder string

// How two names compare.
const (
	HolderSame    Holder = "same"
	HolderDiffers Holder = "differs"
	HolderUnknown Holder = "unknown" // one of them is not known
)

// Holder compares whose account it is, as the request says, with whose wallet it is, as the user's own tokens say: by the
// letters and digits of both names, in one case.
func (w Withdrawal) Holder(owner Profile) Holder {
	switch holder, user := plain(w.Target.Owner), plain(owner.Name); {
	case holder == "" || user == "":
		return HolderUnknown
	case holder == user:
		return HolderSame
	default:
		return HolderDiffers
	}
}

// AccountUse is what is counted of one account: of one user's withdrawals to it, and of everybody's. It lags as [PayeeUse]
// does. Who has asked for money to the account counts, also where nothing was paid.
type AccountUse struct {
	Own   PayeeUse // of this payee, of one user's own asking
	Asked Tally    // by all users, of what was looked through
	Users int64    // different ones, with the one that it was asked for
	More  bool     // not all was looked through
}

// Above is how many users the account has, for a rule that allows so many: more than that where not all was looked through,
// as many ways of writing one account would hide others otherwise.
func (u AccountUse) Above(allowed int64) int64 {
	if u.More {
		return max(u.Users, allowed+1)
	}
	return u.Users
}

// AsksPayee says that a decision about a new withdrawal depends on what is counted of its payee.
func (c Controls) AsksPayee() bool {
	for _, rule := range c.Rules {
		if rule.NewPayee {
			return true
		}
	}
	return c.Cooling > 0 || c.SharedAccount.Wallets > 0
}
