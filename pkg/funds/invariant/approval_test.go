package invariant_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// twoPeople are controls under which every payout takes two of three people, and none pays by hand what they approved.
func twoPeople() funds.Controls {
	return funds.Controls{
		People: []funds.Person{{ID: "li", Subs: []string{"a1"}, Permissions: every}, {ID: "wang", Subs: []string{"a2"}, Permissions: every}, {ID: "zhao", Subs: []string{"a3"}, Permissions: every}},
		Rules:  []funds.ApprovalRule{{Act: funds.ActPayout, Need: 2}}, PayerApart: true,
	}
}

// approvedLedger has one withdrawal that li and wang have approved, and zhao has paid by hand.
func approvedLedger(t *testing.T) invariant.Ledger {
	t.Helper()
	policy := fixture.With(fixture.Policy(), func(p *funds.Policy) { p.Controls = twoPeople() })
	s := fixture.NewStore()
	commit := func(change funds.Change, err error) {
		t.Helper()
		if err == nil {
			err = s.Commit(change)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	by := func(sub string) funds.Act {
		return fixture.Act(funds.Actor{Role: funds.RoleAdmin, ID: sub}, fixture.Late)
	}
	stored := func() (funds.Wallet, funds.Withdrawal) { return s.Wallets["u1"], s.Withdrawals[s.Order[0]] }
	commit(wallet.Touch(by("a1"), funds.NewWallet("u1", fixture.Created), nil), nil)
	commit(wallet.Adjust(by("a1"), s.Wallets["u1"], 1000_00, "r", nil))
	commit(withdrawal.Create(fixture.Act(fixture.User, fixture.Late), s.Wallets["u1"], fixture.RequestOf(100_00), policy))
	for _, sub := range []string{"a1", "a2"} {
		held, w := stored()
		commit(withdrawal.Approve(by(sub), held, w, "", policy))
	}
	held, w := stored()
	commit(withdrawal.PayManually(by("a3"), held, w, funds.Transfer{Number: "T1"}, policy))
	ledger := s.Ledger("u1")
	ledger.Policies = func(time.Time) []funds.Controls { return []funds.Controls{policy.Controls} }
	return ledger
}

func TestVerifyHoldsWhatSeveralPeopleDecided(t *testing.T) {
	t.Parallel()
	const people, content, apart = invariant.RulePeople, invariant.RuleContent, invariant.RuleApart
	paid := func(l *invariant.Ledger) *funds.Withdrawal { return &l.Withdrawals[0].Withdrawal }
	line := func(l *invariant.Ledger, command funds.Command) *funds.Line {
		lines := l.Withdrawals[0].Lines
		return &lines[slices.IndexFunc(lines, func(line funds.Line) bool { return line.Command == command })]
	}
	under := func(l *invariant.Ledger, edits ...func(*funds.Controls)) {
		controls := twoPeople()
		for _, edit := range edits {
			edit(&controls)
		}
		l.Policies = func(time.Time) []funds.Controls { return []funds.Controls{controls} }
	}
	noRules := func(c *funds.Controls) { c.Rules = nil }
	allowed := func(c *funds.Controls) { c.PayerApart = false }
	for _, test := range []struct {
		name  string
		plant func(*invariant.Ledger)
		rules []string
	}{
		{"as it was decided", func(*invariant.Ledger) {}, nil},
		{"one has approved it twice", func(l *invariant.Ledger) {
			w := paid(l)
			w.Approvals = append(slices.Clone(w.Approvals), w.Approvals[0])
		}, []string{people}},
		{"nobody has", func(l *invariant.Ledger) {
			w := paid(l)
			w.Approvals = append(slices.Clone(w.Approvals), funds.Approval{})
		}, []string{people}},
		{"one approval is lost", func(l *invariant.Ledger) { paid(l).Approvals = paid(l).Approvals[:1] }, []string{people}},
		{"nobody approved what takes one", func(l *invariant.Ledger) {
			paid(l).Approvals, paid(l).Need = nil, 1
			under(l, noRules)
		}, nil},
		{"it took more than there are", func(l *invariant.Ledger) { paid(l).Need = 3 }, []string{people}},
		{"an approval that is in no log", func(l *invariant.Ledger) {
			w := paid(l)
			w.Approvals = slices.Clone(w.Approvals)
			w.Approvals[0].Version = 1
		}, []string{people}},
		{"an approval by another's account", func(l *invariant.Ledger) { line(l, funds.CommandEndorse).Actor.ID = "a3" }, []string{people}},
		{"which nobody could tell without rules", func(l *invariant.Ledger) {
			line(l, funds.CommandEndorse).Actor.ID = "a3"
			under(l, noRules)
		}, nil},
		{"which nobody could tell without policies", func(l *invariant.Ledger) { line(l, funds.CommandEndorse).Actor.ID, l.Policies = "a3", nil }, nil},
		{"a review of before they were counted", func(l *invariant.Ledger) {
			w := paid(l)
			w.Approvals = slices.Clone(w.Approvals)
			w.Approvals[0].Version = 0
		}, nil},
		{"another payee since", func(l *invariant.Ledger) { paid(l).Target.Account = "0349999999" }, []string{content}},
		{"nothing to compare with", func(l *invariant.Ledger) { paid(l).ContentHash = "" }, nil},
		{"an approver has paid it", func(l *invariant.Ledger) { line(l, funds.CommandDispatch).Actor.ID = "a2" }, []string{apart}},
		{"an approver, where that is allowed", func(l *invariant.Ledger) { line(l, funds.CommandDispatch).Actor.ID = "a2"; under(l, allowed) }, nil},
		{"an approver, where nobody knows", func(l *invariant.Ledger) { line(l, funds.CommandDispatch).Actor.ID, l.Policies = "a2", nil }, nil},
		{"an approver, but it took one", func(l *invariant.Ledger) {
			line(l, funds.CommandDispatch).Actor.ID, paid(l).Need = "a2", 1
			under(l, noRules)
		}, nil},
		{"a program of an approver's name has", func(l *invariant.Ledger) {
			line(l, funds.CommandDispatch).Actor = funds.Actor{Role: funds.RoleService, ID: "a2"}
		}, nil},
		{"an approver has sent it by the gateway", func(l *invariant.Ledger) {
			line(l, funds.CommandDispatch).Actor.ID = "a2"
			w := paid(l)
			w.Payout.Kind, w.Payout.TransactionNo = funds.PayoutChannel, ""
		}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ledger := approvedLedger(t)
			test.plant(&ledger)
			wantRules(t, ledger, test.rules)
		})
	}
}
