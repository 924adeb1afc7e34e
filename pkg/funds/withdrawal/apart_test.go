package withdrawal_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// smallRules is a policy with rules, none of which asks for a second person below 5,000.00.
func smallRules(edits ...func(*funds.Policy)) funds.Policy {
	return twoOf(append(edits, func(p *funds.Policy) { p.Controls.Rules[0].Above = 5_000_00 })...)
}

func TestWhoAsksInAUsersNameNeitherApprovesNorPays(t *testing.T) {
	t.Parallel()
	policy := smallRules()
	made := func(by funds.Actor) funds.Withdrawal {
		change := fixture.Decided(t)(withdrawal.Create(fixture.Act(by, fixture.Late), fixture.WalletOf(), fixture.RequestOf(100_00), policy))
		return change.Withdrawal.To
	}
	pending := made(funds.Actor{Role: funds.RoleAdmin, ID: "a1"})
	if pending.KnownPayee {
		t.Error("what an admin asks for is to a known payee")
	}
	for _, sub := range []string{"a1", "a1-phone"} {
		change, err := withdrawal.Approve(by(sub), fixture.WalletOf(), pending, "", policy)
		if got := fixture.RefusalOf(t, err); !change.Empty() || got.Reason != withdrawal.ReasonMakerApart {
			t.Errorf("%s: %+v", sub, got)
		}
	}
	approved := approvedBy(t, policy, pending, "a2")
	change, err := withdrawal.Dispatch(by("a1"), fixture.WalletOf(), approved, fixture.NoOrder, policy)
	if got := fixture.RefusalOf(t, err); !change.Empty() || got.Reason != withdrawal.ReasonMakerApart {
		t.Errorf("the maker sends it: %+v", got)
	}
	for who, pending := range map[string]funds.Withdrawal{
		"the user's own":              made(fixture.User),
		"a service's":                 made(funds.Actor{Role: funds.RoleService, ID: "a1"}),
		"one who is not listed again": made(funds.Actor{Role: funds.RoleAdmin, ID: "gone"}),
	} {
		if got := approvedBy(t, policy, pending, "a1"); got.State != funds.StateApproved {
			t.Errorf("%s is %s", who, got.State)
		}
	}
	alone := fixture.Policy()
	change = fixture.Decided(t)(withdrawal.Approve(by("a1"), fixture.WalletOf(), pending, "", alone))
	if change.Withdrawal.To.State != funds.StateApproved {
		t.Error("where one person is enough, somebody stands apart")
	}
}

func TestAServiceIsNoSecondPersonForWhatOneFilledAlone(t *testing.T) {
	t.Parallel()
	policy, service := smallRules(), fixture.Act(funds.Actor{Role: funds.RoleService, ID: "s"}, fixture.Late)
	pending := fixture.OfMethod(funds.StatePending, funds.MethodBank)
	filled := fixture.WalletOf()
	if err := filled.FillAlone("li", fixture.Late); err != nil {
		t.Fatal(err)
	}
	change, err := withdrawal.Confirm(service, filled, pending, policy)
	if got := fixture.RefusalOf(t, err); !change.Empty() || got.Reason != withdrawal.ReasonApprovalsShort || got.Facts.Count != 1 {
		t.Errorf("%+v", got)
	}
	asked := fixture.With(pending, func(w *funds.Withdrawal) { w.Maker, w.AskedBy = "a1", funds.RoleAdmin })
	change, err = withdrawal.Confirm(service, fixture.WalletOf(), asked, policy)
	if got := fixture.RefusalOf(t, err); !change.Empty() || got.Reason != withdrawal.ReasonApprovalsShort {
		t.Errorf("what an admin asked for: %+v", got)
	}
	for _, test := range []struct {
		wallet funds.Wallet
		policy funds.Policy
	}{{fixture.WalletOf(), policy}, {filled, fixture.Policy()}} {
		if got := fixture.Decided(t)(withdrawal.Confirm(service, test.wallet, pending, test.policy)).Withdrawal.To.State; got != funds.StateCompleted {
			t.Errorf("confirmed, it is %s", got)
		}
	}
}

func TestWhoeverFilledAWalletIsKnownByEachOfTheirNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"li", "a1", "a1-phone"} { // noted by their account before anybody was listed
		filled := fixture.WalletOf()
		if err := filled.FillAlone(name, fixture.Late); err != nil {
			t.Fatal(err)
		}
		change, err := withdrawal.Approve(by("a1"), filled, fixture.WithdrawalIn(funds.StatePending), "", smallRules())
		if got := fixture.RefusalOf(t, err); !change.Empty() || got.Reason != withdrawal.ReasonAdjusterApart {
			t.Errorf("%s: %+v", name, got)
		}
		if got := approvedBy(t, smallRules(), fixture.WithdrawalIn(funds.StatePending), "a2"); got.State != funds.StateApproved {
			t.Error("another may")
		}
	}
}

