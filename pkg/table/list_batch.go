package table

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// BatchIDs lists the ids of all batches, newest first. The index may lag.
func (s *Store) BatchIDs(ctx context.Context) ([]funds.BatchID, error) {
	months, err := s.allMonths(ctx)
	if err != nil {
		return nil, err
	}
	found := make([][]string, len(months))
	err = inParallel(len(months), func(i int) error {
		return s.query(ctx, &dynamodb.QueryInput{
			IndexName: aws.String(indexByStatus), KeyConditionExpression: aws.String("statusPK = :pk"),
			ProjectionExpression: aws.String("timeSK"), ExpressionAttributeValues: item{":pk": stringValue(batchPartition(months[i].stamp))},
		}, func(row item) error {
			found[i] = append(found[i], text(row["timeSK"]))
			return nil
		})
	})
	if err != nil {
		return nil, readError("list batches", err)
	}
	keys := slices.Concat(found...)
	slices.Sort(keys)
	slices.Reverse(keys)
	return idsOf[funds.BatchID](keys), nil
}
