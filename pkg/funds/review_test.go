package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// moved is a withdrawal after steps of act: what every transition changes.
func moved(w funds.Withdrawal, steps int64, to funds.State, act funds.Act) funds.Withdrawal {
	w.Version += steps
	w.State, w.UpdatedAt, w.Actor, w.CommitID = to, act.At, act.Actor, act.CommitID
	if to.Final() {
		w.EndedAt, w.Watch = act.At, funds.Watch{}
	}
	return w
}

func TestApproveWritesTheWithdrawalAlone(t *testing.T) {
	t.Parallel()
	act := actOf(admin, late)
	change, err := funds.Approve(act, withdrawalIn(funds.StatePending), "好", testPolicy())
	line := lineOf(2, funds.CommandApprove, funds.StatePending, funds.StateApproved, "好", act)
	same(t, mustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: late,
		Withdrawal: &funds.WithdrawalChange{From: 1, To: with(moved(withdrawalIn(funds.StatePending), 1, funds.StateApproved, act), func(w *funds.Withdrawal) {
			w.Review = funds.Review{By: "a1", Note: "好", At: late}
		})},
		Lines: []funds.Line{line}, // of an admin: an item of its own, for the audit
	})
}

func TestMoneyIsGivenBackByOneEntry(t *testing.T) {
	t.Parallel()
	byWallet := func(decide func(funds.Act, funds.Wallet, funds.Withdrawal, string) (funds.Change, error)) func(funds.Act, funds.Withdrawal) (funds.Change, error) {
		return func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return decide(act, walletOf(), w, "原因")
		}
	}
	one := funds.Tally{Count: 1, Amount: 100_00}
	tests := map[string]struct {
		decide  func(funds.Act, funds.Withdrawal) (funds.Change, error)
		actor   funds.Actor
		from    funds.State
		command funds.Command
		to      funds.State
		words   funds.Message
		entry   funds.EntryType
		today   funds.Today
	}{
		"reject":              {byWallet(funds.Reject), admin, funds.StatePending, funds.CommandReject, funds.StateRejected, said(funds.ReasonUnfrozenRejected), funds.EntryUnfreeze, funds.Today{Asked: one, Cancelled: one}},
		"revoke":              {byWallet(funds.Recall), admin, funds.StateApproved, funds.CommandRevoke, funds.StateRejected, said(funds.ReasonUnfrozenRejected), funds.EntryUnfreeze, funds.Today{Asked: one, Cancelled: one}},
		"cancel":              {byWallet(funds.Recall), user, funds.StatePending, funds.CommandCancel, funds.StateCancelled, said(funds.ReasonUnfrozenCancelled), funds.EntryUnfreeze, funds.Today{Asked: one, Cancelled: one}},
		"audit from pending":  {byWallet(funds.AuditReject), admin, funds.StatePending, funds.CommandReject, funds.StateRejected, said(funds.ReasonRefunded), funds.EntryRefund, funds.Today{Asked: one, Cancelled: one}},
		"audit from approved": {byWallet(funds.AuditReject), admin, funds.StateApproved, funds.CommandRevoke, funds.StateRejected, said(funds.ReasonRefunded), funds.EntryRefund, funds.Today{Asked: one, Cancelled: one}},
		"fail": {func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.Fail(act, walletOf(), w, "原因", false, funds.Report{}, testPolicy())
		}, admin, funds.StateApproved, funds.CommandFail, funds.StateFailed, said(funds.ReasonUnfrozenFailed), funds.EntryUnfreeze, funds.Today{Asked: one, Failed: one}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			act := actOf(test.actor, late)
			before := withdrawalIn(test.from)
			entry := entryOf(test.entry, 1, 0, -100_00, test.words, act)
			wallet := entered(entry)
			wallet.Open, wallet.DayUsed, wallet.Today = 0, 0, test.today
			after := moved(before, 1, test.to, act)
			if test.to == funds.StateFailed {
				after.FailReason = "原因"
			} else {
				after.Review = funds.Review{By: test.actor.ID, Note: "原因", At: late}
			}

			change, err := test.decide(act, before)
			same(t, mustDecide(t, change, err), funds.Change{
				CommitID: "c9", At: late,
				Wallet:     &funds.WalletChange{From: 2, To: wallet},
				Withdrawal: &funds.WithdrawalChange{From: before.Version, To: after},
				Entries:    []funds.Entry{entry},
				Lines:      []funds.Line{lineOf(after.Version, test.command, test.from, test.to, "原因", act)},
			})
			if got := after.EndReason(); got != "原因" {
				t.Errorf("the reason shown is %q", got)
			}
		})
	}
}

