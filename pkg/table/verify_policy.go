package table

import (
	"context"
	"errors"
	"fmt"
	"strings"

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
