package statement

import (
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Booking is one payment that a statement tells of: a line, or a part of a batch booking.
type Booking struct {
	funds.BankPart

	Ref      funds.BankLineRef
	Day      string
	Place    string
	Batch    string // of a line that books a batch without telling of its payments
	Reversal bool
}

// Bookings are the payments of a block, in its order.
func Bookings(block funds.BankBlock) []Booking {
	found := make([]Booking, 0, len(block.Lines))
	for i, line := range block.Lines {
		whole := Booking{
			BankPart: line.BankPart, Ref: funds.BankLineRef{Statement: block.Statement, Line: block.First + int64(i)},
			Day: line.Day, Place: line.Place, Batch: line.Batch, Reversal: line.Reversal,
		}
		if len(line.Parts) == 0 {
			found = append(found, whole)
			continue
		}
		for n, part := range line.Parts {
			one := whole
			one.BankPart, one.Batch, one.Ref.Part = part, "", n+1
			if part.Code == "" {
				one.Code = line.Code
			}
			one.Return.Is = part.Return.Is || line.Return.Is
			found = append(found, one)
		}
	}
	return found
}

// EndToEnd is the payout whose id was sent with the payment; false where it is none of ours.
func (b Booking) endToEnd() (funds.ID, bool) {
	id, err := funds.ParseID(strings.TrimSpace(b.EndToEnd))
	return id, err == nil
}

// number is the payment's transaction number, as payouts claim it; empty where it has none.
func (b Booking) number() string { return funds.ClaimedNumber(strings.TrimSpace(b.TransactionNo)) }

// Keys are what has to be looked up before bookings can be told from each other.
type Keys struct {
	IDs     []funds.ID
	Numbers []funds.NumberClaim
	Batches []string
}

// claims are what the payment's number may be claimed as: a bank that begins anew each day has one for its day.
func (b Booking) claims(account string) []funds.NumberClaim {
	number := b.number()
	if number == "" {
		return nil
	}
	claim := funds.NumberClaim{Account: funds.KeptAccount(account), Number: number}
	daily := claim
	daily.Booked = b.Day
	return []funds.NumberClaim{daily, claim}
}

// KeysOf lists the keys of an account's bookings, ids and batches each once.
func KeysOf(bookings []Booking, account string) (keys Keys) {
	for _, b := range bookings {
		if id, ok := b.endToEnd(); ok {
			keys.IDs = append(keys.IDs, id)
		}
		keys.Numbers = append(keys.Numbers, b.claims(account)...)
		if b.Batch != "" {
			keys.Batches = append(keys.Batches, b.Batch)
		}
	}
	return Keys{once(keys.IDs), keys.Numbers, once(keys.Batches)}
}

func once[T ~string](texts []T) []T {
	slices.Sort(texts)
	return slices.Compact(texts)
}

// Ours is what is known of our payouts, of an account's point of view.
type Ours struct {
	Account     string
	Rules       funds.BankRules
	Withdrawals map[funds.ID]funds.Withdrawal
	Numbers     map[funds.NumberClaim]funds.ID // who has them
	Batches     map[string][]funds.ID
	Day         func(funds.Withdrawal) string // on which one was paid, by our books
	From        func(funds.Withdrawal) string // the account that it was paid from
}

// paid says that our books have a payout as paid from this account.
func (o Ours) paid(w funds.Withdrawal) bool {
	return w.State == funds.StateCompleted && o.From(w) == o.Account
}

// Finding is what a booking turns out to be, before it is known whether its payout has a line already.
type Finding struct {
	Booking

	Outcome    funds.BankOutcome
	Withdrawal funds.ID     // the payout that its key names; empty: none
	Paid       string       // the day on which that was paid; empty: it stands on no sheet
	Net        funds.Amount // what we say was paid for it
	Off        funds.Amount // what the bank's books then have more than ours; of a break alone
}

// OnSheet says that it belongs on the sheet of its payout's day.
func (f Finding) OnSheet() bool { return f.Paid != "" }

// Find tells what a booking is. A batch becomes one finding for each of its payouts, and one more where its sum is another.
func (o Ours) Find(b Booking) []Finding {
	id, known := o.key(b)
	w := o.Withdrawals[id]
	switch {
	case b.Reversal:
		return []Finding{o.broken(b, funds.BankLineReversal, id)}
	case b.Return.Is && b.Amount > 0:
		return []Finding{o.broken(b, funds.BankLineReturned, id)}
	case known && b.Amount < 0 && o.paid(w):
		return []Finding{o.payout(b, w, b.Amount)}
	case known && b.Amount < 0:
		return []Finding{o.broken(b, funds.BankLineUnpaid, id)}
	case known:
		return []Finding{o.broken(b, funds.BankLineUnknown, id)}
	case b.Batch != "" && len(o.Batches[b.Batch]) > 0 && b.Amount < 0:
		return o.batch(b)
	}
	for _, rule := range o.Rules.Rules {
		if fits(rule, b) {
			return []Finding{{Booking: b, Outcome: rule.Is}}
		}
	}
	return []Finding{o.broken(b, funds.BankLineUnknown, "")}
}

// key is the payout that a booking's keys name. Where two of them name different ones, it names none.
func (o Ours) key(b Booking) (funds.ID, bool) {
	id, sent := b.endToEnd()
	if _, ours := o.Withdrawals[id]; !ours {
		sent = false
	}
	numbered, claimed := o.numbered(b)
	switch {
	case sent && claimed && id != numbered:
		return "", false
	case sent:
		return id, true
	case claimed:
		return numbered, true
	}
	return "", false
}

// numbered is the payout whose number a booking has.
func (o Ours) numbered(b Booking) (funds.ID, bool) {
	for _, claim := range b.claims(o.Account) {
		id, claimed := o.Numbers[claim]
		if _, ours := o.Withdrawals[id]; claimed && ours {
			return id, true
		}
	}
	return "", false
}

func (o Ours) payout(b Booking, w funds.Withdrawal, amount funds.Amount) Finding {
	b.Amount = amount
	return Finding{Booking: b, Withdrawal: w.ID, Paid: o.Day(w), Net: w.Net()}
}

func (o Ours) broken(b Booking, outcome funds.BankOutcome, id funds.ID) Finding {
	return Finding{Booking: b, Outcome: outcome, Withdrawal: id, Off: b.Amount}
}

// batch makes findings of the payouts of a batch that our books have as paid. Its own sum decides: what differs is one
// break of the whole, since nothing tells which of them it is.
func (o Ours) batch(b Booking) (found []Finding) {
	var sum funds.Amount
	for _, id := range o.Batches[b.Batch] {
		if w := o.Withdrawals[id]; o.paid(w) {
			sum += w.Net()
			found = append(found, o.payout(b, w, -w.Net()))
		}
	}
	if len(found) == 0 {
		return []Finding{o.broken(b, funds.BankLineUnpaid, "")}
	}
	if off := b.Amount + sum; off != 0 {
		rest := o.broken(b, funds.BankLineAmount, "")
		rest.Amount, rest.Off = off, off
		found = append(found, rest)
	}
	return found
}

// fits says that a rule names a booking.
func fits(rule funds.BankRule, b Booking) bool {
	size := max(b.Amount, -b.Amount)
	return (rule.Code != "" || rule.Text != "") && (rule.Code == "" || rule.Code == b.Code) &&
		strings.HasPrefix(b.Text, rule.Text) && (rule.Most == 0 || size <= rule.Most) && (rule.Is != funds.BankLineTopUp || b.Amount > 0)
}
