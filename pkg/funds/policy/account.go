package policy

import (
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// ReasonAccountKept says that the paying account Text was in force, and stays what it was: it can be closed, and another
// account has another id.
const ReasonAccountKept funds.Reason = "policy_account_kept"

// keepsAccounts refuses a next policy in which an account of the one before is gone, or is another one. What was paid from
// it names it by its id alone. Each version that comes into force has so all accounts that any before it had: one that only
// tightens adds none, so nothing is lost either where it lapses.
func keepsAccounts(before, after funds.Policy) error {
	for _, account := range before.Accounts {
		if next, there := after.Account(account.ID); !there || !next.Same(account) {
			return funds.Invalid("accounts", ReasonAccountKept).About(funds.Facts{Text: account.ID})
		}
	}
	return nil
}

// accounts compares what both policies have by a function, and, where members is set, which of them there are, and in what
// order: the first is what is paid from by whoever names none.
func accounts(each func(before, after funds.PayingAccount) direction, members bool) compared {
	return func(before, after Decided) direction {
		was, is := before.Policy.Accounts, after.Policy.Accounts
		found := both(was, is, func(a funds.PayingAccount) string { return a.ID }, each, members)
		if members && !slices.Equal(orderIn(was, after.Policy), orderIn(is, before.Policy)) {
			found.loosens = true
		}
		return found
	}
}

func ofAccounts(each func(before, after funds.PayingAccount) direction) compared {
	return accounts(each, false)
}

// orderIn are the ids of those that another policy has too.
func orderIn(accounts []funds.PayingAccount, other funds.Policy) (ids []string) {
	for _, account := range accounts {
		if _, there := other.Account(account.ID); there {
			ids = append(ids, account.ID)
		}
	}
	return ids
}
