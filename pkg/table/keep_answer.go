package table

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Kept is the gateway's last answer to a question; nothing where there is none.
func (s *Store) Kept(ctx context.Context, name string) (funds.Kept, error) {
	var row keptItem
	if err := s.get(ctx, key{pkAnswers, name}, &row); err != nil && !errors.Is(err, funds.ErrNotFound) {
		return funds.Kept{}, err
	}
	return funds.Kept{Value: row.Value, At: moment(row.At), Next: moment(row.Next)}, nil
}

// Keep puts the answer, or the right to ask, in the place of what was read; [funds.ErrConflict] where that has moved.
func (s *Store) Keep(ctx context.Context, name string, was, is funds.Kept) error {
	row := keptItem{PK: pkAnswers, SK: name, Value: is.Value, At: millis(is.At), Next: millis(is.Next)}
	if was.Next.IsZero() {
		return s.putBound(ctx, row, absentCondition, nil)
	}
	return s.putBound(ctx, row, "#next = :was", item{":was": number(millis(was.Next))})
}

// putBound is one conditional write, within the time of one request of the door's.
func (s *Store) putBound(ctx context.Context, row any, condition string, values item) error {
	ctx, cancel := context.WithTimeout(ctx, requestBound)
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
	switch {
	case err == nil:
		return nil
	case isConditionFailed(err):
		return funds.ErrConflict
	}
	return readError("write a bound", err)
}
