package table

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// ProposalIDs lists the ids of all proposals in any of the states, newest first. The index may lag.
func (s *Store) ProposalIDs(ctx context.Context, states []funds.ProposalState) ([]funds.ProposalID, error) {
	months, err := s.allMonths(ctx)
	if err != nil {
		return nil, err
	}
	var partitions []string
	for _, month := range months {
		for _, state := range states {
			partitions = append(partitions, proposalPartition(state, month.stamp))
		}
	}
	found := make([][]string, len(partitions))
	err = inParallel(len(partitions), func(i int) error {
		return s.query(ctx, &dynamodb.QueryInput{
			IndexName: aws.String(indexByStatus), KeyConditionExpression: aws.String("statusPK = :pk"),
			ProjectionExpression: aws.String("timeSK"), ExpressionAttributeValues: item{":pk": stringValue(partitions[i])},
		}, func(row item) error {
			found[i] = append(found[i], text(row["timeSK"]))
			return nil
		})
	})
	if err != nil {
		return nil, readError("list proposals", err)
	}
	keys := slices.Concat(found...)
	slices.Sort(keys)
	slices.Reverse(keys)
	return idsOf[funds.ProposalID](slices.Compact(keys)), nil // one that moved between states while they were read is there once
}
