package table

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// paidDays is how many days of what was paid are read, and held, at once: a business day lies within two of them.
const paidDays = 2

// Paid passes what was paid from one moment until another, which is excluded, to take, in the order in which it was paid:
// each withdrawal with its id, user, method, amounts, account and times, and nothing else. It reads some days at a time. The
// index may lag. What a program of before there was this index has completed is not in it: see [Store.IndexPaid].
func (s *Store) Paid(ctx context.Context, from, until time.Time, take func(funds.Withdrawal) error) error {
	shards, err := s.shardsByMonth(ctx)
	if err != nil {
		return err
	}
	from, until = withinMonths(shards, clampToKeys(from), clampToKeys(until), s.now())
	if !from.Before(until) {
		return nil
	}
	days := auditDays(from, until)
	slices.Reverse(days)
	for some := range slices.Chunk(days, paidDays) {
		found := make([][]funds.Withdrawal, len(some))
		err := inParallel(len(some), func(i int) (err error) {
			found[i], err = s.paidOn(ctx, some[i], max(shards[monthOf(some[i])], 1), from, until)
			return err
		})
		if err != nil {
			return readError("list what was paid", err)
		}
		for _, paid := range slices.Concat(found...) {
			if err := take(paid); err != nil {
				return err
			}
		}
	}
	return nil
}

// withinMonths narrows a time to what anything may have been paid in: from the first month on that has orders until
// tomorrow, as clocks differ. A zero until is no bound.
func withinMonths(shards map[string]int, from, until, now time.Time) (first, end time.Time) {
	if len(shards) == 0 {
		return now, now
	}
	began, err := time.Parse("200601", slices.Min(slices.Collect(maps.Keys(shards))))
	if err == nil && from.Before(began) {
		from = began
	}
	tomorrow := now.Add(daySeconds * time.Second)
	if until.UnixMilli() <= 0 || until.After(tomorrow) {
		until = tomorrow
	}
	return from, until
}

// shardsByMonth is how many shards each month has. One in which no order was made has none: what was paid then is in the
// first.
func (s *Store) shardsByMonth(ctx context.Context) (map[string]int, error) {
	months, err := s.allMonths(ctx)
	shards := map[string]int{}
	for _, month := range months {
		shards[month.stamp] = month.shards
	}
	return shards, err
}

// paidOn is what was paid within a UTC day.
func (s *Store) paidOn(ctx context.Context, day time.Time, shards int, from, until time.Time) (paid []funds.Withdrawal, err error) {
	for shard := range shards {
		err := s.query(ctx, &dynamodb.QueryInput{
			IndexName: aws.String(indexPaid), KeyConditionExpression: aws.String("paid = :day AND #end BETWEEN :from AND :until"),
			ExpressionAttributeNames: map[string]string{"#end": "end"},
			ExpressionAttributeValues: item{
				":day": number(paidPartition(day, shard)), ":from": number(millis(from)), ":until": number(until.UnixMilli() - 1),
			},
		}, func(row item) error {
			paid = append(paid, paidWithdrawal(row))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(paid, func(a, b funds.Withdrawal) int {
		if order := a.EndedAt.Compare(b.EndedAt); order != 0 {
			return order
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return paid, nil
}

func paidWithdrawal(row item) funds.Withdrawal {
	end := moment(integer(row["end"]))
	return funds.Withdrawal{
		ID: withdrawalItem{TimeSK: text(row["timeSK"])}.id(), UserID: text(row["uid"]), State: funds.StateCompleted, Method: funds.Method(text(row["method"])),
		Amount: funds.Amount(integer(row["amount"])), Fee: funds.Amount(integer(row["fee"])), Payout: funds.Payout{Account: text(row["pf"]), PaidAt: end}, EndedAt: end,
	}
}

// IndexPaid gives each withdrawal that a program of before there was the index of what was paid has completed its place
// there, and says how many there were. It scans the table, which may be in use, and writes what is missing alone.
func (s *Store) IndexPaid(ctx context.Context) (indexed int, err error) {
	shards, err := s.shardsByMonth(ctx)
	if err != nil {
		return 0, err
	}
	pages := dynamodb.NewScanPaginator(s.client, &dynamodb.ScanInput{
		TableName: s.table, ConsistentRead: aws.Bool(true), FilterExpression: aws.String("SK = :wd AND st = :completed AND attribute_not_exists(paid)"),
		ProjectionExpression: aws.String("PK, SK, timeSK, #end"), ExpressionAttributeNames: map[string]string{"#end": "end"},
		ExpressionAttributeValues: item{":wd": stringValue(skWithdrawal), ":completed": stringValue(string(funds.StateCompleted))},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return indexed, readError("scan the table", err)
		}
		for _, row := range page.Items {
			if err := s.indexPaid(ctx, row, shards); err != nil {
				return indexed, err
			}
			indexed++
		}
	}
	return indexed, nil
}

func (s *Store) indexPaid(ctx context.Context, row item, shards map[string]int) error {
	end := moment(integer(row["end"]))
	shard := shardOf(string(withdrawalItem{TimeSK: text(row["timeSK"])}.id()), max(shards[monthOf(end)], 1))
	err := s.write(ctx, conditional{
		key: keyOf(row), update: "SET paid = :paid", condition: "attribute_not_exists(paid) AND st = :completed",
		values: item{":paid": number(paidPartition(end, shard)), ":completed": stringValue(string(funds.StateCompleted))},
	})
	if err != nil && !isConditionFailed(err) {
		return readError("index what was paid", err)
	}
	return nil
}
