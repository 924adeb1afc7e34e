package invariant

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The invariants of recharges that Verify checks, by name.
const (
	RuleRecharges      = "recharges are numbered without gaps, and those that wait are counted"
	RuleOneCredit      = "a recharge is credited once, or not at all" //nolint:gosec // the name of a rule
	RuleRechargeReplay = "a recharge's lines replay to its state"
)

func verifyRecharges(ledger Ledger) (found []Violation) {
	w := ledger.Wallet
	recharges := slices.SortedStableFunc(slices.Values(ledger.Recharges), func(a, b funds.Recharge) int { return cmp.Compare(a.Number, b.Number) })
	var waiting int64
	for i, recharge := range recharges {
		if recharge.Number != int64(i+1) {
			found = append(found, Violation{RuleRecharges, w.UserID, fmt.Sprintf("%s is number %d, and stands at %d", recharge.ID, recharge.Number, i+1)})
		}
		if recharge.State.Waiting() {
			waiting++
		}
		found = append(found, verifyRechargeLines(recharge)...)
	}
	if w.Counts.Recharges != int64(len(recharges)) || w.OpenRecharges != waiting {
		found = append(found, Violation{RuleRecharges, w.UserID, fmt.Sprintf("counts %d, %d of them waiting; there are %d and %d", w.Counts.Recharges, w.OpenRecharges, len(recharges), waiting)})
	}
	return append(found, verifyCredits(ledger)...)
}

// verifyCredits: a credited recharge has one top_up entry of what it credited, and no other has one.
func verifyCredits(ledger Ledger) (found []Violation) {
	broken := func(subject, format string, args ...any) {
		found = append(found, Violation{RuleOneCredit, subject, fmt.Sprintf(format, args...)})
	}
	credits, settled := map[string][]funds.Entry{}, map[string][]funds.Entry{}
	for _, entry := range ledger.Entries {
		if entry.RelatedType == funds.RelatedRecharge && entry.Type == funds.EntryAdjustment {
			settled[entry.RelatedID] = append(settled[entry.RelatedID], entry)
		} else if entry.Type == funds.EntryRecharge || entry.RelatedType == funds.RelatedRecharge {
			credits[entry.RelatedID] = append(credits[entry.RelatedID], entry)
		}
	}
	for _, recharge := range ledger.Recharges {
		id := string(recharge.ID)
		entries := credits[id]
		found = append(found, verifyRechargeSettled(recharge, settled[id])...)
		delete(credits, id)
		delete(settled, id)
		credited := recharge.State == funds.RechargeCredited
		switch {
		case credited != (recharge.Credited > 0) || recharge.Credited < 0:
			broken(id, "%s, with %d credited", recharge.State, recharge.Credited)
		case !credited && len(entries) > 0:
			broken(id, "%s, with %d entries", recharge.State, len(entries))
		case credited && len(entries) != 1:
			broken(id, "credited by %d entries", len(entries))
		case credited && (entries[0].Type != funds.EntryRecharge || entries[0].BalanceEffect() != recharge.Credited || entries[0].FrozenBefore != entries[0].FrozenAfter):
			broken(id, "credited %d by entry %d (%s) of %d", recharge.Credited, entries[0].Seq, entries[0].Type, entries[0].BalanceEffect())
		}
	}
	maps.Copy(credits, settled)
	for id, entries := range credits {
		broken(ledger.Wallet.UserID, "entry %d (%s) is of the recharge %q, which does not exist", entries[0].Seq, entries[0].Type, id)
	}
	return found
}

func verifyRechargeLines(recharge funds.Recharge) (found []Violation) {
	state, version := funds.RechargeNone, int64(0)
	for _, line := range recharge.Lines {
		to, err := funds.NextRecharge(state, line.Command)
		if err != nil || line.From != state || line.To != to || line.Version <= version {
			found = append(found, Violation{RuleRechargeReplay, string(recharge.ID), fmt.Sprintf("line %d is %s from %s to %s, but the state is %s at %d", line.Version, line.Command, line.From, line.To, state, version)})
		}
		state, version = line.To, line.Version
	}
	if state != recharge.State || version > recharge.Version {
		found = append(found, Violation{RuleRechargeReplay, string(recharge.ID), fmt.Sprintf("the lines end in %s at %d, the recharge is %s at %d", state, version, recharge.State, recharge.Version)})
	}
	return found
}
