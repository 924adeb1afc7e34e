package invariant

import (
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// RuleReturned is broken where a wallet got more or less back of a payout than the bank sent back.
const RuleReturned = "what came back of a payout is given once, the fee once all of it came, and with what was settled no more than its amount"

// verifyReturned: each return that was credited has an entry of its own, and another one for the fee; nothing else was given
// back after the payout, and of nothing else than a completed one.
func verifyReturned(w funds.Withdrawal, entries []funds.Entry) (found []Violation) {
	broken := func(format string, args ...any) {
		found = append(found, Violation{RuleReturned, string(w.ID), fmt.Sprintf(format, args...)})
	}
	var given, want []funds.Amount
	for _, entry := range entries {
		if entry.Type == funds.EntryRefund && entry.BalanceEffect() > 0 {
			given = append(given, entry.BalanceEffect())
		}
	}
	var sum, fees funds.Amount
	keys := map[string]bool{}
	for _, one := range w.Returns {
		if keys[one.Key()] {
			broken("%s came back twice", one.Key())
		}
		keys[one.Key()] = true
		sum += one.Credited()
		if one.State == funds.ReturnCredited {
			want, fees = append(want, one.Amount), fees+one.Fee
			if one.Fee != 0 {
				want = append(want, one.Fee)
			}
		}
	}
	slices.Sort(given)
	slices.Sort(want)
	switch came := w.CameBack(); {
	case len(w.Returns) > 0 && w.State != funds.StateCompleted:
		broken("%s, and %d came back", w.State, len(w.Returns))
	case !slices.Equal(given, want):
		broken("%v came back, by entries of %v", want, given)
	case sum != w.Returned:
		broken("returns of %d, and it says %d", sum, w.Returned)
	case came > w.Net() || w.Returned+w.Settled > w.Amount:
		broken("%d of %d came back, with %d settled of %d", came, w.Net(), w.Settled, w.Amount)
	case fees != 0 && (fees != w.Fee || came != w.Net()):
		broken("the fee of %d was given back as %d, when %d of %d had come", w.Fee, fees, came, w.Net())
	}
	return found
}
