package table

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Claim reads an idempotency claim; [funds.ErrNotFound] where there is none. An expired one that
// DynamoDB has not deleted yet is returned as it is: its Expires tells.
func (s *Store) Claim(ctx context.Context, caller, idempotencyKey string) (funds.Claim, error) {
	var row claimItem
	if err := s.get(ctx, key{pkClaim(caller), idempotencyKey}, &row); err != nil {
		return funds.Claim{}, err
	}
	return row.claim(), nil
}

// Twin reads the claim of a likeness; [funds.ErrNotFound] where there is none. An expired one that DynamoDB has not
// deleted yet is returned as it is: its Expires tells.
func (s *Store) Twin(ctx context.Context, likeness string) (funds.Twin, error) {
	var row twinItem
	if err := s.get(ctx, key{pkTwin(likeness), skTwin}, &row); err != nil {
		return funds.Twin{}, err
	}
	return row.twin(), nil
}

// HasStray says whether a callback of this content is kept.
func (s *Store) HasStray(ctx context.Context, stray funds.Stray) (bool, error) {
	var kept strayItem
	err := s.get(ctx, strayKey(stray), &kept)
	if errors.Is(err, funds.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
