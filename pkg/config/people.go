package config

import (
	"fmt"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// person is one of the policy's people: who approves, by whichever account.
type person struct {
	Person    string   `json:"person"`
	Subs      []string `json:"subs"`
	Name      string   `json:"name"`
	Perms     []string `json:"perms"`
	Dismissed bool     `json:"dismissed"`
}

// approval is one rule: how many different people an act takes. Without above, it is about every amount.
type approval struct {
	Act      string `json:"act"`
	Above    string `json:"above,omitempty"`
	Method   string `json:"method,omitempty"`
	NewPayee bool   `json:"newPayee,omitempty"`
	Need     int64  `json:"need"`
}

// controls is the policy's part that is about people.
type controls struct {
	People       []person   `json:"people"`
	Approvals    []approval `json:"approvals"`
	PayerApart   bool       `json:"payerApart"`
	CoolingHours int64      `json:"coolingHours"`
	// SharedAccount puts a hold on what goes to an account that more wallets use than it says; 0 wallets: never.
	SharedAccount sharedAccount `json:"sharedAccount"`
	PendingDays   int64         `json:"pendingDays"` // 0: nothing is too old
	// What waits for longer is late; 0: nothing is. Left out where it is 0, so that programs that do not know them read the policy.
	ReviewWithinHours int64 `json:"reviewWithinHours,omitempty"`
	PayWithinHours    int64 `json:"payWithinHours,omitempty"`
}

type sharedAccount struct {
	Wallets  int64  `json:"wallets"`
	Hours    int64  `json:"hours"`
	OnExpiry string `json:"onExpiry"`
}

// ReadControls reads what a policy says about people.
func ReadControls(text string) (funds.Controls, error) {
	decided, err := ReadPolicy(text)
	return decided.Policy.Controls, err
}

const (
	maxPeople      = 200
	maxSubs        = 20
	maxPersonBytes = 32
	maxRules       = 100
	mostNeed       = 10
	mostCooling    = 30 * 24 // hours
	mostWallets    = 100     // a create reads one more of an account
	mostHold       = 30 * 24 // hours
	mostPending    = 366     // days
	mostWithin     = 30 * 24 // hours
)

func (r *reader) controls(raw controls) funds.Controls {
	r.want(raw.CoolingHours >= 0 && raw.CoolingHours <= mostCooling, "coolingHours", "want 0 to %d", mostCooling)
	r.want(raw.PendingDays >= 0 && raw.PendingDays <= mostPending, "pendingDays", "want 0 to %d", mostPending)
	r.want(raw.ReviewWithinHours >= 0 && raw.ReviewWithinHours <= mostWithin, "reviewWithinHours", "want 0 to %d", mostWithin)
	r.want(raw.PayWithinHours >= 0 && raw.PayWithinHours <= mostWithin, "payWithinHours", "want 0 to %d", mostWithin)
	return funds.Controls{
		ReviewWithin: time.Duration(raw.ReviewWithinHours) * time.Hour, PayWithin: time.Duration(raw.PayWithinHours) * time.Hour,
		SharedAccount: r.sharedAccount(raw.SharedAccount), PendingLife: time.Duration(raw.PendingDays) * 24 * time.Hour,
		People: r.people(raw.People), Rules: r.rules(raw.Approvals), PayerApart: raw.PayerApart, Cooling: time.Duration(raw.CoolingHours) * time.Hour,
	}
}

func (r *reader) sharedAccount(raw sharedAccount) funds.SharedAccount {
	read := funds.SharedAccount{Wallets: raw.Wallets, Hold: time.Duration(raw.Hours) * time.Hour, OnExpiry: funds.HoldEnd(raw.OnExpiry)}
	r.want(raw.Wallets >= 0 && raw.Wallets <= mostWallets, "sharedAccount.wallets", "want 0 to %d", mostWallets)
	r.want(raw.Hours >= 1 && raw.Hours <= mostHold, "sharedAccount.hours", "want 1 to %d", mostHold)
	r.want(slices.Contains(funds.HoldEnds(), read.OnExpiry), "sharedAccount.onExpiry", "want one of %v", funds.HoldEnds())
	return read
}

func (r *reader) people(raw []person) (people []funds.Person) {
	r.want(len(raw) <= maxPeople, "people", "more than %d", maxPeople)
	persons, subs := map[string]bool{}, map[string]bool{}
	for i, one := range raw {
		field := func(name string) string { return fmt.Sprintf("people[%d].%s", i, name) }
		r.want(plainName(one.Person), field("person"), "want 1 to %d letters, digits and underscores, a letter first", maxPersonBytes)
		r.want(!persons[one.Person], field("person"), "%s is there twice", one.Person)
		r.want(funds.CheckText("name", one.Name) == nil, field("name"), "want a plain text")
		r.want(len(one.Subs) >= 1 && len(one.Subs) <= maxSubs, field("subs"), "want 1 to %d", maxSubs)
		persons[one.Person] = true
		read := funds.Person{ID: one.Person, Name: one.Name, Subs: one.Subs, Dismissed: one.Dismissed}
		for _, sub := range one.Subs {
			r.want(funds.ValidSub(sub), field("subs"), "want 1 to %d characters that can be seen, without #, not %q", funds.MaxSubjectRunes, sub)
			r.want(!subs[sub], field("subs"), "%s is there twice", sub)
			subs[sub] = true
		}
		for _, word := range one.Perms {
			permission := funds.Permission(word)
			r.want(funds.AllPermissions().Has(permission), field("perms"), "want some of %s, not %q", funds.AllPermissions().Joined(" "), word)
			r.want(!read.Permissions.Has(permission), field("perms"), "%s is there twice", word)
			read.Permissions = append(read.Permissions, permission)
		}
		people = append(people, read)
	}
	for i, one := range people { // what was approved before anybody was listed has the names of accounts
		for j, other := range people {
			r.want(i == j || !slices.Contains(other.Subs, one.ID), fmt.Sprintf("people[%d].person", i), "%s is another's sub", one.ID)
		}
	}
	return people
}

func (r *reader) rules(raw []approval) (rules []funds.ApprovalRule) {
	r.want(len(raw) <= maxRules, "approvals", "more than %d", maxRules)
	for i, one := range raw {
		field := func(name string) string { return fmt.Sprintf("approvals[%d].%s", i, name) }
		act := funds.ControlledAct(one.Act)
		payout := act == funds.ActPayout
		r.want(slices.Contains(funds.ControlledActs(), act), field("act"), "want one of %v, not %q", funds.ControlledActs(), one.Act)
		r.want(one.Method == "" || (payout && plainName(one.Method)), field("method"), "want a method, of a payout")
		r.want(!one.NewPayee || payout, field("newPayee"), "it is of payouts alone")
		r.want(one.Need >= 2 && one.Need <= mostNeed, field("need"), "want 2 to %d", mostNeed)
		rule := funds.ApprovalRule{Act: act, Above: everyAmount, Method: funds.Method(one.Method), NewPayee: one.NewPayee, Need: one.Need}
		if one.Above != "" {
			r.want(slices.Contains(withAmounts, act), field("above"), "%s has no amount", one.Act)
			rule.Above = r.amount(field("above"), one.Above)
		}
		rules = append(rules, rule)
	}
	return rules
}

// withAmounts are the acts that are about an amount.
var withAmounts = []funds.ControlledAct{funds.ActPayout, funds.ActAdjust, funds.ActFail, funds.ActResolve, funds.ActReturn}

// everyAmount is below all that an act can be about: 0 is what has no amount.
const everyAmount funds.Amount = -1
