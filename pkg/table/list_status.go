package table

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// newestByStatus lists the time keys of what stands in by-status, in the partitions that each month has, newest first. The
// index may lag.
func (s *Store) newestByStatus(ctx context.Context, what string, partitionsOf func(month string) []string) ([]string, error) {
	months, err := s.allMonths(ctx)
	if err != nil {
		return nil, err
	}
	var partitions []string
	for _, month := range months {
		partitions = append(partitions, partitionsOf(month.stamp)...)
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
		return nil, readError("list "+what, err)
	}
	keys := slices.Concat(found...)
	slices.Sort(keys)
	slices.Reverse(keys)
	return slices.Compact(keys), nil // one that moved between states while they were read is there once
}

// partitionsOf are the partitions of some states in a month.
func partitionsOf[State ~string](states []State, partition func(State, string) string) func(month string) []string {
	return func(month string) (partitions []string) {
		for _, state := range states {
			partitions = append(partitions, partition(state, month))
		}
		return partitions
	}
}
