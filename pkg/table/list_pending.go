package table

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// PendingBefore lists up to limit withdrawals that are pending and were asked for before a moment, oldest first. The index
// may lag.
func (s *Store) PendingBefore(ctx context.Context, before time.Time, limit int) ([]funds.ID, error) {
	times := spanOf(time.Time{}, before)
	partitions, err := s.partitions(ctx, times)
	if err != nil {
		return nil, err
	}
	found := make([][]string, len(partitions))
	err = inParallel(len(partitions), func(i int) error {
		query := times.query(indexByStatus, "statusPK", statusPartition(funds.StatePending, partitions[i].month, partitions[i].shard))
		query.TableName, query.ProjectionExpression = s.table, aws.String("timeSK")
		query.Limit = aws.Int32(int32(limit)) //nolint:gosec // a batch is small
		out, err := s.client.Query(ctx, query)
		if err != nil {
			return readError("list what is pending", err)
		}
		for _, row := range out.Items {
			found[i] = append(found[i], text(row["timeSK"]))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	keys := slices.Concat(found...)
	slices.Sort(keys)
	return idsOf[funds.ID](keys[:min(limit, len(keys))]), nil
}
