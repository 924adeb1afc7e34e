package pause

import (
	"slices"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// ReasonNotPaused says that the scope is not paused, or not any more.
const ReasonNotPaused funds.Reason = "not_paused"

// needToLift is how many people let money go on, where the policy has rules.
const needToLift = 2

// Need is how many people lift a pause: one where the policy asks for nobody else anywhere, else two.
func Need(policy funds.Policy) int {
	if policy.Controls.OnePerson() {
		return 1
	}
	return needToLift
}

// Lift ends a pause before its time. Where that takes two, the first one's word is kept, and the second's ends it; whose
// word does not count any more does not count here. The change is empty where the same person says it again. Whoever acts
// from outside, with the table's own credentials, is enough alone. What is not paused is [funds.CodeNotFound].
func Lift(act funds.Act, held funds.Pauses, scope funds.PauseScope, reason string, policy funds.Policy) (funds.Change, error) {
	if err := funds.CheckProse("reason", reason); err != nil {
		return funds.Change{}, err
	}
	lifted, on := held.Find(scope, act.At)
	if !on {
		return funds.Change{}, &funds.Error{Code: funds.CodeNotFound, Reason: ReasonNotPaused, Field: "scope"}
	}
	lifts, ends, again := wantedBy(act, lifted.Lifts, policy)
	if again {
		return funds.Change{}, nil
	}
	next, outside := remembered(held, act.At), act.Actor.Role == funds.RoleSystem
	next.On = without(next.On, scope)
	switch {
	case !ends:
		lifted.Lifts = lifts
		next.On = append(next.On, lifted)
	case outside:
		lifted.By, lifted.At, lifted.Until, lifted.Reason, lifted.Lifts = by(act), act.At, act.At, reason, nil
		next.Forced = lifted
	}
	if ends {
		next.release(act.At)
	}
	return next.change(act, held, ledger.AuditOf(act, module, "lift", string(scope), module, map[string]string{
		"lifted": strconv.FormatBool(ends), "reason": reason,
	})), nil
}

// wantedBy adds who acts to those who want something lifted, of whom some may not count any more. ends says that they are
// enough, and again that nothing is new.
func wantedBy(act funds.Act, before []string, policy funds.Policy) (lifts []string, ends, again bool) {
	person := act.Actor.Who()
	lifts = slices.DeleteFunc(slices.Clone(before), func(p string) bool { return !policy.Controls.Counts(p, funds.PermissionWallet, funds.PermissionPay) })
	said := slices.Contains(lifts, person)
	if !said {
		lifts = append(lifts, person)
	}
	ends = act.Actor.Role == funds.RoleSystem || len(lifts) >= Need(policy)
	return lifts, ends, said && !ends
}

// release gives back to everybody the time for which they hold nothing any more.
func (m *memory) release(at time.Time) {
	for i, hold := range m.Holds {
		ends := at
		for _, pause := range m.On {
			if pause.By.Who() == hold.Person && pause.Until.After(ends) {
				ends = pause.Until
			}
		}
		if hold.Until.After(ends) {
			m.Holds[i].Until = ends
		}
	}
}
