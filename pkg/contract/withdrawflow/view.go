package withdrawflow

import (
	"cmp"
	"strings"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

const pending, succeeded, failed, cancelled = "pending", "success", "failed", "cancelled"

// statuses spells each state as the document does. Its pending is everything unfinished.
var statuses = contract.Spelling{
	funds.StatePending:    pending,
	funds.StateApproved:   pending,
	funds.StateProcessing: pending,
	funds.StateCompleted:  succeeded,
	funds.StateRejected:   cancelled,
	funds.StateFailed:     failed,
	funds.StateCancelled:  cancelled,
}

// StatusOf spells a state as the document does.
func StatusOf(state funds.State) string { return statuses[state] }

// statusNames are the document's words (交易状态说明).
var statusNames = map[string]string{pending: "待处理", succeeded: "成功", failed: "失败", cancelled: "已取消"}

// kind is a row's type and its name.
type kind struct{ Type, Name string }

// kinds are of the entries that open a row. The document has the withdrawal's alone.
var kinds = map[funds.EntryType]kind{
	funds.EntryFreeze:      {"withdraw", "提现"},
	funds.EntryRecharge:    {"recharge", "充值"},
	funds.EntryAdjustment:  {"adjustment", "调整"},
	funds.EntryConsumption: {"consumption", "消费"},
	funds.EntryRefund:      {"refund", "退款"}, // of what the bank sent back
}

type requestedView struct {
	TransactionNo string     `json:"transaction_no"`
	Amount        edge.Fixed `json:"amount"`
	Status        string     `json:"status"`
	Message       string     `json:"message"`
}

type rowView struct {
	ID            int64      `json:"id"`
	TransactionNo string     `json:"transaction_no"`
	UID           string     `json:"uid"`
	Type          string     `json:"type"`
	TypeName      string     `json:"type_name"`
	Amount        edge.Fixed `json:"amount"`
	BalanceBefore edge.Fixed `json:"balance_before"`
	BalanceAfter  edge.Fixed `json:"balance_after"`
	FrozenBefore  edge.Fixed `json:"frozen_before"`
	FrozenAfter   edge.Fixed `json:"frozen_after"`
	Status        string     `json:"status"`
	StatusName    string     `json:"status_name"`
	Description   string     `json:"description"`
	Remark        string     `json:"remark"`
	OperatorUID   string     `json:"operator_uid"`
	CreatedAt     string     `json:"created_at"`
}

// rowViewOf is a row as the document has it. An adjustment or a recharge has happened when it is there; its
// amount is its effect on the balance.
func rowViewOf(row list.Row, reader words.Reader) rowView {
	if row.Entry.Type == funds.EntryFreeze {
		return withdrawalRow(row, reader)
	}
	entry, kind := row.Entry, kinds[row.Entry.Type]
	number := entry.ID()
	if entry.Type == funds.EntryRecharge {
		number = entry.RelatedID
	}
	return rowView{
		ID: entry.Row, TransactionNo: number, UID: entry.UserID, Type: kind.Type, TypeName: kind.Name,
		Amount: edge.Fixed(entry.BalanceEffect()), BalanceBefore: edge.Fixed(entry.BalanceBefore), BalanceAfter: edge.Fixed(entry.BalanceAfter),
		FrozenBefore: edge.Fixed(entry.FrozenBefore), FrozenAfter: edge.Fixed(entry.FrozenAfter),
		Status: succeeded, StatusName: statusNames[succeeded], Description: reader.Message(entry.Description),
		OperatorUID: operator(entry.Actor), CreatedAt: edge.Second(entry.At),
	}
}

// withdrawalRow shows a withdrawal as it is now: before is what the wallet held when it was asked for, after
// is that with its own net effect alone, whatever else has happened to the wallet.
func withdrawalRow(row list.Row, reader words.Reader) rowView {
	w, kind, status := row.Withdrawal, kinds[funds.EntryFreeze], statuses[row.Withdrawal.State]
	after := w.Before
	switch status {
	case pending:
		after.Frozen += w.Amount
	case succeeded:
		after.Balance -= w.Amount
	}
	return rowView{
		ID: row.Entry.Row, TransactionNo: w.ID.FlowNo(), UID: w.UserID, Type: kind.Type, TypeName: kind.Name,
		Amount: edge.Fixed(w.Amount), BalanceBefore: edge.Fixed(w.Before.Balance), BalanceAfter: edge.Fixed(after.Balance),
		FrozenBefore: edge.Fixed(w.Before.Frozen), FrozenAfter: edge.Fixed(after.Frozen),
		Status: status, StatusName: statusNames[status], Description: w.Note, Remark: cmp.Or(reader.Message(w.EndReason()), w.Target.Remark),
		OperatorUID: operator(w.Actor), CreatedAt: edge.Second(w.CreatedAt),
	}
}

// operator is the person who acted; services and the machine are "system", as in the document's example.
func operator(actor funds.Actor) string {
	if actor.Role == funds.RoleUser || actor.Role == funds.RoleAdmin {
		return actor.ID
	}
	return "system"
}

type pagination struct {
	CurrentPage int64 `json:"current_page"`
	PageSize    int64 `json:"page_size"`
	Total       int64 `json:"total"`
	TotalPages  int64 `json:"total_pages"`
	HasNext     bool  `json:"has_next"`
	HasPrev     bool  `json:"has_prev"`
}

func paginationOf(page list.Page, total int64) pagination {
	paged := contract.Paged(page, total)
	return pagination{page.Number, page.Size, total, paged.TotalPages, page.Number < paged.TotalPages, page.Number > 1}
}

type summaryView struct {
	Wallet struct {
		Total     edge.Fixed `json:"total_balance"`
		Frozen    edge.Fixed `json:"frozen_balance"`
		Available edge.Fixed `json:"available_balance"`
	} `json:"wallet_info"`
	Today struct {
		PendingTotal   edge.Fixed `json:"pending_total"`
		SuccessTotal   edge.Fixed `json:"success_total"`
		CancelledTotal edge.Fixed `json:"cancelled_total"`
		PendingCount   int64      `json:"pending_count"`
		SuccessCount   int64      `json:"success_count"`
		CancelledCount int64      `json:"cancelled_count"`
	} `json:"today_withdraw"`
	Pending struct {
		Amount edge.Fixed `json:"amount"`
		Count  int64      `json:"count"`
	} `json:"total_pending"`
	Limits struct {
		Single    limit `json:"single_limit"`
		Daily     limit `json:"daily_limit"`
		Remaining limit `json:"remaining_today"`
	} `json:"limits"`
}

func summaryViewOf(found list.Summary, policy funds.Policy) (view summaryView) {
	wallet, unfinished := found.Wallet, found.Today.Unfinished()
	view.Wallet.Total, view.Wallet.Frozen, view.Wallet.Available = edge.Fixed(wallet.Balance), edge.Fixed(wallet.Frozen), edge.Fixed(wallet.Available())
	today := &view.Today
	today.PendingTotal, today.PendingCount = edge.Fixed(unfinished.Amount), unfinished.Count
	today.SuccessTotal, today.SuccessCount = edge.Fixed(found.Today.Paid.Amount), found.Today.Paid.Count
	today.CancelledTotal, today.CancelledCount = edge.Fixed(found.Today.Cancelled.Amount), found.Today.Cancelled.Count
	view.Pending.Amount, view.Pending.Count = edge.Fixed(wallet.Frozen), wallet.Open
	view.Limits.Single, view.Limits.Daily, view.Limits.Remaining = limit(policy.Single), limit(policy.Daily), limit(found.Remaining)
	return view
}

// limit is an amount of the summary's limits, which the document prints with one decimal where that is
// enough: 1000000.0.
type limit funds.Amount

// MarshalJSON prints at least one decimal.
func (l limit) MarshalJSON() ([]byte, error) {
	text := funds.Amount(l).Major()
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return []byte(text), nil
}
