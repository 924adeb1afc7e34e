package invariant

import (
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The invariants of what admins settled that Verify checks, by name.
const (
	RuleSettled   = "what adjustments settled of an order is what it says, and no more than its money"
	RuleUnsettled = "a wallet knows the orders that an admin must settle"
)

// verifySettled: a withdrawal's sum is that of the adjustments that name it, and lies between nothing and all of
// what the gateway's word could make due. Where no sum was kept, there may be adjustments of before.
func verifySettled(w funds.Withdrawal, entries []funds.Entry) (found []Violation) {
	broken := func(format string, args ...any) {
		found = append(found, Violation{RuleSettled, string(w.ID), fmt.Sprintf(format, args...)})
	}
	sum, adjusted := adjustments(entries)
	from, to := -w.Amount, funds.Amount(0)
	switch {
	case w.PaidByHand():
		from = -w.Net()
	case w.State == funds.StateCompleted:
		from, to = -w.Disputed(), w.Amount-w.Returned // what came back is settled, and may have been settled in vain
	}
	switch {
	case !w.State.Final() && (adjusted || w.Settled != 0):
		broken("%s, and settled %d by adjustments of %d", w.State, w.Settled, sum)
	case w.SettledAt.IsZero() && w.Settled != 0:
		broken("settled %d, but never", w.Settled)
	case !w.SettledAt.IsZero() && w.Settled != sum:
		broken("settled %d, by adjustments of %d", w.Settled, sum)
	case w.Settled < from || w.Settled > to:
		broken("%s of %d, of which %d was settled", w.State, w.Amount, w.Settled)
	}
	return found
}

// verifyRechargeSettled is verifySettled for a recharge: no more is taken for it than it brought.
func verifyRechargeSettled(r funds.Recharge, entries []funds.Entry) (found []Violation) {
	if sum, _ := adjustments(entries); r.Settled != sum || r.Settled < -max(r.Credited, 0) {
		found = append(found, Violation{RuleSettled, string(r.ID), fmt.Sprintf("%s with %d credited: settled %d, by adjustments of %d", r.State, r.Credited, r.Settled, sum)})
	}
	return found
}

// adjustments are the sum of the adjustments among entries, and whether there is any.
func adjustments(entries []funds.Entry) (sum funds.Amount, found bool) {
	for _, entry := range entries {
		if entry.Type == funds.EntryAdjustment {
			sum, found = sum+entry.BalanceEffect(), true
		}
	}
	return sum, found
}

// verifyUnsettled: the wallet lists each of its orders that has ended and waits for an admin, and no other. Those
// that began to wait before the gateway's word was kept need not be in it.
func verifyUnsettled(ledger Ledger) (found []Violation) {
	w := ledger.Wallet
	broken := func(format string, args ...any) {
		found = append(found, Violation{RuleUnsettled, w.UserID, fmt.Sprintf(format, args...)})
	}
	listed := slices.Clone(w.Unsettled)
	take := func(id string, waits, kept bool) {
		at := slices.Index(listed, id)
		switch {
		case at >= 0 && waits:
			listed = slices.Delete(listed, at, at+1)
		case waits && kept:
			broken("%s waits for an admin, and is not listed", id)
		}
	}
	for _, history := range ledger.Withdrawals {
		order := history.Withdrawal
		take(string(order.ID), order.State.Final() && order.NeedsAttention, !order.Payout.WordAt.IsZero())
	}
	for _, order := range ledger.Recharges {
		take(string(order.ID), !order.State.Waiting() && order.NeedsAttention, !order.WordAt.IsZero())
	}
	for _, id := range listed {
		broken("%s is listed, and waits for no admin", id)
	}
	return found
}
