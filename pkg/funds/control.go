package funds

import (
	"cmp"
	"slices"
	"time"
)

// Controls are what a policy decides about people: who they are, and what takes how many of them. Without rules,
// one person is enough for everything.
type Controls struct {
	People []Person
	Rules  []ApprovalRule
	// PayerApart says that whoever approved a withdrawal does not also pay it by hand.
	PayerApart bool
	// Cooling is how long a withdrawal to a new payee waits before it may be sent.
	Cooling time.Duration
	// SharedAccount puts a hold on withdrawals to an account that too many wallets use.
	SharedAccount SharedAccount
	// PendingLife is how long a withdrawal may be pending before the machine rejects it; 0: for ever.
	PendingLife time.Duration
	// ReviewWithin and PayWithin are how long a withdrawal may wait for its review, and then for its payout, before it is late,
	// which people are told; 0: for as long as it takes.
	ReviewWithin, PayWithin time.Duration
}

// Person is somebody with all of their accounts: approvals count people, not the accounts that they sign in with.
type Person struct {
	ID          string
	Subs        []string // of their tokens
	Name        string
	Permissions Permissions
	Dismissed   bool // may do nothing any more
}

// ControlledAct is what an approval rule is about.
type ControlledAct string

// The acts that a rule may be about.
const (
	ActPayout  ControlledAct = "payout"
	ActAdjust  ControlledAct = "adjust"
	ActFail    ControlledAct = "fail"
	ActReopen  ControlledAct = "reopen" // a wallet becomes active, or closed
	ActResolve ControlledAct = "resolve"
	ActPolicy  ControlledAct = "policy"
	ActBatch   ControlledAct = "batch"  // of payouts by a file: no rule is about it, and it takes two people under any rules
	ActReturn  ControlledAct = "return" // an admin reports what the bank sent back
)

// ControlledActs are those that a rule may be about.
func ControlledActs() []ControlledAct {
	return []ControlledAct{ActPayout, ActAdjust, ActFail, ActReopen, ActResolve, ActPolicy, ActReturn}
}

// actPermissions is what whoever decides about an act must be allowed.
var actPermissions = map[ControlledAct]Permission{
	ActPayout: PermissionReview, ActAdjust: PermissionAdjust, ActFail: PermissionPay,
	ActReopen: PermissionWallet, ActResolve: PermissionResolve, ActPolicy: PermissionPolicy, ActBatch: PermissionPay, ActReturn: PermissionResolve,
}

// Permission is what whoever decides about the act must be allowed; empty, which nobody has, for what is no act.
func (a ControlledAct) Permission() Permission { return actPermissions[a] }

// ApprovalRule says how many people an act needs.
type ApprovalRule struct {
	Act      ControlledAct
	Above    Amount // it matches amounts above this, in minor units
	Method   Method // it matches this method alone; empty: any
	NewPayee bool   // it matches payouts to a new payee alone
	Need     int64  // different people
}

// OnePerson says that nothing needs a second person: the policy has no rules.
func (c Controls) OnePerson() bool { return len(c.Rules) == 0 }

// Asked is what the rules are asked about.
type Asked struct {
	Act      ControlledAct
	Amount   Amount // with what it adds up to, in minor units
	Method   Method // of a payout
	NewPayee bool   // of a payout
}

// Need is how many different people an act takes: the largest need of the rules that match, and one where none does. What
// an admin says that the bank sent back takes two wherever anything does: nobody else has seen the money.
func (c Controls) Need(asked Asked) int64 {
	need := int64(1)
	if asked.Act == ActBatch || asked.Act == ActReturn {
		need = c.ToLift()
	}
	for _, rule := range c.Rules {
		if rule.matches(asked) {
			need = max(need, rule.Need)
		}
	}
	return need
}

// NeedOfAll is the largest need of several questions, and at least one.
func (c Controls) NeedOfAll(asked []Asked) int64 {
	need := int64(1)
	for _, one := range asked {
		need = max(need, c.Need(one))
	}
	return need
}

// leastPeople change the policy and let money go on again, whatever the rules say, once there are any.
const leastPeople = 2

// Most is the largest number of people that an act may take, and at least one.
func (c Controls) Most(act ControlledAct) int64 {
	need := int64(1)
	for _, rule := range c.Rules {
		if rule.Act == act {
			need = max(need, rule.Need)
		}
	}
	return need
}

// ToLift is how many people let go on what a pause or a block stops: one where nothing takes a second person, else two.
func (c Controls) ToLift() int64 {
	if c.OnePerson() {
		return 1
	}
	return leastPeople
}

// ToChange is how many people change the policy: as many as anything may take that it is about, since whoever changes the
// rules can do all that they bound. A payout by hand takes one more than its approvals where the payer stands apart.
func (c Controls) ToChange() int64 {
	need := c.ToLift()
	for _, act := range ControlledActs() {
		need = max(need, c.Most(act))
	}
	if c.PayerApart && !c.OnePerson() {
		need = max(need, c.Most(ActPayout)+1)
	}
	return need
}

// Bounds says that some rule is about the act.
func (c Controls) Bounds(act ControlledAct) bool {
	return slices.ContainsFunc(c.Rules, func(r ApprovalRule) bool { return r.Act == act })
}

func (r ApprovalRule) matches(asked Asked) bool {
	return r.Act == asked.Act && asked.Amount > r.Above && (r.Method == "" || r.Method == asked.Method) && (!r.NewPayee || asked.NewPayee)
}

// Person finds who has a token's sub; false where the policy lists people and this is none of them. Where it lists
// nobody, everybody is their own person, with whatever their token permits.
func (c Controls) Person(sub string) (Person, bool) {
	if len(c.People) == 0 {
		return Person{ID: sub, Subs: []string{sub}, Permissions: AllPermissions()}, true
	}
	for _, person := range c.People {
		if slices.Contains(person.Subs, sub) {
			return person, true
		}
	}
	return Person{}, false
}

// PersonOf is the policy's name for an actor: that of their request, or that of their sub, or the sub itself.
func (c Controls) PersonOf(actor Actor) string {
	person, _ := c.Person(actor.ID)
	return cmp.Or(actor.Person, person.ID, actor.ID)
}

// Named is the name of a person; empty where the policy lists none of that id.
func (c Controls) Named(person string) string {
	for _, listed := range c.People {
		if listed.ID == person {
			return listed.Name
		}
	}
	return ""
}

// Counts says whether a person's word counts for what takes one of some permissions: where the policy lists people, they are
// one of them, not dismissed, and may still do such things, whatever they might when they gave it. Without permissions it
// says whether they are anybody.
func (c Controls) Counts(person string, some ...Permission) bool {
	at := slices.IndexFunc(c.People, func(p Person) bool { return p.ID == person })
	if len(c.People) == 0 || at < 0 || c.People[at].Dismissed {
		return len(c.People) == 0
	}
	return len(some) == 0 || slices.ContainsFunc(some, c.People[at].Permissions.Has)
}

// Approval is one person's word for a withdrawal.
type Approval struct {
	Person  string
	Version int64 // of the withdrawal after it: the line of that version says who and when; 0: a review from before approvals were counted
	At      time.Time
}

// Names are all that an admin may be kept by: their person, and each of its accounts.
func (c Controls) Names(of Actor) []string {
	person, _ := c.Person(of.ID)
	return append([]string{c.PersonOf(of)}, person.Subs...)
}

// Owns says that an account is an admin's own, by whichever of their accounts they act.
func (c Controls) Owns(actor Actor, account string) bool {
	owner, listed := c.Person(account)
	return listed && owner.ID == c.PersonOf(actor)
}
