package table

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
