package withdrawal_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// paysFromAccounts is a policy with two banks and the gateway's account.
func paysFromAccounts() funds.Policy {
	return fixture.With(fixture.Policy(), func(p *funds.Policy) {
		p.Accounts = []funds.PayingAccount{
			{ID: "gw", Kind: funds.AccountGateway}, {ID: funds.DefaultAccount, Number: "6225", Kind: funds.AccountBank}, {ID: "icbc", Number: "6222", Kind: funds.AccountBank},
		}
	})
}

func TestAPayoutByHandIsPaidFromAnAccount(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	for name, test := range map[string]struct {
		paid   funds.Transfer
		policy funds.Policy
		want   string // as it is stored
		claim  funds.NumberClaim
	}{
		"none is configured":  {funds.Transfer{Number: "t1"}, fixture.Policy(), "", funds.NumberClaim{Number: "T1"}},
		"none is named":       {funds.Transfer{Number: "t1"}, paysFromAccounts(), "", funds.NumberClaim{Number: "T1"}},
		"the default account": {funds.Transfer{Account: funds.DefaultAccount, Number: "t1"}, paysFromAccounts(), "", funds.NumberClaim{Number: "T1"}},
		"another":             {funds.Transfer{Account: "icbc", Number: " t1 "}, paysFromAccounts(), "icbc", funds.NumberClaim{Account: "icbc", Number: "T1"}},
		"another, by a file": {
			funds.Transfer{Account: "icbc", Number: "t1", Booked: "2026-11-27"}, paysFromAccounts(), "icbc",
			funds.NumberClaim{Account: "icbc", Number: "T1", Booked: "2026-11-27"},
		},
		"without a number": {funds.Transfer{Account: "icbc"}, paysFromAccounts(), "icbc", funds.NumberClaim{Account: "icbc"}},
	} {
		change := fixture.Decided(t)(withdrawal.PayManually(act, fixture.WalletOf(), fixture.WithdrawalIn(funds.StateApproved), test.paid, test.policy))
		if got := change.Withdrawal.To.Payout; got.Account != test.want || got.Booked != test.paid.Booked || change.Number != test.claim {
			t.Errorf("%s: from %q, claimed %+v", name, got.Account, change.Number)
		}
	}
	for _, account := range []string{"gw", "icbc ", "ICBC", "nobody's"} {
		change, err := withdrawal.PayManually(act, fixture.WalletOf(), fixture.WithdrawalIn(funds.StateApproved), funds.Transfer{Account: account}, paysFromAccounts())
		if funds.CodeOf(err) != funds.CodeInvalid || !change.Empty() {
			t.Errorf("%s: %v", account, err)
		}
	}
}

// A review that is the payout names no account.
func TestWhoeverNamesNoAccountHasPaidFromTheFirst(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	policy := fixture.With(fixture.ByHandPolicy(), func(p *funds.Policy) { p.Accounts = paysFromAccounts().Accounts[2:] })
	change := fixture.Decided(t)(withdrawal.ApproveAndPay(act, fixture.WalletOf(), fixture.WithdrawalIn(funds.StatePending), policy))
	if got := change.Withdrawal.To.Payout.PaidFrom(); got != "icbc" {
		t.Errorf("from %s", got)
	}
}

func TestTheChannelsPayFromTheGatewaysAccount(t *testing.T) {
	t.Parallel()
	for want, policy := range map[string]funds.Policy{funds.DefaultAccount: fixture.Policy(), "gw": paysFromAccounts()} {
		act := fixture.Act(fixture.Admin, fixture.Late)
		change := fixture.Decided(t)(withdrawal.Dispatch(act, fixture.WalletOf(), fixture.WithdrawalIn(funds.StateApproved), funds.Report{Outcome: funds.OutcomeAbsent}, policy))
		if got := change.Withdrawal.To.Payout.PaidFrom(); got != want || change.Number.Some() {
			t.Errorf("from %s, want %s", got, want)
		}
	}
}

// A correction is of the number alone: the account and the day that it was booked on stay, and so does what is claimed.
func TestACorrectedNumberIsClaimedFromTheSameAccountAndDay(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Admin, fixture.Late)
	paid := fixture.With(fixture.PaidByHand("T1"), func(w *funds.Withdrawal) { w.Payout.Account, w.Payout.Booked = "icbc", "2026-11-27" })
	change := fixture.Decided(t)(withdrawal.CorrectNumber(act, paid, "t2", "抄错"))
	want := funds.NumberClaim{Account: "icbc", Number: "T2", Booked: "2026-11-27"}
	if to := change.Withdrawal.To.Payout; change.Number != want || to.Account != "icbc" || to.Booked != want.Booked || to.TransactionNo != "t2" {
		t.Errorf("claimed %+v, payout %+v", change.Number, to)
	}
}
