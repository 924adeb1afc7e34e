package table

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// PolicyHead reads which version of the policy is in force when. Where there is no policy as data yet, it is the zero value.
func (s *Store) PolicyHead(ctx context.Context) (funds.PolicyHead, error) {
	var row policyHeadItem
	if err := s.get(ctx, key{pkPolicy, skPolicyHead}, &row); err != nil && !errors.Is(err, funds.ErrNotFound) {
		return funds.PolicyHead{}, err
	}
	return row.head(), nil
}

// PolicyVersion reads one version of the policy. It returns [funds.ErrNotFound] if there is none of this number.
func (s *Store) PolicyVersion(ctx context.Context, number int64) (funds.PolicyVersion, error) {
	if number < 1 || number > maxSeq {
		return funds.PolicyVersion{}, funds.ErrNotFound
	}
	var row policyVersionItem
	if err := s.get(ctx, key{pkPolicy, skPolicyVersion(number)}, &row); err != nil {
		return funds.PolicyVersion{}, err
	}
	return row.version(), nil
}
