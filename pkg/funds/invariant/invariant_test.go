package invariant_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
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
func wholeLedger(t *testing.T) invariant.Ledger {
	t.Helper()
	s := fixture.NewStore()
	policy := fixture.Policy()
	policy.Fee.Fixed = 1_00
	commit := func(change funds.Change, err error) {
		t.Helper()
		if err == nil {
			err = s.Commit(change)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	act := fixture.Act(fixture.Admin, fixture.Late)
	commit(wallet.Touch(act, funds.NewWallet("u1", fixture.Created), nil), nil)
	commit(wallet.Adjust(act, s.Wallets["u1"], 10_000_00, "r", nil))
	for i := range funds.States() {
		request := fixture.RequestOf(funds.Amount(i+1) * 100_00)
		request.ID = funds.NewID([5]byte{0, 0, 0, 0, byte(i)}, fixture.Created)
		if i == isProcessing {
			request.Method = fixture.Channel
		}
		commit(withdrawal.Create(fixture.Act(fixture.User, fixture.Late), s.Wallets["u1"], request, policy))
	}
	at := func(i int) funds.Withdrawal { return s.Withdrawals[s.Order[i]] }
	wallet := func() funds.Wallet { return s.Wallets["u1"] }
	for _, i := range []int{isApproved, isProcessing, isCompleted, isFailed} {
		commit(withdrawal.Approve(act, funds.Wallet{}, at(i), "", policy))
	}
	commit(withdrawal.Dispatch(act, funds.Wallet{}, at(isProcessing), fixture.NoOrder, policy))
	commit(withdrawal.PayManually(act, wallet(), at(isCompleted), funds.Transfer{Number: "T1"}, fixture.Policy()))
	commit(withdrawal.Reject(act, wallet(), at(isRejected), "r"))
	commit(withdrawal.Fail(act, wallet(), at(isFailed), "r", false, funds.Report{}, policy))
	commit(withdrawal.Recall(fixture.Act(fixture.User, fixture.Late), wallet(), at(isCancelled), ""))
	wholeRecharges(t, s, commit)
	return s.Ledger("u1")
}

// wholeRecharges makes one recharge in every state, in the order of [funds.RechargeStates].
func wholeRecharges(t *testing.T, s *fixture.Store, commit func(funds.Change, error)) {
	t.Helper()
	wallet := func() funds.Wallet { return s.Wallets["u1"] }
	for i, state := range funds.RechargeStates() {
		request := fixture.RechargeRequest(funds.Amount(i+1) * 100_00)
		request.ID = funds.NewRechargeID([5]byte{0, 0, 0, 0, byte(i)}, fixture.Created)
		commit(recharge.Create(fixture.Act(fixture.User, fixture.Late), wallet(), request, fixture.Policy()))
		r := func() funds.Recharge { return s.Recharges[request.ID] }
		says := func(gatewayState int) {
			commit(recharge.Settle(fixture.Act(fixture.Machine, fixture.Look), wallet(), r(), fixture.AskedAt(fixture.RechargeIs(gatewayState, request.Amount), fixture.Look), fixture.Policy()))
		}
		says(map[funds.RechargeState]int{funds.RechargeOpen: 1, funds.RechargeParked: 5, funds.RechargeCredited: 2, funds.RechargeRefused: 3, funds.RechargeExpired: 4, funds.RechargeClosed: 5}[state])
		if state == funds.RechargeClosed {
			commit(recharge.Resolve(fixture.Act(fixture.Admin, fixture.Look), wallet(), r(), recharge.ResolveClose, "r", funds.RechargeReport{}))
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
	for _, violation := range invariant.Verify(ledger) {
		t.Error(violation)
	}
	slices.Reverse(ledger.Entries)
	slices.Reverse(ledger.Recharges)
	for i := range ledger.Withdrawals {
		slices.Reverse(ledger.Withdrawals[i].Lines)
	}
	for _, violation := range invariant.Verify(ledger) {
		t.Errorf("in another order: %s", violation)
	}
	if found := invariant.Verify(invariant.Ledger{Wallet: funds.NewWallet("u2", fixture.Created)}); len(found) != 0 {
		t.Errorf("a new wallet: %v", found)
	}
}

// Each row plants one fault, and names the rules that it breaks; more than one where the rules say the same
// thing from two sides.
func TestVerifyFindsEachKindOfViolation(t *testing.T) {
	t.Parallel()
	entry := func(l *invariant.Ledger, entryType funds.EntryType) *funds.Entry {
		return &l.Entries[slices.IndexFunc(l.Entries, func(e funds.Entry) bool { return e.Type == entryType })]
	}
	tests := []struct {
		name  string
		plant func(*invariant.Ledger)
		rules []string
	}{
		{"the balance is more than the entries say", func(l *invariant.Ledger) { l.Wallet.Balance++ }, []string{invariant.RuleBalance, invariant.RuleChain}},
		{"more is frozen than withdrawals ask for", func(l *invariant.Ledger) { l.Wallet.Frozen++ }, []string{invariant.RuleFrozen, invariant.RuleChain}},
		{"more is frozen than there is", func(l *invariant.Ledger) { l.Wallet.Frozen = l.Wallet.Balance + 1 }, []string{invariant.RuleBounds, invariant.RuleFrozen, invariant.RuleChain}},
		{"less than nothing is frozen", func(l *invariant.Ledger) { l.Wallet.Frozen = -1 }, []string{invariant.RuleBounds, invariant.RuleFrozen, invariant.RuleChain}},
		{"the balance is over the bound", func(l *invariant.Ledger) { l.Wallet.Balance = funds.MaxAmount + 1 }, []string{invariant.RuleBounds, invariant.RuleBalance, invariant.RuleChain}},
		{"one unfinished too few", func(l *invariant.Ledger) { l.Wallet.Open-- }, []string{invariant.RuleOpen}},
		{"a wallet's status is a word of nobody's", func(l *invariant.Ledger) { l.Wallet.Status = "actve" }, []string{invariant.RuleStatus}},
		{"a closed wallet holds money", func(l *invariant.Ledger) { l.Wallet.Status = funds.WalletClosed }, []string{invariant.RuleStatus}},
		{"the day's use was not given back", func(l *invariant.Ledger) { l.Wallet.DayUsed += 5 }, []string{invariant.RuleDay}},
		{"a withdrawal of the day counts twice", func(l *invariant.Ledger) { l.Wallet.Today.Asked.Count++ }, []string{invariant.RuleDay}},
		{"the end of one counts as another's", func(l *invariant.Ledger) {
			l.Wallet.Today.Failed, l.Wallet.Today.Cancelled = l.Wallet.Today.Cancelled, l.Wallet.Today.Failed
		}, []string{invariant.RuleDay}},
		{"a withdrawal is of another day", func(l *invariant.Ledger) { l.Withdrawals[isPending].Withdrawal.Day = "2026-02-28" }, []string{invariant.RuleDay}},
		{"too much counts as withdrawn", func(l *invariant.Ledger) { l.Wallet.TotalWithdrawn++ }, []string{invariant.RuleTotals}},
		{"too little counts as recharged", func(l *invariant.Ledger) { l.Wallet.TotalRecharge-- }, []string{invariant.RuleTotals}},
		{"the number of entries is wrong", func(l *invariant.Ledger) { l.Wallet.Counts.Entries++ }, []string{invariant.RuleSequence}},
		{"the number of rows is wrong", func(l *invariant.Ledger) { l.Wallet.Counts.FlowRows++ }, []string{invariant.RuleSequence}},
		{"the number of one type is wrong", func(l *invariant.Ledger) { l.Wallet.Counts.ByType[funds.EntryFreeze]-- }, []string{invariant.RuleSequence}},
		{"an entry's number is one too many", func(l *invariant.Ledger) { l.Entries[len(l.Entries)-1].Seq++ }, []string{invariant.RuleSequence}},
		{"an entry's number within its type is wrong", func(l *invariant.Ledger) { entry(l, funds.EntryUnfreeze).TypeSeq++ }, []string{invariant.RuleSequence}},
		{"an entry's row is wrong", func(l *invariant.Ledger) { entry(l, funds.EntryFreeze).Row++ }, []string{invariant.RuleSequence}},
		{"an entry is lost", func(l *invariant.Ledger) { l.Entries = slices.Delete(l.Entries, 3, 4) }, []string{invariant.RuleSequence, invariant.RuleChain, invariant.RuleMoneyMoves}},
		{"an entry is there twice", func(l *invariant.Ledger) { l.Entries = append(l.Entries, l.Entries[3]) }, []string{invariant.RuleSequence, invariant.RuleChain, invariant.RuleMoneyMoves}},
		{"an entry begins elsewhere than the last one ended", func(l *invariant.Ledger) { l.Entries[4].BalanceBefore++; l.Entries[4].BalanceAfter++ }, []string{invariant.RuleChain}},
		{"a freeze of another amount", func(l *invariant.Ledger) { entry(l, funds.EntryFreeze).FrozenAfter++ }, []string{invariant.RuleChain, invariant.RuleMoneyMoves}},
		{"an entry that a withdrawal has no place for", func(l *invariant.Ledger) {
			l.Entries[0].RelatedType, l.Entries[0].RelatedID, l.Entries[0].Type = funds.RelatedWithdrawal, l.Entries[1].RelatedID, funds.EntryConsumption
		}, []string{invariant.RuleMoneyMoves, invariant.RuleSequence, invariant.RuleTotals}},
		{"an entry of another withdrawal's", func(l *invariant.Ledger) { entry(l, funds.EntryUnfreeze).RelatedID = l.Entries[1].RelatedID }, []string{invariant.RuleMoneyMoves}},
		{"an entry of a withdrawal that is not there", func(l *invariant.Ledger) { l.Withdrawals = slices.Delete(l.Withdrawals, isRejected, isRejected+1) }, []string{invariant.RuleDay, invariant.RuleMoneyMoves}},
		{"money given back of what is unfinished", func(l *invariant.Ledger) {
			h := &l.Withdrawals[isRejected]
			h.Withdrawal.State, h.Lines = funds.StatePending, h.Lines[:1]
		}, []string{invariant.RuleFrozen, invariant.RuleOpen, invariant.RuleDay, invariant.RuleMoneyMoves}},
		{"a fee that eats the amount", func(l *invariant.Ledger) { w := &l.Withdrawals[isPending].Withdrawal; w.Fee = w.Amount }, []string{invariant.RuleMoneyMoves}},
		{"a negative fee", func(l *invariant.Ledger) { l.Withdrawals[isPending].Withdrawal.Fee = -1 }, []string{invariant.RuleMoneyMoves}},
		{"a state that the log does not lead to", func(l *invariant.Ledger) { l.Withdrawals[isApproved].Withdrawal.State = funds.StatePending }, []string{invariant.RuleReplay}},
		{"a line is lost", func(l *invariant.Ledger) { h := &l.Withdrawals[isCompleted]; h.Lines = slices.Delete(h.Lines, 1, 2) }, []string{invariant.RuleReplay}},
		{"a line is there twice", func(l *invariant.Ledger) { h := &l.Withdrawals[isApproved]; h.Lines = append(h.Lines, h.Lines[1]) }, []string{invariant.RuleReplay}},
		{"a line says another state", func(l *invariant.Ledger) { l.Withdrawals[isFailed].Lines[1].To = funds.StateProcessing }, []string{invariant.RuleReplay}},
		{"a line says an illegal command", func(l *invariant.Ledger) { l.Withdrawals[isApproved].Lines[1].Command = funds.CommandRevoke }, []string{invariant.RuleReplay}},
		{"two lines of one version", func(l *invariant.Ledger) { h := &l.Withdrawals[isApproved]; h.Lines[1].Version = 1 }, []string{invariant.RuleReplay}},
		{"a line is younger than its withdrawal", func(l *invariant.Ledger) {
			h := &l.Withdrawals[isApproved]
			h.Lines[1].Version = h.Withdrawal.Version + 1
		}, []string{invariant.RuleReplay}},
		{"a withdrawal without a log", func(l *invariant.Ledger) { l.Withdrawals[isPending].Lines = nil }, []string{invariant.RuleReplay}},
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
		invariant.RuleBounds, invariant.RuleFrozen, invariant.RuleOpen, invariant.RuleBalance, invariant.RuleSequence,
		invariant.RuleChain, invariant.RuleTotals, invariant.RuleDay, invariant.RuleReplay, invariant.RuleMoneyMoves, invariant.RuleStatus,
	} {
		if !planted[rule] {
			t.Errorf("no fault is planted for %q", rule)
		}
	}
}

// wantRules checks which rules a ledger breaks.
func wantRules(t *testing.T, ledger invariant.Ledger, want []string) {
	t.Helper()
	var rules []string
	for _, violation := range invariant.Verify(ledger) {
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

func TestAWalletMayHoldTheGreatestAmount(t *testing.T) {
	t.Parallel()
	s := fixture.NewStore()
	act := fixture.Act(fixture.Admin, fixture.Late)
	for _, step := range []func() (funds.Change, error){
		func() (funds.Change, error) {
			return wallet.Touch(act, funds.NewWallet("u1", fixture.Created), nil), nil
		},
		func() (funds.Change, error) { return wallet.Adjust(act, s.Wallets["u1"], funds.MaxAmount, "r", nil) },
	} {
		if err := s.Commit(fixture.Decided(t)(step())); err != nil {
			t.Fatal(err)
		}
	}
	wantRules(t, s.Ledger("u1"), nil)
}

// What is found says where: an admin has to find it, too.
func TestAViolationSaysWhere(t *testing.T) {
	t.Parallel()
	for want, plant := range map[string]func(*invariant.Ledger){
		"entry 99 (adjustment 1) stands at 1 (1)":    func(l *invariant.Ledger) { l.Entries = l.Entries[:1]; l.Entries[0].Seq = 99 },
		"is number 7, and stands at 6":               func(l *invariant.Ledger) { l.Recharges[5].Number = 7 },
		"closed with a balance of 990000 and 4 open": func(l *invariant.Ledger) { l.Wallet.Status = funds.WalletClosed },
	} {
		ledger := wholeLedger(t)
		plant(&ledger)
		found := invariant.Verify(ledger)
		if !slices.ContainsFunc(found, func(v invariant.Violation) bool { return strings.Contains(v.Detail, want) }) {
			t.Errorf("nothing says %q: %v", want, found)
		}
	}
}
