package flowtest

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// TwoAbove is a policy under which a payout above an amount, in minor units, takes two of its people: the house's admin,
// its second, who has two accounts, its third, and its helper.
func TwoAbove(above funds.Amount) func(*funds.Policy) {
	return func(policy *funds.Policy) {
		policy.Controls.People = []funds.Person{
			{ID: "guan", Subs: []string{"admin1"}, Name: "管理员", Permissions: funds.AllPermissions()},
			{ID: "li", Subs: []string{"admin2", "admin2-phone"}, Name: "李审", Permissions: funds.AllPermissions()},
			{ID: "wang", Subs: []string{"admin3"}, Name: "王审", Permissions: funds.AllPermissions()},
			{ID: "helper", Subs: []string{Helper.ID}, Name: Helper.Name, Permissions: funds.AllPermissions()},
		}
		policy.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Above: above, Need: 2}}
	}
}

// PayerApart is a policy under which nobody pays by hand what they approved.
func PayerApart(policy *funds.Policy) { policy.Controls.PayerApart = true }

// Second is another admin than [House.Admin].
func (h *House) Second() *Person { return h.admin("admin2") }

// SecondsPhone is the second admin, with another account.
func (h *House) SecondsPhone() *Person { return h.admin("admin2-phone") }

// Third is yet another admin.
func (h *House) Third() *Person { return h.admin("admin3") }

func (h *House) admin(sub string) *Person {
	return h.Called(identity.Caller{Sub: sub, Role: funds.RoleAdmin, Name: "管理员 " + sub})
}

// Changes what the house decides by.
func (h *House) Changes(change func(*funds.Policy)) {
	change(&h.Flow.Policy)
	change(&h.Lists.Policy)
}

// FilledAlone writes that a person alone has put money into a wallet just now.
func (h *House) FilledAlone(userID, person string) {
	h.t.Helper()
	wallet := h.Wallet(userID)
	from := wallet.Version
	wallet.Version++
	wallet.CommitID = "filled-" + person
	if err := wallet.FillAlone(person, h.Clock.Now()); err != nil {
		h.t.Fatal(err)
	}
	change := funds.Change{CommitID: wallet.CommitID, At: h.Clock.Now(), Wallet: &funds.WalletChange{From: from, To: wallet}}
	if err := h.Store.Commit(h.t.Context(), change); err != nil {
		h.t.Fatal(err)
	}
}
