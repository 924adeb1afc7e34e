package table

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// UsersByPhone lists the ids of the users who have a phone number, in their order. The index may lag: a
// user may have another number by now.
func (s *Store) UsersByPhone(ctx context.Context, phone string) (userIDs []string, err error) {
	err = s.query(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(indexByPhone), KeyConditionExpression: aws.String("phone = :phone"),
		ExpressionAttributeValues: item{":phone": stringValue(phone)},
	}, func(row item) error {
		userIDs = append(userIDs, strings.TrimPrefix(text(row[attrPK]), pkUser("")))
		return nil
	})
	if err != nil {
		return nil, unread("list the users of a phone number", err)
	}
	return userIDs, nil
}
