package funds_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestTheLargestNeedThatMatchesCounts(t *testing.T) {
	t.Parallel()
	controls := funds.Controls{Rules: []funds.ApprovalRule{
		{Act: funds.ActPayout, Above: 10_000, Need: 2},
		{Act: funds.ActPayout, Above: 50_000, Need: 3},
		{Act: funds.ActPayout, Method: "MVola", NewPayee: true, Need: 2},
		{Act: funds.ActAdjust, Above: 1_000, Need: 2},
	}}
	for name, test := range map[string]struct {
		asked funds.Asked
		want  int64
	}{
		"nothing matches":              {funds.Asked{Act: funds.ActPayout, Amount: 10_000}, 1},
		"one more than the amount":     {funds.Asked{Act: funds.ActPayout, Amount: 10_001}, 2},
		"two match":                    {funds.Asked{Act: funds.ActPayout, Amount: 50_001}, 3},
		"a new payee":                  {funds.Asked{Act: funds.ActPayout, Amount: 1, Method: "MVola", NewPayee: true}, 2},
		"a new payee, by another way":  {funds.Asked{Act: funds.ActPayout, Amount: 1, Method: "bank", NewPayee: true}, 1},
		"a known payee":                {funds.Asked{Act: funds.ActPayout, Amount: 1, Method: "MVola"}, 1},
		"another act's rule":           {funds.Asked{Act: funds.ActAdjust, Amount: 1_001}, 2},
		"an act that no rule is about": {funds.Asked{Act: funds.ActResolve, Amount: 1 << 40}, 1},
	} {
		if got := controls.Need(test.asked); got != test.want {
			t.Errorf("%s needs %d, want %d", name, got, test.want)
		}
	}
	if controls.OnePerson() || !(funds.Controls{}).OnePerson() {
		t.Error("rules make the difference")
	}
}

func TestAPersonIsOneWithAllOfTheirSubs(t *testing.T) {
	t.Parallel()
	controls := funds.Controls{People: []funds.Person{
		{ID: "li", Subs: []string{"li-laptop", "li-phone"}, Permissions: funds.Permissions{funds.PermissionReview}},
		{ID: "wang", Subs: []string{"wang"}, Dismissed: true},
	}}
	for _, sub := range controls.People[0].Subs {
		if person, listed := controls.Person(sub); !listed || person.ID != "li" {
			t.Errorf("%s is %q, listed %t", sub, person.ID, listed)
		}
	}
	if person, listed := controls.Person("li"); listed {
		t.Errorf("a person's id is taken for a sub: %+v", person)
	}
	for person, want := range map[string]bool{"li": true, "wang": false, "nobody": false} {
		if got := controls.Counts(person); got != want {
			t.Errorf("the word of %s counts: %t", person, got)
		}
		if got := controls.Counts(person, funds.PermissionPay, funds.PermissionReview); got != want {
			t.Errorf("the word of %s counts for one of two things: %t", person, got)
		}
		if controls.Counts(person, funds.PermissionPay) {
			t.Errorf("the word of %s counts for what they may not do", person)
		}
	}
	if !(funds.Controls{}).Counts("nobody", funds.PermissionPay) {
		t.Error("where nobody is listed, a word does not count")
	}
	controls.People[0].Name = "李"
	for person, want := range map[string]string{"li": "李", "wang": "", "li-phone": "", "nobody": ""} {
		if got := controls.Named(person); got != want {
			t.Errorf("%s is called %q", person, got)
		}
	}
	alone, listed := funds.Controls{}.Person("anybody")
	if !listed || alone.ID != "anybody" || !alone.Permissions.Has(funds.PermissionPolicy) || !alone.Permissions.Has(funds.PermissionPay) {
		t.Errorf("where the policy lists nobody, it is %+v", alone)
	}
	if !(funds.Controls{}).Counts("anybody") {
		t.Error("where the policy lists nobody, everybody's word counts")
	}
}
