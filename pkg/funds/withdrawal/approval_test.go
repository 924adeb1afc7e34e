package withdrawal_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// by is an admin's act, at a moment when whatever is due is due.
func by(sub string) funds.Act {
	return fixture.Act(funds.Actor{Role: funds.RoleAdmin, ID: sub}, fixture.Late)
}

// twoOf is a policy under which payouts above 50.00 take two people, of whom li has two accounts.
func twoOf(edits ...func(*funds.Policy)) funds.Policy {
	policy := fixture.Policy()
	policy.AbsentListed = true
	policy.Controls = funds.Controls{
		Rules: []funds.ApprovalRule{{Act: funds.ActPayout, Above: 50_00, Need: 2}},
	}
	for id, subs := range map[string][]string{"li": {"a1", "a1-phone"}, "wang": {"a2"}, "zhao": {"a3"}} {
		policy.Controls.People = append(policy.Controls.People, funds.Person{ID: id, Subs: subs, Permissions: funds.Permissions{funds.PermissionReview, funds.PermissionPay}})
	}
	return fixture.With(policy, edits...)
}

// nothingOpen is a wallet without unfinished withdrawals.
func nothingOpen(w *funds.Wallet) { w.Frozen = 0 }

func dismissed(person string) func(*funds.Policy) {
	return changed(person, func(p *funds.Person) { p.Dismissed = true })
}

// reviewsNoMore leaves somebody nothing but to pay.
func reviewsNoMore(person string) func(*funds.Policy) {
	return changed(person, func(p *funds.Person) { p.Permissions = funds.Permissions{funds.PermissionPay} })
}

func changed(person string, change func(*funds.Person)) func(*funds.Policy) {
	return func(p *funds.Policy) {
		for i := range p.Controls.People {
			if p.Controls.People[i].ID == person {
				change(&p.Controls.People[i])
			}
		}
	}
}

// approvedBy is a withdrawal that people have approved, one after the other.
func approvedBy(t *testing.T, policy funds.Policy, w funds.Withdrawal, subs ...string) funds.Withdrawal {
	t.Helper()
	for _, sub := range subs {
		w = fixture.Decided(t)(withdrawal.Approve(by(sub), fixture.WalletOf(), w, "", policy)).Withdrawal.To
	}
	return w
}

func TestAnEndorsementIsOneOfSeveralApprovals(t *testing.T) {
	t.Parallel()
	pending, policy := fixture.WithdrawalIn(funds.StatePending), twoOf(func(p *funds.Policy) { p.Channels[0].PayOnApproval = true })
	first := fixture.Decided(t)(withdrawal.Approve(by("a1"), fixture.WalletOf(), pending, "好", policy))
	fixture.Same(t, first, funds.Change{
		CommitID: "c9", At: fixture.Late,
		Withdrawal: &funds.WithdrawalChange{From: 1, To: fixture.With(fixture.Moved(pending, 1, funds.StatePending, by("a1")), func(w *funds.Withdrawal) {
			w.Need, w.ContentHash, w.ApprovedType = 2, pending.Content(), "1"
			w.Approvals = []funds.Approval{{Person: "li", Version: 2, At: fixture.Late}}
		})},
		Lines: []funds.Line{fixture.LineOf(2, funds.CommandEndorse, funds.StatePending, funds.StatePending, "好", by("a1"))},
	})
	for _, again := range []string{"a1", "a1-phone"} {
		change, err := withdrawal.Approve(by(again), fixture.WalletOf(), first.Withdrawal.To, "又好", policy)
		if err != nil || !change.Empty() {
			t.Errorf("%s again: %+v, %v", again, change, err)
		}
	}
	second := fixture.Decided(t)(withdrawal.Approve(by("a2"), fixture.WalletOf(), first.Withdrawal.To, "", policy)).Withdrawal.To
	if second.State != funds.StateApproved || second.Review.By != "a2" || !second.Watch.IsDue(fixture.Late) || len(second.Approvals) != 2 {
		t.Errorf("%+v", second)
	}
	change, err := withdrawal.Approve(by("a3"), fixture.WalletOf(), second, "", policy)
	fixture.RefusedAs(t, change, err, funds.ErrIllegal)
	change, err = withdrawal.Approve(by("a3"), fixture.WalletOf(), first.Withdrawal.To, "", twoOf(reviewsNoMore("zhao")))
	fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeForbidden)) // their word would not count
	change, err = withdrawal.Approve(by("nobody"), fixture.WalletOf(), pending, "", policy)
	fixture.RefusedAs(t, change, err, funds.ErrForbidden)
	theirs := fixture.With(pending, func(w *funds.Withdrawal) { w.UserID = "a1-phone" }) // the same person's, by another account
	change, err = withdrawal.Approve(by("a1"), fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.UserID = "a1-phone" }), theirs, "", policy)
	fixture.RefusedAs(t, change, err, funds.ErrForbidden)
	change, err = withdrawal.Approve(by("a1"), funds.Wallet{}, pending, "", policy)
	fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeInternal)) // nobody has looked who filled it
}

