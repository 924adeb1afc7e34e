package table

import (
	"context"
	"errors"
	"sort"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// newMonthShards is how many shards a month's index keys get when the month begins.
const newMonthShards = 1

// shardsOf is how many shards a creation month has. The number is stored once per month, when its
// first withdrawal comes, so that it may differ from month to month and never within one; the stored
// months are also how lists know which partitions exist. It is index configuration: no money, no state.
func (s *Store) shardsOf(ctx context.Context, created time.Time) (int, error) {
	stamp := month(created)
	if shards, known := s.knownMonth(stamp); known {
		return shards, nil
	}
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: s.table, ConditionExpression: aws.String(absentCondition),
		Item: item{
			attrPK: &types.AttributeValueMemberS{Value: pkMonths}, attrSK: &types.AttributeValueMemberS{Value: stamp},
			"shards": number(newMonthShards),
		},
	})
	var exists *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		s.learn(stamp, newMonthShards)
		return newMonthShards, nil
	case !errors.As(err, &exists):
		return 0, funds.Internal("open month "+stamp, err)
	}
	months, err := s.allMonths(ctx)
	if err != nil {
		return 0, err
	}
	for _, m := range months {
		if m.stamp == stamp {
			return m.shards, nil
		}
	}
	return 0, funds.Internal("open month "+stamp, errors.New("it exists, but is not read"))
}

type monthShards struct {
	stamp  string
	shards int
}

// allMonths lists the months that have withdrawals, newest first.
func (s *Store) allMonths(ctx context.Context) ([]monthShards, error) {
	out, err := s.client.Query(ctx, &dynamodb.QueryInput{
		TableName: s.table, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :pk"),
		ExpressionAttributeValues: item{":pk": &types.AttributeValueMemberS{Value: pkMonths}},
	})
	if err != nil {
		return nil, funds.Internal("list months", err)
	}
	months := make([]monthShards, 0, len(out.Items))
	for _, row := range out.Items {
		value, ok := row["shards"].(*types.AttributeValueMemberN)
		if !ok {
			return nil, funds.Internal("list months", errors.New("a month without shards"))
		}
		shards, err := strconv.Atoi(value.Value)
		if err != nil {
			return nil, funds.Internal("list months", err)
		}
		stamp := text(row[attrSK])
		s.learn(stamp, shards)
		months = append(months, monthShards{stamp, shards})
	}
	sort.Slice(months, func(i, j int) bool { return months[i].stamp > months[j].stamp })
	return months, nil
}

func (s *Store) knownMonth(stamp string) (int, bool) {
	s.monthsMu.Lock()
	defer s.monthsMu.Unlock()
	shards, known := s.months[stamp]
	return shards, known
}

func (s *Store) learn(stamp string, shards int) {
	s.monthsMu.Lock()
	defer s.monthsMu.Unlock()
	s.months[stamp] = shards
}
