package table

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// RulePolicy is what must hold of the policy as data.
const RulePolicy = "the policy's versions have no gap, and none came into force without enough people"

// addPolicy sorts an item of the policy's partition.
func (w *contents) addPolicy(sk string, row item) error {
	if !strings.HasPrefix(sk, policyVersionPrefix) {
		return nil // the head is read when the versions have been
	}
	stored, err := decode[policyVersionItem](row)
	if err == nil {
		w.policies[stored.Number] = stored.version()
	}
	return err
}

// verifyPolicy reads the head after the versions: each that it knows was there, or is read again, and none may lie beyond.
func (s *Store) verifyPolicy(ctx context.Context, whole contents) (found []invariant.Violation, err error) {
	head, err := s.PolicyHead(ctx)
	if err != nil {
		return nil, err
	}
	violated := func(number int64, format string, args ...any) {
		found = append(found, invariant.Violation{Rule: RulePolicy, Subject: fmt.Sprintf("version %d", number), Detail: fmt.Sprintf(format, args...)})
	}
	for number := int64(1); number <= head.Newest; number++ {
		version, read := whole.policies[number]
		if !read {
			version, err = s.PolicyVersion(ctx, number)
			if errors.Is(err, funds.ErrNotFound) {
				violated(number, "it is missing, of %d", head.Newest)
				continue
			}
			if err != nil {
				return found, err
			}
		}
		people := map[string]bool{}
		for _, approval := range version.Approvals {
			people[approval.Person] = true
		}
		waits := version.Kind == funds.PolicyLoosen || version.Kind == funds.PolicyBack
		if waits && !version.EffectiveAt.IsZero() && len(people) < 2 {
			violated(number, "it loosens, and %d approved it", len(people))
		}
	}
	for number := range whole.policies {
		if number > head.Newest {
			violated(number, "the head knows %d", head.Newest)
		}
	}
	return found, nil
}

// staleFor is how long after a change a function may still decide by the policy of before, as it reads it anew once a
// minute, and a request may begin a moment before.
const staleFor = 2 * time.Minute

// policies are what the policies that may have been in force at a moment say about people: none where the table has no
// policy of then, or one that nobody can read.
func (s *Store) policies(whole contents) invariant.Policies {
	if s.Policies != nil {
		return s.Policies
	}
	said := map[int64]funds.Controls{}
	for number, version := range whole.policies {
		if s.Controls == nil {
			break
		}
		if controls, err := s.Controls(version.Text); err == nil { // a text that nobody reads is nobody's policy
			said[number] = controls
		}
	}
	return func(at time.Time) (known []funds.Controls) {
		for _, number := range inForceUntil(whole.policies, at) {
			controls, read := said[number]
			if !read {
				return nil
			}
			known = append(known, controls)
		}
		return known
	}
}

// inForceUntil are the versions that somebody may still have decided by at a moment, each once.
func inForceUntil(versions map[int64]funds.PolicyVersion, at time.Time) []int64 {
	began := at.Add(-staleFor)
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