func TestAReasonIsRequiredToRefuseButNotToGiveUp(t *testing.T) {
	t.Parallel()
	act := actOf(admin, late)
	// The state is wrong too: the reason is asked for first.
	ended := withdrawalIn(funds.StateCompleted)
	change, err := funds.Reject(act, walletOf(), ended, "")
	refusedAs(t, change, err, invalid("reason"))
	change, err = funds.Fail(act, walletOf(), ended, "", false, funds.Report{}, testPolicy())
	refusedAs(t, change, err, invalid("reason"))
	for state, words := range map[funds.State]funds.Message{funds.StatePending: said(funds.ReasonRecalled), funds.StateApproved: said(funds.ReasonRecalled)} {
		change, err = funds.Recall(act, walletOf(), withdrawalIn(state), "")
		if got := mustDecide(t, change, err).Withdrawal.To.EndReason(); got != words {
			t.Errorf("a %s one that was given up shows the reason %q", state, got)
		}
	}
}

// decisions are those that a person makes about a withdrawal, and the one state (or two) each is legal in.
func decisions() map[string]struct {
	decide func(funds.Act, funds.Withdrawal) (funds.Change, error)
	from   []funds.State
} {
	policy := testPolicy()
	type decision = struct {
		decide func(funds.Act, funds.Withdrawal) (funds.Change, error)
		from   []funds.State
	}
	from := func(states ...funds.State) []funds.State { return states }
	return map[string]decision{
		"approve": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) { return funds.Approve(a, w, "", policy) }, from(funds.StatePending)},
		"reject": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.Reject(a, walletOf(), w, "r")
		}, from(funds.StatePending)},
		"recall": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.Recall(a, walletOf(), w, "r")
		}, from(funds.StatePending, funds.StateApproved)},
		"audit approve": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.AuditApprove(a, w, "r", policy)
		}, from(funds.StatePending, funds.StateApproved)},
		"audit reject": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.AuditReject(a, walletOf(), w, "r")
		}, from(funds.StatePending, funds.StateApproved)},
		"confirm": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.Confirm(a, walletOf(), w, byHandPolicy())
		}, from(funds.StatePending, funds.StateApproved)},
		"pay manually": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.PayManually(a, walletOf(), w, "T1")
		}, from(funds.StateApproved)},
		"approve and pay": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.ApproveAndPay(a, walletOf(), w, byHandPolicy())
		}, from(funds.StatePending)},
		"dispatch": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.Dispatch(a, w, noOrder, policy)
		}, from(funds.StateApproved)},
		"approve and dispatch": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.ApproveAndDispatch(a, w, noOrder, policy)
		}, from(funds.StatePending)},
		"resend": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			w.NeedsAttention, w.Parked = true, true
			return funds.Resend(a, w, policy)
		}, from(funds.StateProcessing)},
		"fail": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return funds.Fail(a, walletOf(), w, "r", false, funds.Report{Outcome: funds.OutcomeRefused}, policy)
		}, from(funds.StateApproved, funds.StateProcessing)},
	}
}

func TestADecisionIsLegalInItsOwnStatesOnly(t *testing.T) {
	t.Parallel()
	for name, test := range decisions() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, state := range append([]funds.State{funds.StateNone}, funds.States()...) {
				isLegal := false
				for _, from := range test.from {
					isLegal = isLegal || from == state
				}
				change, err := test.decide(actOf(admin, late), withdrawalIn(state))
				if isLegal {
					mustDecide(t, change, err)
					continue
				}
				refusedAs(t, change, err, funds.ErrIllegal)
				if facts := refusalOf(t, err).Facts; facts.State != state || facts.Command == "" {
					t.Errorf("in %q the facts are %+v", state, facts)
				}
			}
		})
	}
}

func TestNobodyDecidesAboutTheirOwnMoneyAsAnAdmin(t *testing.T) {
	t.Parallel()
	for name, test := range decisions() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, from := range test.from {
				change, err := test.decide(actOf(self, late), withdrawalIn(from))
				refusedAs(t, change, err, funds.ErrForbidden)
			}
		})
	}
	change, err := funds.Recall(actOf(user, late), walletOf(), withdrawalIn(funds.StatePending), "")
	mustDecide(t, change, err) // as a user, it is theirs to give up
}

func TestADecisionDoesNotTouchWhatItWasGiven(t *testing.T) {
	t.Parallel()
	kept := make([]funds.Line, 1, 4)
	w := withdrawalIn(funds.StateProcessing)
	w.Lines = kept
	first, err := funds.Settle(actOf(machine, late), walletOf(), w, funds.Report{Outcome: funds.OutcomeOpen, Detail: "one"}, testPolicy())
	first = mustDecide(t, first, err)
	second, err := funds.Settle(actOf(machine, late), walletOf(), w, funds.Report{Outcome: funds.OutcomeOpen, Detail: "two"}, testPolicy())
	mustDecide(t, second, err)
	if got := first.Withdrawal.To.Lines; len(got) != 2 || got[1].Message != "one" {
		t.Errorf("two decisions share the memory of their lines: %+v", got)
	}
	wallet := walletOf()
	change, err := funds.Reject(actOf(admin, late), wallet, withdrawalIn(funds.StatePending), "r")
	mustDecide(t, change, err)
	same(t, wallet, walletOf())
}
