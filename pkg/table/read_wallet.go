package table

import (
	"context"

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
	return s.readWallets(ctx, userIDs, nil, func(row item) (funds.Wallet, error) {
		stored, err := decode[walletItem](row)
		if err != nil {
			return funds.Wallet{}, funds.Internal("decode a wallet", err)
		}
		return stored.wallet(), nil
	})
}

// Owners reads wallets as [Store.Wallets] does, but only what lists show of their owners: status and
// profile, and what says how many people a payout takes.
func (s *Store) Owners(ctx context.Context, userIDs []string) (map[string]funds.Wallet, error) {
	return s.readWallets(ctx, userIDs, ownerAttributes, func(row item) (funds.Wallet, error) { return ownerOf(row), nil })
}

func (s *Store) readWallets(ctx context.Context, userIDs []string, of *projection, walletOf func(item) (funds.Wallet, error)) (map[string]funds.Wallet, error) {
	keys := make([]key, 0, len(userIDs))
	for _, userID := range userIDs {
		keys = append(keys, key{pkUser(userID), skWallet})
	}
	rows, err := s.getMany(ctx, keys, of)
	if err != nil {
		return nil, readError("read wallets", err)
	}
	found := make(map[string]funds.Wallet, len(rows))
	for _, row := range rows {
		wallet, err := walletOf(row)
		if err != nil {
			return nil, err
		}
		found[wallet.UserID] = wallet
	}
	return found, nil
}

// readWithWallet reads an item and the wallet of its owner in one request. It returns [funds.ErrNotFound] if either is
// missing: whoever owns an order has a wallet.
func readWithWallet[T any](ctx context.Context, s *Store, at key, userID string) (stored T, wallet funds.Wallet, err error) {
	owner := key{pkUser(userID), skWallet}
	rows, err := s.getMany(ctx, []key{at, owner}, nil)
	if err != nil {
		return stored, wallet, readError("read "+at.sk+" and a wallet", err)
	}
	if rows[at] == nil || rows[owner] == nil {
		return stored, wallet, funds.ErrNotFound
	}
	if stored, err = decode[T](rows[at]); err != nil {
		return stored, wallet, funds.Internal("decode "+at.sk, err)
	}
	row, err := decode[walletItem](rows[owner])
	if err != nil {
		return stored, wallet, funds.Internal("decode a wallet", err)
	}
	return stored, row.wallet(), nil
}
