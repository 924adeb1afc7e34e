package funds

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Transfer is what whoever has paid outside says of it.
type Transfer struct {
	Account string // the id of the account that it was paid from; empty: see [Policy.AccountByHand]
	Number  string // the bank's transaction number; may be empty
	Booked  string // the day (yyyy-mm-dd) of the bank's booking, where a file has said it; empty otherwise
}

// NumberClaim is what makes a transaction number another one: the account, and, where a file has said it, the day on
// which the bank booked it, as some banks begin anew each day.
type NumberClaim struct {
	Account string // empty: [DefaultAccount]
	Number  string // in the form of [ClaimedNumber]
	Booked  string
}

// Some says that there is a number.
func (c NumberClaim) Some() bool { return c.Number != "" }

// Claim is how the payout claims a number.
func (p Payout) Claim(number string) NumberClaim {
	return NumberClaim{Account: p.Account, Number: ClaimedNumber(number), Booked: p.Booked}
}

// PaidFrom is the id of the account that it was paid from, or is to be.
func (p Payout) PaidFrom() string { return cmp.Or(p.Account, DefaultAccount) }

// KeptAccount is an account's id as a payout has it: none for [DefaultAccount], so that payouts of before there were
// accounts, and their numbers, are that one's.
func KeptAccount(id string) string {
	if id == DefaultAccount {
		return ""
	}
	return id
}

// RowNumber is the transaction number of one row of a file of which the bank knows one number alone.
func RowNumber(reference string, row int) string { return reference + "/" + strconv.Itoa(row) }

// Numbers are the transaction numbers that a withdrawal has had, as they were given, in order. The last one
// counts; all of them are claimed by it.
func Numbers(history History) (numbers []string) {
	if !history.Withdrawal.Payout.Kind.Numbered() {
		return nil
	}
	lines := slices.SortedStableFunc(slices.Values(history.Lines), func(a, b Line) int { return cmp.Compare(a.Version, b.Version) })
	for _, line := range lines {
		switch {
		case line.Command == CommandComplete && line.Message != "": // a payout by hand says its number, and no more
			numbers = append(numbers, string(line.Message))
		case line.Command == CommandCorrect:
			numbers = append(numbers, line.Number)
		}
	}
	return numbers
}

// ClaimedNumber is the form in which a transaction number is claimed: letter case makes no other number.
func ClaimedNumber(number string) string { return strings.ToUpper(number) }
