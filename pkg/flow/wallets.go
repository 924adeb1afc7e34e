package flow

import (
	"context"
	"errors"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// ErrNoWallet says that a user has no wallet.
var ErrNoWallet = &funds.Error{Code: funds.CodeNotFound, Field: "userId", Message: "钱包不存在"}

// WalletOf reads another user's wallet, for an admin. It never makes one: [ErrNoWallet] where there is none.
func (s *Service) WalletOf(ctx context.Context, userID string) (funds.Wallet, error) {
	wallet, err := s.Store.Wallet(ctx, userID)
	if errors.Is(err, funds.ErrNotFound) {
		return funds.Wallet{}, ErrNoWallet
	}
	return wallet, err
}

// EntriesOf is [Service.Entries] for an admin, of a wallet that exists.
func (s *Service) EntriesOf(ctx context.Context, userID string, entryType funds.EntryType, page Page) ([]funds.Entry, int64, error) {
	if _, err := s.WalletOf(ctx, userID); err != nil {
		return nil, 0, err
	}
	return s.Entries(ctx, userID, entryType, page)
}

// FindWallets lists the wallets whose user's id or phone number the keyword is, and how many there are: the
// one of the id first, then by their users' ids.
func (s *Service) FindWallets(ctx context.Context, keyword string, page Page) ([]funds.Wallet, int64, error) {
	users, err := s.Store.UsersByPhone(ctx, keyword)
	if err != nil {
		return nil, 0, err
	}
	slices.Sort(users)
	users = append([]string{keyword}, slices.DeleteFunc(users, func(user string) bool { return user == keyword })...)
	wallets, err := s.Store.Wallets(ctx, users)
	if err != nil {
		return nil, 0, err
	}
	var found []funds.Wallet
	for _, user := range users {
		wallet, ok := wallets[user]
		if ok && (user == keyword || funds.SamePhone(wallet.Profile.Phone, keyword)) { // the phone may have changed since the index was read
			found = append(found, wallet)
		}
	}
	return onPage(found, page), int64(len(found)), nil
}
