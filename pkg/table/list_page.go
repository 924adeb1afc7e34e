package table

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Keys lists up to limit ids that match a filter's states, methods and days and lie beyond an edge in time, after skipping the
// first skip of them: newest first those that were requested before the edge, or oldest first, where the filter says so, those
// that were not. A zero edge is no bound. It ignores the filter's other parts. It reads only as far as it must, from indexes
// that may lag.
func (s *Store) Keys(ctx context.Context, filter funds.Filter, edge time.Time, skip, limit int64) ([]funds.ID, error) {
	switch {
	case edge.IsZero():
	case filter.Sort == funds.OldestFirst:
		filter.From = edge
	default:
		filter.Until = edge
	}
	times := spanOf(filter.From, filter.Until)
	months, err := s.partitionsOf(ctx, times, filter.Sort)
	if err != nil {
		return nil, err
	}
	var keys []string
	for len(months) > 0 && int64(len(keys)) < limit {
		var month []partition
		month, months = firstMonth(months)
		found, err := s.firstKeys(ctx, month, times, filter, skip+limit-int64(len(keys)))
		if err != nil {
			return nil, err
		}
		past := min(skip, int64(len(found)))
		skip -= past
		keys = append(keys, found[past:]...)
	}
	return idsOf[funds.ID](keys), nil
}

// firstKeys lists the first keys, in the filter's order of time, in the partitions of one month, as many as are wanted.
func (s *Store) firstKeys(ctx context.Context, month []partition, times span, filter funds.Filter, wanted int64) ([]string, error) {
	queries := s.keyQueries(month, times, funds.Filter{States: filter.States, Methods: filter.Methods, Sort: filter.Sort})
	found := make([][]string, len(queries))
	err := inParallel(len(queries), func(i int) error {
		var err error
		found[i], err = s.readKeys(ctx, queries[i], wanted)
		return err
	})
	if err != nil {
		return nil, err
	}
	keys := slices.Concat(found...)
	slices.Sort(keys)
	if filter.Sort != funds.OldestFirst {
		slices.Reverse(keys)
	}
	keys = slices.Compact(keys) // one that moved between states while they were read
	return keys[:min(wanted, int64(len(keys)))], nil
}

// pageOfKeys is how many keys a query with a filter expression reads first, because DynamoDB limits what a query reads,
// not what it finds. If that finds too few, the next page is twice as large, up to mostOfKeys.
const pageOfKeys, mostOfKeys = 500, 8000

// readKeys reads the time keys that a query finds, until it has as many as are wanted.
func (s *Store) readKeys(ctx context.Context, query *dynamodb.QueryInput, wanted int64) (keys []string, err error) {
	size := min(max(wanted, 1), pageOfKeys)
	if query.FilterExpression != nil {
		size = pageOfKeys
	}
	for int64(len(keys)) < wanted {
		query.Limit = aws.Int32(int32(size))
		out, err := s.client.Query(ctx, query)
		if err != nil {
			return nil, readError("list withdrawals", err)
		}
		for _, row := range out.Items {
			keys = append(keys, text(row["timeSK"]))
		}
		if len(out.LastEvaluatedKey) == 0 {
			break
		}
		query.ExclusiveStartKey = out.LastEvaluatedKey
		if query.FilterExpression != nil {
			size = min(2*size, mostOfKeys)
		}
	}
	return keys[:min(wanted, int64(len(keys)))], nil
}