func TestHowManyItTakesIsFixedWhenItIsMade(t *testing.T) {
	t.Parallel()
	newPayees := func(p *funds.Policy) {
		p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, NewPayee: true, Need: 3}, {Act: funds.ActAdjust, Need: 9}}
	}
	byMethod := func(p *funds.Policy) {
		p.Controls.Rules = append(p.Controls.Rules, funds.ApprovalRule{Act: funds.ActPayout, Method: fixture.Channel, Need: 3})
	}
	for name, test := range map[string]struct {
		amount funds.Amount
		known  bool
		actor  funds.Actor
		policy funds.Policy
		need   int64
	}{
		"up to the amount":                 {50_00, false, fixture.User, twoOf(), 0},
		"above it":                         {50_01, false, fixture.User, twoOf(), 2},
		"above it, by another method":      {50_01, false, fixture.User, twoOf(byMethod), 2},
		"to a new payee":                   {1_00, false, fixture.User, twoOf(newPayees), 3},
		"to a known one":                   {1_00, true, fixture.User, twoOf(newPayees), 0},
		"to one that only a service knows": {1_00, true, funds.Actor{Role: funds.RoleService, ID: "s"}, twoOf(newPayees), 3},
		"where one person is enough":       {500_00, false, fixture.User, fixture.Policy(), 0},
	} {
		request := fixture.RequestOf(test.amount)
		request.KnownPayee = test.known
		made := fixture.Decided(t)(withdrawal.Create(fixture.Act(test.actor, fixture.Late), fixture.With(fixture.WalletOf(), nothingOpen), request, test.policy))
		if got := made.Withdrawal.To.Need; got != test.need || (len(made.Wallet.To.Recent.Hours) == 1) == test.policy.Controls.OnePerson() {
			t.Errorf("%s: it takes %d, want %d; recent %+v", name, got, test.need, made.Wallet.To.Recent)
		}
	}
}

// It is only ever raised: by a policy in force that asks for more. One that asks for less, or for nobody, changes nothing.
func TestHowManyItTakesIsOnlyRaised(t *testing.T) {
	t.Parallel()
	three := twoOf(func(p *funds.Policy) { p.Controls.Rules[0].Need = 3 })
	endorsed := approvedBy(t, twoOf(), fixture.WithdrawalIn(funds.StatePending), "a1")
	raised := approvedBy(t, three, endorsed, "a2")
	if raised.State != funds.StatePending || raised.Need != 3 {
		t.Errorf("%s, it takes %d", raised.State, raised.Need)
	}
	approved := approvedBy(t, twoOf(), endorsed, "a2")
	change, err := withdrawal.Dispatch(by("a3"), fixture.WalletOf(), approved, fixture.NoOrder, three)
	fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeApproval))
	loosened := fixture.With(fixture.Policy(), func(p *funds.Policy) { p.AbsentListed = true })
	change, err = withdrawal.Approve(by("a2"), fixture.WalletOf(), fixture.With(endorsed, func(w *funds.Withdrawal) { w.Need = 3 }), "", loosened)
	if w := fixture.MustDecide(t, change, err).Withdrawal.To; w.State != funds.StatePending || len(w.Approvals) != 2 {
		t.Errorf("under a policy that asks for one, what takes three is %s with %d", w.State, len(w.Approvals))
	}
	paid := fixture.Decided(t)(withdrawal.Dispatch(by("a3"), funds.Wallet{}, approved, fixture.NoOrder, loosened))
	if paid.Withdrawal.To.Need != 2 {
		t.Errorf("it took %d", paid.Withdrawal.To.Need)
	}
}

// What one person had approved, or two of whom one was dismissed or may not any more, is short: it is endorsed further, and is not paid before.
func TestAnApprovedOneThatIsShortIsEndorsedFurther(t *testing.T) {
	t.Parallel()
	reviewed := fixture.With(fixture.WithdrawalIn(funds.StateApproved), func(w *funds.Withdrawal) { w.Review = funds.Review{By: "a1-phone", At: fixture.Created} })
	byPolicyAlone := fixture.WithdrawalIn(funds.StateApproved)
	byTwo := approvedBy(t, twoOf(), fixture.WithdrawalIn(funds.StatePending), "a1", "a2")
	three := twoOf(func(p *funds.Policy) { p.Controls.Rules[0].Need = 3 })
	for name, test := range map[string]struct {
		was    funds.Withdrawal
		policy funds.Policy
		short  int64
		more   []string
		people []string
	}{
		"reviewed by one":                {reviewed, twoOf(), 1, []string{"a2"}, []string{"li", "wang"}},
		"reviewed by one who is gone":    {reviewed, twoOf(dismissed("li")), 2, []string{"a2", "a3"}, []string{"wang", "zhao"}},
		"approved by policy":             {byPolicyAlone, twoOf(), 2, []string{"a1", "a2"}, []string{"li", "wang"}},
		"one of two was dismissed":       {byTwo, twoOf(dismissed("wang")), 1, []string{"a3"}, []string{"li", "zhao"}},
		"one of two may not any more":    {byTwo, twoOf(reviewsNoMore("wang")), 1, []string{"a3"}, []string{"li", "zhao"}},
		"two, and the policy asks three": {byTwo, three, 1, []string{"a3"}, []string{"li", "wang", "zhao"}},
	} {
		if got := withdrawal.QuorumOf(fixture.WalletOf(), test.was, fixture.Late, test.policy).Short(); got != test.short {
			t.Errorf("%s: %d are missing, want %d", name, got, test.short)
		}
		w := test.was
		for _, more := range test.more {
			change, err := withdrawal.Dispatch(by("a3"), fixture.WalletOf(), w, fixture.NoOrder, test.policy)
			fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeApproval))
			change, err = withdrawal.PayManually(by("a3"), fixture.WalletOf(), w, funds.Transfer{}, test.policy)
			fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeApproval))
			w = approvedBy(t, test.policy, w, more)
		}
		var people []string
		for _, approval := range w.Approvals {
			people = append(people, approval.Person)
		}
		fixture.Same(t, people, test.people)
		fixture.Decided(t)(withdrawal.Dispatch(by("a3"), fixture.WalletOf(), w, fixture.NoOrder, test.policy))
	}
}

