package withdrawal_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// refusedBecause checks why a decision was refused, and that it writes nothing.
func refusedBecause(t *testing.T, change funds.Change, err error, reason funds.Reason) *funds.Error {
	t.Helper()
	refused := fixture.RefusalOf(t, err)
	if refused.Reason != reason || !change.Empty() {
		t.Errorf("%v, writes %+v; want %s", err, change, reason)
	}
	return refused
}

// program is a service's act.
func program() funds.Act {
	return fixture.Act(funds.Actor{Role: funds.RoleService, ID: "s1"}, fixture.Late)
}

// payerApart keeps who approved from paying by hand.
func payerApart(p *funds.Policy) { p.Controls.PayerApart = true }

func TestNobodyApprovesFurtherWhatIsNotWhatWasEndorsed(t *testing.T) {
	t.Parallel()
	policy := twoOf()
	endorsed := approvedBy(t, policy, fixture.WithdrawalIn(funds.StatePending), "a1")
	changed := fixture.With(endorsed, func(w *funds.Withdrawal) { w.Target.Account = "0349999999" })
	for _, sub := range []string{"a1", "a2"} { // who said so before hears it too
		change, err := withdrawal.Approve(by(sub), fixture.WalletOf(), changed, "", policy)
		refusedBecause(t, change, err, withdrawal.ReasonContentChanged)
	}
	for name, decide := range map[string]func() (funds.Change, error){
		"by hand": func() (funds.Change, error) {
			return withdrawal.PayManually(by("a3"), fixture.WalletOf(), changed, funds.Transfer{}, policy)
		},
		"by the channel": func() (funds.Change, error) {
			return withdrawal.Dispatch(by("a3"), fixture.WalletOf(), changed, fixture.NoOrder, policy)
		},
	} {
		change, err := decide()
		t.Log(name)
		refusedBecause(t, change, err, withdrawal.ReasonContentChanged)
	}
	approved := approvedBy(t, policy, endorsed, "a2")
	approved.Target.Account = "0349999999"
	change, err := withdrawal.AuditApprove(by("a1"), fixture.WalletOf(), approved, "r", policy)
	refusedBecause(t, change, err, withdrawal.ReasonContentChanged)
}

func TestAProgramIsNoneOfSeveralPeople(t *testing.T) {
	t.Parallel()
	policy := twoOf()
	pending := fixture.WithdrawalIn(funds.StatePending)
	for name, test := range map[string]struct {
		w     funds.Withdrawal
		short int64
	}{"nobody has approved it": {pending, 2}, "one of two has": {approvedBy(t, policy, pending, "a1"), 1}} {
		change, err := withdrawal.Approve(program(), fixture.WalletOf(), test.w, "", policy)
		if refused := refusedBecause(t, change, err, withdrawal.ReasonApprovalsShort); refused.Code != funds.CodeApproval || refused.Facts.Count != test.short {
			t.Errorf("%s: %+v", name, refused)
		}
	}
}

func TestAnEndorsementsNoteIsReadAsAnyOther(t *testing.T) {
	t.Parallel()
	change, err := withdrawal.Approve(by("a1"), fixture.WalletOf(), fixture.WithdrawalIn(funds.StatePending), "a\u202eb", twoOf())
	fixture.RefusedAs(t, change, err, fixture.Invalid("note"))
}

// What one reviewed before anybody was counted is that one's approval, but not one that may be repeated for ever.
func TestAReviewThatNobodyCountedIsNotRepeatedAfterThePayout(t *testing.T) {
	t.Parallel()
	reviewed := fixture.With(fixture.WithdrawalIn(funds.StateApproved), func(w *funds.Withdrawal) { w.Review = funds.Review{By: "a1", At: fixture.Created} })
	approved := approvedBy(t, twoOf(), reviewed, "a2")
	sent := fixture.Decided(t)(withdrawal.Dispatch(by("a3"), fixture.WalletOf(), approved, fixture.NoOrder, twoOf())).Withdrawal.To
	change, err := withdrawal.Approve(by("a1"), fixture.WalletOf(), sent, "", twoOf())
	fixture.RefusedAs(t, change, err, funds.ErrIllegal)
	if change := fixture.Decided(t)(withdrawal.Approve(by("a2"), fixture.WalletOf(), sent, "", twoOf())); !change.Empty() {
		t.Errorf("who was counted says it again: %+v", change)
	}
	uncounted := fixture.With(reviewed, func(w *funds.Withdrawal) {
		w.Need, w.ApprovedType, w.Approvals = 2, "1", []funds.Approval{{Person: "li"}, {Person: "wang"}}
	})
	fixture.Decided(t)(withdrawal.Dispatch(by("a3"), fixture.WalletOf(), uncounted, fixture.NoOrder, twoOf())) // there is no hash to compare with
}

