package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
)

// stands fails the test where a version stands elsewhere.
func (s *story) stands(number int64, stage policy.Stage) {
	s.t.Helper()
	if got := policy.StageOf(s.head, s.versions[number], s.at); got != stage {
		s.t.Errorf("%s after the beginning version %d is %s, want %s", s.at.Sub(began), number, got, stage)
	}
}

func TestWhereAVersionStands(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	s.stands(1, policy.StageInForce)
	want(t, s.propose("zhang", decided(6000)), "")
	s.stands(2, policy.StageWaiting)
	s.after(policy.Waits-time.Second).stands(2, policy.StageWaiting)
	s.after(time.Second).stands(2, policy.StageExpired)
	want(t, s.propose("zhang", decided(6000)), "")
	want(t, s.approve("li", 3), "")
	s.stands(2, policy.StageOvertaken)
	s.after(policy.LoosensAfter-time.Second).stands(3, policy.StageScheduled)
	s.after(time.Second).stands(3, policy.StageInForce)
	s.stands(1, policy.StagePast)
	want(t, s.propose("zhang", decided(7000)), "")
	want(t, s.withdraw("li", 4), "")
	s.stands(4, policy.StageWithdrawn)
	s.after(policy.Waits).stands(4, policy.StageWithdrawn)
}

// What is scheduled, and overtaken by another version, never comes into force.
func TestWhatIsOvertakenDoesNotComeBackWhenTheBrakeLapses(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	want(t, s.propose("zhang", decided(6000)), "")
	want(t, s.approve("li", 2), "")
	s.after(time.Hour)
	want(t, s.propose("wang", decided(4000)), "") // nobody confirms it
	s.stands(2, policy.StageOvertaken)
	s.after(policy.Lapse).holds(1)
	s.stands(3, policy.StagePast)
}

// spans are the versions that the head still knows of.
func (s *story) spans() (numbers []int64) {
	for _, span := range s.head.Spans {
		numbers = append(numbers, span.Number)
	}
	return numbers
}

func TestTheHeadKnowsWhatMayStillBeInForceAndWhatWasBefore(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	knows := func(current, before int64, spans ...int64) {
		t.Helper()
		if !slices.Equal(s.spans(), spans) || s.head.Current != current || s.head.Before != before || !s.head.ForcedAt.IsZero() {
			t.Fatalf("it knows %v, %d after %d, want %v, %d after %d", s.spans(), s.head.Current, s.head.Before, spans, current, before)
		}
	}
	knows(1, 0, 1)
	want(t, s.propose("zhang", decided(4000)), "")
	knows(2, 1, 1, 2)
	s.after(time.Hour)
	want(t, s.propose("li", decided(3000)), "") // the one before holds until it lapses
	knows(3, 2, 1, 2, 3)
	want(t, s.approve("wang", 2), "")
	knows(3, 2, 1, 2, 3) // by number, whichever was written last
	s.after(policy.Lapse).holds(2)
	want(t, s.propose("zhang", decided(2000)), "")
	knows(4, 2, 2, 4) // the first is over for good, and so is what lapsed
	want(t, s.approve("li", 4), "")
	want(t, s.propose("zhang", decided(1000)), "")
	knows(5, 4, 4, 5)
	s.after(policy.Lapse).holds(4)
	want(t, s.propose("zhang", decided(900)), "")
	knows(6, 4, 4, 6) // what lapsed was before, and what was before that is in force again
}

func TestEachChangeOfThePolicyIsARevisionWithItsRecord(t *testing.T) {
	t.Parallel()
	first, err := policy.First(funds.Act{CommitID: "c1", At: began}, decided(5000))
	if err != nil {
		t.Fatal(err)
	}
	if v, head := first.Policy.Version, first.Policy.Head; v.Revision != 1 || v.CommitID != "c1" || head.Revision != 1 || head.CommitID != "c1" || first.Audit != nil {
		t.Errorf("the first: %+v, %+v", first.Policy, first.Audit)
	}
	act := funds.Act{CommitID: "c2", At: began, Actor: funds.Actor{Role: funds.RoleAdmin, ID: "li-sub", IP: "192.0.2.1"}}
	state := policy.State{Head: first.Policy.Head, InForce: decided(5000)}
	change, err := policy.Propose(act, state, decided(4000), "why")
	if err != nil {
		t.Fatal(err)
	}
	v, head := change.Policy.Version, change.Policy.Head
	if v.Revision != 1 || v.CommitID != "c2" || head.Revision != 2 || head.CommitID != "c2" || v.By != (funds.Actor{Role: funds.RoleAdmin, ID: "li-sub"}) {
		t.Errorf("the next: %+v", change.Policy)
	}
	if audit := change.Audit; audit == nil || audit.Module != "policy" || audit.Action != "propose" || audit.TargetID != "2" || audit.Detail != `{"kind":"tighten","loosens":"","reason":"why","tightens":"singleLimit"}` {
		t.Errorf("its record: %+v", audit)
	}
	act.CommitID, act.Actor.ID = "c3", "wang-sub"
	change, err = policy.Approve(act, policy.State{Head: head, InForce: decided(4000)}, v)
	if err != nil || change.Policy.Version.Revision != 2 || change.Policy.Head.Revision != 3 || change.Policy.Version.By.ID != "li-sub" {
		t.Errorf("approved: %+v, %v", change.Policy, err)
	}
}

func TestAPolicyIsNotProposedWhereNothingOrNobodyWouldDo(t *testing.T) {
	t.Parallel()
	s := tell(t, decided(5000))
	want(t, s.propose("zhang", decided(5000)), policy.ReasonSamePolicy)
	nobody := decided(4000)
	nobody.Policy.Controls.People = nobody.Policy.Controls.People[:1]
	want(t, s.propose("zhang", nobody), policy.ReasonTooFewPeople)
	if len(s.versions) != 1 {
		t.Errorf("there are %d versions", len(s.versions))
	}
}

func TestFieldsAreNamedOnce(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, name := range policy.Fields() {
		if known[name] {
			t.Errorf("%s is there twice", name)
		}
		known[name] = true
	}
	if !known["singleLimit"] || !known["coolingHours"] {
		t.Errorf("there are %d", len(known))
	}
}
