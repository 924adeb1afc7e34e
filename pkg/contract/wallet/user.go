package wallet

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// ownWallet serves 获取钱包信息.
func ownWallet(service *flow.Service) handler {
	return edge.Handle(edge.Whole, func(ctx context.Context, r *edge.Request) (funds.Wallet, error) {
		return service.Wallet(ctx, r.Caller.Sub, r.Profile())
	}, func(_ words.Reader, _ *edge.Request, wallet funds.Wallet) edge.Response {
		return contract.OK(walletViewOf(wallet))
	})
}

// pauseView is all that users are told of a pause: not who stopped what for which reason.
type pauseView struct {
	Scope funds.PauseScope `json:"scope"`
	Until string           `json:"until"`
}

// silentView is a channel that the gateway gives no word about, and through which nothing is sent for now.
type silentView struct {
	Direction flow.Direction `json:"direction"`
	Channel   string         `json:"channel"`
	Name      string         `json:"name"`
}

func silentViewsOf(channels []flow.ChannelState) (views []silentView) {
	for _, channel := range channels {
		if channel.Silent {
			views = append(views, silentView{channel.Direction, channel.Code, channel.Name})
		}
	}
	return views
}

// pauses serves what is paused now, and which channels are silent: ours, for the pages.
func pauses(service *flow.Service) handler {
	return edge.Handle(edge.Whole, func(ctx context.Context, _ *edge.Request) (flow.Stopped, error) {
		return service.Stopped(ctx)
	}, func(_ words.Reader, _ *edge.Request, held flow.Stopped) edge.Response {
		return contract.OK(struct {
			Pauses []pauseView  `json:"pauses"`
			Silent []silentView `json:"silent,omitempty"`
		}{contract.Views(held.OnAt(service.Now()), func(set funds.Pause) pauseView { return pauseView{set.Scope, edge.Moment(set.Until)} }), silentViewsOf(held.Channels)})
	})
}

// entriesAsked is one page of a user's ledger.
type entriesAsked struct {
	userID    string
	entryType funds.EntryType // empty for all
	page      list.Page
}

// transactions serves 获取交易记录.
func transactions(lists *list.Service) handler {
	return edge.Handle(func(in *edge.Input) entriesAsked {
		return entriesOf(in, in.Caller.Sub)
	}, func(ctx context.Context, asked entriesAsked) (contract.Found[funds.Entry], error) {
		return contract.FoundOf(lists.Entries(ctx, asked.userID, asked.entryType, asked.page))
	}, showEntries)
}

func entriesOf(in *edge.Input, userID string) entriesAsked {
	return entriesAsked{userID: userID, page: pageOf(in), entryType: entryTypeOf(in)}
}

func pageOf(in *edge.Input) list.Page { return in.Page("page", "pageSize", pageSize, maxPageSize) }

func showEntries(reader words.Reader, asked entriesAsked, found contract.Found[funds.Entry]) edge.Response {
	return contract.OK(struct {
		Transactions []entryView         `json:"transactions"`
		Pagination   contract.Pagination `json:"pagination"`
	}{contract.ViewsFor(reader, found.Items, entryViewOf), contract.Paged(asked.page, found.Total)})
}

func entryTypeOf(in *edge.Input) funds.EntryType {
	text, given := in.Query("type")
	if !given {
		return ""
	}
	names := []string{}
	for _, entryType := range funds.EntryTypes() {
		if string(entryType) == text {
			return entryType
		}
		names = append(names, string(entryType))
	}
	in.Fail(funds.NotOneOf("type", names...))
	return ""
}

// ReasonAsked says that a withdrawal is made, and waits for its review.
const ReasonAsked funds.Reason = "withdrawal_asked"

// ReasonBankDetails says that to a bank card money is paid with its owner and bank alone.
const ReasonBankDetails funds.Reason = "bank_details_missing"

// withdraw serves 申请提现.
func withdraw(service *flow.Service) handler {
	return edge.Handle(withdrawalAsked, service.Create, func(reader words.Reader, _ flow.WithdrawalRequest, made funds.Withdrawal) edge.Response {
		return contract.Said(reader, ReasonAsked, createdView{summaryOf(made), edge.Moment(made.CreatedAt)})
	})
}

func withdrawalAsked(in *edge.Input) flow.WithdrawalRequest {
	body, key := in.Object(), in.Idempotency()
	request := flow.WithdrawalRequest{
		Actor: in.Actor(), UserID: in.Caller.Sub, Profile: in.Profile(), Idempotency: key, RefuseDuplicates: body.Option(edge.RefuseDuplicates),
		Amount: body.Amount("amount"),
		Method: funds.Method(body.Required("method", funds.ReasonMethodUnknown)),
		Target: funds.Target{
			Account: body.Account("account", funds.ReasonAccountMissing),
			Owner:   body.Text("accountName"),
			Bank:    body.Text("bankName"),
		},
		Origin: in.Origin(body),
	}
	if request.Method == "bank_card" {
		request.Method = funds.MethodBank
	}
	if request.Amount > 0 && request.Method == funds.MethodBank && (request.Target.Owner == "" || request.Target.Bank == "") {
		in.Fail(funds.Invalid("bankName", ReasonBankDetails))
	}
	return request
}

// cancel serves our own route by which users take back what waits for a review.
func cancel(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) act {
		return act{in.Actor(), in.ID()}
	}, func(ctx context.Context, of act) (funds.Withdrawal, error) {
		return service.Cancel(ctx, of.by, of.id)
	}, func(reader words.Reader, _ act, cancelled funds.Withdrawal) edge.Response {
		return contract.Said(reader, contract.ReasonCancelled, ownViewOf(cancelled, reader))
	})
}

// ownWithdrawals serves 获取提现记录.
func ownWithdrawals(lists *list.Service) handler {
	type asked struct {
		userID string
		page   list.Page
	}
	return edge.Handle(func(in *edge.Input) asked {
		return asked{in.Caller.Sub, pageOf(in)}
	}, func(ctx context.Context, of asked) (contract.Found[funds.Withdrawal], error) {
		return contract.FoundOf(lists.UserWithdrawals(ctx, of.userID, of.page))
	}, func(reader words.Reader, of asked, found contract.Found[funds.Withdrawal]) edge.Response {
		return contract.OK(struct {
			Withdrawals []ownView           `json:"withdrawals"`
			Pagination  contract.Pagination `json:"pagination"`
		}{contract.ViewsFor(reader, found.Items, ownViewOf), contract.Paged(of.page, found.Total)})
	})
}
