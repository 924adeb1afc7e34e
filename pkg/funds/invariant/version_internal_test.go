package invariant

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestWhichVersionWasInForceIsReadFromWhatBecameOfEach: verify judges what was decided by the policy of then, and a version
// that a later one overtook was never anybody's.
func TestWhichVersionWasInForceIsReadFromWhatBecameOfEach(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC)
	hour := func(n int) time.Time { return began.Add(time.Duration(n) * time.Hour) }
	first := funds.PolicyVersion{Number: 1, Kind: funds.PolicyFirst, At: hour(0), EffectiveAt: hour(0)}
	loosens := funds.PolicyVersion{Number: 2, Kind: funds.PolicyLoosen, At: hour(1), EffectiveAt: hour(25)}
	withdrawn, waiting := loosens, loosens
	withdrawn.WithdrawnAt, waiting.EffectiveAt = hour(20), time.Time{}
	brake := funds.PolicyVersion{Number: 3, Kind: funds.PolicyTighten, At: hour(24), EffectiveAt: hour(24), LapsesAt: hour(48)}
	late := brake
	late.At, late.EffectiveAt, late.LapsesAt = hour(25), hour(25), time.Time{}
	for name, test := range map[string]struct {
		versions []funds.PolicyVersion
		at       time.Time
		want     int64
	}{
		"before anything is stored, the deployment's own": {[]funds.PolicyVersion{first}, hour(-5), 1},
		"no policy as data":                          {nil, hour(1), 0},
		"what loosens, the moment before":            {[]funds.PolicyVersion{first, loosens}, hour(25).Add(-1), 1},
		"what loosens, a day later":                  {[]funds.PolicyVersion{first, loosens}, hour(25), 2},
		"what still waits for people":                {[]funds.PolicyVersion{first, waiting}, hour(30), 1},
		"what was taken back":                        {[]funds.PolicyVersion{first, withdrawn}, hour(30), 1},
		"a brake over what loosens":                  {[]funds.PolicyVersion{first, loosens, brake}, hour(30), 3},
		"overtaken by a brake that has lapsed since": {[]funds.PolicyVersion{first, loosens, brake}, hour(48), 1},
		"a brake, the moment before it lapses":       {[]funds.PolicyVersion{first, loosens, brake}, hour(48).Add(-1), 3},
		"in force at the very moment of a later one": {[]funds.PolicyVersion{first, loosens, late}, hour(25).Add(-1), 1},
		"the later one then":                         {[]funds.PolicyVersion{first, loosens, late}, hour(25), 3},
	} {
		versions := map[int64]funds.PolicyVersion{}
		for _, version := range test.versions {
			versions[version.Number] = version
		}
		if got := inForce(versions, test.at); got != test.want {
			t.Errorf("%s: version %d, want %d", name, got, test.want)
		}
	}
	versions := map[int64]funds.PolicyVersion{1: first, 2: loosens, 3: late}
	if overtaken(versions, loosens) || !overtaken(map[int64]funds.PolicyVersion{2: loosens, 3: brake}, loosens) || overtaken(versions, late) {
		t.Error("a version is overtaken by a later one that was made before it came into force, and by no other")
	}
}

// TestAVersionByFewerPeopleThanWereNeededIsFound: each case is a lie about version 2 but the first of each kind.
func TestAVersionByFewerPeopleThanWereNeededIsFound(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC)
	three := funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActPayout, Need: 3}}}
	for _, id := range []string{"li", "wang", "zhao", "sun"} {
		three.People = append(three.People, funds.Person{ID: id, Permissions: funds.AllPermissions()})
	}
	three.People[3].Dismissed = true
	type versions = map[int64]funds.PolicyVersion
	with := func(kind funds.PolicyKind, need int64, people ...string) versions {
		v := funds.PolicyVersion{Number: 2, Kind: kind, Need: need, At: began, EffectiveAt: began.Add(25 * time.Hour)}
		for i, person := range people {
			v.Approvals = append(v.Approvals, funds.PolicyApproval{Person: person, At: began.Add(time.Duration(i) * time.Minute)})
		}
		if kind == funds.PolicyTighten || kind == funds.PolicyBack || kind == funds.PolicyAlone {
			v.EffectiveAt = began
		}
		return versions{1: {Number: 1, Kind: funds.PolicyFirst}, 2: v}
	}
	changed := func(all versions, change func(*funds.PolicyVersion)) versions {
		v := all[2]
		change(&v)
		all[2] = v
		return all
	}
	lapses := func(v *funds.PolicyVersion) { v.LapsesAt = began.Add(24 * time.Hour) }
	waits := func(v *funds.PolicyVersion) { v.EffectiveAt = time.Time{} }
	for name, test := range map[string]struct {
		versions
		broken bool
	}{
		"it loosens by three":                     {with(funds.PolicyLoosen, 3, "li", "wang", "zhao"), false},
		"it loosens by two":                       {with(funds.PolicyLoosen, 3, "li", "wang"), true},
		"and says that two are enough":            {with(funds.PolicyLoosen, 2, "li", "wang"), true},
		"by two, of whom one says it twice":       {with(funds.PolicyLoosen, 3, "li", "wang", "li"), true},
		"by three, one of whom was dismissed":     {with(funds.PolicyLoosen, 3, "li", "wang", "sun"), true},
		"it took four when it was proposed":       {with(funds.PolicyLoosen, 4, "li", "wang", "zhao"), true},
		"by two, and waits":                       {changed(with(funds.PolicyLoosen, 3, "li", "wang"), waits), false},
		"it goes back by two":                     {with(funds.PolicyBack, 3, "li", "wang"), true},
		"it tightens by one, and lapses":          {changed(with(funds.PolicyTighten, 3, "li"), lapses), false},
		"it was confirmed by three":               {with(funds.PolicyTighten, 3, "li", "wang", "zhao"), false},
		"it was confirmed by two":                 {with(funds.PolicyTighten, 3, "li", "wang"), true},
		"one person was enough where it is three": {with(funds.PolicyAlone, 0, "li"), true},
		"two were asked for before it was kept":   {with(funds.PolicyLoosen, 0, "li", "wang"), false},
		"and one was not enough then either":      {with(funds.PolicyLoosen, 0, "li"), true},
		"it was forced":                           {with(funds.PolicyForced, 0), false},
	} {
		said := map[int64]funds.Controls{1: three, 2: three}
		if name == "it was confirmed by three" || name == "it was confirmed by two" {
			said[1] = funds.Controls{} // what it was confirmed under is itself
		}
		if found := VerifyVersions(test.versions, said); (len(found) == 1) != test.broken {
			t.Errorf("%s: %v", name, found)
		}
	}
	if found := VerifyVersions(with(funds.PolicyLoosen, 2, "li", "wang"), nil); len(found) > 0 {
		t.Errorf("it is held to a policy that nobody can read: %v", found)
	}
	later := with(funds.PolicyLoosen, 0, "li", "wang")
	later[1] = funds.PolicyVersion{Number: 1, Kind: funds.PolicyFirst, Need: 2}
	if found := VerifyVersions(later, map[int64]funds.Controls{1: three}); len(found) != 1 {
		t.Errorf("how many it takes is kept since version 1, and version 2 is let off: %v", found)
	}
}