func TestOnesOwnIsRefusedBeforeItsState(t *testing.T) {
	t.Parallel()
	policy := twoOf()
	theirs := funds.Wallet{UserID: "a3", Status: funds.WalletActive, Version: 2, Balance: 1000_00, Frozen: 100_00}
	pending := fixture.With(fixture.WithdrawalIn(funds.StatePending), func(w *funds.Withdrawal) { w.UserID = "a3" })
	approved := pending
	for _, sub := range []string{"a1", "a2"} {
		approved = fixture.Decided(t)(withdrawal.Approve(by(sub), theirs, approved, "", policy)).Withdrawal.To
	}
	for name, decide := range map[string]func() (funds.Change, error){
		"approve once more": func() (funds.Change, error) { return withdrawal.Approve(by("a3"), theirs, approved, "", policy) },
		"confirm":           func() (funds.Change, error) { return withdrawal.Confirm(by("a3"), theirs, pending, policy) },
		"pay by hand": func() (funds.Change, error) {
			return withdrawal.PayManually(by("a3"), theirs, pending, funds.Transfer{}, policy)
		},
		"dispatch": func() (funds.Change, error) {
			return withdrawal.Dispatch(by("a3"), theirs, pending, fixture.NoOrder, policy)
		},
	} {
		change, err := decide()
		t.Log(name)
		fixture.RefusedAs(t, change, err, funds.ErrForbidden)
	}
}

// A confirmation says that money has left: it is nobody's approval, be it the last one.
func TestAConfirmationIsNoApprovalOfSeveral(t *testing.T) {
	t.Parallel()
	policy := twoOf()
	pending := fixture.OfMethod(funds.StatePending, funds.MethodBank)
	for name, test := range map[string]struct {
		w     funds.Withdrawal
		short int64
	}{"nobody has approved it": {pending, 2}, "one of two has": {approvedBy(t, policy, pending, "a1"), 1}} {
		for _, act := range []funds.Act{by("a2"), program()} {
			change, err := withdrawal.Confirm(act, fixture.WalletOf(), test.w, policy)
			if refused := refusedBecause(t, change, err, withdrawal.ReasonApprovalsShort); refused.Facts.Count != test.short {
				t.Errorf("%s, by %s: %d are missing", name, act.Actor.Role, refused.Facts.Count)
			}
		}
	}
	approved := approvedBy(t, policy, pending, "a1", "a2")
	if w := fixture.Decided(t)(withdrawal.Confirm(program(), fixture.WalletOf(), approved, policy)).Withdrawal.To; w.State != funds.StateCompleted {
		t.Errorf("what enough people have approved is %s", w.State)
	}
	filled := fixture.WalletOf()
	if err := filled.FillAlone("li", fixture.Late); err != nil {
		t.Fatal(err)
	}
	change, err := withdrawal.Confirm(by("a1"), filled, pending, smallRules())
	refusedBecause(t, change, err, withdrawal.ReasonAdjusterApart)
}

func TestWhatIsEndorsedOnlySaysHowManyAreMissing(t *testing.T) {
	t.Parallel()
	policy := twoOf()
	endorsed := approvedBy(t, policy, fixture.WithdrawalIn(funds.StatePending), "a1")
	change, err := withdrawal.PayManually(by("a3"), fixture.WalletOf(), endorsed, funds.Transfer{}, policy)
	refusedBecause(t, change, err, withdrawal.ReasonApprovalsShort)
	change, err = withdrawal.Dispatch(by("a3"), fixture.WalletOf(), endorsed, fixture.NoOrder, policy)
	if refused := refusedBecause(t, change, err, withdrawal.ReasonApprovalsShort); refused.Facts.Count != 1 {
		t.Errorf("%d are missing", refused.Facts.Count)
	}
	change, err = withdrawal.PayManually(by("a3"), fixture.WalletOf(), fixture.WithdrawalIn(funds.StatePending), funds.Transfer{}, fixture.Policy())
	fixture.RefusedAs(t, change, err, funds.ErrIllegal) // where one is enough, it is the state
}

