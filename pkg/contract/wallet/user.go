package wallet

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// ownWallet serves 获取钱包信息.
func ownWallet(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		wallet, err := service.Wallet(ctx, r.Caller.Sub, r.Profile())
		if err != nil {
			return edge.Response{}, err
		}
		return contract.OK(walletViewOf(wallet)), nil
	}
}

// transactions serves 获取交易记录.
func transactions(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		return entriesPage(r, func(entryType funds.EntryType, page list.Page) ([]funds.Entry, int64, error) {
			return lists.Entries(ctx, r.Caller.Sub, entryType, page)
		})
	}
}

// entriesPage answers one page of a ledger.
func entriesPage(r *edge.Request, read func(funds.EntryType, list.Page) ([]funds.Entry, int64, error)) (edge.Response, error) {
	page, err := r.Page("page", "pageSize", pageSize, maxPageSize)
	if err != nil {
		return edge.Response{}, err
	}
	entryType, err := entryTypeOf(r)
	if err != nil {
		return edge.Response{}, err
	}
	entries, total, err := read(entryType, page)
	if err != nil {
		return edge.Response{}, err
	}
	return contract.OK(struct {
		Transactions []entryView         `json:"transactions"`
		Pagination   contract.Pagination `json:"pagination"`
	}{contract.ViewsFor(r.Reader(), entries, entryViewOf), contract.Paged(page, total)}), nil
}

func entryTypeOf(r *edge.Request) (funds.EntryType, error) {
	text, given, err := r.Query("type")
	if err != nil || !given {
		return "", err
	}
	for _, entryType := range funds.EntryTypes() {
		if string(entryType) == text {
			return entryType, nil
		}
	}
	return "", funds.NotOneOf("type", entryTypes()...)
}

func entryTypes() (names []string) {
	for _, entryType := range funds.EntryTypes() {
		names = append(names, string(entryType))
	}
	return names
}

// ReasonAsked says that a withdrawal is made, and waits for its review.
const ReasonAsked funds.Reason = "withdrawal_asked"

// ReasonBankDetails says that to a bank card money is paid with its owner and bank alone.
const ReasonBankDetails funds.Reason = "bank_details_missing"

// withdraw serves 申请提现.
func withdraw(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		key, err := r.Idempotency()
		if err != nil {
			return edge.Response{}, err
		}
		request := flow.WithdrawalRequest{
			Actor: r.Actor(), UserID: r.Caller.Sub, Profile: r.Profile(), Idempotency: key, RefuseDuplicates: body.Option(edge.RefuseDuplicates),
			Amount: body.Amount("amount"),
			Method: funds.Method(body.Required("method", funds.ReasonMethodUnknown)),
			Target: funds.Target{
				Account: body.Account("account", funds.ReasonAccountMissing),
				Owner:   body.Text("accountName"),
				Bank:    body.Text("bankName"),
			},
			Origin: r.Origin(body),
		}
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		if request.Method == "bank_card" {
			request.Method = funds.MethodBank
		}
		if request.Amount > 0 && request.Method == funds.MethodBank && (request.Target.Owner == "" || request.Target.Bank == "") {
			return edge.Response{}, funds.Invalid("bankName", ReasonBankDetails)
		}
		made, err := service.Create(ctx, request)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.Said(r.Reader(), ReasonAsked, createdView{summaryOf(made), edge.Moment(made.CreatedAt)}), nil
	}
}

// ownWithdrawals serves 获取提现记录.
func ownWithdrawals(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		page, err := r.Page("page", "pageSize", pageSize, maxPageSize)
		if err != nil {
			return edge.Response{}, err
		}
		withdrawals, total, err := lists.UserWithdrawals(ctx, r.Caller.Sub, page)
		if err != nil {
			return edge.Response{}, err
		}
		views := contract.ViewsFor(r.Reader(), withdrawals, ownViewOf)
		return contract.OK(struct {
			Withdrawals []ownView           `json:"withdrawals"`
			Pagination  contract.Pagination `json:"pagination"`
		}{views, contract.Paged(page, total)}), nil
	}
}
