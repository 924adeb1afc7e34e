package table

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Return is what was reported to have come back to a paying account under a bank's reference; [funds.ErrNotFound] where
// nothing was.
func (s *Store) Return(ctx context.Context, account, reference string) (funds.Return, error) {
	var stored returnItem
	if err := s.get(ctx, key{pkReturn(account, reference), skReturn}, &stored); err != nil {
		return funds.Return{}, err
	}
	return stored.toReturn(), nil
}
