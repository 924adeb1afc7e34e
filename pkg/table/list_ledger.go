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
	input := &dynamodb.ScanInput{
		TableName: s.table, ConsistentRead: aws.Bool(true),
		Segment: aws.Int32(int32(segment)), TotalSegments: aws.Int32(int32(segments)), //nolint:gosec // a few segments
		FilterExpression: aws.String("begins_with(SK, :entry) AND #at >= :from AND #at < :until"), ExpressionAttributeNames: map[string]string{"#at": "at"},
		ExpressionAttributeValues: item{":entry": stringValue(entryPrefix), ":from": number(from.UnixMilli()), ":until": number(until.UnixMilli())},
	}
	if after != "" {
		var at [2]string
		if err := json.Unmarshal([]byte(after), &at); err != nil {
			return nil, "", funds.Internal("read a place in the table", err)
		}
		input.ExclusiveStartKey = key{at[0], at[1]}.attributes()
	}
	out, err := s.client.Scan(ctx, input)
	if err != nil {
		return nil, "", readError("scan the ledger", err)
	}
	for _, row := range out.Items {
		stored, err := decode[entryItem](row)
		if err != nil {
			return nil, "", funds.Internal("decode an entry", err)
		}
		entries = append(entries, stored.entry())
	}
	if len(out.LastEvaluatedKey) == 0 {
		return entries, "", nil
	}
	last := keyOf(out.LastEvaluatedKey)
	place, err := json.Marshal([2]string{last.pk, last.sk})
	if err != nil {
		return nil, "", funds.Internal("keep a place in the table", err)
	}
	return entries, string(place), nil
}
