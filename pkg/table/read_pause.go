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

// PauseCopy is what one of the copies of the pauses names; it is empty where that was never written.
func (s *Store) PauseCopy(ctx context.Context, shard int) (funds.Pauses, error) {
	copied, err := s.pauseCopy(ctx, shard)
	return pausesOf(copied), err
}

// pauseCopy is a copy as it is stored; it is nil where that was never written.
func (s *Store) pauseCopy(ctx context.Context, shard int) (item, error) {
	at := pauseCopyKey(shard)
	rows, err := s.getMany(ctx, []key{at}, nil)
	if err != nil {
		return nil, readError("read a copy of the pauses", err)
	}
	return rows[at], nil
}
