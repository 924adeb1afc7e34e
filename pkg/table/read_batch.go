package table

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Batch reads a batch of payouts. It returns [funds.ErrNoBatch] if there is none of this id.
func (s *Store) Batch(ctx context.Context, id funds.BatchID) (funds.Batch, error) {
	var row batchItem
	err := s.get(ctx, key{pkBatch(id), skBatch}, &row)
	if errors.Is(err, funds.ErrNotFound) {
		return funds.Batch{}, funds.ErrNoBatch
	}
	return row.batch(), err
}

// BatchParts reads the rows of a batch that has so many parts, in their order.
func (s *Store) BatchParts(ctx context.Context, id funds.BatchID, parts int64) ([]funds.BatchPart, error) {
	keys := make([]key, 0, parts)
	for number := range parts {
		keys = append(keys, key{pkBatch(id), skBatchPart(number)})
	}
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read a batch", err)
	}
	found := make([]funds.BatchPart, 0, len(rows))
	for _, row := range rows {
		stored, err := decode[batchPartItem](row)
		if err != nil {
			return nil, funds.Internal("decode a part of a batch", err)
		}
		found = append(found, stored.part())
	}
	slices.SortFunc(found, func(a, b funds.BatchPart) int { return cmp.Compare(a.Number, b.Number) })
	return found, nil
}
