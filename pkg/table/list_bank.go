package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// BankStatementIDs lists up to limit statements of an account, those of the latest days first. The index may lag.
func (s *Store) BankStatementIDs(ctx context.Context, account string, limit int) ([]funds.BankStatementID, error) {
	keys, err := s.timeKeys(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(indexByTime), KeyConditionExpression: aws.String("timePK = :pk"), ScanIndexForward: aws.Bool(false),
		ExpressionAttributeValues: item{":pk": stringValue(pkBankAccount(account))}, Limit: aws.Int32(int32(limit)), //nolint:gosec // a page is small
	})
	return idsOf[funds.BankStatementID](keys), err
}

// BreakIDs lists up to limit breaks of an account and a day, in the order in which they were found. The index may lag.
func (s *Store) BreakIDs(ctx context.Context, account, day string, limit int) ([]funds.BreakID, error) {
	keys, err := s.timeKeys(ctx, &dynamodb.QueryInput{
		IndexName: aws.String(indexByStatus), KeyConditionExpression: aws.String("statusPK = :pk"),
		ExpressionAttributeValues: item{":pk": stringValue(breakDayPartition(account, day))}, Limit: aws.Int32(int32(limit)), //nolint:gosec // a page is small
	})
	return idsOf[funds.BreakID](keys), err
}

// OpenBreakIDs lists up to limit open breaks of an account, newest first. The index may lag.
func (s *Store) OpenBreakIDs(ctx context.Context, account string, limit int) ([]funds.BreakID, error) {
	keys, err := s.attentionKeys(ctx, breakAttention(account), limit)
	return idsOf[funds.BreakID](keys), err
}

// timeKeys are the time keys of what a query finds.
func (s *Store) timeKeys(ctx context.Context, query *dynamodb.QueryInput) (keys []string, err error) {
	err = s.query(ctx, query, func(row item) error {
		keys = append(keys, text(row["timeSK"]))
		return nil
	})
	if err != nil {
		return nil, readError("list by time", err)
	}
	return keys, nil
}
