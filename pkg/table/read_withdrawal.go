package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Withdrawal reads a withdrawal. It returns [funds.ErrNotFound] if there is none with exactly this id.
func (s *Store) Withdrawal(ctx context.Context, id funds.ID) (funds.Withdrawal, error) {
	var row withdrawalItem
	if err := s.get(ctx, key{pkWithdrawal(id), skWithdrawal}, &row); err != nil {
		return funds.Withdrawal{}, err
	}
	if row.id() != id {
		return funds.Withdrawal{}, funds.ErrNotFound
	}
	return row.withdrawal(), nil
}

// OwnWithdrawal reads a withdrawal of a user with the user's wallet, both in one request. It returns [funds.ErrNotFound]
// if the user has no withdrawal with exactly this id.
func (s *Store) OwnWithdrawal(ctx context.Context, userID string, id funds.ID) (funds.Withdrawal, funds.Wallet, error) {
	row, wallet, err := readWithWallet[withdrawalItem](ctx, s, key{pkWithdrawal(id), skWithdrawal}, userID)
	if err == nil && (row.id() != id || row.UserID != userID) {
		err = funds.ErrNotFound
	}
	if err != nil {
		return funds.Withdrawal{}, funds.Wallet{}, err
	}
	return row.withdrawal(), wallet, nil
}

// Withdrawals reads many withdrawals, in the order of ids. Unknown ids are left out.
func (s *Store) Withdrawals(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key{pkWithdrawal(id), skWithdrawal})
	}
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read withdrawals", err)
	}
	found := make([]funds.Withdrawal, 0, len(rows))
	for i, k := range keys {
		row, ok := rows[k]
		if !ok {
			continue
		}
		var stored withdrawalItem
		if err := attributevalue.UnmarshalMap(row, &stored); err != nil {
			return nil, funds.Internal("decode a withdrawal", err)
		}
		if stored.id() == ids[i] { // the key holds the code alone, not the creation time
			found = append(found, stored.withdrawal())
		}
	}
	return found, nil
}

// ListedWithdrawals reads withdrawals as [Store.Withdrawals] does, but only the attributes that lists show and filters examine:
// user, state, amount, fee, method, account, bank, when it was reviewed and paid, by which batch, why it failed, whether an admin is asked for, and
// when it was requested. In a long list, most of the time would otherwise go into decoding attributes that nobody
// needs.
func (s *Store) ListedWithdrawals(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key{pkWithdrawal(id), skWithdrawal})
	}
	rows, err := s.getMany(ctx, keys, listedAttributes)
	if err != nil {
		return nil, readError("read withdrawals", err)
	}
	found := make([]funds.Withdrawal, 0, len(rows))
	for i, k := range keys {
		if row, ok := rows[k]; ok {
			if withdrawal := listedWithdrawal(row); withdrawal.ID == ids[i] { // the key holds the code alone, not the creation time
				found = append(found, withdrawal)
			}
		}
	}
	return found, nil
}

// History reads a withdrawal with its whole log in one query. The lines come in the order of their versions.
func (s *Store) History(ctx context.Context, id funds.ID) (funds.History, error) {
	var history funds.History
	var logged []funds.Line
	found := false
	err := s.query(ctx, &dynamodb.QueryInput{
		ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :pk"),
		ExpressionAttributeValues: item{":pk": stringValue(pkWithdrawal(id))},
	}, func(row item) error {
		if text(row[attrSK]) != skWithdrawal {
			var log logItem
			if err := attributevalue.UnmarshalMap(row, &log); err != nil {
				return err
			}
			logged = append(logged, linesOf(log.Lines)...)
			return nil
		}
		var stored withdrawalItem
		if err := attributevalue.UnmarshalMap(row, &stored); err != nil {
			return err
		}
		found = stored.id() == id
		history.Withdrawal = stored.withdrawal()
		return nil
	})
	switch {
	case err != nil:
		return funds.History{}, readError("read a withdrawal's log", err)
	case !found:
		return funds.History{}, funds.ErrNotFound
	}
	history.Lines = sortLines(append(logged, history.Withdrawal.Lines...))
	return history, nil
}
