package funds

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// ReturnSource is who told of money that came back.
type ReturnSource string

// The sources. An admin's word takes the people that the policy asks for; a bank's own file does not.
const (
	ReturnByAdmin     ReturnSource = "admin"
	ReturnByStatement ReturnSource = "statement"
	ReturnByFile      ReturnSource = "file"
)

// ReturnState is what became of money that came back.
type ReturnState string

// The states. A parked return has given nothing to anybody: an admin credits or closes it.
const (
	ReturnCredited ReturnState = "credited"
	ReturnParked   ReturnState = "parked"
	ReturnClosed   ReturnState = "closed"
)

// Returned is one sum that the bank sent back of a withdrawal, as the withdrawal keeps it.
type Returned struct {
	Account   string // the paying account that it came back to
	Reference string // the bank's own, as it was given
	Reason    string // an ISO 20022 return reason, or what the bank wrote
	Amount    Amount // that came back
	Fee       Amount // of ours, given back with it; 0: it stays
	State     ReturnState
	Disputed  bool      // the gateway called the order refused: it also settles that
	At        time.Time // when it was reported, or credited later
}

// Credited is what it gave to the wallet.
func (r Returned) Credited() Amount {
	if r.State != ReturnCredited {
		return 0
	}
	return r.Amount + r.Fee
}

// Key is what two reports of the same money have in common.
func (r Returned) Key() string { return ReturnKey(r.Account, r.Reference) }

// ReturnKey names what came back to a paying account under a bank's reference. Letter case makes no other one.
func ReturnKey(account, reference string) string { return account + "#" + ClaimedNumber(reference) }

// Return is one sum that came back, reported once, whoever reports it.
type Return struct {
	Returned

	Withdrawal ID
	UserID     string
	Source     ReturnSource
	By         Actor   // who reported it
	Why        Message // it was parked, or closed
	Version    int64   // 1: as it was reported
	CommitID   string
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// ReasonReturnKnown says that a reference was reported before.
const ReasonReturnKnown Reason = "return_known"

// ReasonReturnCredited is what a line says of a return: Amount came back, for the reason Text, under the reference Other.
const ReasonReturnCredited Reason = "return_credited"

// ErrReturnKnown is the answer to it.
var ErrReturnKnown = &Error{Code: CodeDuplicateNumber, Reason: ReasonReturnKnown, Field: "reference"}

// MaxReturns bounds how many returns one withdrawal keeps.
const MaxReturns = 20

// CameBack is what the bank has sent back of a withdrawal, without our fee and without what is parked or closed.
func (w Withdrawal) CameBack() (sum Amount) {
	for _, one := range w.Returns {
		if one.State == ReturnCredited {
			sum += one.Amount
		}
	}
	return sum
}

// FeeReturned is what was given back of the fee.
func (w Withdrawal) FeeReturned() Amount { return w.Returned - w.CameBack() }

// Disputed is what returns have settled of what the gateway called refused.
func (w Withdrawal) Disputed() (sum Amount) {
	for _, one := range w.Returns {
		if one.Disputed {
			sum += one.Credited()
		}
	}
	return sum
}

// keptFee is the fee of a withdrawal that came back whole and whose fee, by the policy, did not.
func (w Withdrawal) keptFee() Amount {
	if len(w.Returns) == 0 || w.CameBack() != w.Net() || w.FeeReturned() != 0 {
		return 0
	}
	return w.Fee
}

// ReturnAt is where a return stands among those that a withdrawal keeps; below zero where it has none of this key.
func (w Withdrawal) ReturnAt(key string) int {
	return slices.IndexFunc(w.Returns, func(r Returned) bool { return r.Key() == key })
}

// ReturnReason is what a policy says about one reason for which banks send money back.
type ReturnReason struct {
	Code    string   // ISO 20022, as AC04
	Words   []string // what banks write instead; one of them in what was written is enough
	FeeBack bool     // our fee goes back too, once all of the money has
}

// ReturnReason reads what a bank wrote as a reason: its code, or what was written where the policy has no such words,
// and whether our fee goes back.
func (p Policy) ReturnReason(written string) (reason string, feeBack bool) {
	code := strings.ToUpper(written)
	for _, known := range p.ReturnReasons {
		if known.Code == code {
			return code, known.FeeBack
		}
	}
	for _, known := range p.ReturnReasons {
		if slices.ContainsFunc(known.Words, func(word string) bool { return strings.Contains(written, word) }) {
			return known.Code, known.FeeBack
		}
	}
	if IsReturnCode(code) {
		return code, false
	}
	return written, false
}

// IsReturnCode says that a text has the form of an ISO 20022 return reason: four capital letters and digits.
func IsReturnCode(text string) bool {
	return len(text) == len("AC04") && !strings.ContainsFunc(text, func(c rune) bool {
		return (c < 'A' || c > 'Z') && (c < '0' || c > '9')
	})
}

// Why money came back, in people's words. ReasonReturnOther is about Text.
const (
	ReasonReturnAccountWrong   Reason = "return_account_wrong"
	ReasonReturnAccountClosed  Reason = "return_account_closed"
	ReasonReturnAccountBlocked Reason = "return_account_blocked"
	ReasonReturnNameDiffers    Reason = "return_name_differs"
	ReasonReturnUnexplained    Reason = "return_unexplained"
	ReasonReturnOther          Reason = "return_other"
)

// returnReasons are the codes that have words.
var returnReasons = map[string]Reason{
	"AC01": ReasonReturnAccountWrong, "AC04": ReasonReturnAccountClosed, "AC06": ReasonReturnAccountBlocked,
	"BE01": ReasonReturnNameDiffers, "MS03": ReasonReturnUnexplained,
}

// DescribeReturn says why money came back.
func DescribeReturn(reason string) Message {
	said := cmp.Or(returnReasons[reason], ReasonReturnOther)
	if said == ReasonReturnOther {
		return Say(said, Facts{Text: reason})
	}
	return Say(said, Facts{})
}
