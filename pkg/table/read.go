package table

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// All reads here are consistent: what a caller wrote, it reads.

// Wallet reads a user's wallet; [funds.ErrNotFound] where none was made yet.
func (s *Store) Wallet(ctx context.Context, userID string) (funds.Wallet, error) {
	var row walletItem
	if err := s.get(ctx, key{pkUser(userID), skWallet}, &row); err != nil {
		return funds.Wallet{}, err
	}
	return row.wallet(), nil
}

// Withdrawal reads a withdrawal; [funds.ErrNotFound] where there is none of this whole id.
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

// History reads a withdrawal with its whole log, in one query; lines come in the order of their steps.
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
			logged = append(logged, lines(log.Lines)...)
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
		return funds.History{}, unread("read a withdrawal's log", err)
	case !found:
		return funds.History{}, funds.ErrNotFound
	}
	history.Lines = inOrder(append(logged, history.Withdrawal.Lines...))
	return history, nil
}

// Claim reads an idempotency claim; [funds.ErrNotFound] where there is none. An expired one that
// DynamoDB has not deleted yet is returned as it is: its Expires tells.
func (s *Store) Claim(ctx context.Context, caller, idempotencyKey string) (funds.Claim, error) {
	var row claimItem
	if err := s.get(ctx, key{pkClaim(caller), idempotencyKey}, &row); err != nil {
		return funds.Claim{}, err
	}
	return row.claim(), nil
}

// Twin reads the claim of a likeness; [funds.ErrNotFound] where there is none. An expired one that DynamoDB has not
// deleted yet is returned as it is: its Expires tells.
func (s *Store) Twin(ctx context.Context, likeness string) (funds.Twin, error) {
	var row twinItem
	if err := s.get(ctx, key{pkTwin(likeness), skTwin}, &row); err != nil {
		return funds.Twin{}, err
	}
	return row.twin(), nil
}

// Withdrawals reads many withdrawals. The result has them in the order of ids; unknown ones are left out.
func (s *Store) Withdrawals(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key{pkWithdrawal(id), skWithdrawal})
	}
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, unread("read withdrawals", err)
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
		if stored.id() == ids[i] { // the key is the code alone
			found = append(found, stored.withdrawal())
		}
	}
	return found, nil
}

// Wallets reads many wallets, by user id; unknown ones are left out.
func (s *Store) Wallets(ctx context.Context, userIDs []string) (map[string]funds.Wallet, error) {
	keys := make([]key, 0, len(userIDs))
	for _, userID := range userIDs {
		keys = append(keys, key{pkUser(userID), skWallet})
	}
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, unread("read wallets", err)
	}
	found := make(map[string]funds.Wallet, len(rows))
	for _, row := range rows {
		var stored walletItem
		if err := attributevalue.UnmarshalMap(row, &stored); err != nil {
			return nil, funds.Internal("decode a wallet", err)
		}
		wallet := stored.wallet()
		found[wallet.UserID] = wallet
	}
	return found, nil
}

func (s *Store) get(ctx context.Context, at key, into any) error {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: s.table, Key: at.attributes(), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return unread("read "+at.sk, err)
	}
	if len(out.Item) == 0 {
		return funds.ErrNotFound
	}
	if err := attributevalue.UnmarshalMap(out.Item, into); err != nil {
		return funds.Internal("decode "+at.sk, err)
	}
	return nil
}

// query reads all pages of a query and gives each row to take.
func (s *Store) query(ctx context.Context, input *dynamodb.QueryInput, take func(item) error) error {
	input.TableName = s.table
	for {
		out, err := s.client.Query(ctx, input)
		if err != nil {
			return err
		}
		for _, row := range out.Items {
			if err := take(row); err != nil {
				return funds.Internal("decode a row", err)
			}
		}
		wanted := input.Limit != nil && len(out.Items) >= int(*input.Limit)
		if len(out.LastEvaluatedKey) == 0 || wanted {
			return nil
		}
		input.ExclusiveStartKey = out.LastEvaluatedKey
	}
}

const (
	batchSize   = 100 // BatchGetItem's bound
	batchRounds = 8   // how often what was left unprocessed is asked for again
)

// parts are the attributes of an item that are read; nil is all of them.
type parts struct {
	expression string
	names      map[string]string
}

// getMany reads items, or parts of them, by key, consistently, in batches; duplicates are read once.
func (s *Store) getMany(ctx context.Context, keys []key, of *parts) (map[key]item, error) {
	found := make(map[key]item, len(keys))
	seen := make(map[key]bool, len(keys))
	var pending []item
	for _, k := range keys {
		if !seen[k] {
			seen[k] = true
			pending = append(pending, k.attributes())
		}
	}
	for len(pending) > 0 {
		size := min(len(pending), batchSize)
		if err := s.getBatch(ctx, pending[:size], of, found); err != nil {
			return nil, err
		}
		pending = pending[size:]
	}
	return found, nil
}

func (s *Store) getBatch(ctx context.Context, keys []item, of *parts, found map[key]item) error {
	wanted := types.KeysAndAttributes{ConsistentRead: aws.Bool(true)}
	if of != nil {
		wanted.ProjectionExpression, wanted.ExpressionAttributeNames = aws.String(of.expression), of.names
	}
	until := s.now().Add(commitBound)
	pause := firstBackoff
	for range batchRounds {
		wanted.Keys = keys
		out, err := s.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{*s.table: wanted}})
		if err != nil {
			return err
		}
		for _, row := range out.Responses[*s.table] {
			found[key{text(row[attrPK]), text(row[attrSK])}] = row
		}
		keys = out.UnprocessedKeys[*s.table].Keys
		if len(keys) == 0 {
			return nil
		}
		if !s.rest(ctx, until, pause) {
			break
		}
		pause *= backoffFactor
	}
	return fmt.Errorf("%d keys stayed unprocessed", len(keys))
}

func stringValue(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
