package funds_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The withdrawals of the ledger below, in this order.
const (
	isPending = iota
	isApproved
	isProcessing
	isCompleted
	isRejected
	isFailed
	isCancelled
)

// wholeLedger is made by the decisions themselves: one withdrawal in every state, each of another
// amount, and one adjustment.
func wholeLedger(t *testing.T) funds.Ledger {
	t.Helper()
	s := newStore()
	policy := testPolicy()
	policy.Fee.Fixed = 1_00
	commit := func(change funds.Change, err error) {
		t.Helper()
		if err == nil {
			err = s.commit(change)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	act := actOf(admin, late)
	commit(funds.Touch(act, funds.NewWallet("u1", created), nil), nil)
	commit(funds.Adjust(act, s.wallets["u1"], 10_000_00, "r", nil))
	for i := range funds.States() {
		request := requestOf(funds.Amount(i+1) * 100_00)
		request.ID = funds.NewID([5]byte{0, 0, 0, 0, byte(i)}, created)
		if i == isProcessing {
			request.Method = channel
		}
		commit(funds.Create(actOf(user, late), s.wallets["u1"], request, policy))
	}
	at := func(i int) funds.Withdrawal { return s.withdrawals[s.order[i]] }
	wallet := func() funds.Wallet { return s.wallets["u1"] }
	for _, i := range []int{isApproved, isProcessing, isCompleted, isFailed} {
		commit(funds.Approve(act, at(i), "", policy))
	}
	commit(funds.Dispatch(act, at(isProcessing), noOrder, policy))
	commit(funds.PayManually(act, wallet(), at(isCompleted), "T1"))
	commit(funds.Reject(act, wallet(), at(isRejected), "r"))
	commit(funds.Fail(act, wallet(), at(isFailed), "r", false, funds.Report{}, policy))
	commit(funds.Recall(actOf(user, late), wallet(), at(isCancelled), ""))
	wholeRecharges(t, s, commit)
	return s.ledger("u1")
}

// wholeRecharges makes one recharge in every state, in the order of [funds.RechargeStates].
func wholeRecharges(t *testing.T, s *store, commit func(funds.Change, error)) {
	t.Helper()
	wallet := func() funds.Wallet { return s.wallets["u1"] }
	for i, state := range funds.RechargeStates() {
		request := rechargeRequest(funds.Amount(i+1) * 100_00)
		request.ID = funds.NewRechargeID([5]byte{0, 0, 0, 0, byte(i)}, created)
		commit(funds.StartRecharge(actOf(user, late), wallet(), request, testPolicy()))
		r := func() funds.Recharge { return s.recharges[request.ID] }
		says := func(gatewayState int) {
			commit(funds.SettleRecharge(actOf(machine, look), wallet(), r(), depositIs(gatewayState, request.Amount), look, testPolicy()))
		}
		says(map[funds.RechargeState]int{isOpen: 1, isParked: 5, isCredited: 2, isRefused: 3, isExpired: 4, isClosed: 5}[state])
		if state == isClosed {
			commit(funds.ResolveRecharge(actOf(admin, look), wallet(), r(), funds.ResolveClose, "r", funds.DepositReport{}))
		}
	}
}

func TestALedgerThatTheDecisionsMadeHasNoViolation(t *testing.T) {
	t.Parallel()
	ledger := wholeLedger(t)
	for i, state := range funds.States() {
		if got := ledger.Withdrawals[i].Withdrawal.State; got != state {
			t.Errorf("withdrawal %d is %s, want %s", i, got, state)
		}
	}
	for i, state := range funds.RechargeStates() {
		if got := ledger.Recharges[i].State; got != state {
			t.Errorf("recharge %d is %s, want %s", i, got, state)
		}
	}
	for _, violation := range funds.Verify(ledger) {
		t.Error(violation)
	}
	slices.Reverse(ledger.Entries)
	slices.Reverse(ledger.Recharges)
	for i := range ledger.Withdrawals {
		slices.Reverse(ledger.Withdrawals[i].Lines)
	}
	for _, violation := range funds.Verify(ledger) {
		t.Errorf("in another order: %s", violation)
	}
	if found := funds.Verify(funds.Ledger{Wallet: funds.NewWallet("u2", created)}); len(found) != 0 {
		t.Errorf("a new wallet: %v", found)
	}
}

// Each row plants one fault, and names the rules that it breaks; more than one where the rules say the same
// thing from two sides.
func TestVerifyFindsEachKindOfViolation(t *testing.T) {
	t.Parallel()
	entry := func(l *funds.Ledger, entryType funds.EntryType) *funds.Entry {
		return &l.Entries[slices.IndexFunc(l.Entries, func(e funds.Entry) bool { return e.Type == entryType })]
	}
	tests := []struct {
		name  string
		plant func(*funds.Ledger)
		rules []string
	}{
		{"the balance is more than the entries say", func(l *funds.Ledger) { l.Wallet.Balance++ }, []string{funds.RuleBalance, funds.RuleChain}},
		{"more is frozen than withdrawals ask for", func(l *funds.Ledger) { l.Wallet.Frozen++ }, []string{funds.RuleFrozen, funds.RuleChain}},
		{"more is frozen than there is", func(l *funds.Ledger) { l.Wallet.Frozen = l.Wallet.Balance + 1 }, []string{funds.RuleBounds, funds.RuleFrozen, funds.RuleChain}},
		{"less than nothing is frozen", func(l *funds.Ledger) { l.Wallet.Frozen = -1 }, []string{funds.RuleBounds, funds.RuleFrozen, funds.RuleChain}},
		{"the balance is over the bound", func(l *funds.Ledger) { l.Wallet.Balance = funds.MaxAmount + 1 }, []string{funds.RuleBounds, funds.RuleBalance, funds.RuleChain}},
		{"one unfinished too few", func(l *funds.Ledger) { l.Wallet.Open-- }, []string{funds.RuleOpen}},
		{"a wallet's status is a word of nobody's", func(l *funds.Ledger) { l.Wallet.Status = "actve" }, []string{funds.RuleStatus}},
		{"a closed wallet holds money", func(l *funds.Ledger) { l.Wallet.Status = funds.WalletClosed }, []string{funds.RuleStatus}},
		{"the day's use was not given back", func(l *funds.Ledger) { l.Wallet.DayUsed += 5 }, []string{funds.RuleDay}},
		{"a withdrawal of the day counts twice", func(l *funds.Ledger) { l.Wallet.Today.Asked.Count++ }, []string{funds.RuleDay}},
		{"the end of one counts as another's", func(l *funds.Ledger) {
			l.Wallet.Today.Failed, l.Wallet.Today.Cancelled = l.Wallet.Today.Cancelled, l.Wallet.Today.Failed
		}, []string{funds.RuleDay}},
		{"a withdrawal is of another day", func(l *funds.Ledger) { l.Withdrawals[isPending].Withdrawal.Day = "2026-02-28" }, []string{funds.RuleDay}},
		{"too much counts as withdrawn", func(l *funds.Ledger) { l.Wallet.TotalWithdrawn++ }, []string{funds.RuleTotals}},
		{"too little counts as recharged", func(l *funds.Ledger) { l.Wallet.TotalRecharge-- }, []string{funds.RuleTotals}},
		{"the number of entries is wrong", func(l *funds.Ledger) { l.Wallet.Counts.Entries++ }, []string{funds.RuleSequence}},
		{"the number of rows is wrong", func(l *funds.Ledger) { l.Wallet.Counts.FlowRows++ }, []string{funds.RuleSequence}},
		{"the number of one type is wrong", func(l *funds.Ledger) { l.Wallet.Counts.ByType[funds.EntryFreeze]-- }, []string{funds.RuleSequence}},
		{"an entry's number is one too many", func(l *funds.Ledger) { l.Entries[len(l.Entries)-1].Seq++ }, []string{funds.RuleSequence}},
		{"an entry's number within its type is wrong", func(l *funds.Ledger) { entry(l, funds.EntryUnfreeze).TypeSeq++ }, []string{funds.RuleSequence}},
		{"an entry's row is wrong", func(l *funds.Ledger) { entry(l, funds.EntryFreeze).Row++ }, []string{funds.RuleSequence}},
		{"an entry is lost", func(l *funds.Ledger) { l.Entries = slices.Delete(l.Entries, 3, 4) }, []string{funds.RuleSequence, funds.RuleChain, funds.RuleMoneyMoves}},
		{"an entry is there twice", func(l *funds.Ledger) { l.Entries = append(l.Entries, l.Entries[3]) }, []string{funds.RuleSequence, funds.RuleChain, funds.RuleMoneyMoves}},
		{"an entry begins elsewhere than the last one ended", func(l *funds.Ledger) { l.Entries[4].BalanceBefore++; l.Entries[4].BalanceAfter++ }, []string{funds.RuleChain}},
		{"a freeze of another amount", func(l *funds.Ledger) { entry(l, funds.EntryFreeze).FrozenAfter++ }, []string{funds.RuleChain, funds.RuleMoneyMoves}},
		{"an entry of another withdrawal's", func(l *funds.Ledger) { entry(l, funds.EntryUnfreeze).RelatedID = l.Entries[1].RelatedID }, []string{funds.RuleMoneyMoves}},
		{"an entry of a withdrawal that is not there", func(l *funds.Ledger) { l.Withdrawals = slices.Delete(l.Withdrawals, isRejected, isRejected+1) }, []string{funds.RuleDay, funds.RuleMoneyMoves}},
		{"money given back of what is unfinished", func(l *funds.Ledger) {
			h := &l.Withdrawals[isRejected]
			h.Withdrawal.State, h.Lines = funds.StatePending, h.Lines[:1]
		}, []string{funds.RuleFrozen, funds.RuleOpen, funds.RuleDay, funds.RuleMoneyMoves}},
		{"a fee that eats the amount", func(l *funds.Ledger) { w := &l.Withdrawals[isPending].Withdrawal; w.Fee = w.Amount }, []string{funds.RuleMoneyMoves}},
		{"a negative fee", func(l *funds.Ledger) { l.Withdrawals[isPending].Withdrawal.Fee = -1 }, []string{funds.RuleMoneyMoves}},
		{"a state that the log does not lead to", func(l *funds.Ledger) { l.Withdrawals[isApproved].Withdrawal.State = funds.StatePending }, []string{funds.RuleReplay}},
		{"a line is lost", func(l *funds.Ledger) { h := &l.Withdrawals[isCompleted]; h.Lines = slices.Delete(h.Lines, 1, 2) }, []string{funds.RuleReplay}},
		{"a line is there twice", func(l *funds.Ledger) { h := &l.Withdrawals[isApproved]; h.Lines = append(h.Lines, h.Lines[1]) }, []string{funds.RuleReplay}},
		{"a line says another state", func(l *funds.Ledger) { l.Withdrawals[isFailed].Lines[1].To = funds.StateProcessing }, []string{funds.RuleReplay}},
		{"a line says an illegal command", func(l *funds.Ledger) { l.Withdrawals[isApproved].Lines[1].Command = funds.CommandRevoke }, []string{funds.RuleReplay}},
		{"two lines of one version", func(l *funds.Ledger) { h := &l.Withdrawals[isApproved]; h.Lines[1].Version = 1 }, []string{funds.RuleReplay}},
		{"a line is younger than its withdrawal", func(l *funds.Ledger) { h := &l.Withdrawals[isApproved]; h.Lines[1].Version = h.Withdrawal.Version + 1 }, []string{funds.RuleReplay}},
		{"a withdrawal without a log", func(l *funds.Ledger) { l.Withdrawals[isPending].Lines = nil }, []string{funds.RuleReplay}},
	}
	planted := map[string]bool{}
	for _, test := range tests {
		for _, rule := range test.rules {
			planted[rule] = true
		}
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ledger := wholeLedger(t)
			test.plant(&ledger)
			wantRules(t, ledger, test.rules)
		})
	}
	for _, rule := range []string{
		funds.RuleBounds, funds.RuleFrozen, funds.RuleOpen, funds.RuleBalance, funds.RuleSequence,
		funds.RuleChain, funds.RuleTotals, funds.RuleDay, funds.RuleReplay, funds.RuleMoneyMoves, funds.RuleStatus,
	} {
		if !planted[rule] {
			t.Errorf("no fault is planted for %q", rule)
		}
	}
}

// wantRules checks which rules a ledger breaks.
func wantRules(t *testing.T, ledger funds.Ledger, want []string) {
	t.Helper()
	var rules []string
	for _, violation := range funds.Verify(ledger) {
		if !slices.Contains(rules, violation.Rule) {
			rules = append(rules, violation.Rule)
		}
		if violation.Subject == "" || violation.Detail == "" || !strings.HasPrefix(violation.String(), violation.Rule) {
			t.Errorf("says too little: %+v", violation)
		}
	}
	want = slices.Clone(want)
	slices.Sort(rules)
	slices.Sort(want)
	if !slices.Equal(rules, want) {
		t.Errorf("found %q, want %q", rules, want)
	}
}
