package invariant

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// verifyNumber: the number that counts is the last one of the log.
func verifyNumber(history funds.History) []Violation {
	last, has := "", history.Withdrawal.Payout.TransactionNo
	if numbers := funds.Numbers(history); len(numbers) > 0 {
		last = numbers[len(numbers)-1]
	}
	if last == has {
		return nil
	}
	return []Violation{{RuleNumber, string(history.Withdrawal.ID), fmt.Sprintf("its number is %q, the log's last %q", has, last)}}
}

// Ledger is everything of one user that the invariants speak of.
type Ledger struct {
	Wallet      funds.Wallet
	Entries     []funds.Entry
	Withdrawals []funds.History
	Recharges   []funds.Recharge
	Policies    Policies // nil where they are not known, and then nothing is held against them
}

// Violation is one broken invariant.
type Violation struct {
	Rule    string // which invariant
	Subject string // whose: a user's or a withdrawal's id
	Detail  string
}

func (v Violation) String() string { return v.Rule + ": " + v.Subject + ": " + v.Detail }

// The invariants that Verify checks, by name.
const (
	RuleBounds     = "0 ≤ frozen ≤ balance"
	RuleFrozen     = "frozen = sum of unfinished withdrawals"
	RuleOpen       = "open = number of unfinished withdrawals"
	RuleBalance    = "balance = sum of the entries' effects"
	RuleSequence   = "entry numbers have no gap"
	RuleChain      = "each entry's before is the last one's after"
	RuleTotals     = "totals = what the ledger moved"
	RuleDay        = "day's use = what was taken from the day and not given back"
	RuleReplay     = "the logs replay to the state"
	RuleMoneyMoves = "a withdrawal's entries fit its state"
	RuleNumber     = "the transaction number is the last one of the log"
	RuleParked     = "what is parked is processing, and an admin is asked for"
	RuleStatus     = "a wallet's status is one there is, and closed means empty"
)

// Verify checks every invariant of one user's money and returns what is broken: none where all is well.
func Verify(ledger Ledger) []Violation {
	var found []Violation
	found = append(found, verifyWallet(ledger)...)
	found = append(found, verifyEntries(ledger)...)
	found = append(found, verifyTotals(ledger)...)
	found = append(found, verifyRelated(ledger)...)
	found = append(found, verifyRecharges(ledger)...)
	found = append(found, verifyUnsettled(ledger)...)
	found = append(found, verifyRecent(ledger)...)
	found = append(found, verifyNeed(ledger)...)
	moves := map[string][]funds.Entry{}
	for _, entry := range ledger.Entries {
		moves[entry.RelatedID] = append(moves[entry.RelatedID], entry)
	}
	for _, history := range ledger.Withdrawals {
		found = append(found, verifyReplay(history)...)
		found = append(found, verifyNumber(history)...)
		found = append(found, verifyPeople(history, ledger)...)
		found = append(found, verifyHold(history)...)
		found = append(found, verifyBatch(history)...)
		found = append(found, verifyCooling(history)...)
		found = append(found, verifyMoves(history.Withdrawal, moves[string(history.Withdrawal.ID)])...)
		found = append(found, verifySettled(history.Withdrawal, moves[string(history.Withdrawal.ID)])...)
		found = append(found, verifyReturned(history.Withdrawal, moves[string(history.Withdrawal.ID)])...)
	}
	return found
}

