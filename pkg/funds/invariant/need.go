package invariant

import (
	"fmt"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// RuleNeed is broken if a withdrawal takes fewer people than the rule asked for.
const RuleNeed = "a withdrawal takes as many people as the rule asks for, with what its wallet pays within a day"

// Policies are what those policies say about people that may have been in force at a moment: more than one where one has
// followed the other just then, none where that is not known.
type Policies func(at time.Time) []funds.Controls

func (p Policies) at(moment time.Time) []funds.Controls {
	if p == nil {
		return nil
	}
	return p(moment)
}

// least is how many people the mildest of them asks for; 0 where none is known.
func (p Policies) least(moment time.Time, asked ...funds.Asked) (need int64) {
	for _, controls := range p.at(moment) {
		if n := controls.NeedOfAll(asked); need == 0 || n < need {
			need = n
		}
	}
	return need
}

// all says that something is so under each of them, and that one is known.
func (p Policies) all(moment time.Time, so func(funds.Controls) bool) bool {
	known := p.at(moment)
	return len(known) > 0 && !slices.ContainsFunc(known, func(c funds.Controls) bool { return !so(c) })
}

// verifyNeed plays a wallet's entries once more, in their order, and asks the rules about each withdrawal where it was made
// and where it was paid by hand: what it adds up to then is what the decision saw. A claim for the gateway or for a batch is no
// entry: it is asked about by its own amount.
func verifyNeed(ledger Ledger) (found []Violation) {
	made := map[string]funds.Withdrawal{}
	judge := func(w funds.Withdrawal, at time.Time, amount funds.Amount) {
		asked := funds.Asked{Act: funds.ActPayout, Amount: amount, Method: w.Method, NewPayee: !w.KnownPayee}
		if need := ledger.Policies.least(at, asked); need > max(w.Need, 1) {
			found = append(found, Violation{RuleNeed, string(w.ID), fmt.Sprintf("it takes %d, and %d takes %d", max(w.Need, 1), amount, need)})
		}
	}
	for _, history := range ledger.Withdrawals {
		made[string(history.Withdrawal.ID)] = history.Withdrawal
		for _, line := range history.Lines {
			if line.Command == funds.CommandDispatch || line.Command == funds.CommandResend {
				judge(history.Withdrawal, line.At, history.Withdrawal.Amount)
			}
		}
	}
	var recent funds.Recent
	for _, entry := range ledger.inOrder() {
		w, found := made[entry.RelatedID]
		if !found || !w.Rolls {
			continue
		}
		before := funds.Wallet{Frozen: entry.FrozenBefore, Recent: recent}
		switch entry.Type {
		case funds.EntryFreeze:
			asked := w
			asked.Version = 0
			judge(w, entry.At, before.PayoutsWith(asked, entry.At))
			recent = recent.Take(w)
		case funds.EntryUnfreeze, funds.EntryRefund:
			if entry.BalanceEffect() == 0 { // what comes back later is still a payout of then
				recent = recent.GiveBack(w)
			}
		case funds.EntryWithdrawal:
			if w.Payout.Kind == funds.PayoutManual && w.Payout.Batch == "" {
				judge(w, entry.At, before.PayoutsWith(w, entry.At))
			}
			recent = recent.Paid(w, entry.At)
		case funds.EntryRecharge, funds.EntryConsumption, funds.EntryAdjustment:
		}
	}
	return found
}
