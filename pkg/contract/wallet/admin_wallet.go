package wallet

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Admins look at users' wallets by routes of ours. None of them makes a wallet.

// ReasonKeywordMissing says that a wallet is found by a user's id or phone number.
const ReasonKeywordMissing funds.Reason = "keyword_missing"

// findWallets lists the wallets that a user id or a phone number names.
func findWallets(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		page, err := r.Page("page", "pageSize", pageSize, maxPageSize)
		if err != nil {
			return edge.Response{}, err
		}
		keyword, given, err := r.Keyword("keyword")
		if err != nil {
			return edge.Response{}, err
		}
		if !given || keyword == "" {
			return edge.Response{}, funds.Invalid("keyword", ReasonKeywordMissing)
		}
		wallets, total, err := lists.FindWallets(ctx, keyword, page)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.OK(struct {
			Wallets    []ownedView         `json:"wallets"`
			Pagination contract.Pagination `json:"pagination"`
		}{contract.Views(wallets, ownedViewOf), contract.Paged(page, total)}), nil
	}
}

// walletOf shows one user's wallet and profile.
func walletOf(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		userID, err := userOf(r)
		if err != nil {
			return edge.Response{}, err
		}
		wallet, err := lists.WalletOf(ctx, userID)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.OK(ownedViewOf(wallet)), nil
	}
}

// transactionsOf lists one user's ledger.
func transactionsOf(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		userID, err := userOf(r)
		if err != nil {
			return edge.Response{}, err
		}
		return entriesPage(r, func(entryType funds.EntryType, page list.Page) ([]funds.Entry, int64, error) {
			return lists.EntriesOf(ctx, userID, entryType, page)
		})
	}
}

// inQuery stands in the path where the query names the user.
const inQuery = "-"

// userOf is the user in the path. Where that has [inQuery] in its place it is the query's userId, if there is one: a
// browser takes an id of dots in a path for a folder. What no token's sub can be is an unknown one.
func userOf(r *edge.Request) (string, error) {
	userID := r.HTTP.PathValue("userId")
	if userID == inQuery {
		named, given, err := r.Query("userId")
		if err != nil {
			return "", err
		}
		if given {
			userID = named
		}
	}
	if !identity.ValidSub(userID) {
		return "", list.ErrNoWallet
	}
	return userID, nil
}

// ownedView is a wallet with its owner's profile: the phone number is masked, the id card is stored so.
type ownedView struct {
	UserID          string  `json:"userId"`
	UserName        *string `json:"userName"`
	Phone           *string `json:"phone"`
	IDCard          *string `json:"idCard"`
	OpenWithdrawals int64   `json:"openWithdrawals"` // unfinished ones
	// UnsettledOrders are those that an admin must settle before the wallet is made active; left out where there are none.
	UnsettledOrders []string `json:"unsettledOrders,omitempty"`
	walletView
}

func ownedViewOf(w funds.Wallet) ownedView {
	return ownedView{
		UserID: w.UserID, UserName: edge.Optional(w.Profile.Name), Phone: edge.Optional(maskPhone(w.Profile.Phone)),
		IDCard: edge.Optional(w.Profile.IDCardMasked), OpenWithdrawals: w.Open, UnsettledOrders: w.Unsettled, walletView: walletViewOf(w),
	}
}