func TestWhoPaysByHandIsHeldApartByTheDatabaseWhereThePolicySaysSo(t *testing.T) {
	t.Parallel()
	paid := func(act funds.Act, edits ...func(*funds.Policy)) *funds.WithdrawalChange {
		policy := twoOf(edits...)
		approved := approvedBy(t, policy, fixture.OfMethod(funds.StatePending, funds.MethodBank), "a1", "a2")
		return fixture.Decided(t)(withdrawal.PayManually(act, fixture.WalletOf(), approved, funds.Transfer{}, policy)).Withdrawal
	}
	if apart := paid(by("a3"), payerApart).Apart; !slices.Equal(apart, []string{"zhao"}) {
		t.Errorf("the database holds %q apart", apart)
	}
	if apart := paid(by("a1")).Apart; apart != nil {
		t.Errorf("a policy that allows it holds %q apart", apart)
	}
	if apart := paid(program(), payerApart).Apart; apart != nil {
		t.Errorf("a program is held apart: %q", apart)
	}
	policy := twoOf(payerApart)
	approved := approvedBy(t, policy, fixture.WithdrawalIn(funds.StatePending), "a1", "a2")
	sent := fixture.Decided(t)(withdrawal.Dispatch(by("a1"), fixture.WalletOf(), approved, fixture.NoOrder, policy)).Withdrawal
	if sent.Apart != nil {
		t.Errorf("whoever sends it by the channel is held apart: %q", sent.Apart)
	}
	change, err := withdrawal.PayManually(by("a1-phone"), fixture.WalletOf(), approved, funds.Transfer{}, policy)
	refusedBecause(t, change, err, withdrawal.ReasonPayerApart)
	byThree := approvedBy(t, twoOf(func(p *funds.Policy) { p.Controls.Rules[0].Need = 3 }), fixture.WithdrawalIn(funds.StatePending), "a1", "a2", "a3")
	byThree.Need = 2
	change, err = withdrawal.PayManually(by("a1"), fixture.WalletOf(), byThree, funds.Transfer{}, twoOf(payerApart, reviewsNoMore("li")))
	refusedBecause(t, change, err, withdrawal.ReasonPayerApart) // though their word counts no more
	loosened := fixture.With(policy, func(p *funds.Policy) { p.Controls.Rules = nil })
	change, err = withdrawal.PayManually(by("nobody"), fixture.WalletOf(), approved, funds.Transfer{}, loosened)
	refusedBecause(t, change, err, withdrawal.ReasonPayerApart) // whoever is nobody that the policy knows may be anybody
}

func TestThePayoutIsHeldToThePolicysNeed(t *testing.T) {
	t.Parallel()
	three := twoOf(func(p *funds.Policy) { p.Controls.Rules[0].Need = 3 })
	approved := approvedBy(t, three, fixture.WithdrawalIn(funds.StatePending), "a1", "a2", "a3")
	approved.Need = 2
	sent := fixture.Decided(t)(withdrawal.Dispatch(by("a1"), fixture.WalletOf(), approved, fixture.NoOrder, three)).Withdrawal.To
	if sent.Need != 3 {
		t.Errorf("the database holds it to %d", sent.Need)
	}
}

func TestAWaitIsToldInWholeSecondsAndNeverTooShort(t *testing.T) {
	t.Parallel()
	for wait, told := range map[time.Duration]time.Duration{
		time.Minute: time.Minute, time.Minute - 1: time.Minute, time.Minute + 1: 61 * time.Second, 1: time.Second,
	} {
		w := fixture.With(fixture.WithdrawalIn(funds.StateApproved), func(w *funds.Withdrawal) { w.NotBefore = fixture.Late.Add(wait) })
		change, err := withdrawal.Dispatch(by("a1"), funds.Wallet{}, w, fixture.NoOrder, fixture.Policy())
		if refused := refusedBecause(t, change, err, withdrawal.ReasonNotBefore); refused.Code != funds.CodeTooEarly || refused.Facts.Wait != told {
			t.Errorf("%s is told as %s", wait, refused.Facts.Wait)
		}
	}
}

