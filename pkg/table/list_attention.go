package table

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Attention lists up to limit withdrawals that wait for an admin, newest first. The index may lag.
func (s *Store) Attention(ctx context.Context, limit int) ([]funds.ID, error) {
	keys, err := s.attentionKeys(ctx, pkAttention, limit)
	return idsOf[funds.ID](keys), err
}

// RechargeAttention lists up to limit recharges that wait for an admin, newest first. The index may lag.
func (s *Store) RechargeAttention(ctx context.Context, limit int) ([]funds.RechargeID, error) {
	keys, err := s.attentionKeys(ctx, pkRechargeAttention, limit)
	return idsOf[funds.RechargeID](keys), err
}

// Strays lists up to limit serials of callbacks about orders that were never sent, newest first. The index may lag.
func (s *Store) Strays(ctx context.Context, limit int) ([]string, error) {
	keys, err := s.attentionKeys(ctx, pkStrayAttention, limit)
	serials := make([]string, 0, len(keys))
	for _, k := range keys {
		_, serial, _ := strings.Cut(k, "#")
		serials = append(serials, serial)
	}
	return serials, err
}

// ParkedReturns lists up to limit returns that wait for an admin, newest first. The index may lag.
func (s *Store) ParkedReturns(ctx context.Context, limit int) ([]funds.ID, error) {
	keys, err := s.attentionKeys(ctx, pkReturnAttention, limit)
	return idsOf[funds.ID](keys), err
}

func (s *Store) attentionKeys(ctx context.Context, partition string, limit int) (keys []string, err error) {
	err = s.query(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(indexAttention), KeyConditionExpression: aws.String("attnPK = :pk"), ScanIndexForward: aws.Bool(false),
		ExpressionAttributeValues: item{":pk": stringValue(partition)}, Limit: aws.Int32(int32(limit)), //nolint:gosec // a page is small
	}, func(row item) error {
		keys = append(keys, text(row["timeSK"]))
		return nil
	})
	if err != nil {
		return nil, readError("list what needs attention", err)
	}
	return keys, nil
}

// attentionWithin lists the time keys of the withdrawals of a time span that wait for an admin.
func (s *Store) attentionWithin(ctx context.Context, times span) (keys []string, err error) {
	err = s.query(ctx, times.query(indexAttention, "attnPK", pkAttention), func(row item) error {
		keys = append(keys, text(row["timeSK"]))
		return nil
	})
	if err != nil {
		return nil, readError("list what needs attention", err)
	}
	return keys, nil
}
