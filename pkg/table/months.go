package table

import (
	"context"
	"errors"
	"sort"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// placement says where the orders of a creation month stand.
type placement struct {
	shards     int
	generation int64 // of the counters; an older one is brought up by the stream
}

// placementOf is how many shards a creation month has. The number is stored once per month, when its
// first withdrawal comes, so that it may differ from month to month and never within one; the stored
// months are also how lists know which partitions exist. It is index configuration: no money, no state.
func (s *Store) placementOf(ctx context.Context, created time.Time) (placement, error) {
	stamp := month(created)
	if in, known := s.knownMonth(stamp); known {
		return in, nil
	}
	at := key{pkMonths, stamp}
	var stored monthItem
	err := s.get(ctx, at, &stored)
	if errors.Is(err, funds.ErrNotFound) {
		generations, unread := s.Generations(ctx)
		if unread != nil {
			return placement{}, unread
		}
		if err := s.openMonth(ctx, monthItem{PK: at.pk, SK: at.sk, Shards: max(s.MonthShards, 1), Generation: generations.Live}); err != nil {
			return placement{}, err
		}
		err = s.get(ctx, at, &stored) // ours, or what another process was quicker to put
	}
	if err != nil {
		return placement{}, err
	}
	return s.learn(stored), nil
}

type monthItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	Shards int    `dynamodbav:"shards"`
	// Generation is that of the counters when the month began, or at the last recount since.
	Generation int64 `dynamodbav:"gen,omitempty"`
}

// openMonth puts the month's item unless another process has.
func (s *Store) openMonth(ctx context.Context, month monthItem) error {
	row, err := attributevalue.MarshalMap(month)
	if err != nil {
		return funds.Internal("encode a month", err)
	}
	_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: s.table, Item: row, ConditionExpression: aws.String(absentCondition)})
	var exists *types.ConditionalCheckFailedException
	if err != nil && !errors.As(err, &exists) {
		return errors.Join(funds.ErrBusy, err)
	}
	return nil
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
		return nil, unread("list months", err)
	}
	months := make([]monthShards, 0, len(out.Items))
	for _, row := range out.Items {
		stored, err := decode[monthItem](row)
		if err != nil {
			return nil, funds.Internal("decode a month", err)
		}
		s.learn(stored)
		months = append(months, monthShards{stored.SK, stored.Shards})
	}
	sort.Slice(months, func(i, j int) bool { return months[i].stamp > months[j].stamp })
	return months, nil
}

func (s *Store) knownMonth(stamp string) (placement, bool) {
	s.monthsMu.Lock()
	defer s.monthsMu.Unlock()
	in, known := s.months[stamp]
	return in, known
}

func (s *Store) learn(month monthItem) placement {
	s.monthsMu.Lock()
	defer s.monthsMu.Unlock()
	in := placement{month.Shards, month.Generation}
	s.months[month.SK] = in
	return in
}
