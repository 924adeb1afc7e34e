package table

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Due lists up to limit orders, withdrawals and recharges, that wait for the machine at a moment, by their serials,
// longest waiting first. It lists one shard, from 0 to DueShards−1, and begins behind the key after ("" begins at the
// start). end is the key at which to go on, or empty if nothing is left. The index may lag.
func (s *Store) Due(ctx context.Context, shard int, at time.Time, after string, limit int) (serials []string, end string, err error) {
	keys, err := s.dueBetween(ctx, shard, after+"!", at, limit)
	if len(keys) > 0 && len(keys) >= limit {
		end = keys[len(keys)-1]
	}
	return serialsOf(keys), end, err
}

// DueNewest is Due from the other end, shortest waiting first: it lists what lies before the key before ("" begins at the
// moment).
func (s *Store) DueNewest(ctx context.Context, shard int, at time.Time, before string, limit int) (serials []string, end string, err error) {
	query := dueQuery(shard, "!", at, limit)
	query.ScanIndexForward = aws.Bool(false)
	if before != "" {
		query.KeyConditionExpression = aws.String("duePK = :pk AND dueSK < :until")
		query.ExpressionAttributeValues = item{":pk": stringValue(duePartition(shard)), ":until": stringValue(before)}
	}
	keys, err := s.dueKeys(ctx, query)
	if len(keys) > 0 && len(keys) >= limit {
		end = keys[len(keys)-1]
	}
	return serialsOf(keys), end, err
}

// backlogCounted is how much of each shard is counted.
const backlogCounted = 1000

// Backlog counts what was due at a moment and still waits, at most 1,000 of each shard, and says since when the first of it
// has been due; the zero time where nothing is. The index may lag.
func (s *Store) Backlog(ctx context.Context, at time.Time) (count int, oldest time.Time, err error) {
	due := make([][]string, DueShards)
	err = inParallel(DueShards, func(shard int) (err error) {
		due[shard], err = s.dueBetween(ctx, shard, "!", at, backlogCounted)
		return err
	})
	keys := slices.Concat(due...)
	if err != nil || len(keys) == 0 {
		return 0, time.Time{}, err
	}
	since, _, _ := strings.Cut(slices.Min(keys), "#")
	milli, err := strconv.ParseInt(since, 10, 64)
	if err != nil {
		return 0, time.Time{}, funds.Internal("read since when something is due", err)
	}
	return len(keys), moment(milli), nil
}

// DueWithin lists up to limit orders of every shard that wait for the machine from one moment to another. The index may
// lag.
func (s *Store) DueWithin(ctx context.Context, from, to time.Time, limit int) (serials []string, err error) {
	due := make([][]string, DueShards)
	err = inParallel(DueShards, func(shard int) (err error) {
		due[shard], err = s.dueBetween(ctx, shard, dueKey(from, ""), to, limit)
		return err
	})
	return serialsOf(slices.Concat(due...)), err
}

// dueBetween lists the keys of what is due in a shard from a key on, and until a moment, in order.
func (s *Store) dueBetween(ctx context.Context, shard int, from string, until time.Time, limit int) (keys []string, err error) {
	return s.dueKeys(ctx, dueQuery(shard, from, until, limit))
}

func dueQuery(shard int, from string, until time.Time, limit int) *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		IndexName: aws.String(indexDue), KeyConditionExpression: aws.String("duePK = :pk AND dueSK BETWEEN :from AND :until"),
		ExpressionAttributeValues: item{
			":pk": stringValue(duePartition(shard)), ":from": stringValue(from), ":until": stringValue(dueKey(until.Add(time.Millisecond), "")),
		},
		Limit: aws.Int32(int32(limit)), //nolint:gosec // a batch is small
	}
}

func (s *Store) dueKeys(ctx context.Context, query *dynamodb.QueryInput) (keys []string, err error) {
	err = s.query(ctx, query, func(row item) error {
		keys = append(keys, text(row["dueSK"]))
		return nil
	})
	if err != nil {
		return nil, readError("list what is due", err)
	}
	return keys, nil
}

// serialsOf are the serials in keys of the index.
func serialsOf(keys []string) (serials []string) {
	for _, key := range keys {
		_, serial, _ := strings.Cut(key, "#")
		serials = append(serials, serial)
	}
	return serials
}
