package policy

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

// ReasonTooFewPeople says that the act Text could never find the people that it takes, Minimum of them: the policy lists
// Count who may.
const ReasonTooFewPeople funds.Reason = "policy_too_few_people"

// payByHand names the payout by somebody who has not approved it.
const payByHand = "payout (payerApart)"

// Feasible refuses controls under which some act could never find enough different people with the permission that it
// takes ([funds.CodeInvalid], naming the act). Where nobody is listed, there is no knowing how many there are.
func Feasible(controls funds.Controls) error {
	if len(controls.People) == 0 {
		return nil
	}
	for _, act := range funds.ControlledActs() {
		need := most(controls, act)
		if act == funds.ActPolicy {
			need = max(need, Needed(controls))
		}
		if have := count(controls, act.Permission()); have < need {
			return tooFew(string(act), need, have)
		}
	}
	if need := most(controls, funds.ActPayout) + 1; controls.PayerApart {
		if have := count(controls, funds.PermissionReview, funds.PermissionPay); have < need {
			return tooFew(payByHand, need, have)
		}
	}
	return nil
}

// liftPause names the end of a pause, or of a block: whoever may freeze or pay may ask for it, and under rules it takes two.
const liftPause = "pause (lift)"

// liftable refuses controls under which nobody could end a pause or a block. Only a new version is held to it: one that is
// stored, and from before this was asked, must still be read.
func liftable(controls funds.Controls) error {
	if controls.OnePerson() || len(controls.People) == 0 {
		return nil
	}
	if have := count(controls, funds.PermissionWallet, funds.PermissionPay); have < leastPeople {
		return tooFew(liftPause, leastPeople, have)
	}
	return nil
}

func tooFew(act string, need, have int64) error {
	return funds.Invalid("people", ReasonTooFewPeople).About(funds.Facts{Text: act, Minimum: need, Count: have})
}

// most is the largest number of people that an act may take.
func most(controls funds.Controls, act funds.ControlledAct) int64 {
	need := int64(1)
	for _, rule := range controls.Rules {
		if rule.Act == act {
			need = max(need, rule.Need)
		}
	}
	return need
}

// count is how many may do one of some things.
func count(controls funds.Controls, some ...funds.Permission) (people int64) {
	for _, person := range controls.People {
		may := false
		for _, permission := range some {
			may = may || person.Permissions.Has(permission)
		}
		if may && !person.Dismissed {
			people++
		}
	}
	return people
}