// One that has become short while it was at the gateway is not sent again; and the machine has nothing to pay before enough have
// approved it.
func TestWhatIsShortIsNeitherSentAgainNorDue(t *testing.T) {
	t.Parallel()
	parked := fixture.With(fixture.Parked(), func(w *funds.Withdrawal) { w.Review.By = "a1" })
	change, err := withdrawal.Resend(by("a2"), fixture.WalletOf(), parked, twoOf())
	fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeApproval))
	if withdrawal.MayResend(fixture.WalletOf(), parked, twoOf()) || !withdrawal.MayResend(fixture.WalletOf(), parked, fixture.Policy()) {
		t.Error("an admin is told otherwise")
	}
	machine := twoOf(func(p *funds.Policy) { p.Channels[0].PayOnApproval, p.Controls.Rules[0].Need = true, 3 })
	reviewed := fixture.With(fixture.WithdrawalIn(funds.StateApproved), func(w *funds.Withdrawal) { w.Review.By = "a1" })
	if w := approvedBy(t, machine, reviewed, "a2"); !w.Watch.Due.IsZero() {
		t.Errorf("due %s with two of three", w.Watch.Due)
	}
	if w := approvedBy(t, machine, reviewed, "a2", "a3"); !w.Watch.IsDue(fixture.Late) {
		t.Error("not due with all")
	}
}

func TestWhatWaitsIsNotPaidBefore(t *testing.T) {
	t.Parallel()
	soon := fixture.Late.Add(time.Minute - time.Millisecond)
	waits := func(w *funds.Withdrawal) { w.NotBefore = soon }
	policy := fixture.With(fixture.Policy(), func(p *funds.Policy) { p.AbsentListed, p.Channels[0].PayOnApproval = true, true })
	approved := fixture.Decided(t)(withdrawal.Approve(by("a1"), funds.Wallet{}, fixture.With(fixture.WithdrawalIn(funds.StatePending), waits), "", policy)).Withdrawal.To
	if !approved.Watch.Due.Equal(soon) {
		t.Errorf("it is due %s", approved.Watch.Due)
	}
	refusal := func(change funds.Change, err error) {
		t.Helper()
		fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeTooEarly))
		if wait := fixture.RefusalOf(t, err).Facts.Wait; wait != time.Minute {
			t.Errorf("it says %s", wait)
		}
	}
	refusal(withdrawal.Dispatch(by("a1"), funds.Wallet{}, approved, fixture.NoOrder, policy))
	refusal(withdrawal.PayManually(by("a1"), fixture.WalletOf(), approved, funds.Transfer{}, policy))
	reviewed := fixture.Decided(t)(withdrawal.ApproveAndPay(by("a1"), fixture.WalletOf(), fixture.With(fixture.OfMethod(funds.StatePending, funds.MethodBank), waits), policy))
	if reviewed.Withdrawal.To.State != funds.StateApproved {
		t.Errorf("a review that would pay leaves it %s", reviewed.Withdrawal.To.State)
	}
	late := fixture.Act(fixture.Admin, soon)
	fixture.Decided(t)(withdrawal.Dispatch(late, funds.Wallet{}, approved, fixture.NoOrder, policy))
}

// What the gateway has of what never was sent from here is the truth, but it takes its people all the same.
func TestAnOrderThatTheGatewayHasTakesItsPeopleToo(t *testing.T) {
	t.Parallel()
	pending := approvedBy(t, twoOf(), fixture.WithdrawalIn(funds.StatePending), "a1")
	known := funds.Report{Outcome: fixture.Paid, State: funds.GatewayWithdrawalPaid}
	change, err := withdrawal.Adopt(fixture.Act(fixture.Machine, fixture.Late), fixture.WalletOf(), pending, known, twoOf())
	fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeApproval))
	adopted := fixture.Decided(t)(withdrawal.Adopt(by("a2"), fixture.WalletOf(), pending, known, twoOf())).Withdrawal.To
	if adopted.State != funds.StateCompleted || len(adopted.Approvals) != 2 {
		t.Errorf("%s with %d", adopted.State, len(adopted.Approvals))
	}
}
