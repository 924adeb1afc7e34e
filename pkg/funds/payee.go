package funds

import (
	"cmp"
	"strings"
	"time"
	"unicode"
)

// Payee is who a withdrawal's money goes to, in one spelling: the method, and the letters and digits, in one case, of the
// account and of its bank. Where there is no account it is the free text that stands in its place.
func (w Withdrawal) Payee() string {
	return string(w.Method) + " " + cmp.Or(plain(w.Target.Account), strings.TrimSpace(w.Target.Remark)) + " " + plain(w.Target.Bank)
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

// AsksPayee says that a decision about a new withdrawal depends on whether its payee is new.
func (c Controls) AsksPayee() bool {
	for _, rule := range c.Rules {
		if rule.NewPayee {
			return true
		}
	}
	return c.Cooling > 0
}
