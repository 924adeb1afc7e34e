package invariant_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

func TestVerifyHoldsASumOfLateAgainstItsWithdrawals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		plant func(*invariant.Ledger)
		whole bool
	}{
		{"as it was made", func(*invariant.Ledger) {}, true},
		{"an hour says more", func(l *invariant.Ledger) { l.Wallet.Recent.Hours[0].Tally.Amount++ }, false},
		{"a day counts one less", func(l *invariant.Ledger) { l.Wallet.Recent.Days[0].Tally.Count-- }, false},
		{"a day is lost", func(l *invariant.Ledger) { l.Wallet.Recent.Days = nil }, false},
		{"an hour is of another time", func(l *invariant.Ledger) { l.Wallet.Recent.Hours[0].Since-- }, false},
		{"an hour that has just left the window, and is forgotten", func(l *invariant.Ledger) { forget(l, 25) }, true},
		{"the last hour within the window is forgotten", func(l *invariant.Ledger) { forget(l, 24) }, false},
		{"one does not count any more", func(l *invariant.Ledger) { l.Withdrawals[isPending].Withdrawal.Rolls = false }, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ledger := wholeLedger(t)
			for i := range ledger.Withdrawals {
				w := &ledger.Withdrawals[i].Withdrawal
				if w.Rolls = true; !w.State.Final() || w.State == funds.StateCompleted {
					ledger.Wallet.Recent = ledger.Wallet.Recent.Take(*w)
				}
			}
			test.plant(&ledger)
			if test.whole {
				wantRules(t, ledger, nil)
				return
			}
			wantRules(t, ledger, []string{invariant.RuleRecent})
		})
	}
}

// forget makes one withdrawal some hours older than all others, which nothing counts any more by the hour.
func forget(l *invariant.Ledger, hours int) {
	one := &l.Withdrawals[isPending].Withdrawal
	l.Wallet.Recent = l.Wallet.Recent.GiveBack(*one)
	one.CreatedAt = one.CreatedAt.Add(-time.Duration(hours) * time.Hour)
	l.Wallet.Recent.Days = l.Wallet.Recent.Take(*one).Days
}
