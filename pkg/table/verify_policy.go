package table

import (
	"context"
	"errors"
	"fmt"
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

// controlsAt tells what the policy in force at a moment said about people: nothing where two versions may have been in
// force, or where the table has none.
func (s *Store) controlsAt(whole contents) func(time.Time) funds.Controls {
	said := map[int64]funds.Controls{}
	for number, version := range whole.policies {
		if s.Controls == nil {
			break
		}
		if controls, err := s.Controls(version.Text); err == nil { // a text that nobody reads is nobody's policy
			said[number] = controls
		}
	}
	return func(at time.Time) funds.Controls {
		number := inForce(whole.policies, at)
		if number != inForce(whole.policies, at.Add(-staleFor)) {
			return funds.Controls{}
		}
		return said[number]
	}
}

// inForce is the version that was in force at a moment: of those whose time it was, the latest. The first one is the
// deployment's own, by which was decided before it was stored. 0 where there was none.
func inForce(versions map[int64]funds.PolicyVersion, at time.Time) (latest int64) {
	for number, version := range versions {
		over := false
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
