package table

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// LedgerPart reads a part of all users' ledgers: it scans the next megabyte of one of so many segments of the table, from
// behind a place (empty: from its beginning), and gives the entries from one moment until another, which is not
// included. Those of a user are in their order, and in one segment. next is empty where the segment ends.
func (s *Store) LedgerPart(ctx context.Context, segment, segments int, after string, from, until time.Time) (entries []funds.Entry, next string, err error) {
	return scanPart(ctx, s, "begins_with(SK, :kind)", entryPrefix, tablePart{segment, segments, after, from, until}, entryItem.entry)
}

// RechargePart is [Store.LedgerPart] for recharges, by the time at which they were asked for.
func (s *Store) RechargePart(ctx context.Context, segment, segments int, after string, from, until time.Time) (recharges []funds.Recharge, next string, err error) {
	return scanPart(ctx, s, "SK = :kind", skRecharge, tablePart{segment, segments, after, from, until}, rechargeItem.recharge)
}

// tablePart is a part of the table, and of time.
type tablePart struct {
	segment, segments int
	after             string
	from, until       time.Time
}

func scanPart[Row, Value any](ctx context.Context, s *Store, condition, kind string, of tablePart, valueOf func(Row) Value) (values []Value, next string, err error) {
	input := &dynamodb.ScanInput{
		TableName: s.table, ConsistentRead: aws.Bool(true),
		Segment: aws.Int32(int32(of.segment)), TotalSegments: aws.Int32(int32(of.segments)), //nolint:gosec // a few segments
		FilterExpression: aws.String(condition + " AND #at >= :from AND #at < :until"), ExpressionAttributeNames: map[string]string{"#at": "at"},
		ExpressionAttributeValues: item{":kind": stringValue(kind), ":from": number(of.from.UnixMilli()), ":until": number(of.until.UnixMilli())},
	}
	if of.after != "" {
		var at [2]string
		if err := json.Unmarshal([]byte(of.after), &at); err != nil {
			return nil, "", funds.Internal("read a place in the table", err)
		}
		input.ExclusiveStartKey = key{at[0], at[1]}.attributes()
	}
	out, err := s.client.Scan(ctx, input)
	if err != nil {
		return nil, "", readError("scan the table", err)
	}
	for _, row := range out.Items {
		stored, err := decode[Row](row)
		if err != nil {
			return nil, "", funds.Internal("decode an item", err)
		}
		values = append(values, valueOf(stored))
	}
	if len(out.LastEvaluatedKey) == 0 {
		return values, "", nil
	}
	last := keyOf(out.LastEvaluatedKey)
	place, err := json.Marshal([2]string{last.pk, last.sk})
	if err != nil {
		return nil, "", funds.Internal("keep a place in the table", err)
	}
	return values, string(place), nil
}
