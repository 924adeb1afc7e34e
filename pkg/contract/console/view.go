package console

import (
	"encoding/hex"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// statuses spells each state as the document does.
var statuses = contract.Spelling{
	funds.StatePending:    "pending",
	funds.StateApproved:   "approved",
	funds.StateProcessing: "processing",
	funds.StateCompleted:  "completed",
	funds.StateRejected:   "rejected",
	funds.StateFailed:     "failed",
	funds.StateCancelled:  "rejected",
}

// StatusOf spells a state as the document does.
func StatusOf(state funds.State) string { return statuses[state] }

// rowView is the document's WithdrawRecordListItem. NeedsAttention, Parked, MayResend, WalletStatus, Hold and the
// approvals are additions.
type rowView struct {
	ID                string       `json:"id"`
	WithdrawNo        string       `json:"withdrawNo"`
	EscortID          string       `json:"escortId"`
	EscortName        string       `json:"escortName"`
	EscortPhoneMasked string       `json:"escortPhoneMasked"`
	Amount            edge.Major   `json:"amount"`
	Fee               edge.Major   `json:"fee"`
	NetAmount         edge.Major   `json:"netAmount"`
	Method            string       `json:"method"`
	AccountMasked     string       `json:"accountMasked"`
	BankName          string       `json:"bankName,omitempty"`
	Status            string       `json:"status"`
	CreatedAt         string       `json:"createdAt"`
	PaidAt            *string      `json:"paidAt,omitempty"`
	FailReason        string       `json:"failReason,omitempty"`
	FailReasonParts   *words.Parts `json:"failReasonParts,omitempty"`
	NeedsAttention    bool         `json:"needsAttention,omitempty"`
	MayResend         bool         `json:"mayResend,omitempty"`
	WalletStatus      string       `json:"walletStatus,omitempty"` // left out where the wallet is active
	Parked            bool         `json:"parked,omitempty"`
	Hold              *holdView    `json:"hold,omitempty"`
	returnedPart
	approvalsPart
}

func rowViewOf(record list.Record, policy funds.Policy, at time.Time, reader words.Reader) rowView {
	w, owner := record.Withdrawal, record.Wallet.Profile
	view := rowView{
		ID: string(w.ID), WithdrawNo: w.ID.Code(),
		EscortID: w.UserID, EscortName: owner.Name, EscortPhoneMasked: maskPhone(owner.Phone),
		Amount: edge.Major(w.Amount), Fee: edge.Major(w.Fee), NetAmount: edge.Major(w.Net()),
		Method: methodOf(w.Method, policy), AccountMasked: maskAccount(w.Target.Account),
		Status: statuses[w.State], CreatedAt: edge.Moment(w.CreatedAt), PaidAt: edge.OptionalMoment(w.Payout.PaidAt),
		FailReason: reader.Message(w.FailReason), FailReasonParts: words.PartsOf(w.FailReason), NeedsAttention: w.NeedsAttention, Parked: w.Parked,
		MayResend: withdrawal.MayResend(record.Wallet, w, policy), WalletStatus: inactive(record.Wallet), Hold: holdViewOf(w, reader),
		returnedPart: returnedPartOf(w), approvalsPart: approvalsPartOf(withdrawal.Standing(record.Wallet, w, at, policy), policy),
	}
	if w.Method == funds.MethodBank {
		view.BankName = w.Target.Bank
	}
	return view
}

// inactive is the status of a wallet that something may not be done with; empty for an active one.
func inactive(wallet funds.Wallet) string {
	if wallet.Status == funds.WalletActive {
		return ""
	}
	return string(wallet.Status)
}

// methodOf spells a method: the document's three as they are, others by their channel's name.
func methodOf(method funds.Method, policy funds.Policy) string {
	switch method {
	case funds.MethodBank, funds.MethodAlipay, funds.MethodWechat:
		return string(method)
	}
	if channel, ok := policy.Channel(method); ok {
		return channel.Name
	}
	return string(method)
}

// detailView is the document's WithdrawRecordDetailResponse. What comes behind ReviewNote is an addition.
type detailView struct {
	rowView
	TransactionNo        string         `json:"transactionNo,omitempty"`
	ReviewedAt           *string        `json:"reviewedAt,omitempty"`
	ReviewNote           string         `json:"reviewNote,omitempty"`
	ReviewNoteParts      *words.Parts   `json:"reviewNoteParts,omitempty"`
	PayoutChannel        string         `json:"payoutChannel,omitempty"`   // left out where it can be paid by hand alone
	GatewayAnswer        *gatewayAnswer `json:"gatewayAnswer,omitempty"`   // its last error, which the order has not followed
	AttentionReason      string         `json:"attentionReason,omitempty"` // why an admin is asked for before the payout, or after the end
	AttentionReasonParts *words.Parts   `json:"attentionReasonParts,omitempty"`
	FailNeedsConfirm     bool           `json:"failNeedsConfirm,omitempty"` // it may be failed without the gateway's word, by CONFIRM
	ContentHash          string         `json:"contentHash,omitempty"`      // of what several people approve
	accountPart
	factsPart
	settlementPart
	pendingPart
}

type gatewayAnswer struct {
	Code    int64  `json:"code"`
	Message string `json:"message"`
}

func detailViewOf(record list.Record, policy funds.Policy, at time.Time, reader words.Reader) detailView {
	w := record.Withdrawal
	channel, _ := policy.Channel(w.Method)
	view := detailView{
		rowView: rowViewOf(record, policy, at, reader), TransactionNo: w.Payout.TransactionNo,
		ReviewedAt: edge.OptionalMoment(w.Review.At), ReviewNote: reader.Message(w.Review.Note), ReviewNoteParts: words.PartsOf(w.Review.Note), PayoutChannel: channel.Name,
		settlementPart:   settlementOf(w),
		accountPart:      accountPartOf(w, policy),
		FailNeedsConfirm: withdrawal.FailsUnknown(w, at, policy),
	}
	if w.Need > 0 || !policy.Controls.OnePerson() {
		view.ContentHash = hex.EncodeToString([]byte(w.Content()))
	}
	why := attentionReason(w)
	view.AttentionReason, view.AttentionReasonParts = reader.Message(why), words.PartsOf(why)
	if answer := w.Payout.Answer; answer != (funds.Answer{}) {
		view.GatewayAnswer = &gatewayAnswer{answer.Code, answer.Message}
	}
	return view
}

// attentionReason is why an admin is asked for, where the state alone does not say it.
func attentionReason(w funds.Withdrawal) funds.Message {
	switch {
	case w.NeedsAttention && (w.State == funds.StatePending || w.State == funds.StateApproved):
		return w.NotifyInfo
	case w.NeedsAttention && w.State.Final():
		return w.Contradiction()
	}
	return ""
}

// actions spells the commands that the document's log knows; lines of others are not shown.
var actions = map[funds.Command]string{
	funds.CommandCreate:   "create",
	funds.CommandEndorse:  "approve", // one of several, whose statuses show that it waits
	funds.CommandApprove:  "approve",
	funds.CommandReject:   "reject",
	funds.CommandRevoke:   "reject",
	funds.CommandCancel:   "reject",
	funds.CommandDispatch: "payout",
	funds.CommandComplete: "complete",
	funds.CommandFail:     "fail",
}

// logView is the document's WithdrawLog, with every field of its table (section 13).
type logView struct {
	ID           string       `json:"id"`
	WithdrawID   string       `json:"withdrawId"`
	Action       string       `json:"action"`
	Operator     string       `json:"operator"`
	OperatorID   string       `json:"operatorId,omitempty"`
	OperatorName string       `json:"operatorName,omitempty"`
	Message      string       `json:"message,omitempty"`
	MessageParts *words.Parts `json:"messageParts,omitempty"` // an addition
	OldStatus    string       `json:"oldStatus,omitempty"`
	NewStatus    string       `json:"newStatus,omitempty"`
	CreatedAt    string       `json:"createdAt"`
}

func logViewsOf(id funds.ID, lines []funds.Line, reader words.Reader) []logView {
	views := make([]logView, 0, len(lines))
	for _, line := range lines {
		action, shown := actions[line.Command]
		if !shown {
			continue
		}
		views = append(views, logView{
			ID: funds.LineID(id, line), WithdrawID: string(id), Action: action,
			Operator: operatorOf(line.Actor), OperatorID: line.Actor.ID, OperatorName: line.Actor.Name, Message: reader.Message(line.Message), MessageParts: words.PartsOf(line.Message),
			OldStatus: statuses[line.From], NewStatus: statuses[line.To], CreatedAt: edge.Moment(line.At),
		})
	}
	return views
}

// operatorOf knows two operators: users and services count as the system.
func operatorOf(actor funds.Actor) string {
	if actor.Role == funds.RoleAdmin {
		return "admin"
	}
	return "system"
}
