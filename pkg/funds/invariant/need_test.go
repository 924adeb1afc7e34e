package invariant_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// askedFor is a user's ledger of what was asked for, one after the other, under a policy that asks for nobody else. Each
// is decided on by what its step says before the next one is made.
func askedFor(t *testing.T, steps ...func(commit func(funds.Change, error), s *fixture.Store, w func() funds.Withdrawal)) invariant.Ledger {
	t.Helper()
	policy := fixture.With(fixture.Policy(), func(p *funds.Policy) { p.Rolling24h = funds.RollingLimit{Count: 100} })
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
	act := fixture.Act(fixture.Admin, fixture.Late)
	commit(wallet.Touch(act, funds.NewWallet("u1", fixture.Created), nil), nil)
	commit(wallet.Adjust(act, s.Wallets["u1"], 1000_00, "r", nil))
	for i, step := range steps {
		request := fixture.RequestOf(60_00)
		request.ID = funds.NewID([5]byte{0, 0, 0, 0, byte(i)}, fixture.Late)
		commit(withdrawal.Create(fixture.Act(fixture.User, fixture.Late), s.Wallets["u1"], request, policy))
		step(commit, s, func() funds.Withdrawal { return s.Withdrawals[request.ID] })
	}
	return s.Ledger("u1")
}

func leaves(func(funds.Change, error), *fixture.Store, func() funds.Withdrawal) {}

func rejects(commit func(funds.Change, error), s *fixture.Store, w func() funds.Withdrawal) {
	commit(withdrawal.Reject(fixture.Act(fixture.Admin, fixture.Late), s.Wallets["u1"], w(), "r"))
}

func pays(commit func(funds.Change, error), s *fixture.Store, w func() funds.Withdrawal) {
	act := fixture.Act(fixture.Admin, fixture.Late)
	commit(withdrawal.Approve(act, funds.Wallet{}, w(), "", fixture.Policy()))
	commit(withdrawal.PayManually(act, s.Wallets["u1"], w(), funds.Transfer{}, fixture.Policy()))
}

// What a wallet pays within a day adds up, and so does what is open: a rule above that was not asked is found.
func TestVerifyAsksTheRulesAboutEachWithdrawalOnceMore(t *testing.T) {
	t.Parallel()
	type step = func(func(funds.Change, error), *fixture.Store, func() funds.Withdrawal)
	norolls := func(l *invariant.Ledger) {
		for i := range l.Withdrawals {
			l.Withdrawals[i].Withdrawal.Rolls = false
		}
		l.Wallet.Recent = funds.Recent{}
	}
	claimed := func(l *invariant.Ledger) { // not by hand: a claim is asked about by its own amount
		for i := range l.Withdrawals {
			l.Withdrawals[i].Withdrawal.Payout.Kind = funds.PayoutChannel
		}
	}
	for name, test := range map[string]struct {
		steps []step
		above funds.Amount
		edit  func(*invariant.Ledger)
		found int // of them that took too few people
	}{
		"one, up to the rule":                      {[]step{leaves}, 60_00, nil, 0},
		"one, above it":                            {[]step{leaves}, 59_99, nil, 1},
		"two, which add up to the rule":            {[]step{leaves, leaves}, 120_00, nil, 0},
		"two, which add up to more":                {[]step{leaves, leaves}, 119_99, nil, 1},
		"two, of which one was given back before":  {[]step{rejects, leaves}, 60_00, nil, 0},
		"two, of which one was paid before":        {[]step{pays, leaves}, 119_99, nil, 1},
		"two, each paid before the next was asked": {[]step{pays, pays}, 119_99, nil, 2}, // the second, when it was made and when it was paid
		"two, the second paid while one is open":   {[]step{leaves, pays}, 119_99, nil, 2},
		"the same, by the gateway":                 {[]step{leaves, pays}, 119_99, claimed, 1},
		"what does not add up":                     {[]step{leaves, leaves}, 60_00, norolls, 0},
		"what does not add up, and was claimed":    {[]step{pays}, 59_99, norolls, 1},
	} {
		ledger := askedFor(t, test.steps...)
		if test.edit != nil {
			test.edit(&ledger)
		}
		ledger.Policies = func(time.Time) []funds.Controls {
			return []funds.Controls{{Rules: []funds.ApprovalRule{{Act: funds.ActPayout, Above: test.above, Need: 2}}}}
		}
		found := slices.DeleteFunc(invariant.Verify(ledger), func(v invariant.Violation) bool { return v.Rule != invariant.RuleNeed })
		if len(found) != test.found || (len(found) > 0 && !strings.HasPrefix(found[0].Detail, "it takes 1, and ")) {
			t.Errorf("%s: %v", name, found)
		}
		if ledger.Policies = nil; len(invariant.Verify(ledger)) > 0 && test.edit == nil {
			t.Errorf("%s: without policies %v", name, invariant.Verify(ledger))
		}
	}
}
