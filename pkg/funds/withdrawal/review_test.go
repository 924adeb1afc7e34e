package withdrawal_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func TestApproveWritesTheWithdrawalAlone(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	change, err := withdrawal.Approve(act, funds.Wallet{}, fixture.WithdrawalIn(funds.StatePending), "好", fixture.Policy())
	line := fixture.LineOf(2, funds.CommandApprove, funds.StatePending, funds.StateApproved, "好", act)
	fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
		CommitID: "c9", At: fixture.Late,
		Withdrawal: &funds.WithdrawalChange{From: 1, To: fixture.With(fixture.Moved(fixture.WithdrawalIn(funds.StatePending), 1, funds.StateApproved, act), func(w *funds.Withdrawal) {
			w.Review = funds.Review{By: "a1", Note: "好", At: fixture.Late}
		})},
		Lines: []funds.Line{line}, // of an admin: an item of its own, for the audit
	})
}

func TestMoneyIsGivenBackByOneEntry(t *testing.T) {
	t.Parallel()
	byWallet := func(decide func(funds.Act, funds.Wallet, funds.Withdrawal, string) (funds.Change, error)) func(funds.Act, funds.Withdrawal) (funds.Change, error) {
		return func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return decide(act, fixture.WalletOf(), w, "原因")
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
		"reject":              {byWallet(withdrawal.Reject), fixture.Admin, funds.StatePending, funds.CommandReject, funds.StateRejected, fixture.Said(ledger.ReasonUnfrozenRejected), funds.EntryUnfreeze, funds.Today{Asked: one, Cancelled: one}},
		"revoke":              {byWallet(withdrawal.Recall), fixture.Admin, funds.StateApproved, funds.CommandRevoke, funds.StateRejected, fixture.Said(ledger.ReasonUnfrozenRejected), funds.EntryUnfreeze, funds.Today{Asked: one, Cancelled: one}},
		"cancel":              {byWallet(withdrawal.Recall), fixture.User, funds.StatePending, funds.CommandCancel, funds.StateCancelled, fixture.Said(ledger.ReasonUnfrozenCancelled), funds.EntryUnfreeze, funds.Today{Asked: one, Cancelled: one}},
		"audit from pending":  {byWallet(withdrawal.AuditReject), fixture.Admin, funds.StatePending, funds.CommandReject, funds.StateRejected, fixture.Said(ledger.ReasonRefunded), funds.EntryRefund, funds.Today{Asked: one, Cancelled: one}},
		"audit from approved": {byWallet(withdrawal.AuditReject), fixture.Admin, funds.StateApproved, funds.CommandRevoke, funds.StateRejected, fixture.Said(ledger.ReasonRefunded), funds.EntryRefund, funds.Today{Asked: one, Cancelled: one}},
		"fail": {func(act funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Fail(act, fixture.WalletOf(), w, "原因", false, funds.Report{}, fixture.Policy())
		}, fixture.Admin, funds.StateApproved, funds.CommandFail, funds.StateFailed, fixture.Said(ledger.ReasonUnfrozenFailed), funds.EntryUnfreeze, funds.Today{Asked: one, Failed: one}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			act := fixture.Act(test.actor, fixture.Late)
			before := fixture.WithdrawalIn(test.from)
			entry := fixture.EntryOf(test.entry, 1, 0, -100_00, test.words, act)
			wallet := fixture.Entered(entry)
			wallet.Open, wallet.DayUsed, wallet.Today = 0, 0, test.today
			after := fixture.Moved(before, 1, test.to, act)
			if test.to == funds.StateFailed {
				after.FailReason = "原因"
			} else {
				after.Review = funds.Review{By: test.actor.ID, Note: "原因", At: fixture.Late}
			}

			lines := []funds.Line{fixture.LineOf(after.Version, test.command, test.from, test.to, "原因", act)}
			if test.actor == fixture.User { // an admin's are in the audit, which finds log items
				after.Lines = lines
			}

			change, err := test.decide(act, before)
			fixture.Same(t, fixture.MustDecide(t, change, err), funds.Change{
				CommitID: "c9", At: fixture.Late,
				Wallet:     &funds.WalletChange{From: 2, To: wallet},
				Withdrawal: &funds.WithdrawalChange{From: before.Version, To: after},
				Entries:    []funds.Entry{entry},
				Lines:      lines,
			})
			if got := after.EndReason(); got != "原因" {
				t.Errorf("the reason shown is %q", got)
			}
		})
	}
}

func TestAReasonIsRequiredToRefuseButNotToGiveUp(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	// The state is wrong too: the reason is asked for first.
	ended := fixture.WithdrawalIn(funds.StateCompleted)
	change, err := withdrawal.Reject(act, fixture.WalletOf(), ended, "")
	fixture.RefusedAs(t, change, err, fixture.Invalid("reason"))
	change, err = withdrawal.Fail(act, fixture.WalletOf(), ended, "", false, funds.Report{}, fixture.Policy())
	fixture.RefusedAs(t, change, err, fixture.Invalid("reason"))
	for state, words := range map[funds.State]funds.Message{funds.StatePending: fixture.Said(funds.ReasonRecalled), funds.StateApproved: fixture.Said(funds.ReasonRecalled)} {
		change, err = withdrawal.Recall(act, fixture.WalletOf(), fixture.WithdrawalIn(state), "")
		if got := fixture.MustDecide(t, change, err).Withdrawal.To.EndReason(); got != words {
			t.Errorf("a %s one that was given up shows the reason %q", state, got)
		}
	}
}

