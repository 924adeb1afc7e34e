package policy_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
)

// paysFrom is a policy that takes one person, with some accounts.
func paysFrom(text string, accounts ...funds.PayingAccount) policy.Decided {
	return policy.Decided{Policy: funds.Policy{Zone: time.UTC, Accounts: accounts}, Text: text}
}

// An account that was in force stays what it was, whoever changes the policy, and in whatever version: its id alone says
// where money left that was paid from it.
func TestAnAccountThatWasInForceNeverBecomesAnother(t *testing.T) {
	t.Parallel()
	cmb := funds.PayingAccount{ID: "cmb", Holder: "甲公司", Number: "6225", Bank: "招商银行", Currency: "CNY", Kind: funds.AccountBank}
	icbc := funds.PayingAccount{ID: "icbc", Number: "6222", Currency: "CNY", Kind: funds.AccountBank}
	but := func(change func(*funds.PayingAccount)) funds.PayingAccount {
		changed := cmb
		change(&changed)
		return changed
	}
	for name, test := range map[string]struct {
		next policy.Decided
		want funds.Reason
	}{
		"another number":   {paysFrom("n", but(func(a *funds.PayingAccount) { a.Number = "6226" })), policy.ReasonAccountKept},
		"another bank":     {paysFrom("n", but(func(a *funds.PayingAccount) { a.Bank = "工商银行" })), policy.ReasonAccountKept},
		"another currency": {paysFrom("n", but(func(a *funds.PayingAccount) { a.Currency = "USD" })), policy.ReasonAccountKept},
		"another kind":     {paysFrom("n", but(func(a *funds.PayingAccount) { a.Kind = funds.AccountWallet })), policy.ReasonAccountKept},
		"another id":       {paysFrom("n", but(func(a *funds.PayingAccount) { a.ID = "cmb2" })), policy.ReasonAccountKept},
		"it is gone":       {paysFrom("n"), policy.ReasonAccountKept},
		"another holder":   {paysFrom("n", but(func(a *funds.PayingAccount) { a.Holder = "甲公司（分公司）" })), ""},
		"it is closed":     {paysFrom("n", but(func(a *funds.PayingAccount) { a.Closed = true })), ""},
		"another beside":   {paysFrom("n", icbc, cmb), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tell(t, paysFrom("first", cmb))
			want(t, s.propose("zhang", test.next), test.want)
			s = tell(t, paysFrom("first", cmb))
			want(t, s.apply(policy.Force(s.act("root"), s.state(), test.next, "换账户")), test.want)
		})
	}
}

// Once closed, an account is still there: its id is not free for another, however many versions later.
func TestTheIdOfAClosedAccountStaysTaken(t *testing.T) {
	t.Parallel()
	cmb := funds.PayingAccount{ID: "cmb", Number: "6225", Kind: funds.AccountBank}
	closed := cmb
	closed.Closed = true
	s := tell(t, paysFrom("first", cmb))
	want(t, s.propose("zhang", paysFrom("closed", closed)), "")
	want(t, s.propose("zhang", paysFrom("gone")), policy.ReasonAccountKept)
	want(t, s.propose("zhang", paysFrom("back", funds.PayingAccount{ID: "cmb", Number: "6226", Kind: funds.AccountBank})), policy.ReasonAccountKept)
	want(t, s.propose("zhang", paysFrom("open again", cmb)), "")
}