func verifyWallet(ledger Ledger) (found []Violation) {
	w := ledger.Wallet
	var frozen, dayUsed funds.Amount
	var open int64
	var today funds.Today
	for _, history := range ledger.Withdrawals {
		wd := history.Withdrawal
		if !wd.State.Final() {
			frozen += wd.Amount
			open++
		}
		if wd.Day != w.Day {
			continue
		}
		today.Asked.Add(wd.Amount)
		if wd.State.Final() {
			today.Ended(wd.State).Add(wd.Amount)
		}
		if !wd.State.Final() || wd.State == funds.StateCompleted {
			dayUsed += wd.Amount
		}
	}
	var recharges int64 // closed wallets may have parked ones: money that came too late
	for _, recharge := range ledger.Recharges {
		if recharge.State == funds.RechargeOpen {
			recharges++
		}
	}
	check := func(ok bool, rule, format string, args ...any) {
		if !ok {
			found = append(found, Violation{rule, w.UserID, fmt.Sprintf(format, args...)})
		}
	}
	check(w.Frozen >= 0 && w.Frozen <= w.Balance && w.Balance <= funds.MaxAmount, RuleBounds, "frozen %d, balance %d", w.Frozen, w.Balance)
	check(w.Frozen == frozen, RuleFrozen, "frozen %d, unfinished %d", w.Frozen, frozen)
	check(w.Open == open, RuleOpen, "open %d, unfinished %d", w.Open, open)
	check(w.Status.Known() && (w.Status != funds.WalletClosed || (w.Balance == 0 && w.Open == 0 && recharges == 0)), RuleStatus, "%s with a balance of %d and %d open", w.Status, w.Balance, w.Open+recharges)
	check(w.DayUsed == dayUsed && w.Today == today, RuleDay, "day %s: used %d, taken %d; counted %v, there are %v", w.Day, w.DayUsed, dayUsed, w.Today, today)
	return found
}

// inOrder are the entries in their order, as they were made.
func (l Ledger) inOrder() []funds.Entry {
	return slices.SortedFunc(slices.Values(l.Entries), func(a, b funds.Entry) int { return cmp.Compare(a.Seq, b.Seq) })
}

func verifyEntries(ledger Ledger) (found []Violation) {
	entries := ledger.inOrder()
	w := ledger.Wallet
	broken := func(rule, format string, args ...any) {
		found = append(found, Violation{rule, w.UserID, fmt.Sprintf(format, args...)})
	}
	var balance, frozen, sum funds.Amount
	var rows int64
	byType := map[funds.EntryType]int64{}
	for i, entry := range entries {
		byType[entry.Type]++
		if entry.OpensRow() {
			rows++
			if entry.Row != rows {
				broken(RuleSequence, "entry %d is row %d, not %d", entry.Seq, entry.Row, rows)
			}
		}
		if entry.Seq != int64(i+1) || entry.TypeSeq != byType[entry.Type] {
			broken(RuleSequence, "entry %d (%s %d) stands at %d (%d)", entry.Seq, entry.Type, entry.TypeSeq, i+1, byType[entry.Type])
		}
		if entry.BalanceBefore != balance || entry.FrozenBefore != frozen {
			broken(RuleChain, "entry %d begins at %d/%d, the last one ended at %d/%d", entry.Seq, entry.BalanceBefore, entry.FrozenBefore, balance, frozen)
		}
		balance, frozen = entry.BalanceAfter, entry.FrozenAfter
		sum += entry.BalanceEffect()
	}
	if w.Counts.Entries != int64(len(entries)) || w.Counts.FlowRows != rows {
		broken(RuleSequence, "counts %d entries and %d rows, there are %d and %d", w.Counts.Entries, w.Counts.FlowRows, len(entries), rows)
	}
	for _, entryType := range funds.EntryTypes() {
		if w.Counts.ByType[entryType] != byType[entryType] {
			broken(RuleSequence, "counts %d of %s, there are %d", w.Counts.ByType[entryType], entryType, byType[entryType])
		}
	}
	if w.Balance != sum {
		broken(RuleBalance, "balance %d, entries %d", w.Balance, sum)
	}
	if w.Balance != balance || w.Frozen != frozen {
		broken(RuleChain, "wallet has %d/%d, the last entry ended at %d/%d", w.Balance, w.Frozen, balance, frozen)
	}
	return found
}

func verifyTotals(ledger Ledger) (found []Violation) {
	var withdrawn, recharged funds.Amount
	for _, history := range ledger.Withdrawals {
		if history.Withdrawal.State == funds.StateCompleted {
			withdrawn += history.Withdrawal.Net()
		}
	}
	for _, entry := range ledger.Entries {
		if entry.Type == funds.EntryRecharge || entry.Type == funds.EntryAdjustment {
			recharged += max(entry.BalanceEffect(), 0)
		}
	}
	w := ledger.Wallet
	if w.TotalWithdrawn != withdrawn || w.TotalRecharge != recharged {
		found = append(found, Violation{RuleTotals, w.UserID, fmt.Sprintf("withdrawn %d, completed %d; recharged %d, credited %d", w.TotalWithdrawn, withdrawn, w.TotalRecharge, recharged)})
	}
	return found
}

