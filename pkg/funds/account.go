package funds

import "slices"

// PayingAccount is an account of the deployment's own that payouts leave.
type PayingAccount struct {
	ID       string // what a payout names it by; for good: see [PayingAccount.Same]
	Holder   string
	Number   string // at the bank; the merchant's at a gateway, where it may be empty
	Bank     string
	Currency string // ISO 4217; all accounts have the same
	Kind     AccountKind
	Closed   bool // nothing is paid from it any more
}

// AccountKind is how an account is paid from.
type AccountKind string

// The kinds of accounts.
const (
	AccountBank    AccountKind = "bank"    // somebody pays at a bank, by hand or by a file
	AccountWallet  AccountKind = "wallet"  // the same at an e-wallet
	AccountGateway AccountKind = "gateway" // the machine pays through the gateway's channels
)

// AccountKinds are all of them.
func AccountKinds() []AccountKind { return []AccountKind{AccountBank, AccountWallet, AccountGateway} }

// DefaultAccount is what payouts are paid from where the policy says nothing of accounts. It is stored as no account.
const DefaultAccount = "default"

// Same says that both are one account in the world: statements, transaction numbers and what was paid are kept by its id,
// so that an id must never come to mean another one. Who holds it may be written in another way.
func (a PayingAccount) Same(other PayingAccount) bool {
	return a.ID == other.ID && a.Number == other.Number && a.Bank == other.Bank && a.Currency == other.Currency && a.Kind == other.Kind
}

// Account finds one of the policy's accounts by its id, also one that is closed.
func (p Policy) Account(id string) (PayingAccount, bool) {
	at := slices.IndexFunc(p.Accounts, func(a PayingAccount) bool { return a.ID == id })
	if at < 0 {
		return PayingAccount{}, false
	}
	return p.Accounts[at], true
}

// ByHandAccounts are the ids of the accounts that somebody may pay from now, in the policy's order.
func (p Policy) ByHandAccounts() []string {
	return p.openAccounts(func(a PayingAccount) bool { return a.Kind != AccountGateway })
}

func (p Policy) openAccounts(are func(PayingAccount) bool) (ids []string) {
	for _, account := range p.Accounts {
		if !account.Closed && are(account) {
			ids = append(ids, account.ID)
		}
	}
	return ids
}

// AccountByHand is the account that a payout by hand, or by a file, is recorded for. Who names none has paid from the
// policy's first; where it has none to pay from, from [DefaultAccount]. Any other is [CodeInvalid] for the field account.
func (p Policy) AccountByHand(id string) (string, error) {
	open := p.ByHandAccounts()
	if len(open) == 0 {
		open = []string{DefaultAccount}
	}
	switch {
	case id == "":
		return open[0], nil
	case slices.Contains(open, id):
		return id, nil
	default:
		return "", NotOneOf("account", open...)
	}
}

// AccountOfChannels is the account that the gateway pays from: there is one at most that is open.
func (p Policy) AccountOfChannels() string {
	open := p.openAccounts(func(a PayingAccount) bool { return a.Kind == AccountGateway })
	if len(open) == 0 {
		return DefaultAccount
	}
	return open[0]
}
