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
		found = append(found, invariant.Violation{Rule: invariant.RulePolicy, Subject: fmt.Sprintf("version %d", number), Detail: fmt.Sprintf(format, args...)})
	}
	versions := map[int64]funds.PolicyVersion{}
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
		versions[number] = version
	}
	for number := range whole.policies {
		if number > head.Newest {
			violated(number, "the head knows %d", head.Newest)
		}
	}
	return append(found, invariant.VerifyVersions(versions, s.said(versions))...), nil
}

// policies are what the policies that may have been in force at a moment say about people: none where the table has no
// policy of then, or one that nobody can read.
func (s *Store) policies(whole contents) invariant.Policies {
	if s.Policies != nil {
		return s.Policies
	}
	said := s.said(whole.policies)
	return func(at time.Time) (known []funds.Controls) {
		for _, number := range invariant.InForceUntil(whole.policies, at) {
			controls, read := said[number]
			if !read {
				return nil
			}
			known = append(known, controls)
		}
		return known
	}
}

// said is what each version says about people, where somebody can read it.
func (s *Store) said(versions map[int64]funds.PolicyVersion) map[int64]funds.Controls {
	said := map[int64]funds.Controls{}
	for number, version := range versions {
		if s.Controls == nil {
			break
		}
		if controls, err := s.Controls(version.Text); err == nil { // a text that nobody reads is nobody's policy
			said[number] = controls
		}
	}
	return said
}
