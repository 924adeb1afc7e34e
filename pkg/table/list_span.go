package table

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// span is the time from one moment until another, which is excluded, in milliseconds since 1970.
type span struct{ from, until int64 }

// spanOf is the span between two moments. A zero moment means no bound.
func spanOf(from, until time.Time) span {
	within := func(at time.Time) int64 { return min(max(at.UnixMilli(), 0), maxMillis) }
	first, end := within(from), int64(maxMillis)
	if !until.IsZero() {
		end = max(within(until), first)
	}
	return span{first, end}
}

// query is the query of a span in one partition of an index that is sorted by time keys.
func (s span) query(index, attribute, partition string) *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		IndexName: aws.String(index), KeyConditionExpression: aws.String(attribute + " = :pk AND timeSK BETWEEN :from AND :until"),
		ExpressionAttributeValues: item{
			":pk": stringValue(partition), ":from": stringValue(padded(s.from, millisDigits)),
			":until": stringValue(padded(s.until, millisDigits)), // without an id, it sorts before every key of that moment
		},
	}
}

// partition is one shard of a month. It has a partition in by-time, and one for each state in by-status.
type partition struct {
	month string
	shard int
}

// partitions lists the partitions that may hold withdrawals of a span, newest month first.
func (s *Store) partitions(ctx context.Context, times span) (list []partition, err error) {
	months, err := s.allMonths(ctx)
	if err != nil {
		return nil, err
	}
	first, last := monthOf(time.UnixMilli(times.from)), monthOf(time.UnixMilli(times.until-1))
	for _, m := range months {
		if m.stamp < first || m.stamp > last {
			continue
		}
		for shard := range m.shards {
			list = append(list, partition{m.stamp, shard})
		}
	}
	return list, nil
}

// partitionsOf are the same in an order: oldest month first, or, for all others, newest first.
func (s *Store) partitionsOf(ctx context.Context, times span, sorted funds.Sort) ([]partition, error) {
	list, err := s.partitions(ctx, times)
	if sorted == funds.OldestFirst {
		slices.Reverse(list)
	}
	return list, err
}

// firstMonth splits off the partitions of the first month of a list.
func firstMonth(list []partition) (month, rest []partition) {
	n := slices.IndexFunc(list, func(p partition) bool { return p.month != list[0].month })
	if n < 0 {
		n = len(list)
	}
	return list[:n], list[n:]
}

// idsOf extracts the ids, of withdrawals or of recharges, from keys of the form <time>#<id>.
func idsOf[ID ~string](keys []string) []ID {
	ids := make([]ID, 0, len(keys))
	for _, k := range keys {
		_, id, _ := strings.Cut(k, "#")
		ids = append(ids, ID(id))
	}
	return ids
}
