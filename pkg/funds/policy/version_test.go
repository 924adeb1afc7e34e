package policy_test

import (
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
)

var began = time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)

// decided is a policy under which changes take two of three people, with a single limit.
func decided(single funds.Amount) policy.Decided {
	people := []funds.Person{}
	for _, name := range []string{"zhang", "li", "wang"} {
		people = append(people, funds.Person{ID: name, Subs: []string{name + "-sub", name + "-phone"}, Permissions: funds.AllPermissions()})
	}
	return policy.Decided{
		Policy: funds.Policy{Zone: time.UTC, Single: single, Controls: funds.Controls{People: people, Rules: []funds.ApprovalRule{{Act: funds.ActPayout, Above: 1000, Need: 2}}}},
		Text:   "single " + single.Major(),
	}
}

// story is a table with nothing but a policy, at a moment.
type story struct {
	t        *testing.T
	at       time.Time
	head     funds.PolicyHead
	versions map[int64]funds.PolicyVersion
	policies map[string]policy.Decided // by text
	acts     int
}

func tell(t *testing.T, first policy.Decided) *story {
	t.Helper()
	s := &story{t: t, at: began, versions: map[int64]funds.PolicyVersion{}, policies: map[string]policy.Decided{}}
	s.policies[first.Text] = first
	want(t, s.apply(policy.First(s.act(""), first)), "")
	return s
}

func (s *story) act(person string) funds.Act {
	s.acts++
	return funds.NewAct([funds.CommitIDBytes]byte{byte(s.acts)}, s.at, funds.Actor{Role: funds.RoleAdmin, ID: person + "-sub"})
}

func (s *story) inForce() policy.Decided { return s.policies[s.versions[s.head.InForce(s.at)].Text] }

func (s *story) state() policy.State {
	state := policy.State{Head: s.head, InForce: s.inForce(), Before: s.versions[policy.BeforeAt(s.head, s.at)].Text}
	for _, number := range s.head.Beside(s.at) {
		state.Beside = append(state.Beside, s.policies[s.versions[number].Text].Policy.Controls)
	}
	return state
}

// apply keeps what a decision writes, as the table would, and gives the reason of a refusal.
func (s *story) apply(change funds.Change, err error) funds.Reason {
	s.t.Helper()
	var refused *funds.Error
	if errors.As(err, &refused) {
		return refused.Reason
	}
	if change.Policy == nil {
		return ""
	}
	if change.Policy.FromHead != s.head.Revision || change.Policy.From != s.versions[change.Policy.Version.Number].Revision {
		s.t.Fatal("it was decided on another state")
	}
	s.head, s.versions[change.Policy.Version.Number] = change.Policy.Head, change.Policy.Version
	return ""
}

func (s *story) propose(person string, next policy.Decided) funds.Reason {
	s.policies[next.Text] = next
	return s.apply(policy.Propose(s.act(person), s.state(), next, "why"))
}

func (s *story) approve(person string, number int64) funds.Reason {
	return s.apply(policy.Approve(s.act(person), s.state(), s.versions[number]))
}

func (s *story) withdraw(person string, number int64) funds.Reason {
	return s.apply(policy.Withdraw(s.act(person), s.state(), s.versions[number]))
}

func (s *story) after(d time.Duration) *story {
	s.at = s.at.Add(d)
	return s
}

// holds fails the test where another version is in force.
func (s *story) holds(version int64) {
	s.t.Helper()
	if got := s.head.InForce(s.at); got != version {
		s.t.Fatalf("%s after the beginning version %d is in force, want %d", s.at.Sub(began), got, version)
	}
}

func want(t *testing.T, got, want funds.Reason) {
	t.Helper()
	if got != want {
		t.Fatalf("refused for %q, want %q", got, want)
	}
}

func TestWhatTightensIsInForceAtOnceAndLapsesUnlessAnotherConfirms(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	want(t, s.propose("zhang", decided(4000)), "")
	s.holds(2)
	want(t, s.withdraw("li", 2), policy.ReasonPolicyEnded)
	want(t, s.approve("zhang", 2), policy.ReasonOwnPolicy)
	s.after(policy.Lapse - time.Second).holds(2)
	s.after(time.Second).holds(1)
	want(t, s.approve("li", 2), policy.ReasonPolicyEnded)

	want(t, s.propose("zhang", decided(4000)), "")
	want(t, s.approve("li", 3), "")
	s.after(100 * policy.Lapse).holds(3)
}

