package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// reportReturn serves our own 登记退回: an admin says that the bank sent money of a completed payout back.
func reportReturn(lists *list.Service, service *flow.Service) handler {
	return actingOrProposing(lists, service, funds.ProposeReturn, func(_ *edge.Input, body *edge.Object) proposingAct {
		if body.Exact("operatorConfirmText") != confirmation {
			body.Fail(errNotConfirmed)
		}
		told := withdrawal.Told{
			Source: funds.ReturnByAdmin, Amount: body.Amount("amount"),
			Reference: body.Required("reference", funds.ReasonFieldMissing), Reason: body.Required("reason", funds.ReasonFieldMissing),
		}
		return func(ctx context.Context, service *flow.Service, by funds.Actor, id funds.ID) (funds.Withdrawal, funds.ProposalID, error) {
			now, err := service.Return(ctx, by, flow.ReturnReport{Told: told, Withdrawal: id})
			return now.Withdrawal, now.Proposal, err
		}
	})
}

// resolveReturn serves an admin's decision about a return that is parked.
func resolveReturn(lists *list.Service, service *flow.Service) handler {
	return actingOrProposing(lists, service, funds.ProposeReturn, func(_ *edge.Input, body *edge.Object) proposingAct {
		if body.Exact("operatorConfirmText") != confirmation {
			body.Fail(errNotConfirmed)
		}
		decision := flow.ReturnDecision{
			Reference: body.Required("reference", funds.ReasonFieldMissing), Account: body.Text("account"),
			Action: body.Required("action", funds.ReasonFieldMissing), Reason: body.RequiredProse("reason", funds.ReasonNoReasonGiven),
		}
		if decision.Action != withdrawal.ReturnCredit && decision.Action != withdrawal.ReturnClose { // whatever is parked
			body.Fail(funds.NotOneOf("action", withdrawal.ReturnCredit, withdrawal.ReturnClose))
		}
		return func(ctx context.Context, service *flow.Service, by funds.Actor, id funds.ID) (funds.Withdrawal, funds.ProposalID, error) {
			decision.Withdrawal = id
			now, err := service.ResolveReturn(ctx, by, decision)
			return now.Withdrawal, now.Proposal, err
		}
	})
}

// returnedPart is what the bank has sent back of a withdrawal: additions, left out where it has sent nothing.
type returnedPart struct {
	ReturnedAmount *edge.Major  `json:"returnedAmount,omitempty"` // that the wallet got back, with the fee where that came too
	Returns        []returnView `json:"returns,omitempty"`
}

// returnView is one sum that came back. State is left out where the wallet has it.
type returnView struct {
	Amount      edge.Major        `json:"amount"`
	Fee         *edge.Major       `json:"fee,omitempty"` // of ours, given back with it
	Reason      string            `json:"reason"`
	ReasonParts *words.Parts      `json:"reasonParts,omitempty"`
	Reference   string            `json:"reference"`
	Account     string            `json:"account"`
	State       funds.ReturnState `json:"state,omitempty"` // parked, closed
	At          string            `json:"at"`
}

func returnedPartOf(w funds.Withdrawal) (part returnedPart) {
	part.ReturnedAmount = optionalMajor(w.Returned)
	for _, one := range w.Returns {
		view := returnView{
			Amount: edge.Major(one.Amount), Fee: optionalMajor(one.Fee), Reason: one.Reason, ReasonParts: words.PartsOf(funds.DescribeReturn(one.Reason)),
			Reference: one.Reference, Account: one.Account, At: edge.Moment(one.At),
		}
		if one.State != funds.ReturnCredited {
			view.State = one.State
		}
		part.Returns = append(part.Returns, view)
	}
	return part
}
