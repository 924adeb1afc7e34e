package table

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Everything in the read_ files is read with strong consistency, so that a caller reads what it wrote.

// Wallet reads the wallet of a user. It returns [funds.ErrNotFound] if none was made yet.
func (s *Store) Wallet(ctx context.Context, userID string) (funds.Wallet, error) {
	var row walletItem
	if err := s.get(ctx, key{pkUser(userID), skWallet}, &row); err != nil {
		return funds.Wallet{}, err
	}
	return row.wallet(), nil
}

// Wallets reads many wallets, by user id. Unknown users are left out.
func (s *Store) Wallets(ctx context.Context, userIDs []string) (map[string]funds.Wallet, error) {
	keys := make([]key, 0, len(userIDs))
	for _, userID := range userIDs {
		keys = append(keys, key{pkUser(userID), skWallet})
	}
	rows, err := s.getMany(ctx, keys, nil)
	if err != nil {
		return nil, readError("read wallets", err)
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
