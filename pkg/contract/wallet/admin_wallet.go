package wallet

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// Admins look at users' wallets by routes of ours. None of them makes a wallet.

// ReasonKeywordMissing says that a wallet is found by a user's id or phone number.
const ReasonKeywordMissing funds.Reason = "keyword_missing"

// findWallets lists the wallets that a user id or a phone number names.
func findWallets(lists *list.Service) handler {
	type asked struct {
		page    list.Page
		keyword string
	}
	return edge.Handle(func(in *edge.Input) asked {
		page := pageOf(in)
		keyword, _ := in.Keyword("keyword")
		if keyword == "" {
			in.Fail(funds.Invalid("keyword", ReasonKeywordMissing))
		}
		return asked{page, keyword}
	}, func(ctx context.Context, of asked) (contract.Found[funds.Wallet], error) {
		return contract.FoundOf(lists.FindWallets(ctx, of.keyword, of.page))
	}, func(_ words.Reader, of asked, found contract.Found[funds.Wallet]) edge.Response {
		return contract.OK(struct {
			Wallets    []ownedView         `json:"wallets"`
			Pagination contract.Pagination `json:"pagination"`
		}{contract.Views(found.Items, ownedViewOf), contract.Paged(of.page, found.Total)})
	})
}

// walletOf shows one user's wallet and profile.
func walletOf(lists *list.Service) handler {
	return edge.Handle(userOf, lists.WalletOf, func(_ words.Reader, _ string, wallet funds.Wallet) edge.Response {
		return contract.OK(ownedViewOf(wallet))
	})
}

// transactionsOf lists one user's ledger.
func transactionsOf(lists *list.Service) handler {
	return edge.Handle(func(in *edge.Input) entriesAsked {
		return entriesOf(in, userOf(in))
	}, func(ctx context.Context, asked entriesAsked) (contract.Found[funds.Entry], error) {
		return contract.FoundOf(lists.EntriesOf(ctx, asked.userID, asked.entryType, asked.page))
	}, showEntries)
}

// inQuery stands in the path where the query names the user.
const inQuery = "-"

// userOf is the user in the path. Where that has [inQuery] in its place it is the query's userId, if there is one: a
// browser takes an id of dots in a path for a folder. What no token's sub can be is an unknown one.
func userOf(in *edge.Input) string {
	userID := in.HTTP.PathValue("userId")
	if userID == inQuery {
		if named, given := in.Query("userId"); given {
			userID = named
		}
	}
	if !funds.ValidSub(userID) {
		in.Fail(list.ErrNoWallet)
	}
	return userID
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
