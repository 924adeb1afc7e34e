package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Entries reads the entries of a user numbered from lo to hi, newest first. Without a type, these are the numbers
// within the wallet; with one, the numbers within that type.
func (s *Store) Entries(ctx context.Context, userID string, entryType funds.EntryType, lo, hi int64) ([]funds.Entry, error) {
	if lo > hi {
		return nil, nil
	}
	return s.entries(ctx, entriesBetween(userID, entryType, lo, hi))
}

// Rows reads the entries that begin a row of the withdraw-flow contract's list, numbered from lo to hi, newest first.
func (s *Store) Rows(ctx context.Context, userID string, lo, hi int64) ([]funds.Entry, error) {
	if lo > hi {
		return nil, nil
	}
	return s.entries(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(indexByRow), ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		KeyConditionExpression: aws.String("PK = :pk AND rowKey BETWEEN :lo AND :hi"),
		ExpressionAttributeValues: item{
			":pk": stringValue(pkUser(userID)), ":lo": stringValue(rowKey(lo)), ":hi": stringValue(rowKey(hi)),
		},
	})
}

func (s *Store) entries(ctx context.Context, input *dynamodb.QueryInput) ([]funds.Entry, error) {
	var found []funds.Entry
	err := s.query(ctx, input, func(row item) error {
		var stored entryItem
		if err := attributevalue.UnmarshalMap(row, &stored); err != nil {
			return err
		}
		found = append(found, stored.entry())
		return nil
	})
	if err != nil {
		return nil, readError("list entries", err)
	}
	return found, nil
}

// entriesBetween is the query of [Store.Entries].
func entriesBetween(userID string, entryType funds.EntryType, lo, hi int64) *dynamodb.QueryInput {
	input := &dynamodb.QueryInput{
		ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		KeyConditionExpression: aws.String("PK = :pk AND SK BETWEEN :lo AND :hi"),
		ExpressionAttributeValues: item{
			":pk": stringValue(pkUser(userID)), ":lo": stringValue(skEntry(lo)), ":hi": stringValue(skEntry(hi)),
		},
	}
	if entryType != "" {
		input.IndexName = aws.String(indexByType)
		input.KeyConditionExpression = aws.String("PK = :pk AND typeKey BETWEEN :lo AND :hi")
		input.ExpressionAttributeValues[":lo"] = stringValue(typeKey(entryType, lo))
		input.ExpressionAttributeValues[":hi"] = stringValue(typeKey(entryType, hi))
	}
	return input
}