func TestWhatLoosensTakesTwoPeopleAndADayAndOneMayStopIt(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	want(t, s.propose("zhang", decided(6000)), "")
	s.after(time.Hour).holds(1)
	want(t, s.approve("zhang", 2), policy.ReasonOwnPolicy)
	want(t, s.approve("li", 2), "")
	want(t, s.approve("li", 2), "")
	want(t, s.approve("wang", 2), policy.ReasonPolicyEnded)
	s.after(policy.LoosensAfter - time.Second).holds(1)
	s.after(time.Second).holds(2)
	want(t, s.withdraw("wang", 2), policy.ReasonPolicyEnded)

	want(t, s.propose("zhang", decided(7000)), "")
	want(t, s.approve("li", 3), "")
	s.after(policy.LoosensAfter - time.Second)
	want(t, s.withdraw("wang", 3), "")
	want(t, s.withdraw("wang", 3), policy.ReasonPolicyEnded)
	s.after(100 * policy.LoosensAfter).holds(2)

	want(t, s.propose("zhang", decided(7000)), "")
	s.after(policy.Waits)
	want(t, s.approve("li", 4), policy.ReasonPolicyEnded)
}

func TestOnePersonWithTwoAccountsIsOne(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	want(t, s.propose("zhang", decided(6000)), "")
	phone := s.act("zhang")
	phone.Actor.ID = "zhang-phone"
	want(t, s.apply(policy.Approve(phone, s.state(), s.versions[2])), policy.ReasonOwnPolicy)
}

func TestALaterVersionOvertakesWhatIsNotInForceYet(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	want(t, s.propose("zhang", decided(6000)), "")
	want(t, s.approve("li", 2), "")
	s.after(time.Hour)
	want(t, s.propose("wang", decided(4000)), "") // a brake: what was granted before does not undo it
	want(t, s.approve("li", 3), "")
	s.after(policy.LoosensAfter).holds(3)

	want(t, s.propose("zhang", decided(6000)), "")
	want(t, s.propose("wang", decided(5500)), "")
	want(t, s.approve("li", 4), policy.ReasonPolicyOvertaken)
	want(t, s.withdraw("li", 4), policy.ReasonPolicyOvertaken)
}

func TestBackToTheVersionBeforeTakesTwoPeopleAndNoDay(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	want(t, s.propose("zhang", decided(4000)), "")
	want(t, s.approve("li", 2), "")
	s.after(time.Hour)
	want(t, s.propose("zhang", decided(5000)), "")
	if kind := s.versions[3].Kind; kind != funds.PolicyBack {
		t.Fatalf("it is %q", kind)
	}
	s.holds(2)
	want(t, s.approve("wang", 3), "")
	s.holds(3)
	want(t, s.propose("zhang", decided(9000)), "")
	if kind := s.versions[4].Kind; kind != funds.PolicyLoosen {
		t.Errorf("what was never in force is %q", kind)
	}
}

func TestWhereOnePersonIsEnoughAChangeIsInForceAtOnce(t *testing.T) {
	t.Parallel()
	alone := decided(5000)
	alone.Policy.Controls.Rules = nil
	s := tell(t, alone)
	next := decided(6000)
	next.Policy.Controls.Rules = nil
	want(t, s.propose("zhang", next), "")
	s.holds(2)
}

func TestBrokenGlassIsInForceAtOnceAndShownForADay(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	s.policies["single 99"] = decided(9900)
	want(t, s.apply(policy.Force(s.act("x"), s.state(), decided(9900), "locked out")), "")
	s.holds(2)
	if !s.head.Forced(s.at) || !s.head.Forced(s.at.Add(24*time.Hour-time.Second)) || s.head.Forced(s.at.Add(24*time.Hour)) {
		t.Error("it is not shown for a day")
	}
	want(t, s.apply(policy.Force(s.act("x"), s.state(), decided(9900), "again")), policy.ReasonSamePolicy)
	want(t, s.apply(policy.Force(s.act("x"), s.state(), decided(9800), " ")), policy.ReasonPolicyReason)
}

func TestADismissedApproverDoesNotCount(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	want(t, s.propose("zhang", decided(6000)), "")
	s.inForce().Policy.Controls.People[0].Dismissed = true // zhang, meanwhile
	want(t, s.approve("li", 2), "")
	if !s.versions[2].EffectiveAt.IsZero() {
		t.Fatal("one and a dismissed one are two")
	}
	want(t, s.approve("wang", 2), "")
	if s.versions[2].EffectiveAt.IsZero() {
		t.Fatal("two are not enough")
	}
}
