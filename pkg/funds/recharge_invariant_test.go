package funds_test

import (
	"slices"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The planted faults of TestVerifyFindsEachKindOfViolation, for recharges.
func TestVerifyFindsEachKindOfViolationOfARecharge(t *testing.T) {
	t.Parallel()
	in := func(l *funds.Ledger, state funds.RechargeState) *funds.Recharge {
		return &l.Recharges[slices.Index(funds.RechargeStates(), state)]
	}
	topUp := func(l *funds.Ledger) *funds.Entry {
		return &l.Entries[slices.IndexFunc(l.Entries, func(e funds.Entry) bool { return e.Type == funds.EntryTopUp })]
	}
	none := func(l *funds.Ledger, state funds.RechargeState) {
		l.Recharges = slices.DeleteFunc(l.Recharges, func(r funds.Recharge) bool { return r.State == state })
	}
	const counts, once, replay = funds.RuleRecharges, funds.RuleOneTopUp, funds.RuleRechargeReplay
	tests := []struct {
		name  string
		plant func(*funds.Ledger)
		rules []string
	}{
		{"the wallet counts one too many", func(l *funds.Ledger) { l.Wallet.Counts.Recharges++ }, []string{counts}},
		{"the wallet counts one too many that wait", func(l *funds.Ledger) { l.Wallet.OpenRecharges++ }, []string{counts}},
		{"the wallet counts one too few that wait", func(l *funds.Ledger) { l.Wallet.OpenRecharges-- }, []string{counts}},
		{"one is lost", func(l *funds.Ledger) { none(l, isExpired) }, []string{counts}},
		{"one is there twice", func(l *funds.Ledger) { l.Recharges = append(l.Recharges, *in(l, isRefused)) }, []string{counts}},
		{"two have one number", func(l *funds.Ledger) { in(l, isParked).Number = 1 }, []string{counts}},
		{"a number is left out", func(l *funds.Ledger) { in(l, isClosed).Number++ }, []string{counts}},
		{"the credited one is lost", func(l *funds.Ledger) { none(l, isCredited) }, []string{counts, once}},
		{"it is credited with nothing", func(l *funds.Ledger) { in(l, isCredited).Credited = 0 }, []string{once}},
		{"it is credited with more than its entry", func(l *funds.Ledger) { in(l, isCredited).Credited++ }, []string{once}},
		{"it is credited with less than nothing", func(l *funds.Ledger) { in(l, isExpired).Credited = -1 }, []string{once}},
		{"what is not credited has a credit", func(l *funds.Ledger) { in(l, isParked).Credited = 1 }, []string{once}},
		{"its entry is another's", func(l *funds.Ledger) { topUp(l).RelatedID = string(in(l, isOpen).ID) }, []string{once}},
		{"its entry is nobody's", func(l *funds.Ledger) { topUp(l).RelatedID = "" }, []string{once}},
		{"its entry is of another kind", func(l *funds.Ledger) { topUp(l).Type = funds.EntryConsumption }, []string{once, funds.RuleSequence, funds.RuleTotals}},
		{"its entry freezes, too", func(l *funds.Ledger) { topUp(l).FrozenBefore--; topUp(l).FrozenAfter++ }, []string{once, funds.RuleChain}},
		{"its entry is there twice", func(l *funds.Ledger) { l.Entries = append(l.Entries, *topUp(l)) }, []string{once, funds.RuleSequence, funds.RuleChain, funds.RuleBalance, funds.RuleTotals}},
		{"it is credited, but ended otherwise", func(l *funds.Ledger) { in(l, isCredited).State = isExpired }, []string{once, replay}},
		{"a state that the lines do not lead to", func(l *funds.Ledger) { in(l, isRefused).State = isExpired }, []string{replay}},
		{"an open one that has ended", func(l *funds.Ledger) { in(l, isRefused).State = isOpen }, []string{counts, replay}},
		{"a line is lost", func(l *funds.Ledger) { r := in(l, isClosed); r.Lines = slices.Delete(slices.Clone(r.Lines), 1, 2) }, []string{replay}},
		{"a line says another state", func(l *funds.Ledger) { in(l, isExpired).Lines[1].To = isRefused }, []string{replay}},
		{"a line says an illegal command", func(l *funds.Ledger) { in(l, isExpired).Lines[1].Command = contradict }, []string{replay}},
		{"two lines of one version", func(l *funds.Ledger) { in(l, isOpen).Lines[1].Version = 1 }, []string{replay}},
		{"a line is younger than its recharge", func(l *funds.Ledger) { r := in(l, isOpen); r.Lines[1].Version = r.Version + 1 }, []string{replay}},
		{"a recharge without lines", func(l *funds.Ledger) { in(l, isOpen).Lines = nil }, []string{replay}},
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
	for state, want := range map[funds.RechargeState][]string{isOpen: {funds.RuleStatus}, isParked: nil, isExpired: nil} {
		wallet := funds.NewWallet("u1", created)
		wallet.Version, wallet.Status, wallet.Counts.Recharges = 1, funds.WalletClosed, 1
		if state.Waiting() {
			wallet.OpenRecharges = 1
		}
		wantRules(t, funds.Ledger{Wallet: wallet, Recharges: []funds.Recharge{rechargeIn(state)}}, want)
	}
}
