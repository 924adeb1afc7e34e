package table

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Claim reads an idempotency claim. It returns [funds.ErrNotFound] if there is none. A claim that has expired but that
// DynamoDB has not deleted yet is returned; see its Expires.
func (s *Store) Claim(ctx context.Context, caller, idempotencyKey string) (funds.Claim, error) {
	var row claimItem
	if err := s.get(ctx, key{pkClaim(caller), idempotencyKey}, &row); err != nil {
		return funds.Claim{}, err
	}
	return row.claim(), nil
}

// Twin reads the claim of a likeness. It returns [funds.ErrNotFound] if there is none. A claim that has expired but
// that DynamoDB has not deleted yet is returned; see its Expires.
func (s *Store) Twin(ctx context.Context, likeness string) (funds.Twin, error) {
	var row twinItem
	if err := s.get(ctx, key{pkTwin(likeness), skTwin}, &row); err != nil {
		return funds.Twin{}, err
	}
	return row.twin(), nil
}

// NumberClaimedBy is the withdrawal that has, or had, a transaction number. It returns [funds.ErrNotFound] if there is none.
func (s *Store) NumberClaimedBy(ctx context.Context, claim funds.NumberClaim) (funds.ID, error) {
	var row numberItem
	err := s.get(ctx, numberKey(claim), &row)
	return funds.ID(row.Withdrawal), err
}

// HasStray reports whether a callback with this content is kept.
func (s *Store) HasStray(ctx context.Context, stray funds.Stray) (bool, error) {
	var kept strayItem
	err := s.get(ctx, strayKey(stray), &kept)
	if errors.Is(err, funds.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
