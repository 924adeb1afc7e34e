package table

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// growthNotice is how long before its beginning a growth is written down, so that every process knows it by then.
// Nothing is lost where one does not: what it stores is in a shard that is listed too, and moves at its next change.
const growthNotice = 3 * monthRenewal

// orderMonth is the index configuration of the month in which an order is created. Where more shards are configured than
// the current month has, it has them grow.
func (s *Store) orderMonth(ctx context.Context, created time.Time) (monthConfig, error) {
	in, err := s.monthConfigOf(ctx, created)
	if err != nil || s.MonthShards <= in.most() || monthOf(created) != monthOf(s.now()) {
		return in, err
	}
	grown, err := s.growMonth(ctx, monthOf(created))
	if err != nil {
		return in, nil //nolint:nilerr // the next order tries it again: no order fails for it
	}
	return grown, nil
}

// monthConfigOf is the index configuration of a month, given a moment in it. It is stored when the first order or act of
// the month comes. The number of shards can grow within the month, for what is created later, and never falls in it. The
// stored months also tell lists which partitions exist.
func (s *Store) monthConfigOf(ctx context.Context, within time.Time) (monthConfig, error) {
	stamp := monthOf(within)
	in, known := s.months.of(stamp, s.now())
	if known {
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
	return s.months.remember(stored, s.now()), nil
}

// openMonth writes the month's item unless another process has written it.
func (s *Store) openMonth(ctx context.Context, stamp string) error {
	generations, err := s.Generations(ctx)
	if err != nil {
		return err
	}
	shards := max(s.MonthShards, 1)
	month, err := wholeOf(monthItem{PK: pkMonths, SK: stamp, Shards: shards, AuditShards: shards, Generation: generations.Live}, absentCondition)
	if err != nil {
		return funds.Internal("encode a month", err)
	}
	return s.writeMonth(ctx, month)
}

// growMonth gives a month, from a moment that every process will know of in time, as many shards as are configured now,
// unless another process has done so, and reads what holds then.
func (s *Store) growMonth(ctx context.Context, stamp string) (monthConfig, error) {
	at := key{pkMonths, stamp}
	var month monthItem
	if err := s.get(ctx, at, &month); err != nil {
		return monthConfig{}, err
	}
	if month.config().most() >= s.MonthShards {
		return s.months.remember(month, s.now()), nil
	}
	step := growth{At: s.now().Add(growthNotice).UnixMilli(), Shards: s.MonthShards}
	steps, err := attributevalue.Marshal(append(month.Grown, step))
	if err != nil {
		return monthConfig{}, funds.Internal("encode a month", err)
	}
	update := conditional{
		key: at, update: "SET grown = :grown", condition: "attribute_not_exists(grown)", values: item{":grown": steps},
	}
	if n := len(month.Grown); n > 0 {
		update.condition, update.values[":n"] = "size(grown) = :n", number(int64(n))
	}
	if err := s.writeMonth(ctx, update); err != nil {
		return monthConfig{}, err
	}
	var grown monthItem
	if err := s.get(ctx, at, &grown); err != nil {
		return monthConfig{}, err
	}
	return s.months.remember(grown, s.now()), nil
}

func (s *Store) writeMonth(ctx context.Context, month conditional) error {
	if err := s.write(ctx, month); err != nil && !isConditionFailed(err) {
		return errors.Join(funds.ErrBusy, err)
	}
	return nil
}
