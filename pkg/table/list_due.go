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
	serials, end, err = s.dueBetween(ctx, shard, after+"!", at, limit)
	if len(serials) < limit {
		end = ""
	}
	return serials, end, err
}

// backlogCounted is how much of each shard is counted.
const backlogCounted = 1000

// Backlog counts what was due at a moment and still waits, at most 1,000 of each shard, and says since when the first of it
// has been due; the zero time where nothing is. The index may lag.
func (s *Store) Backlog(ctx context.Context, at time.Time) (count int, oldest time.Time, err error) {
	counts, firsts := make([]int, DueShards), make([]string, DueShards)
	err = inParallel(DueShards, func(shard int) error {
		return s.query(ctx, &dynamodb.QueryInput{
			IndexName: aws.String(indexDue), KeyConditionExpression: aws.String("duePK = :pk AND dueSK < :until"), ProjectionExpression: aws.String("dueSK"),
			ExpressionAttributeValues: item{":pk": stringValue(duePartition(shard)), ":until": stringValue(dueKey(at.Add(time.Millisecond), ""))},
			Limit:                     aws.Int32(backlogCounted),
		}, func(row item) error {
			if counts[shard]++; counts[shard] == 1 {
				firsts[shard] = text(row["dueSK"])
			}
			return nil
		})
	})
	if err != nil {
		return 0, time.Time{}, readError("count what is due", err)
	}
	first := ""
	for shard, n := range counts {
		count += n
		if n > 0 && (first == "" || firsts[shard] < first) {
			first = firsts[shard]
		}
	}
	if first == "" {
		return 0, time.Time{}, nil
	}
	since, _, _ := strings.Cut(first, "#")
	milli, err := strconv.ParseInt(since, 10, 64)
	if err != nil {
		return 0, time.Time{}, funds.Internal("read since when something is due", err)
	}
	return count, moment(milli), nil
}

// DueWithin lists up to limit orders of every shard that wait for the machine from one moment to another. The index may
// lag.
func (s *Store) DueWithin(ctx context.Context, from, to time.Time, limit int) (serials []string, err error) {
	found := make([][]string, DueShards)
	err = inParallel(DueShards, func(shard int) (err error) {
		found[shard], _, err = s.dueBetween(ctx, shard, dueKey(from, ""), to, limit)
		return err
	})
	return slices.Concat(found...), err
}

// dueBetween lists what is due in a shard from a key on, and until a moment. end is the last one's key.
func (s *Store) dueBetween(ctx context.Context, shard int, from string, until time.Time, limit int) (serials []string, end string, err error) {
	err = s.query(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(indexDue), KeyConditionExpression: aws.String("duePK = :pk AND dueSK BETWEEN :from AND :until"),
		ExpressionAttributeValues: item{
			":pk": stringValue(duePartition(shard)), ":from": stringValue(from), ":until": stringValue(dueKey(until.Add(time.Millisecond), "")),
		},
		Limit: aws.Int32(int32(limit)), //nolint:gosec // a batch is small
	}, func(row item) error {
		end = text(row["dueSK"])
		_, serial, _ := strings.Cut(end, "#")
		serials = append(serials, serial)
		return nil
	})
	if err != nil {
		return nil, "", readError("list what is due", err)
	}
	return serials, end, nil
}
