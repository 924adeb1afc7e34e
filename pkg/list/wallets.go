package list

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Why there is no wallet to be shown or made.
const (
	ReasonNoWallet   funds.Reason = "wallet_not_found"
	ReasonUserIDForm funds.Reason = "user_id_form" // the id is not in NFC, or has what cannot be seen
)

// ErrNoWallet says that a user has no wallet.
var ErrNoWallet = &funds.Error{Code: funds.CodeNotFound, Reason: ReasonNoWallet, Field: "userId"}

// WalletOf reads another user's wallet, for an admin. It never makes one: [ErrNoWallet] where there is none.
func (s *Service) WalletOf(ctx context.Context, userID string) (funds.Wallet, error) {
	return ExistingWallet(ctx, s.Store, userID)
}

// ExistingWallet reads a user's wallet; [ErrNoWallet] where there is none.
func ExistingWallet(ctx context.Context, wallets WalletReader, userID string) (funds.Wallet, error) {
	wallet, err := wallets.Wallet(ctx, userID)
	if errors.Is(err, funds.ErrNotFound) {
		return funds.Wallet{}, ErrNoWallet
	}
	return wallet, err
}

// WalletOrNew reads a user's wallet, or gives the empty one that their first commit would make.
func WalletOrNew(ctx context.Context, wallets WalletReader, userID string, at time.Time) (funds.Wallet, error) {
	wallet, err := wallets.Wallet(ctx, userID)
	if errors.Is(err, funds.ErrNotFound) {
		return funds.NewWallet(userID, at), mayBegin(userID)
	}
	return wallet, err
}

// mayBegin refuses a first wallet to a user id that could be taken for another one: one that is not in NFC, or has
// characters that cannot be seen. Such an id is not normalised, as it is a key; whoever has a wallet under one keeps it.
func mayBegin(userID string) error {
	if !norm.NFC.IsNormalString(userID) || funds.CheckText("userId", userID) != nil {
		return funds.Invalid("userId", ReasonUserIDForm)
	}
	return nil
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
