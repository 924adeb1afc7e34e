package invariant

import (
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// RuleRecent is about the sums of the last day and of the last 30.
const RuleRecent = "what a wallet's withdrawals of late come to = what those say that count in it"

// verifyRecent holds a wallet's sums against its withdrawals. Those that have left the window since the last one was made
// may be forgotten.
func verifyRecent(ledger Ledger) (found []Violation) {
	recent := ledger.Wallet.Recent
	for _, window := range []struct {
		name string
		unit time.Duration
		last int64
		sums []funds.RecentSum
	}{{"hour", time.Hour, 24, recent.Hours}, {"day", 24 * time.Hour, 30, recent.Days}} {
		want, newest := map[int64]funds.Tally{}, int64(0)
		for _, history := range ledger.Withdrawals {
			w := history.Withdrawal
			if !w.Rolls {
				continue
			}
			counts := w.CreatedAt
			if w.State == funds.StateCompleted && window.unit == time.Hour {
				counts = w.EndedAt // it is a payout of then
			}
			since := unitsUntil(counts, window.unit)
			newest = max(newest, since)
			if !w.State.Final() || w.State == funds.StateCompleted {
				tally := want[since]
				tally.Add(w.Amount)
				want[since] = tally
			}
		}
		broken := func(since int64, stored, counted funds.Tally) {
			found = append(found, Violation{RuleRecent, ledger.Wallet.UserID, fmt.Sprintf("%s %d: stored %+v, there are %+v", window.name, since, stored, counted)})
		}
		for _, sum := range window.sums {
			if want[sum.Since] != sum.Tally {
				broken(sum.Since, sum.Tally, want[sum.Since])
			}
			delete(want, sum.Since)
		}
		for since, tally := range want {
			if since >= newest-window.last {
				broken(since, funds.Tally{}, tally)
			}
		}
	}
	return found
}

// unitsUntil is how many whole units of time had passed at a moment, as sums of late count them.
func unitsUntil(at time.Time, unit time.Duration) int64 { return at.Unix() / int64(unit/time.Second) }
