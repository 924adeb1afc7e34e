package console

import (
	"encoding/hex"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// pendingPart, an addition, is there where what was asked for waits for other people.
type pendingPart struct {
	PendingAction string `json:"pendingAction,omitempty"`
	ProposalID    string `json:"proposalId,omitempty"`
}

func pendingOf(act funds.ProposedAct, proposal funds.ProposalID) pendingPart {
	if proposal == "" {
		return pendingPart{}
	}
	return pendingPart{string(act), string(proposal)}
}

// proposalView is all of a proposal, so that whoever approves it sees it once more.
type proposalView struct {
	ID                string         `json:"id"`
	Action            string         `json:"action"`
	Permission        string         `json:"permission"` // that its approvers need
	Summary           string         `json:"summary"`
	SummaryParts      *words.Parts   `json:"summaryParts,omitempty"`
	EscortID          string         `json:"escortId,omitempty"`
	EscortName        string         `json:"escortName,omitempty"`
	EscortPhoneMasked string         `json:"escortPhoneMasked,omitempty"`
	Amount            *edge.Major    `json:"amount,omitempty"` // below zero where it takes
	RecordID          string         `json:"recordId,omitempty"`
	RechargeID        string         `json:"rechargeId,omitempty"`
	BatchID           string         `json:"batchId,omitempty"`
	WalletStatus      string         `json:"walletStatus,omitempty"`
	Decision          string         `json:"decision,omitempty"` // about a recharge
	Reason            string         `json:"reason"`
	ContentHash       string         `json:"contentHash"`
	State             string         `json:"state"`
	ProposedBy        approvalView   `json:"proposedBy"`
	Approvals         []approvalView `json:"approvals"`
	ApprovalsNeeded   int64          `json:"approvalsNeeded"`
	CreatedAt         string         `json:"createdAt"`
	ExpiresAt         string         `json:"expiresAt"`
	EndedAt           *string        `json:"endedAt,omitempty"`
	EndedBy           string         `json:"endedBy,omitempty"`
	FailReason        string         `json:"failReason,omitempty"`
	FailReasonParts   *words.Parts   `json:"failReasonParts,omitempty"`
	RejectReason      string         `json:"rejectReason,omitempty"`
}

func proposalApprovalOf(a funds.ProposalApproval) approvalView {
	return approvalView{a.Person, a.By.Name, edge.OptionalMoment(a.At)}
}

func proposalViewFor(lists *list.Service, reader words.Reader) func(list.ProposalRecord) proposalView {
	return func(record list.ProposalRecord) proposalView { return proposalViewOf(record, lists.Now(), reader) }
}

func proposalViewOf(record list.ProposalRecord, at time.Time, reader words.Reader) proposalView {
	p, owner := record.Proposal, record.Wallet.Profile
	summary := list.ProposalSummary(p)
	view := proposalView{
		ID: string(p.ID), Action: string(p.Act), Permission: string(p.Act.Permission()), Summary: reader.Message(summary), SummaryParts: words.PartsOf(summary),
		EscortID: p.Target, EscortName: owner.Name, EscortPhoneMasked: maskPhone(owner.Phone),
		RecordID: p.Body[funds.BodyWithdrawal], RechargeID: p.Body[funds.BodyRecharge], BatchID: p.Body[funds.BodyBatch], WalletStatus: p.Body[funds.BodyStatus], Decision: p.Body[funds.BodyAction],
		Reason: p.Body[funds.BodyReason], ContentHash: hex.EncodeToString([]byte(p.Hash)), State: list.ProposalState(p, at),
		ProposedBy: proposalApprovalOf(p.Proposer()), Approvals: contract.Views(p.Approvals, proposalApprovalOf), ApprovalsNeeded: p.Need,
		CreatedAt: edge.Moment(p.CreatedAt), ExpiresAt: edge.Moment(p.Expires), EndedAt: edge.OptionalMoment(p.EndedAt), EndedBy: p.Ended.ID,
		FailReason: reader.Message(p.Failure), FailReasonParts: words.PartsOf(p.Failure), RejectReason: reader.Message(p.Reason),
	}
	if _, has := p.Body[funds.BodyAmount]; has {
		amount := edge.Major(p.Body.Amount())
		view.Amount = &amount
	}
	return view
}
