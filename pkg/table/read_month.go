package table

import (
	"context"
	"sort"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

type monthShards struct {
	stamp       string
	shards      int // all that it has or will have
	auditShards int
}

// allMonths lists the months in which orders were created, newest first.
func (s *Store) allMonths(ctx context.Context) ([]monthShards, error) {
	out, err := s.client.Query(ctx, &dynamodb.QueryInput{
		TableName: s.table, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :pk"),
		ExpressionAttributeValues: item{":pk": &types.AttributeValueMemberS{Value: pkMonths}},
	})
	if err != nil {
		return nil, readError("list months", err)
	}
	months := make([]monthShards, 0, len(out.Items))
	for _, row := range out.Items {
		stored, err := decode[monthItem](row)
		if err != nil {
			return nil, funds.Internal("decode a month", err)
		}
		config := s.months.remember(stored, s.now())
		months = append(months, monthShards{stored.SK, config.most(), config.mostAudit()})
	}
	sort.Slice(months, func(i, j int) bool { return months[i].stamp > months[j].stamp })
	return months, nil
}
