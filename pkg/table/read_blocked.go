package table

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// BlockedShard is what is blocked of one shard.
func (s *Store) BlockedShard(ctx context.Context, shard int) (funds.BlockedShard, error) {
	var row blockedItem
	switch err := s.get(ctx, blockedKey(shard), &row); {
	case errors.Is(err, funds.ErrNotFound):
		return funds.BlockedShard{Shard: shard}, nil
	case err != nil:
		return funds.BlockedShard{}, err
	}
	return shardIn(row)
}

func shardIn(row blockedItem) (funds.BlockedShard, error) {
	held, err := row.shard()
	if err != nil {
		return funds.BlockedShard{}, funds.Internal("decode what is blocked", err)
	}
	return held, nil
}

// Blocked is everything that is blocked, in the order of the shards. Those of which nothing ever was are left out.
func (s *Store) Blocked(ctx context.Context) (found []funds.BlockedShard, err error) {
	err = s.query(ctx, &dynamodb.QueryInput{
		ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :pk"),
		ExpressionAttributeValues: item{":pk": stringValue(pkBlocked)},
	}, func(row item) error {
		stored, err := decode[blockedItem](row)
		if err != nil {
			return err
		}
		shard, err := stored.shard()
		found = append(found, shard)
		return err
	})
	if err != nil {
		return nil, readError("read what is blocked", err)
	}
	return found, nil
}

// Unnamed are those of the shards whose copy of the pauses does not name exactly what is blocked.
func (s *Store) Unnamed(ctx context.Context, shards []funds.BlockedShard) (lost []funds.BlockedShard, err error) {
	if len(shards) == 0 {
		return nil, nil
	}
	keys := make([]key, 0, len(shards))
	for _, held := range shards {
		keys = append(keys, pauseCopyKey(held.Shard))
	}
	copies, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read the copies of the pauses", err)
	}
	for _, held := range shards {
		if !sameMarks(marksIn(held), marksOf(copies[pauseCopyKey(held.Shard)])) {
			lost = append(lost, held)
		}
	}
	return lost, nil
}

// AccountBlocked says whether payouts to an account are refused.
func (s *Store) AccountBlocked(ctx context.Context, account funds.AccountMark) (bool, error) {
	copied, err := s.pauseCopy(ctx, account.Shard())
	return blocks(copied, account), err
}

// WalletToPay reads a user's wallet, and whether an account is blocked, in one request. The wallet is
// [funds.ErrNotFound] where none was made yet; blocked counts all the same.
func (s *Store) WalletToPay(ctx context.Context, userID string, account funds.AccountMark) (wallet funds.Wallet, blocked bool, err error) {
	owner, named := key{pkUser(userID), skWallet}, pauseCopyKey(account.Shard())
	rows, err := s.getMany(ctx, []key{owner, named}, nil)
	if err != nil {
		return funds.Wallet{}, false, readError("read a wallet, and what is blocked", err)
	}
	blocked = blocks(rows[named], account)
	if rows[owner] == nil {
		return funds.Wallet{}, blocked, funds.ErrNotFound
	}
	row, err := decode[walletItem](rows[owner])
	if err != nil {
		return funds.Wallet{}, false, funds.Internal("decode a wallet", err)
	}
	return row.wallet(), blocked, nil
}