func TestADecisionIsAboutWhatWasShown(t *testing.T) {
	t.Parallel()
	w := fixture.WithdrawalIn(funds.StatePending)
	for _, hash := range []string{"", w.Content()} {
		if err := withdrawal.CheckShown(w, hash); err != nil {
			t.Errorf("%q: %v", hash, err)
		}
	}
	other := fixture.With(w, func(w *funds.Withdrawal) { w.Amount++ })
	refused := refusedBecause(t, funds.Change{}, withdrawal.CheckShown(w, other.Content()), withdrawal.ReasonContentOther)
	if refused.Code != funds.CodeApproval {
		t.Errorf("it is %s", refused.Code)
	}
}

func TestAnAdminIsAskedForOnceAboutWhatChangedBehindTheApprovals(t *testing.T) {
	t.Parallel()
	endorsed := approvedBy(t, twoOf(), fixture.WithdrawalIn(funds.StatePending), "a1")
	changed := fixture.With(endorsed, func(w *funds.Withdrawal) { w.Target.Account = "0349999999" })
	completed := fixture.With(changed, func(w *funds.Withdrawal) { w.State = funds.StateCompleted })
	asked := fixture.With(changed, func(w *funds.Withdrawal) { w.NeedsAttention = true })
	for name, test := range map[string]struct {
		w    funds.Withdrawal
		asks bool
	}{
		"a pending one": {changed, true}, "an approved one": {fixture.With(changed, func(w *funds.Withdrawal) { w.State = funds.StateApproved }), true},
		"one as it was approved": {endorsed, false}, "one that has ended": {completed, false}, "one that asks already": {asked, false},
	} {
		change := fixture.Decided(t)(withdrawal.Flag(fixture.Act(fixture.Machine, fixture.Late), test.w))
		if change.Empty() == test.asks {
			t.Errorf("%s: %+v", name, change)
		}
		if test.asks && (!change.Withdrawal.To.NeedsAttention || change.Withdrawal.To.NotifyInfo != fixture.Said(withdrawal.ReasonContentChanged)) {
			t.Errorf("%s: %+v", name, change.Withdrawal.To)
		}
	}
	change, err := withdrawal.Flag(fixture.Act(fixture.Self, fixture.Late), changed)
	fixture.RefusedAs(t, change, err, funds.ErrForbidden)
}

// Who approved it may say so as often as they like: it is never paid by that, whichever contract they use.
func TestAnApprovalThatIsRepeatedPaysNothing(t *testing.T) {
	t.Parallel()
	approved := approvedBy(t, twoOf(), fixture.OfMethod(funds.StatePending, funds.MethodBank), "a1", "a2")
	if change := fixture.Decided(t)(withdrawal.ApproveAndPay(by("a1"), fixture.WalletOf(), approved, twoOf())); !change.Empty() {
		t.Errorf("it pays by hand: %+v", change)
	}
	sendable := approvedBy(t, twoOf(), fixture.WithdrawalIn(funds.StatePending), "a1", "a2")
	if change := fixture.Decided(t)(withdrawal.ApproveAndDispatch(by("a1"), fixture.WalletOf(), sendable, fixture.NoOrder, twoOf())); !change.Empty() {
		t.Errorf("it claims: %+v", change)
	}
}

func TestHowItStandsIsShownByThePolicyWhileItWaitsAndAsItWasAfterwards(t *testing.T) {
	t.Parallel()
	three := twoOf(func(p *funds.Policy) { p.Controls.Rules[0].Need = 3 })
	for _, state := range funds.States() {
		w := fixture.With(fixture.WithdrawalIn(state), func(w *funds.Withdrawal) {
			w.Need, w.ApprovedType, w.Approvals = 2, "1", []funds.Approval{{Person: "li", Version: 2}, {Person: "gone", Version: 3}}
		})
		want := withdrawal.Quorum{Need: 2, Approvals: w.Approvals}
		if state == funds.StatePending || state == funds.StateApproved {
			want = withdrawal.Quorum{Need: 3, Approvals: w.Approvals[:1]}
		}
		t.Log(state)
		fixture.Same(t, withdrawal.Standing(fixture.WalletOf(), w, fixture.Late, three), want)
	}
}