func verifyReplay(history funds.History) (found []Violation) {
	lines := slices.SortedStableFunc(slices.Values(history.Lines), func(a, b funds.Line) int { return cmp.Compare(a.Version, b.Version) })
	broken := func(format string, args ...any) {
		found = append(found, Violation{RuleReplay, string(history.Withdrawal.ID), fmt.Sprintf(format, args...)})
	}
	state, version := funds.StateNone, int64(0)
	for _, line := range lines {
		to, err := funds.Next(state, line.Command)
		if err != nil || line.From != state || line.To != to {
			broken("line %d is %s from %s to %s, but the state is %s", line.Version, line.Command, line.From, line.To, state)
		}
		if line.Version <= version {
			broken("line %d stands after %d", line.Version, version)
		}
		state, version = line.To, line.Version
	}
	if w := history.Withdrawal; w.Parked && (w.State != funds.StateProcessing || !w.NeedsAttention) {
		found = append(found, Violation{RuleParked, string(w.ID), fmt.Sprintf("it is %s, needs attention: %t", w.State, w.NeedsAttention)})
	}
	if state != history.Withdrawal.State || version > history.Withdrawal.Version {
		broken("the log ends in %s at %d, the withdrawal is %s at %d", state, version, history.Withdrawal.State, history.Withdrawal.Version)
	}
	return found
}

// verifyRelated: no entry speaks of a withdrawal that does not exist.
func verifyRelated(ledger Ledger) (found []Violation) {
	known := map[string]bool{}
	for _, history := range ledger.Withdrawals {
		known[string(history.Withdrawal.ID)] = true
	}
	for _, entry := range ledger.Entries {
		if entry.RelatedType == funds.RelatedWithdrawal && !known[entry.RelatedID] {
			found = append(found, Violation{RuleMoneyMoves, ledger.Wallet.UserID, fmt.Sprintf("entry %d (%s) is of %q, which does not exist", entry.Seq, entry.Type, entry.RelatedID)})
		}
	}
	return found
}

// verifyMoves: one freeze of the amount; then, when it is final, one entry that gives it back or
// pays it out; nothing else.
func verifyMoves(w funds.Withdrawal, entries []funds.Entry) (found []Violation) {
	var frozen, givenBack, paid int
	for _, entry := range entries {
		balance, held := entry.BalanceEffect(), entry.FrozenAfter-entry.FrozenBefore
		switch {
		case entry.Type == funds.EntryFreeze && balance == 0 && held == w.Amount:
			frozen++
		case (entry.Type == funds.EntryUnfreeze || entry.Type == funds.EntryRefund) && balance == 0 && held == -w.Amount:
			givenBack++
		case entry.Type == funds.EntryWithdrawal && balance == -w.Amount && held == -w.Amount:
			paid++
		case entry.Type == funds.EntryAdjustment: // verifySettled's
		case entry.Type == funds.EntryRefund && balance > 0 && held == 0: // verifyReturned's
		default:
			found = append(found, Violation{RuleMoneyMoves, string(w.ID), fmt.Sprintf("entry %d (%s) does not fit an amount of %d", entry.Seq, entry.Type, w.Amount)})
		}
	}
	wantBack, wantPaid := 0, 0
	switch {
	case w.State == funds.StateCompleted:
		wantPaid = 1
	case w.State.Final():
		wantBack = 1
	}
	if frozen != 1 || givenBack != wantBack || paid != wantPaid || w.Net() <= 0 || w.Fee < 0 {
		found = append(found, Violation{RuleMoneyMoves, string(w.ID), fmt.Sprintf("%s of %d (fee %d): %d freezes, %d given back, %d paid", w.State, w.Amount, w.Fee, frozen, givenBack, paid)})
	}
	return found
}
