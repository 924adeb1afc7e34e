package wallet

import (
	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// statuses spells each state as the document does.
var statuses = contract.Spelling{
	funds.StatePending:    "pending",
	funds.StateApproved:   "processing",
	funds.StateProcessing: "processing",
	funds.StateCompleted:  "completed",
	funds.StateRejected:   "rejected",
	funds.StateFailed:     "failed",
	funds.StateCancelled:  "rejected",
}

// StatusOf spells a state as the document does.
func StatusOf(state funds.State) string { return statuses[state] }

type summary struct {
	ID           string `json:"id"`
	WithdrawalNo string `json:"withdrawalNo"`
	Amount       string `json:"amount"`
	Fee          string `json:"fee"`
	ActualAmount string `json:"actualAmount"`
	Method       string `json:"method"`
	Status       string `json:"status"`
}

func summaryOf(w funds.Withdrawal) summary {
	return summary{
		ID: string(w.ID), WithdrawalNo: w.ID.WalletNo(), Amount: w.Amount.Fixed(), Fee: w.Fee.Fixed(), ActualAmount: w.Net().Fixed(),
		Method: string(w.Method), Status: statuses[w.State],
	}
}

type createdView struct {
	summary
	CreatedAt string `json:"createdAt"`
}

// returnedPart is what the bank has sent back of a withdrawal: additions, left out where the wallet got nothing back.
type returnedPart struct {
	ReturnedAmount string       `json:"returnedAmount,omitempty"` // with the fee, where that came back too
	Returns        []returnView `json:"returns,omitempty"`
}

type returnView struct {
	Amount      string       `json:"amount"`
	Fee         string       `json:"fee,omitempty"` // ours, given back with it
	Reason      string       `json:"reason"`
	ReasonParts *words.Parts `json:"reasonParts,omitempty"`
	Reference   string       `json:"reference"`
	At          string       `json:"at"`
}

// returnedPartOf leaves out what is parked or closed: nobody got it.
func returnedPartOf(w funds.Withdrawal) (part returnedPart) {
	if w.Returned == 0 {
		return part
	}
	part.ReturnedAmount = w.Returned.Fixed()
	for _, one := range w.Returns {
		if one.State != funds.ReturnCredited {
			continue
		}
		view := returnView{Amount: one.Amount.Fixed(), Reason: one.Reason, ReasonParts: words.PartsOf(funds.DescribeReturn(one.Reason)), Reference: one.Reference, At: edge.Moment(one.At)}
		if one.Fee > 0 {
			view.Fee = one.Fee.Fixed()
		}
		part.Returns = append(part.Returns, view)
	}
	return part
}

type ownView struct {
	summary
	Account      string  `json:"account"`
	CreatedAt    string  `json:"createdAt"`
	ReviewedAt   *string `json:"reviewedAt"`
	CompletedAt  *string `json:"completedAt"`
	RejectReason *string `json:"rejectReason"`
	// RejectReasonParts, an addition, is there where the machine says any of it.
	RejectReasonParts *words.Parts `json:"rejectReasonParts,omitempty"`
	returnedPart
}

func ownViewOf(w funds.Withdrawal, reader words.Reader) ownView {
	return ownView{
		summary: summaryOf(w), Account: maskAccount(w.Target.Account), CreatedAt: edge.Moment(w.CreatedAt),
		ReviewedAt: edge.OptionalMoment(w.Review.At), CompletedAt: completedAt(w), RejectReason: edge.Optional(reader.Message(w.EndReason())), RejectReasonParts: words.PartsOf(w.EndReason()),
		returnedPart: returnedPartOf(w),
	}
}

// adminView is a row of the admins' list. Its two parts let the detail have its own field where the
// document has it.
type adminView struct {
	ownerPart
	paymentPart
}

type detailView struct {
	ownerPart
	IDCard *string `json:"idCard"`
	paymentPart

	BankCardInfo string `json:"bankCardInfo,omitempty"` // an addition: the text that the account was found in
	Description  string `json:"description,omitempty"`  // an addition: the request's own
}

type ownerPart struct {
	ID           string  `json:"id"`
	WithdrawalNo string  `json:"withdrawalNo"`
	UserID       string  `json:"userId"`
	UserName     *string `json:"userName"`
	Phone        *string `json:"phone"`
}

type paymentPart struct {
	Amount       string  `json:"amount"`
	Fee          string  `json:"fee"`
	ActualAmount string  `json:"actualAmount"`
	Method       string  `json:"method"`
	Account      string  `json:"account"`
	AccountName  *string `json:"accountName"`
	BankName     *string `json:"bankName"`
	Status       string  `json:"status"`
	CreatedAt    string  `json:"createdAt"`
	ReviewedAt   *string `json:"reviewedAt"`
	CompletedAt  *string `json:"completedAt"`
	ReviewerID   *string `json:"reviewerId"`
	RejectReason *string `json:"rejectReason"`
	// RejectReasonParts, an addition, is there where the machine says any of it.
	RejectReasonParts *words.Parts `json:"rejectReasonParts,omitempty"`
	returnedPart
}

// maskedView is a row of the admins' list: account and phone are masked.
func maskedView(record list.Record, reader words.Reader) adminView {
	view := wholeView(record, reader)
	view.Account = maskAccount(record.Withdrawal.Target.Account)
	view.Phone = edge.Optional(maskPhone(record.Wallet.Profile.Phone))
	return view
}

func wholeView(record list.Record, reader words.Reader) adminView {
	w, profile := record.Withdrawal, record.Wallet.Profile
	return adminView{ownerPart{
		ID: string(w.ID), WithdrawalNo: w.ID.WalletNo(), UserID: w.UserID,
		UserName: edge.Optional(profile.Name), Phone: edge.Optional(profile.Phone),
	}, paymentPart{
		Amount: w.Amount.Fixed(), Fee: w.Fee.Fixed(), ActualAmount: w.Net().Fixed(), Method: string(w.Method),
		Account: w.Target.Account, AccountName: edge.Optional(w.Target.Owner), BankName: edge.Optional(w.Target.Bank),
		Status: statuses[w.State], CreatedAt: edge.Moment(w.CreatedAt), ReviewedAt: edge.OptionalMoment(w.Review.At),
		CompletedAt: completedAt(w), ReviewerID: edge.Optional(w.Review.By), RejectReason: edge.Optional(reader.Message(w.EndReason())), RejectReasonParts: words.PartsOf(w.EndReason()),
		returnedPart: returnedPartOf(w),
	}}
}

func detailViewOf(record list.Record, reader words.Reader) detailView {
	whole := wholeView(record, reader)
	return detailView{whole.ownerPart, edge.Optional(record.Wallet.Profile.IDCardMasked), whole.paymentPart, record.Withdrawal.Target.Remark, record.Withdrawal.Note}
}

func completedAt(w funds.Withdrawal) *string {
	return edge.OptionalMoment(w.Payout.PaidAt)
}

type entryView struct {
	ID               string       `json:"id"`
	Type             string       `json:"type"`
	Amount           string       `json:"amount"`
	BalanceAfter     string       `json:"balanceAfter"`
	Description      string       `json:"description"`
	DescriptionParts *words.Parts `json:"descriptionParts,omitempty"` // an addition
	RelatedID        *string      `json:"relatedId"`
	RelatedType      *string      `json:"relatedType"`
	CreatedAt        string       `json:"createdAt"`
}

func entryViewOf(e funds.Entry, reader words.Reader) entryView {
	return entryView{
		ID: e.ID(), Type: string(e.Type), Amount: e.SignedAmount().Fixed(), BalanceAfter: e.BalanceAfter.Fixed(), Description: reader.Message(e.Description), DescriptionParts: words.PartsOf(e.Description),
		RelatedID: edge.Optional(e.RelatedID), RelatedType: edge.Optional(e.RelatedType), CreatedAt: edge.Moment(e.At),
	}
}

type walletView struct {
	ID               string `json:"id"`
	Balance          string `json:"balance"`
	FrozenAmount     string `json:"frozenAmount"`
	AvailableBalance string `json:"availableBalance"`
	TotalRecharge    string `json:"totalRecharge"`
	TotalConsume     string `json:"totalConsume"`
	TotalWithdrawal  string `json:"totalWithdrawal"`
	Status           string `json:"status"`
	CreatedAt        string `json:"createdAt"`
	UpdatedAt        string `json:"updatedAt"`
}

func walletViewOf(w funds.Wallet) walletView {
	return walletView{
		ID: funds.WalletID(w.UserID), Balance: w.Balance.Fixed(), FrozenAmount: w.Frozen.Fixed(), AvailableBalance: w.Available().Fixed(),
		TotalRecharge: w.TotalRecharge.Fixed(), TotalConsume: w.TotalConsume.Fixed(), TotalWithdrawal: w.TotalWithdrawn.Fixed(),
		Status: string(w.Status), CreatedAt: edge.Moment(w.CreatedAt), UpdatedAt: edge.Moment(w.UpdatedAt),
	}
}