func TestWhatIsWrittenAboutADecisionIsChecked(t *testing.T) {
	t.Parallel()
	act, wallet, policy := fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), fixture.Policy()
	pending, approved := fixture.WithdrawalIn(funds.StatePending), fixture.WithdrawalIn(funds.StateApproved)
	const hidden = "资料\u200b不符"
	refused := func(field string) func(funds.Change, error) {
		return func(change funds.Change, err error) {
			t.Helper()
			fixture.RefusedAs(t, change, err, fixture.Invalid(field))
		}
	}
	refused("note")(withdrawal.Approve(act, funds.Wallet{}, pending, hidden, policy))
	refused("note")(withdrawal.AuditApprove(act, funds.Wallet{}, pending, hidden, policy))
	refused("note")(withdrawal.AuditApprove(act, funds.Wallet{}, approved, hidden, policy))
	refused("reason")(withdrawal.Reject(act, wallet, pending, hidden))
	refused("reason")(withdrawal.Recall(act, wallet, pending, hidden))
	refused("reason")(withdrawal.AuditReject(act, wallet, approved, hidden))
	refused("reason")(withdrawal.Fail(act, wallet, approved, hidden, false, funds.Report{}, policy))
	if change, err := withdrawal.Reject(act, wallet, pending, "第一行\n第二行"); err != nil {
		t.Errorf("%+v, %v for a reason of two lines", change, err)
	}
}

// decisions are those that a person makes about a withdrawal, and the one state (or two) each is legal in.
func decisions() map[string]struct {
	decide func(funds.Act, funds.Withdrawal) (funds.Change, error)
	from   []funds.State
} {
	policy := fixture.Policy()
	type decision = struct {
		decide func(funds.Act, funds.Withdrawal) (funds.Change, error)
		from   []funds.State
	}
	from := func(states ...funds.State) []funds.State { return states }
	return map[string]decision{
		"approve": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Approve(a, funds.Wallet{}, w, "", policy)
		}, from(funds.StatePending)},
		"reject": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Reject(a, fixture.WalletOf(), w, "r")
		}, from(funds.StatePending)},
		"recall": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Recall(a, fixture.WalletOf(), w, "r")
		}, from(funds.StatePending, funds.StateApproved)},
		"audit approve": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.AuditApprove(a, funds.Wallet{}, w, "r", policy)
		}, from(funds.StatePending, funds.StateApproved)},
		"audit reject": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.AuditReject(a, fixture.WalletOf(), w, "r")
		}, from(funds.StatePending, funds.StateApproved)},
		"confirm": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Confirm(a, fixture.WalletOf(), w, fixture.ByHandPolicy())
		}, from(funds.StatePending, funds.StateApproved)},
		"pay manually": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.PayManually(a, fixture.WalletOf(), w, funds.Transfer{Number: "T1"}, fixture.Policy())
		}, from(funds.StateApproved)},
		"approve and pay": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.ApproveAndPay(a, fixture.WalletOf(), w, fixture.ByHandPolicy())
		}, from(funds.StatePending)},
		"dispatch": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Dispatch(a, funds.Wallet{}, w, fixture.NoOrder, policy)
		}, from(funds.StateApproved)},
		"approve and dispatch": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.ApproveAndDispatch(a, funds.Wallet{}, w, fixture.NoOrder, policy)
		}, from(funds.StatePending)},
		"resend": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			w.NeedsAttention, w.Parked = true, true
			return withdrawal.Resend(a, funds.Wallet{}, w, policy)
		}, from(funds.StateProcessing)},
		"fail": {func(a funds.Act, w funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Fail(a, fixture.WalletOf(), w, "r", false, funds.Report{Outcome: funds.OutcomeRefused}, policy)
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
				change, err := test.decide(fixture.Act(fixture.Admin, fixture.Late), fixture.WithdrawalIn(state))
				if isLegal {
					fixture.MustDecide(t, change, err)
					continue
				}
				fixture.RefusedAs(t, change, err, funds.ErrIllegal)
				if facts := fixture.RefusalOf(t, err).Facts; facts.State != state || facts.Command == "" {
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
				change, err := test.decide(fixture.Act(fixture.Self, fixture.Late), fixture.WithdrawalIn(from))
				fixture.RefusedAs(t, change, err, funds.ErrForbidden)
			}
		})
	}
	change, err := withdrawal.Cancel(fixture.Act(fixture.User, fixture.Late), fixture.WalletOf(), fixture.WithdrawalIn(funds.StatePending))
	fixture.MustDecide(t, change, err) // as a user, it is theirs to give up
}

func TestADecisionDoesNotTouchWhatItWasGiven(t *testing.T) {
	t.Parallel()
	kept := make([]funds.Line, 1, 4)
	w := fixture.WithdrawalIn(funds.StateProcessing)
	w.Lines = kept
	first, err := withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), fixture.WalletOf(), w, funds.Report{Outcome: funds.OutcomeOpen, Detail: "one"}, fixture.Policy())
	first = fixture.MustDecide(t, first, err)
	second, err := withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), fixture.WalletOf(), w, funds.Report{Outcome: funds.OutcomeOpen, Detail: "two"}, fixture.Policy())
	fixture.MustDecide(t, second, err)
	if got := first.Withdrawal.To.Lines; len(got) != 2 || got[1].Message != "one" {
		t.Errorf("two decisions share the memory of their lines: %+v", got)
	}
	wallet := fixture.WalletOf()
	change, err := withdrawal.Reject(fixture.Act(fixture.Admin, fixture.Late), wallet, fixture.WithdrawalIn(funds.StatePending), "r")
	fixture.MustDecide(t, change, err)
	fixture.Same(t, wallet, fixture.WalletOf())
}
