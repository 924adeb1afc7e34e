package invariant

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// RulePolicy is what must hold of the policy as data.
const RulePolicy = "the policy's versions have no gap, and none came into force without enough people"

// fewest have approved whatever takes more than one person: all that was asked before it was kept how many a version takes.
const fewest = 2

// VerifyVersions says which versions of the policy came into force, or no longer lapse, by fewer people than the policy of
// then asked for. said is what versions say about people, where that is known. Versions from before it was kept how many a
// version takes are held to what was asked then.
func VerifyVersions(versions map[int64]funds.PolicyVersion, said map[int64]funds.Controls) (found []Violation) {
	kept := false
	for _, number := range slices.Sorted(maps.Keys(versions)) {
		v := versions[number]
		kept = kept || v.Need > 0
		if words, need := wordsFor(versions, v, said, kept); words < need {
			found = append(found, Violation{RulePolicy, fmt.Sprintf("version %d", number), fmt.Sprintf("%s: %d approved it, and it took %d", v.Kind, words, need)})
		}
	}
	return found
}

// wordsFor is how many people have approved a version, and how many had to; none had to where it waits, lapses, or is
// nobody's.
func wordsFor(versions map[int64]funds.PolicyVersion, v funds.PolicyVersion, said map[int64]funds.Controls, kept bool) (words, need int64) {
	others, at := maps.Clone(versions), v.At
	delete(others, v.Number)
	switch {
	case v.EffectiveAt.IsZero():
		return 0, 0
	case v.Kind == funds.PolicyAlone:
		controls, known := said[inForce(others, v.At)]
		if !known {
			return 0, 0
		}
		return 1, controls.ToChange()
	case v.Kind == funds.PolicyTighten && v.LapsesAt.IsZero():
		others = versions // it is in force itself
	case v.Kind != funds.PolicyLoosen && v.Kind != funds.PolicyBack:
		return 0, 0
	}
	people := map[string]bool{}
	for _, approval := range v.Approvals {
		people[approval.Person], at = true, approval.At
	}
	need = max(fewest, v.Need)
	if controls, known := said[inForce(others, at)]; known && kept {
		need = max(need, controls.ToChange())
		maps.DeleteFunc(people, func(person string, _ bool) bool { return !controls.Counts(person, funds.PermissionPolicy) })
	}
	return int64(len(people)), need
}

// InForceUntil are the versions that somebody may still have decided by at a moment, each once.
func InForceUntil(versions map[int64]funds.PolicyVersion, at time.Time) []int64 {
	began := at.Add(-funds.PolicySettles)
	numbers := []int64{inForce(versions, began)}
	for _, version := range versions {
		for _, turn := range []time.Time{version.EffectiveAt, version.LapsesAt} {
			if turn.After(began) && !turn.After(at) {
				numbers = append(numbers, inForce(versions, turn))
			}
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// inForce is the version that was in force at a moment: of those whose time it was, the latest. The first one is the
// deployment's own, by which was decided before it was stored. 0 where there was none.
func inForce(versions map[int64]funds.PolicyVersion, at time.Time) (latest int64) {
	for number, version := range versions {
		over := overtaken(versions, version)
		for _, end := range []time.Time{version.LapsesAt, version.WithdrawnAt} {
			over = over || (!end.IsZero() && !at.Before(end))
		}
		begun := version.Kind == funds.PolicyFirst || (!version.EffectiveAt.IsZero() && !at.Before(version.EffectiveAt))
		if begun && !over {
			latest = max(latest, number)
		}
	}
	return latest
}

// overtaken says that a later version was made before this one came into force, which it then never did.
func overtaken(versions map[int64]funds.PolicyVersion, one funds.PolicyVersion) bool {
	for number, later := range versions {
		if number > one.Number && later.At.Before(one.EffectiveAt) {
			return true
		}
	}
	return false
}
