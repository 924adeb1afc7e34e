package table

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Pauses are everything that is paused. They are empty where nothing ever was.
func (s *Store) Pauses(ctx context.Context) (funds.Pauses, error) {
	var row pausesItem
	if err := s.get(ctx, key{pkPauses, skPauses}, &row); err != nil && !errors.Is(err, funds.ErrNotFound) {
		return funds.Pauses{}, err
	}
	return row.pauses(), nil
}
