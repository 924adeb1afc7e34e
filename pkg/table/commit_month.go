package table

import (
	"context"
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// monthConfigOf is the index configuration of the month in which an order is created. It is stored once, when the first
// order of the month comes, so that the number of shards may differ between months but never changes within one. The
// stored months also tell lists which partitions exist.
func (s *Store) monthConfigOf(ctx context.Context, created time.Time) (monthConfig, error) {
	stamp := monthOf(created)
	if in, known := s.months.of(stamp); known {
		return in, nil
	}
	at := key{pkMonths, stamp}
	var stored monthItem
	err := s.get(ctx, at, &stored)
	if errors.Is(err, funds.ErrNotFound) {
		if err := s.openMonth(ctx, stamp); err != nil {
			return monthConfig{}, err
		}
		err = s.get(ctx, at, &stored) // ours, or that of a process that was quicker
	}
	if err != nil {
		return monthConfig{}, err
	}
	return s.months.remember(stored), nil
}

// openMonth writes the month's item unless another process has written it.
func (s *Store) openMonth(ctx context.Context, stamp string) error {
	generations, err := s.Generations(ctx)
	if err != nil {
		return err
	}
	month, err := wholeOf(monthItem{PK: pkMonths, SK: stamp, Shards: max(s.MonthShards, 1), Generation: generations.Live}, absentCondition)
	if err != nil {
		return funds.Internal("encode a month", err)
	}
	if err := s.write(ctx, month); err != nil && !isConditionFailed(err) {
		return errors.Join(funds.ErrBusy, err)
	}
	return nil
}
