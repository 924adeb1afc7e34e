package policy_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
)

// edited is a policy with one or two of its fields drawn anew. Its text says all of it.
func edited(random *rand.Rand, was policy.Decided) policy.Decided {
	next := was
	controls := &next.Policy.Controls
	controls.People, controls.Rules = slices.Clone(controls.People), slices.Clone(controls.Rules)
	for range 1 + random.IntN(2) {
		at := random.IntN(len(controls.People))
		person := &controls.People[at]
		switch random.IntN(9) {
		case 0:
			next.Policy.Single = funds.Amount(4000 + 1000*random.IntN(3))
		case 1:
			if len(controls.Rules) > 0 {
				controls.Rules[0].Need = 2 + random.Int64N(3)
			}
		case 2:
			controls.PayerApart = !controls.PayerApart
		case 3:
			controls.Cooling = time.Duration(random.IntN(3)) * time.Hour
		case 4:
			person.Dismissed = !person.Dismissed
		case 5:
			person.Permissions = slices.DeleteFunc(funds.AllPermissions(), func(p funds.Permission) bool { return p == funds.PermissionPolicy })
		case 6:
			person.Subs = person.Subs[:1]
		case 7:
			if len(controls.People) > 1 {
				controls.People = slices.Delete(controls.People, at, at+1)
			}
		default:
			controls.Rules = nil
		}
	}
	next.Text = fmt.Sprintf("%+v", next.Policy)
	return next
}

// TestNoHistoryOfTwoLoosensWhatTakesThree: two who change the policy propose, approve and withdraw whatever they like, while
// the others only ever tighten, and confirm what tightens. What is in force is never looser than it was in the beginning.
func TestNoHistoryOfTwoLoosensWhatTakesThree(t *testing.T) {
	t.Parallel()
	const histories, steps = 100, 40
	waits := []time.Duration{time.Second, time.Minute, 3 * time.Minute, time.Hour, policy.Lapse - time.Minute, policy.Lapse, 3 * policy.Lapse}
	moved := 0
	for seed := range uint64(histories) {
		random := rand.New(rand.NewPCG(seed, 13))
		first := ofThree(5000)
		first.Policy.Controls.People = append(first.Policy.Controls.People, funds.Person{ID: "qian", Subs: []string{"qian-sub"}, Permissions: funds.AllPermissions()})
		first.Text = fmt.Sprintf("%+v", first.Policy)
		s := tell(t, first)
		for range steps {
			s.step(random)
			for _, at := range s.moments() {
				now := s.policies[s.versions[s.head.InForce(at)].Text]
				if loosens := policy.Compare(first, now).Loosens; len(loosens) > 0 {
					t.Fatalf("history %d: version %d loosens %v at %s", seed, s.head.InForce(at), loosens, at.Sub(began))
				}
			}
			s.after(waits[random.IntN(len(waits))])
		}
		if s.head.InForce(s.at) != 1 {
			moved++
		}
	}
	if moved < histories/4 {
		t.Errorf("of %d histories %d changed the policy: the test says nothing", histories, moved)
	}
}

// step is what one of the people does. zhang and li do what they like.
func (s *story) step(random *rand.Rand) {
	one, number := []string{"zhang", "li"}[random.IntN(2)], 1+random.Int64N(s.head.Newest)
	person, listed := s.inForce().Policy.Controls.Person(one + "-sub")
	may := listed && !person.Dismissed && person.Permissions.Has(funds.PermissionPolicy)
	switch next := edited(random, s.inForce()); random.IntN(8) {
	case 0, 1, 2:
		if may {
			s.propose(one, next)
		}
	case 3, 4:
		if may {
			s.approve(one, s.head.Newest)
		}
	case 5:
		if before, known := s.policies[s.state().Before]; may && known {
			s.propose(one, before)
		}
	case 6:
		if may {
			s.withdraw(one, number)
		}
	default:
		if len(policy.Compare(s.inForce(), next).Loosens) == 0 {
			s.propose("wang", next)
		}
		if v := s.versions[number]; v.Kind == funds.PolicyTighten {
			s.approve("wang", number)
			s.approve("zhao", number)
		}
	}
}

// moments are now, and when something else comes into force or ends by what is known now.
func (s *story) moments() []time.Time {
	all := []time.Time{s.at}
	for _, span := range s.head.Spans {
		for _, at := range []time.Time{span.From, span.Until} {
			if at.After(s.at) {
				all = append(all, at)
			}
		}
	}
	return all
}