func TestWhatWasApprovedAndHasNoHashIsNotWhatWasApproved(t *testing.T) {
	t.Parallel()
	policy := twoOf()
	approved := approvedBy(t, policy, fixture.WithdrawalIn(funds.StatePending), "a1", "a2")
	approved.ContentHash = ""
	change, err := withdrawal.Dispatch(by("a3"), fixture.WalletOf(), approved, fixture.NoOrder, policy)
	if got := fixture.RefusalOf(t, err); !change.Empty() || got.Reason != withdrawal.ReasonContentChanged {
		t.Errorf("%+v", got)
	}
	if flagged := fixture.Decided(t)(withdrawal.Flag(by("a3"), approved)); !flagged.Withdrawal.To.NeedsAttention {
		t.Error("nobody is asked for")
	}
}

// An answer may be lost: whoever approved it may say so again, whatever the others have made of it since.
func TestWhoApprovedItMaySayItAgainAtAnyTime(t *testing.T) {
	t.Parallel()
	policy := twoOf()
	approved := approvedBy(t, policy, fixture.WithdrawalIn(funds.StatePending), "a1", "a2")
	sent := fixture.Decided(t)(withdrawal.Dispatch(by("a3"), fixture.WalletOf(), approved, fixture.NoOrder, policy)).Withdrawal.To
	revoked := fixture.Decided(t)(withdrawal.Recall(by("a3"), fixture.WalletOf(), approved, "")).Withdrawal.To
	for name, test := range map[string]struct {
		w       funds.Withdrawal
		refused bool
	}{"approved": {approved, false}, "sent": {sent, false}, "revoked": {revoked, true}} {
		for _, sub := range []string{"a1", "a2"} {
			change, err := withdrawal.Approve(by(sub), fixture.WalletOf(), test.w, "", policy)
			if !change.Empty() || (err != nil) != test.refused {
				t.Errorf("%s, by %s: %+v, %v", name, sub, change, err)
			}
			change, err = withdrawal.AuditApprove(by(sub), fixture.WalletOf(), test.w, "又", policy)
			if !change.Empty() || (err != nil) != test.refused {
				t.Errorf("%s, audited by %s: %+v, %v", name, sub, change, err)
			}
		}
		change, err := withdrawal.Approve(by("a3"), fixture.WalletOf(), test.w, "", policy)
		fixture.RefusedAs(t, change, err, funds.ErrIllegal)
	}
}

// What one approved before anybody was counted is endorsed first, by whichever contract, and paid then: before, nothing
// is stored that the database could hold a payout to.
func TestWhatBecameShortIsEndorsedBeforeItIsPaid(t *testing.T) {
	t.Parallel()
	alone := approvedBy(t, smallRules(), fixture.OfMethod(funds.StatePending, funds.MethodBank), "a1")
	endorsed := fixture.Decided(t)(withdrawal.ApproveAndPay(by("a2"), fixture.WalletOf(), alone, twoOf())).Withdrawal.To
	if endorsed.State != funds.StateApproved || endorsed.Need != 2 || len(endorsed.Approvals) != 2 {
		t.Fatalf("%+v", endorsed)
	}
	paid := fixture.Decided(t)(withdrawal.PayManually(by("a3"), fixture.WalletOf(), endorsed, funds.Transfer{Number: "TX1"}, twoOf())).Withdrawal.To
	if paid.State != funds.StateCompleted {
		t.Errorf("it is %s", paid.State)
	}
}

// A remark on what is approved is nobody's review, and takes nobody's place.
func TestARemarkTakesNobodysPlace(t *testing.T) {
	t.Parallel()
	policy := smallRules()
	approved := approvedBy(t, policy, fixture.With(fixture.WithdrawalIn(funds.StatePending), func(w *funds.Withdrawal) { w.Maker = "a1" }), "a2")
	change, err := withdrawal.AuditApprove(by("a1"), fixture.WalletOf(), approved, "r", policy)
	if got := fixture.RefusalOf(t, err); !change.Empty() || got.Reason != withdrawal.ReasonMakerApart {
		t.Errorf("whoever asked for it: %+v", got)
	}
	later := by("a3")
	later.At = later.At.Add(1e9)
	noted := fixture.Decided(t)(withdrawal.AuditApprove(later, fixture.WalletOf(), approved, "r", policy)).Withdrawal.To
	if noted.Review.By != "a2" || !noted.Review.At.Equal(approved.Review.At) || noted.Review.Note != funds.Text("r") {
		t.Errorf("%+v", noted.Review)
	}
}
