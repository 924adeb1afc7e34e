package policy

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// direction is what a change of one field does. A field may do both: one channel pays more, another less.
type direction struct{ tightens, loosens bool }

func (d direction) and(other direction) direction {
	return direction{d.tightens || other.tightens, d.loosens || other.loosens}
}

// compared says what a field's change does.
type compared func(before, after Decided) direction

// field is one field of the policy, by its name in JSON: a[].b is b of the elements of a, and a is all of a.
type field struct {
	name    string
	compare compared
}

// fields has the direction of every field. What stops money tightens: less may be asked for, paid, or done by fewer. A
// field that can do either, or of which nobody can tell, has no direction: any change of it counts as loosening.
var fields = []field{
	{"zone", none(func(d Decided) string { return d.Policy.Zone.String() })},
	{"singleLimit", less(func(p funds.Policy) funds.Amount { return p.Single })},
	{"dailyLimit", less(func(p funds.Policy) funds.Amount { return p.Daily })},
	{"rolling24h.amount", less(func(p funds.Policy) funds.Amount { return boundless(p.Rolling24h.Amount) })},
	{"rolling24h.count", less(func(p funds.Policy) int64 { return boundless(p.Rolling24h.Count) })},
	{"rolling30d.amount", less(func(p funds.Policy) funds.Amount { return boundless(p.Rolling30d.Amount) })},
	{"rolling30d.count", less(func(p funds.Policy) int64 { return boundless(p.Rolling30d.Count) })},
	{"minimum", more(func(p funds.Policy) funds.Amount { return p.Minimum })},
	{"maxOpen", less(func(p funds.Policy) int64 { return p.MaxOpen })},
	{"fee", none(func(d Decided) funds.Fee { return d.Policy.Fee })},
	{"channels", channels(func(funds.Channel, funds.Channel) direction { return direction{} }, true)},
	{"channels[].method", same}, // it is what tells one channel from another
	{"channels[].type", ofChannels(either(func(c funds.Channel) string { return c.Type }))},
	{"channels[].name", ofChannels(either(func(c funds.Channel) string { return c.Name }))},
	{"channels[].min", ofChannels(growing(func(c funds.Channel) funds.Amount { return c.Min }))},
	{"channels[].max", ofChannels(shrinking(func(c funds.Channel) funds.Amount { return boundless(c.Max) }))},
	{"channels[].step", ofChannels(either(func(c funds.Channel) funds.Amount { return c.Step }))},
	{"channels[].autoApprove", ofChannels(shrinking(func(c funds.Channel) int { return number(c.AutoApprove) }))},
	{"channels[].payOnApproval", ofChannels(shrinking(func(c funds.Channel) int { return number(c.PayOnApproval) }))},
	{"byHand", func(before, after Decided) direction { return subset(before.Policy.ByHand, after.Policy.ByHand) }},
	{"accounts", accounts(func(funds.PayingAccount, funds.PayingAccount) direction { return direction{} }, true)},
	{"accounts[].id", same}, // it is what tells one account from another
	{"accounts[].holder", ofAccounts(either(func(a funds.PayingAccount) string { return a.Holder }))},
	{"accounts[].number", ofAccounts(either(func(a funds.PayingAccount) string { return a.Number }))},
	{"accounts[].bank", ofAccounts(either(func(a funds.PayingAccount) string { return a.Bank }))},
	{"accounts[].currency", ofAccounts(either(func(a funds.PayingAccount) string { return a.Currency }))},
	{"accounts[].kind", ofAccounts(either(func(a funds.PayingAccount) funds.AccountKind { return a.Kind }))},
	{"accounts[].closed", ofAccounts(growing(func(a funds.PayingAccount) int { return number(a.Closed) }))},
	{"recharge.step", none(func(d Decided) funds.Amount { return d.Policy.Recharge.Step })},
	{"recharge.payHosts", rest("recharge.payHosts")},
	{"gateway.declined", rest("gateway.declined")},
	{"gateway.absent", rest("gateway.absent")},
	{"repeatedSerialRefused", none(func(d Decided) bool { return d.Policy.RepeatedSerialRefused })},
	{"monthShards", rest("monthShards")},
	{"returnReasons", returnReasons(func(funds.ReturnReason, funds.ReturnReason) direction { return direction{} }, true)},
	{"returnReasons[].code", same}, // it is what tells one reason from another
	{"returnReasons[].words", returnReasons(func(before, after funds.ReturnReason) direction {
		return direction{loosens: !slices.Equal(before.Words, after.Words)} // another reason may be read from what a bank writes
	}, false)},
	{"returnReasons[].feeBack", returnReasons(shrinking(func(r funds.ReturnReason) int { return number(r.FeeBack) }), false)},
	{"sendWindowSeconds", none(timing(func(t funds.Timing) time.Duration { return t.SendWindow }))},
	{"sendGraceSeconds", longer(func(t funds.Timing) time.Duration { return t.SendGrace })},
	{"askIntervalSeconds", none(timing(func(t funds.Timing) time.Duration { return t.AskInterval }))},
	{"receiptDelaySeconds", none(timing(func(t funds.Timing) time.Duration { return t.ReceiptDelay }))},
	{"backoffMinSeconds", none(timing(func(t funds.Timing) time.Duration { return t.BackoffMin }))},
	{"backoffMaxSeconds", none(timing(func(t funds.Timing) time.Duration { return t.BackoffMax }))},
	{"absentGraceSeconds", longer(func(t funds.Timing) time.Duration { return t.AbsentGrace })},
	{"absentTimes", more(func(p funds.Policy) int { return p.Timing.AbsentTimes })},
	{"recheckSeconds", func(before, after Decided) direction {
		return direction{loosens: !slices.Equal(before.Policy.Timing.Rechecks, after.Policy.Timing.Rechecks)}
	}},
	{"failUnknownAfterSeconds", longer(func(t funds.Timing) time.Duration { return t.FailUnknown })},
	{"refusedOrders", less(func(p funds.Policy) int { return p.Refusals.Free })},
	{"refusedWindowSeconds", none(func(d Decided) time.Duration { return d.Policy.Refusals.Window })},
	{"refusedApartSeconds", more(func(p funds.Policy) time.Duration { return p.Refusals.Apart })},
	{"people", people(func(funds.Person, funds.Person) direction { return direction{} }, true)},
	{"people[].person", same}, // it is what tells one person from another
	{"people[].subs", ofPeople(subs)},
	{"people[].name", ofPeople(either(func(p funds.Person) string { return p.Name }))},
	{"people[].perms", ofPeople(func(before, after funds.Person) direction { return subset(before.Permissions, after.Permissions) })},
	{"people[].dismissed", ofPeople(growing(func(p funds.Person) int { return number(p.Dismissed) }))},
	{"approvals", rules},
	{"payerApart", more(func(p funds.Policy) int { return number(p.Controls.PayerApart) })},
	{"sharedAccount.wallets", less(func(p funds.Policy) int64 { return boundless(p.Controls.SharedAccount.Wallets) })},
	{"sharedAccount.hours", none(func(d Decided) time.Duration { return d.Policy.Controls.SharedAccount.Hold })},
	{"sharedAccount.onExpiry", none(func(d Decided) funds.HoldEnd { return d.Policy.Controls.SharedAccount.OnExpiry })},
	// What the machine rejects stays rejected, also where a tightening lapses: so any change of it takes people.
	{"pendingDays", none(func(d Decided) time.Duration { return d.Policy.Controls.PendingLife })},
	{"reviewWithinHours", less(func(p funds.Policy) time.Duration { return boundless(p.Controls.ReviewWithin) })},
	{"payWithinHours", less(func(p funds.Policy) time.Duration { return boundless(p.Controls.PayWithin) })},
	{"coolingHours", more(func(p funds.Policy) time.Duration { return p.Controls.Cooling })},
}

