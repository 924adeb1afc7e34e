package table

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The items here bound how busy the gateway gets. They are neither money nor state, no decision about money reads
// them, and losing one lets the gateway be asked once more: so they are written beside the door, each by one
// conditional write, which is not tried again.

const (
	pkKept     = "GATEWAY"
	ratePrefix = "RATE#"
	skRate     = "REFUSED"
)

type keptItem struct {
	PK    string `dynamodbav:"PK"`
	SK    string `dynamodbav:"SK"`
	Value string `dynamodbav:"val,omitempty"`
	At    int64  `dynamodbav:"at,omitempty"`
	Next  int64  `dynamodbav:"next"` // milliseconds since 1970
}

// Kept is the gateway's last answer to a question; nothing where there is none.
func (s *Store) Kept(ctx context.Context, name string) (funds.Kept, error) {
	var row keptItem
	if err := s.get(ctx, key{pkKept, name}, &row); err != nil && !errors.Is(err, funds.ErrNotFound) {
		return funds.Kept{}, err
	}
	return funds.Kept{Value: row.Value, At: moment(row.At), Next: moment(row.Next)}, nil
}

// Keep puts the answer, or the right to ask, in the place of what was read; [funds.ErrConflict] where that has moved.
func (s *Store) Keep(ctx context.Context, name string, was, is funds.Kept) error {
	row := keptItem{PK: pkKept, SK: name, Value: is.Value, At: millis(is.At), Next: millis(is.Next)}
	if was.Next.IsZero() {
		return s.putBound(ctx, row, absentCondition, nil)
	}
	return s.putBound(ctx, row, "#next = :was", item{":was": number(millis(was.Next))})
}

type rateItem struct {
	PK      string `dynamodbav:"PK"`
	SK      string `dynamodbav:"SK"`
	Version int64  `dynamodbav:"ver"`
	Refused int    `dynamodbav:"n,omitempty"`
	Asking  int    `dynamodbav:"ask,omitempty"`
	Since   int64  `dynamodbav:"since"`
	Last    int64  `dynamodbav:"last"`
	TTL     int64  `dynamodbav:"ttl"` // seconds since 1970
}

// Rate is what is counted of a caller's refused orders; nothing where none is.
func (s *Store) Rate(ctx context.Context, caller string) (funds.Rate, error) {
	var row rateItem
	if err := s.get(ctx, key{ratePrefix + caller, skRate}, &row); err != nil && !errors.Is(err, funds.ErrNotFound) {
		return funds.Rate{}, err
	}
	return funds.Rate{Refused: row.Refused, Asking: row.Asking, Since: moment(row.Since), Last: moment(row.Last), Version: row.Version}, nil
}

// PutRate puts the next state of what was read, kept until a moment; [funds.ErrConflict] where that has moved.
func (s *Store) PutRate(ctx context.Context, caller string, rate funds.Rate, until time.Time) error {
	row := rateItem{
		PK: ratePrefix + caller, SK: skRate, Version: rate.Version + 1,
		Refused: rate.Refused, Asking: rate.Asking, Since: millis(rate.Since), Last: millis(rate.Last), TTL: until.Unix() + 1,
	}
	if rate.Version == 0 {
		return s.putBound(ctx, row, absentCondition, nil)
	}
	return s.putBound(ctx, row, "ver = :from", item{":from": number(rate.Version)})
}

// putBound is one conditional write, within the time of one request of the door's.
func (s *Store) putBound(ctx context.Context, row any, condition string, values item) error {
	ctx, cancel := context.WithTimeout(ctx, attemptBound)
	defer cancel()
	marshalled, err := attributevalue.MarshalMap(row)
	if err != nil {
		return funds.Internal("encode a bound", err)
	}
	input := &dynamodb.PutItemInput{TableName: s.table, Item: marshalled, ConditionExpression: aws.String(condition), ExpressionAttributeValues: values}
	if _, named := values[":was"]; named {
		input.ExpressionAttributeNames = map[string]string{"#next": "next"}
	}
	_, err = s.client.PutItem(ctx, input)
	var moved *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		return nil
	case errors.As(err, &moved):
		return funds.ErrConflict
	}
	return unread("write a bound", err)
}
