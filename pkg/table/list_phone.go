package table

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// maxSharing is how many users may have the same phone number. A number that more users have is a placeholder, and
// identifies nobody.
const maxSharing = 200

// ReasonPhoneShared says that more than Maximum users have a phone number.
const ReasonPhoneShared funds.Reason = "phone_shared"

// UsersByPhone lists the ids of the users who have a phone number, however it is spelled, in order within each
// spelling. The index may lag, so a user may have another number by now. A number that too many users have is
// [funds.CodeInvalid].
func (s *Store) UsersByPhone(ctx context.Context, phone string) (userIDs []string, err error) {
	for _, spelling := range funds.PhoneSpellings(phone) {
		err = s.query(ctx, &dynamodb.QueryInput{
			IndexName: aws.String(indexByPhone), KeyConditionExpression: aws.String("phone = :phone"),
			ExpressionAttributeValues: item{":phone": stringValue(spelling)}, Limit: aws.Int32(maxSharing + 1),
		}, func(row item) error {
			userIDs = append(userIDs, strings.TrimPrefix(text(row[attrPK]), pkUser("")))
			return nil
		})
		if err != nil {
			return nil, readError("list the users of a phone number", err)
		}
	}
	if len(userIDs) > maxSharing {
		return nil, funds.Invalid("keyword", ReasonPhoneShared).About(funds.Facts{Maximum: maxSharing})
	}
	return userIDs, nil
}
