package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
)

// ofThree is a policy under which a payout takes three of four people, all of whom change the policy.
func ofThree(single funds.Amount) policy.Decided {
	next := decided(single)
	controls := &next.Policy.Controls
	controls.People = append(controls.People, funds.Person{ID: "zhao", Subs: []string{"zhao-sub"}, Permissions: funds.AllPermissions()})
	controls.Rules[0].Need = 3
	next.Text += " of three"
	return next
}

// loosened takes two where [ofThree] takes three.
func loosened(single funds.Amount) policy.Decided {
	next := ofThree(single)
	next.Policy.Controls.Rules[0].Need = 2
	next.Text += ", loosened"
	return next
}

func TestTwoWhoChangeThePolicyDoNotGetRoundWhatTakesThree(t *testing.T) {
	t.Parallel()
	s := tell(t, ofThree(5000))
	alone := ofThree(5000) // zhang takes the policy from everybody but themself and li
	alone.Text += ", by two"
	lacks(&alone.Policy.Controls, []int{2, 3}, funds.PermissionPolicy)
	want(t, s.propose("zhang", alone), policy.ReasonTooFewPeople)
	dismissed := ofThree(5000)
	dismissed.Text += ", of two"
	dismissed.Policy.Controls.People[2].Dismissed, dismissed.Policy.Controls.People[3].Dismissed = true, true
	want(t, s.propose("zhang", dismissed), policy.ReasonTooFewPeople)

	want(t, s.propose("zhang", ofThree(4000)), "") // a confirmation takes three
	want(t, s.approve("li", 2), "")
	if v := s.versions[2]; v.LapsesAt.IsZero() || v.Need != 3 {
		t.Fatalf("two confirmed it: %+v", v)
	}
	want(t, s.approve("wang", 2), "")
	if v := s.versions[2]; !v.LapsesAt.IsZero() {
		t.Fatalf("three did not confirm it: %+v", v)
	}
	want(t, s.propose("zhang", ofThree(5000)), "") // so does the way back
	want(t, s.approve("li", 3), "")
	s.holds(2)
	want(t, s.approve("wang", 3), "")
	s.holds(3)
	want(t, s.propose("zhang", loosened(5000)), "") // and what loosens
	want(t, s.approve("li", 4), "")
	s.after(policy.LoosensAfter).holds(3)
	want(t, s.approve("zhao", 4), "")
	s.after(policy.LoosensAfter).holds(4)
}

func TestWhereThePayerStandsApartAChangeTakesOneMore(t *testing.T) {
	t.Parallel()
	apart := ofThree(1).Policy.Controls
	apart.PayerApart = true
	fail := ofThree(1).Policy.Controls
	fail.Rules = []funds.ApprovalRule{{Act: funds.ActFail, Above: 100, Need: 5}, {Act: funds.ActPolicy, Above: -1, Need: 4}}
	nobody := apart
	nobody.Rules = nil
	for want, controls := range map[int64]funds.Controls{4: apart, 5: fail, 1: nobody, 3: ofThree(1).Policy.Controls} {
		if got := controls.ToChange(); got != want {
			t.Errorf("%+v takes %d, want %d", controls, got, want)
		}
	}
	small := decided(1).Policy.Controls
	small.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Above: -1, Need: 1}}
	if got := small.ToChange(); got != 2 {
		t.Errorf("once there are rules it takes two, and not %d", got)
	}
}

// TestWhatAChangeTakesIsAskedOfAllThatBinds: of what is tightened meanwhile, of what a tightening goes back to, and, for as
// long as somebody may still decide by it, of what was in force before.
func TestWhatAChangeTakesIsAskedOfAllThatBinds(t *testing.T) {
	t.Parallel()
	s := tell(t, ofThree(5000))
	want(t, s.propose("zhang", loosened(5000)), "")
	want(t, s.approve("li", 2), "")
	want(t, s.approve("wang", 2), "")
	s.after(policy.LoosensAfter).holds(2)
	takes := func(people int64) {
		t.Helper()
		if got := s.state().Needed(); got != people {
			t.Fatalf("%s after the beginning it takes %d, want %d", s.at.Sub(began), got, people)
		}
	}
	takes(3)
	s.after(funds.PolicySettles - time.Second)
	takes(3)
	s.after(time.Second)
	takes(2)

	want(t, s.propose("zhang", loosened(4000)), "")
	tight := ofThree(4000)
	want(t, s.propose("li", tight), "") // which takes three, itself included
	if need := s.versions[4].Need; need != 3 {
		t.Fatalf("it takes %d", need)
	}
	want(t, s.approve("wang", 3), "") // what was proposed when two were enough takes three now
	if v := s.versions[3]; v.LapsesAt.IsZero() || v.Need != 3 {
		t.Fatalf("two confirmed it: %+v", v)
	}
	s.after(policy.Lapse + funds.PolicySettles)
	takes(2)
	s.holds(2)
}

// TestWhatAVersionTakesOnlyRises: what was proposed when three were needed takes three, whatever is in force since.
func TestWhatAVersionTakesOnlyRises(t *testing.T) {
	t.Parallel()
	s := tell(t, loosened(5000))
	want(t, s.propose("zhang", loosened(6000)), "")
	v := s.versions[2]
	v.Need = 3
	s.versions[2] = v
	want(t, s.approve("li", 2), "")
	if v := s.versions[2]; !v.EffectiveAt.IsZero() || v.Need != 3 {
		t.Fatalf("two are enough: %+v", v)
	}
	want(t, s.approve("zhao", 2), "")
	if s.versions[2].EffectiveAt.IsZero() {
		t.Fatal("three are not enough")
	}
}

func TestAPersonsWordIsCountedOnce(t *testing.T) {
	t.Parallel()
	controls := ofThree(1).Policy.Controls
	controls.People[2].Dismissed = true
	lacks(&controls, []int{3}, funds.PermissionPolicy)
	word := func(person string) funds.PolicyApproval { return funds.PolicyApproval{Person: person} }
	v := funds.PolicyVersion{Approvals: []funds.PolicyApproval{word("zhang"), word("li"), word("zhang"), word("wang"), word("zhao"), word("nobody")}}
	if got := policy.Words(v, controls); got != 2 {
		t.Errorf("%d words count", got)
	}
}

// TestWhatBindsBesideWhatIsInForce says which versions do, by the head alone.
func TestWhatBindsBesideWhatIsInForce(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) time.Time { return began.Add(d) }
	head := funds.PolicyHead{Spans: []funds.PolicySpan{{Number: 1, From: at(0)}, {Number: 2, From: at(time.Hour), Until: at(2 * time.Hour)}, {Number: 4, From: at(3 * time.Hour)}}}
	for after, want := range map[time.Duration][]int64{
		0:                                     {2, 4},
		time.Hour:                             {1, 4},
		2 * time.Hour:                         {2, 4}, // it has lapsed, and not everybody's clock says so
		2*time.Hour + funds.PolicySettles - 1: {2, 4},
		2*time.Hour + funds.PolicySettles:     {4},
		3*time.Hour + funds.PolicySettles - 1: {1},
		3*time.Hour + funds.PolicySettles:     nil,
		100*time.Hour + funds.PolicySettles:   nil,
	} {
		if got := head.Beside(at(after)); !slices.Equal(got, want) {
			t.Errorf("after %s: %v, want %v", after, got, want)
		}
	}
}
