package console

import "github.com/outflow-pay/outflow/pkg/funds"

// accountPart is from which of the deployment's accounts it was paid, or may be: nothing of it where the policy lists none.
type accountPart struct {
	PaidFrom string        `json:"paidFrom,omitempty"`
	BookedOn string        `json:"bookedOn,omitempty"` // the day of the bank's booking, where a file has said it
	Accounts []accountView `json:"payingAccounts,omitempty"`
}

// accountView is an account that somebody may pay from.
type accountView struct {
	ID           string `json:"id"`
	Holder       string `json:"holder"`
	Bank         string `json:"bank"`
	NumberMasked string `json:"numberMasked"`
}

// accountPartOf names the accounts to choose from for as long as it can be paid by hand, where there are several.
func accountPartOf(w funds.Withdrawal, policy funds.Policy) (part accountPart) {
	part.BookedOn = w.Payout.Booked
	if w.Payout.Kind != "" && (len(policy.Accounts) > 0 || w.Payout.Account != "") {
		part.PaidFrom = w.Payout.PaidFrom()
	}
	open := policy.ByHandAccounts()
	if len(open) < 2 || (w.State != funds.StatePending && w.State != funds.StateApproved) {
		return part
	}
	for _, id := range open {
		account, _ := policy.Account(id)
		part.Accounts = append(part.Accounts, accountView{account.ID, account.Holder, account.Bank, maskAccount(account.Number)})
	}
	return part
}
