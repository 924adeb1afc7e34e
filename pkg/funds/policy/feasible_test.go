package policy_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
)

// lacks takes permissions from some of [decided]'s people, by their places.
func lacks(c *funds.Controls, people []int, some ...funds.Permission) {
	for _, i := range people {
		c.People[i].Permissions = slices.DeleteFunc(funds.AllPermissions(), func(p funds.Permission) bool { return slices.Contains(some, p) })
	}
}

// adjustsInTwo lets nobody fill a wallet alone.
func adjustsInTwo(c *funds.Controls) {
	c.Rules = append(c.Rules, funds.ApprovalRule{Act: funds.ActAdjust, Above: -1, Need: 2})
}

func TestAPolicyThatNobodyCouldWorkUnderIsRefusedNamingTheAct(t *testing.T) {
	t.Parallel()
	for act, change := range map[string]func(*funds.Controls){
		"payout": func(c *funds.Controls) { c.Rules[0].Need = 4 },
		"adjust": func(c *funds.Controls) { c.Rules = append(c.Rules, funds.ApprovalRule{Act: funds.ActAdjust, Need: 4}) },
		"fail":   func(c *funds.Controls) { lacks(c, []int{0, 1, 2}, funds.PermissionPay) },
		"reopen": func(c *funds.Controls) { lacks(c, []int{0, 1, 2}, funds.PermissionWallet) },
		"resolve": func(c *funds.Controls) { // a credit takes what an adjustment does
			adjustsInTwo(c)
			lacks(c, []int{0, 1}, funds.PermissionResolve)
		},
		"policy": func(c *funds.Controls) { // which takes as many as the payout
			adjustsInTwo(c)
			c.Rules[0].Need = 3
			lacks(c, []int{2}, funds.PermissionPolicy)
		},
		"payout (payerApart)": func(c *funds.Controls) { c.Rules[0].Need, c.PayerApart = 3, true; lacks(c, nil) },
		"pause (lift)":        func(c *funds.Controls) { lacks(c, []int{0, 1}, funds.PermissionWallet, funds.PermissionPay) },
		"payout (adjuster_apart)": func(c *funds.Controls) {
			lacks(c, []int{0}, funds.PermissionReview)
			lacks(c, []int{1}, funds.PermissionAdjust)
		},
		"payout (adjuster_apart, pay)": func(c *funds.Controls) {
			lacks(c, []int{0, 1}, funds.PermissionPay)
		},
		"payout (payerApart, adjuster_apart)": func(c *funds.Controls) { c.PayerApart = true },
	} {
		next := decided(5000)
		change(&next.Policy.Controls)
		if act == "payout (payerApart)" {
			next.Policy.Controls.People = append(next.Policy.Controls.People, funds.Person{ID: "zhao", Permissions: funds.Permissions{funds.PermissionPolicy}})
		}
		var refused *funds.Error
		err := policy.Feasible(next.Policy.Controls)
		if !errors.As(err, &refused) || refused.Field != "people" || refused.Facts.Text != act || refused.Facts.Count >= refused.Facts.Minimum {
			t.Errorf("%s: %v", act, err)
		}
	}
}

func TestAPolicyWithJustEnoughPeopleIsFeasible(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*funds.Controls){
		"three of whom two review": func(*funds.Controls) {},
		"two who never fill a wallet alone": func(c *funds.Controls) {
			adjustsInTwo(c)
			c.People = c.People[:2]
		},
		"two who approve and one who pays": func(c *funds.Controls) {
			adjustsInTwo(c)
			c.PayerApart = true
		},
		"an adjuster who neither reviews nor pays": func(c *funds.Controls) {
			lacks(c, []int{0}, funds.PermissionReview, funds.PermissionPay)
			lacks(c, []int{1, 2}, funds.PermissionAdjust)
		},
		"a dismissed one besides": func(c *funds.Controls) {
			c.People = append(c.People, funds.Person{ID: "gone", Permissions: funds.AllPermissions(), Dismissed: true})
		},
		"nobody listed":             func(c *funds.Controls) { c.People = nil },
		"one person for everything": func(c *funds.Controls) { c.People, c.Rules = c.People[:1], nil },
	} {
		controls := decided(1).Policy.Controls
		change(&controls)
		if err := policy.Feasible(controls); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	dismissed := decided(1).Policy.Controls
	dismissed.People[2].Dismissed = true
	if policy.Feasible(dismissed) == nil {
		t.Error("whoever was dismissed is counted")
	}
}

// TestWhatWasStoredWhenLessWasAskedCanStillBeTightened, but never so that it is shorter of people, and neither the first
// version nor a forced one begins short.
func TestWhatWasStoredWhenLessWasAskedCanStillBeTightened(t *testing.T) {
	t.Parallel()
	short := func(single funds.Amount) policy.Decided {
		next := decided(single)
		next.Policy.Controls.Rules[0].Need = 3
		lacks(&next.Policy.Controls, []int{2}, funds.PermissionPolicy) // two change it, and it takes three
		adjustsInTwo(&next.Policy.Controls)
		return next
	}
	s := tell(t, decided(5000))
	s.policies[s.versions[1].Text] = short(5000)
	want(t, s.propose("zhang", short(4000)), "")
	s.holds(2)
	shorter := short(3000)
	lacks(&shorter.Policy.Controls, []int{1}, funds.PermissionPolicy)
	want(t, s.propose("zhang", shorter), policy.ReasonTooFewPeople)
	more := short(3000)
	more.Policy.Controls.Rules[0].Need = 4
	want(t, s.propose("zhang", more), policy.ReasonTooFewPeople)
	want(t, s.apply(policy.Force(s.act("x"), s.state(), short(3000), "locked out")), policy.ReasonTooFewPeople)
	enough := short(3000)
	lacks(&enough.Policy.Controls, []int{2})
	s.policies[enough.Text] = enough
	want(t, s.apply(policy.Force(s.act("x"), s.state(), enough, "locked out")), "")
	want(t, s.apply(policy.First(s.act(""), short(1))), policy.ReasonTooFewPeople)
}
