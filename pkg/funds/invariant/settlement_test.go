package invariant_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// Each row says of an order, beside what the decisions made of it, that it was settled, or waits for an admin.
func TestVerifyFindsWhatWasNotSettledAsItSays(t *testing.T) {
	t.Parallel()
	at := fixture.Late
	settled := func(state int, amount funds.Amount, when time.Time) func(*invariant.Ledger) {
		return func(l *invariant.Ledger) {
			w := &l.Withdrawals[state].Withdrawal
			w.Settled, w.SettledAt = amount, when
		}
	}
	waits := func(state int) func(*invariant.Ledger) {
		return func(l *invariant.Ledger) {
			w := &l.Withdrawals[state].Withdrawal
			w.NeedsAttention, w.Payout.WordAt = true, at
		}
	}
	rechargeIn := func(l *invariant.Ledger, state funds.RechargeState) *funds.Recharge {
		return &l.Recharges[slices.IndexFunc(l.Recharges, func(r funds.Recharge) bool { return r.State == state })]
	}
	for name, test := range map[string]struct {
		plant func(*invariant.Ledger)
		rules []string
	}{
		"a withdrawal that has not ended":             {settled(isApproved, -1, at), []string{invariant.RuleSettled}},
		"one that was settled, but never":             {settled(isFailed, -1, time.Time{}), []string{invariant.RuleSettled}},
		"one by an adjustment that is not there":      {settled(isFailed, -1, at), []string{invariant.RuleSettled}},
		"one by adjustments of nothing":               {settled(isFailed, 0, at), nil},
		"a recharge that nobody settled":              {func(l *invariant.Ledger) { rechargeIn(l, funds.RechargeRefused).Settled = 1 }, []string{invariant.RuleSettled}},
		"one of which more was taken than it brought": {func(l *invariant.Ledger) { rechargeIn(l, funds.RechargeRefused).Settled = -1 }, []string{invariant.RuleSettled}},
		"one that waits, and is not listed":           {waits(isFailed), []string{invariant.RuleUnsettled}},
		"one that waits, and is listed": {func(l *invariant.Ledger) {
			waits(isFailed)(l)
			l.Wallet.Unsettled = []string{string(l.Withdrawals[isFailed].Withdrawal.ID)}
		}, nil},
		"one that waits since before that was kept": {func(l *invariant.Ledger) { l.Withdrawals[isFailed].Withdrawal.NeedsAttention = true }, nil},
		"one that is listed, and waits not":         {func(l *invariant.Ledger) { l.Wallet.Unsettled = []string{"x"} }, []string{invariant.RuleUnsettled}},
		"a recharge that waits, and is not listed": {func(l *invariant.Ledger) {
			r := rechargeIn(l, funds.RechargeCredited)
			r.NeedsAttention, r.WordAt = true, at
		}, []string{invariant.RuleUnsettled}},
		"what is parked, and asks for nobody":          {func(l *invariant.Ledger) { l.Withdrawals[isProcessing].Withdrawal.Parked = true }, []string{invariant.RuleParked}},
		"what is parked, and has ended":                {func(l *invariant.Ledger) { l.Withdrawals[isFailed].Withdrawal.Parked = true }, []string{invariant.RuleParked}},
		"a number that is not the last one of the log": {func(l *invariant.Ledger) { l.Withdrawals[isCompleted].Withdrawal.Payout.TransactionNo = "x" }, []string{invariant.RuleNumber}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ledger := wholeLedger(t)
			test.plant(&ledger)
			wantRules(t, ledger, test.rules)
		})
	}
}

// adjusted is a ledger whose order of a state says what one adjustment of an amount settled.
func adjusted(t *testing.T, state int, amount funds.Amount) []invariant.Violation {
	t.Helper()
	ledger := wholeLedger(t)
	w := &ledger.Withdrawals[state].Withdrawal
	w.Settled, w.SettledAt = amount, fixture.Late
	last := ledger.Entries[len(ledger.Entries)-1]
	ledger.Entries = append(ledger.Entries, funds.Entry{
		Seq: last.Seq + 1, Type: funds.EntryAdjustment, RelatedType: funds.RelatedWithdrawal, RelatedID: string(w.ID),
		BalanceBefore: last.BalanceAfter, BalanceAfter: last.BalanceAfter + amount, FrozenBefore: last.FrozenAfter, FrozenAfter: last.FrozenAfter,
	})
	var found []invariant.Violation
	for _, violation := range invariant.Verify(ledger) {
		if violation.Rule == invariant.RuleSettled {
			found = append(found, violation)
		}
	}
	return found
}

func TestNoMoreIsSettledThanTheOrdersMoney(t *testing.T) {
	t.Parallel()
	ledger := wholeLedger(t)
	amount := func(state int) funds.Amount { return ledger.Withdrawals[state].Withdrawal.Amount }
	for name, test := range map[string]struct {
		state  int
		amount funds.Amount
		broken bool
	}{
		"all that was given back":     {isFailed, -amount(isFailed), false},
		"more than was given back":    {isFailed, -amount(isFailed) - 1, true},
		"something for a failed one":  {isFailed, 1, true},
		"paid by hand, and again":     {isCompleted, -1, false},
		"paid by hand, all of it":     {isCompleted, -ledger.Withdrawals[isCompleted].Withdrawal.Net(), false},
		"paid by hand, and the fee":   {isCompleted, -ledger.Withdrawals[isCompleted].Withdrawal.Net() - 1, true},
		"paid by hand, and for it":    {isCompleted, 1, true},
		"more than a payout by hand":  {isCompleted, -amount(isCompleted) - 1, true},
		"of one that was not decided": {isPending, -1, true},
	} {
		if got := adjusted(t, test.state, test.amount); (len(got) > 0) != test.broken {
			t.Errorf("%s: %v", name, got)
		}
	}
}