// Fields are the names of all fields that have a place in the table.
func Fields() (names []string) {
	for _, field := range fields {
		names = append(names, field.name)
	}
	return names
}

// Difference is which fields of a next policy tighten, and which loosen, in the order of the table.
type Difference struct{ Tightens, Loosens []string }

// otherwise names what no field explains: another order of a list.
const otherwise = "order"

// Compare says what a next policy changes. What differs in a way that no field explains counts as loosening.
func Compare(before, after Decided) (found Difference) {
	for _, field := range fields {
		does := field.compare(before, after)
		if does.tightens {
			found.Tightens = append(found.Tightens, field.name)
		}
		if does.loosens {
			found.Loosens = append(found.Loosens, field.name)
		}
	}
	if before.Text != after.Text && len(found.Tightens)+len(found.Loosens) == 0 {
		found.Loosens = append(found.Loosens, otherwise)
	}
	return found
}

func same(Decided, Decided) direction { return direction{} }

func none[T comparable](of func(Decided) T) compared {
	return func(before, after Decided) direction { return direction{loosens: of(before) != of(after)} }
}

func rest(name string) compared { return none(func(d Decided) string { return d.Rest[name] }) }

func timing(of func(funds.Timing) time.Duration) func(Decided) time.Duration {
	return func(d Decided) time.Duration { return of(d.Policy.Timing) }
}

func less[T cmp.Ordered](of func(funds.Policy) T) compared {
	return func(before, after Decided) direction { return shrinking(of)(before.Policy, after.Policy) }
}

func more[T cmp.Ordered](of func(funds.Policy) T) compared {
	return func(before, after Decided) direction { return growing(of)(before.Policy, after.Policy) }
}

func longer(of func(funds.Timing) time.Duration) compared {
	return more(func(p funds.Policy) time.Duration { return of(p.Timing) })
}

// shrinking tightens where a value becomes less, and growing where it becomes more; either has no direction.
func shrinking[O any, T cmp.Ordered](of func(O) T) func(before, after O) direction {
	return func(before, after O) direction {
		return direction{tightens: of(after) < of(before), loosens: of(after) > of(before)}
	}
}

func growing[O any, T cmp.Ordered](of func(O) T) func(before, after O) direction {
	return func(before, after O) direction { return shrinking(of)(after, before) }
}

func either[O any, T comparable](of func(O) T) func(before, after O) direction {
	return func(before, after O) direction { return direction{loosens: of(before) != of(after)} }
}

// boundless puts a bound of 0, which is none, above all others.
func boundless[T ~int64](bound T) T {
	if bound == 0 {
		return math.MaxInt64
	}
	return bound
}

func number(is bool) int {
	if is {
		return 1
	}
	return 0
}

// subset tightens where something is left out, and loosens where something is new.
func subset[T comparable](before, after []T) direction {
	lacks := func(some []T) func(T) bool { return func(one T) bool { return !slices.Contains(some, one) } }
	return direction{tightens: slices.ContainsFunc(before, lacks(after)), loosens: slices.ContainsFunc(after, lacks(before))}
}
