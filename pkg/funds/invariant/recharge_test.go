package invariant_test

import (
	"slices"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// The planted faults of TestVerifyFindsEachKindOfViolation, for recharges.
func TestVerifyFindsEachKindOfViolationOfARecharge(t *testing.T) {
	t.Parallel()
	in := func(l *invariant.Ledger, state funds.RechargeState) *funds.Recharge {
		return &l.Recharges[slices.Index(funds.RechargeStates(), state)]
	}
	credit := func(l *invariant.Ledger) *funds.Entry {
		return &l.Entries[slices.IndexFunc(l.Entries, func(e funds.Entry) bool { return e.Type == funds.EntryRecharge })]
	}
	none := func(l *invariant.Ledger, state funds.RechargeState) {
		l.Recharges = slices.DeleteFunc(l.Recharges, func(r funds.Recharge) bool { return r.State == state })
	}
	const counts, once, replay = invariant.RuleRecharges, invariant.RuleOneCredit, invariant.RuleRechargeReplay
	tests := []struct {
		name  string
		plant func(*invariant.Ledger)
		rules []string
	}{
		{"the wallet counts one too many", func(l *invariant.Ledger) { l.Wallet.Counts.Recharges++ }, []string{counts}},
		{"the wallet counts one too many that wait", func(l *invariant.Ledger) { l.Wallet.OpenRecharges++ }, []string{counts}},
		{"the wallet counts one too few that wait", func(l *invariant.Ledger) { l.Wallet.OpenRecharges-- }, []string{counts}},
		{"one is lost", func(l *invariant.Ledger) { none(l, funds.RechargeExpired) }, []string{counts}},
		{"one is there twice", func(l *invariant.Ledger) { l.Recharges = append(l.Recharges, *in(l, funds.RechargeRefused)) }, []string{counts}},
		{"two have one number", func(l *invariant.Ledger) { in(l, funds.RechargeParked).Number = 1 }, []string{counts}},
		{"a number is left out", func(l *invariant.Ledger) { in(l, funds.RechargeClosed).Number++ }, []string{counts}},
		{"the credited one is lost", func(l *invariant.Ledger) { none(l, funds.RechargeCredited) }, []string{counts, once}},
		{"it is credited with nothing", func(l *invariant.Ledger) { in(l, funds.RechargeCredited).Credited = 0 }, []string{once}},
		{"it is credited with more than its entry", func(l *invariant.Ledger) { in(l, funds.RechargeCredited).Credited++ }, []string{once}},
		{"it is credited with less than nothing", func(l *invariant.Ledger) { in(l, funds.RechargeExpired).Credited = -1 }, []string{once}},
		{"what is not credited has a credit", func(l *invariant.Ledger) { in(l, funds.RechargeParked).Credited = 1 }, []string{once}},
		{"its entry is another's", func(l *invariant.Ledger) { credit(l).RelatedID = string(in(l, funds.RechargeOpen).ID) }, []string{once}},
		{"its entry is nobody's", func(l *invariant.Ledger) { credit(l).RelatedID = "" }, []string{once}},
		{"its entry is of another kind", func(l *invariant.Ledger) { credit(l).Type = funds.EntryConsumption }, []string{once, invariant.RuleSequence, invariant.RuleTotals}},
		{"its entry freezes, too", func(l *invariant.Ledger) { credit(l).FrozenBefore--; credit(l).FrozenAfter++ }, []string{once, invariant.RuleChain}},
		{"its entry is there twice", func(l *invariant.Ledger) { l.Entries = append(l.Entries, *credit(l)) }, []string{once, invariant.RuleSequence, invariant.RuleChain, invariant.RuleBalance, invariant.RuleTotals}},
		{"it has an entry, and is not credited", func(l *invariant.Ledger) {
			r := in(l, funds.RechargeCredited)
			r.State, r.Credited = funds.RechargeExpired, 0
		}, []string{once, replay}},
		{"an adjustment of one that is not there", func(l *invariant.Ledger) {
			l.Entries[0].RelatedType, l.Entries[0].RelatedID = funds.RelatedRecharge, "RC1"
		}, []string{once}},
		{"it is credited, but ended otherwise", func(l *invariant.Ledger) { in(l, funds.RechargeCredited).State = funds.RechargeExpired }, []string{once, replay}},
		{"a state that the lines do not lead to", func(l *invariant.Ledger) { in(l, funds.RechargeRefused).State = funds.RechargeExpired }, []string{replay}},
		{"an open one that has ended", func(l *invariant.Ledger) { in(l, funds.RechargeRefused).State = funds.RechargeOpen }, []string{counts, replay}},
		{"a line is lost", func(l *invariant.Ledger) {
			r := in(l, funds.RechargeClosed)
			r.Lines = slices.Delete(slices.Clone(r.Lines), 1, 2)
		}, []string{replay}},
		{"a line says another state", func(l *invariant.Ledger) { in(l, funds.RechargeExpired).Lines[1].To = funds.RechargeRefused }, []string{replay}},
		{"a line says an illegal command", func(l *invariant.Ledger) { in(l, funds.RechargeExpired).Lines[1].Command = funds.RechargeContradict }, []string{replay}},
		{"two lines of one version", func(l *invariant.Ledger) { in(l, funds.RechargeOpen).Lines[1].Version = 1 }, []string{replay}},
		{"a line is younger than its recharge", func(l *invariant.Ledger) { r := in(l, funds.RechargeOpen); r.Lines[1].Version = r.Version + 1 }, []string{replay}},
		{"a recharge without lines", func(l *invariant.Ledger) { in(l, funds.RechargeOpen).Lines = nil }, []string{replay}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ledger := wholeLedger(t)
			test.plant(&ledger)
			wantRules(t, ledger, test.rules)
		})
	}
}

func TestAClosedWalletMayHaveAParkedRechargeAndNoOpenOne(t *testing.T) {
	t.Parallel()
	for state, want := range map[funds.RechargeState][]string{funds.RechargeOpen: {invariant.RuleStatus}, funds.RechargeParked: nil, funds.RechargeExpired: nil} {
		wallet := funds.NewWallet("u1", fixture.Created)
		wallet.Version, wallet.Status, wallet.Counts.Recharges = 1, funds.WalletClosed, 1
		if state.Waiting() {
			wallet.OpenRecharges = 1
		}
		wantRules(t, invariant.Ledger{Wallet: wallet, Recharges: []funds.Recharge{fixture.RechargeIn(state)}}, want)
	}
}
