package withdrawal

import (
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Rehearsal is what would have become of past withdrawals under a policy.
type Rehearsal struct {
	Passed  int64 // made, and one person would have been enough
	Waited  int64 // made, and it would have waited for further people
	Refused int64 // not made at all

	Open   int64 // of all these, how many wait for a review or for the payout now
	Raised int64 // of the open ones, how many would take more people than they do by what is stored of them
}

// gaveBack are the states whose money counts for no day.
var gaveBack = []funds.State{funds.StateRejected, funds.StateCancelled, funds.StateFailed}

// payee is an account of a user, as far as the past shows.
type payee struct{ user, account string }

// Rehearse asks for past withdrawals once more, in the order in which they were asked for, under another policy. What is not
// known of those days is taken for what stands in nobody's way: the wallets are active and hold enough. A payee is new at
// their first withdrawal among these.
func Rehearse(past []funds.Withdrawal, policy funds.Policy) (found Rehearsal) {
	past = slices.Clone(past)
	slices.SortStableFunc(past, func(a, b funds.Withdrawal) int { return a.CreatedAt.Compare(b.CreatedAt) })
	used := map[string]map[string]funds.Amount{} // by user and business day
	known := map[payee]bool{}
	recent := map[string]funds.Recent{} // by user
	for _, w := range past {
		day := policy.Day(w.CreatedAt)
		if used[w.UserID] == nil {
			used[w.UserID] = map[string]funds.Amount{}
		}
		wallet := funds.Wallet{UserID: w.UserID, Status: funds.WalletActive, Balance: funds.MaxAmount, Day: day, DayUsed: used[w.UserID][day], Recent: recent[w.UserID]}
		request := Request{ID: w.ID, Amount: w.Amount, Method: w.Method, Target: w.Target, Note: w.Note}
		to := payee{w.UserID, w.Target.Account}
		one := funds.Withdrawal{Amount: w.Amount, CreatedAt: w.CreatedAt}
		asked := funds.Asked{Act: funds.ActPayout, Amount: wallet.PayoutsWith(one, w.CreatedAt), Method: w.Method, NewPayee: !known[to]}
		need := policy.Controls.Need(asked)
		if w.State == funds.StatePending || w.State == funds.StateApproved { // whether its payee was new was decided when it was made
			found.Open++
			asked.NewPayee = !w.KnownPayee
			if policy.Controls.Need(asked) > max(w.Need, 1) {
				found.Raised++
			}
		}
		if checkRequest(w.CreatedAt, wallet, request, policy, day) != nil {
			found.Refused++
			continue
		}
		if need > 1 {
			found.Waited++
		} else {
			found.Passed++
		}
		known[to] = true
		if !slices.Contains(gaveBack, w.State) {
			used[w.UserID][day] += w.Amount
			recent[w.UserID] = recent[w.UserID].Take(one)
		}
	}
	return found
}
