package policy

import (
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// ReasonTooFewPeople says that the act Text could never find the people that it takes, Minimum of them: the policy lists
// Count who may.
const ReasonTooFewPeople funds.Reason = "policy_too_few_people"

// What is asked of people beside the acts that rules are about. Whoever alone has put money into a wallet neither approves
// nor pays what is taken out of it: others have to be enough.
const (
	payByHand     = "payout (payerApart)"                 // by somebody who has not approved it
	liftPause     = "pause (lift)"                        // or a block
	reviewOthers  = "payout (adjuster_apart)"             // approved by others
	payOthers     = "payout (adjuster_apart, pay)"        // paid by another
	byHandOfOther = "payout (payerApart, adjuster_apart)" // both
)

// demand is how many different people something takes, and how many the policy lists who may.
type demand struct {
	what       string
	need, have int64
}

func (d demand) short() bool { return d.have < d.need }

func (d demand) refusal() error {
	return funds.Invalid("people", ReasonTooFewPeople).About(funds.Facts{Text: d.what, Minimum: d.need, Count: d.have})
}

// Feasible refuses controls under which some act could never find enough different people with the permission that it
// takes ([funds.CodeInvalid], naming the act). Where nobody is listed, there is no knowing how many there are.
func Feasible(controls funds.Controls) error { return noWorse(funds.Controls{}, controls) }

// noWorse is [Feasible], but for what is as short of people before: what was stored when less was asked can still be
// tightened.
func noWorse(before, after funds.Controls) error {
	was := map[string]demand{}
	for _, d := range demands(before) {
		was[d.what] = d
	}
	for _, d := range demands(after) {
		asked, known := was[d.what]
		if d.short() && (!known || !asked.short() || d.have < asked.have || d.need > asked.need) {
			return d.refusal()
		}
	}
	return nil
}

// demands are all that controls ask of the people whom they list, each once.
func demands(controls funds.Controls) (all []demand) {
	if len(controls.People) == 0 {
		return nil
	}
	ask := func(what string, need int64, some ...funds.Permission) {
		all = append(all, demand{what, need, count(controls, "", some)})
	}
	for _, act := range funds.ControlledActs() {
		need := controls.Most(act)
		switch act {
		case funds.ActPolicy:
			need = controls.ToChange()
		case funds.ActResolve: // what it credits is asked about by both
			need = max(need, controls.Most(funds.ActAdjust))
		case funds.ActPayout, funds.ActAdjust, funds.ActFail, funds.ActReopen, funds.ActReturn, funds.ActBatch:
		}
		ask(string(act), need, act.Permission())
	}
	if controls.PayerApart {
		ask(payByHand, controls.Most(funds.ActPayout)+1, funds.PermissionReview, funds.PermissionPay)
	}
	if controls.OnePerson() {
		return all
	}
	ask(liftPause, controls.ToLift(), funds.PermissionWallet, funds.PermissionPay)
	return append(all, ofOthers(controls)...)
}

// ofOthers are what a payout asks of people beside whoever has put money into the wallet alone, whichever of those who may
// that was. They are none where nobody may.
func ofOthers(controls funds.Controls) (all []demand) {
	if controls.Need(funds.Asked{Act: funds.ActAdjust, Amount: 1}) > 1 {
		return nil
	}
	ask := func(what string, need int64, some ...funds.Permission) {
		have := count(controls, "", some)
		for _, person := range controls.People {
			if !person.Dismissed && person.Permissions.Has(funds.PermissionAdjust) {
				have = min(have, count(controls, person.ID, some))
			}
		}
		all = append(all, demand{what, need, have})
	}
	approvals := controls.Most(funds.ActPayout)
	ask(reviewOthers, approvals, funds.PermissionReview)
	ask(payOthers, 1, funds.PermissionPay)
	if controls.PayerApart {
		ask(byHandOfOther, approvals+1, funds.PermissionReview, funds.PermissionPay)
	}
	return all
}

// count is how many may do one of some things, without one person.
func count(controls funds.Controls, without string, some funds.Permissions) (people int64) {
	for _, person := range controls.People {
		may := slices.ContainsFunc(some, person.Permissions.Has)
		if may && !person.Dismissed && person.ID != without {
			people++
		}
	}
	return people
}
