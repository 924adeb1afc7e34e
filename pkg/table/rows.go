package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Rows reads the entries that open a user's rows (withdraw-flow's list) numbered from lo to hi, newest first.
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
