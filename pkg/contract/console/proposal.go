package console

import (
	"bytes"
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

const proposalsPath = "/admin/proposals"

// proposals serves the list of acts that wait, or waited, for other people: an addition in this contract's form.
func proposals(lists *list.Service) handler {
	type asked struct {
		page  list.Page
		state string
	}
	return edge.Handle(func(in *edge.Input) asked {
		page := pageOf(in)
		state, given := in.Query("state")
		if given && !list.ProposalShown(state) {
			in.Fail(funds.NotOneOf("state", list.ProposalsShown()...))
		}
		return asked{page, state}
	}, func(ctx context.Context, of asked) (contract.Found[list.ProposalRecord], error) {
		return contract.FoundOf(lists.Proposals(ctx, of.state, of.page))
	}, func(reader words.Reader, of asked, found contract.Found[list.ProposalRecord]) edge.Response {
		return ok(struct {
			Data     []proposalView `json:"data"`
			Total    int64          `json:"total"`
			Page     int64          `json:"page"`
			PageSize int64          `json:"pageSize"`
		}{contract.Views(found.Items, proposalViewFor(lists, reader)), found.Total, of.page.Number, of.page.Size})
	})
}

// proposal serves one of them.
func proposal(lists *list.Service) handler {
	return edge.Handle(proposalID, lists.Proposal, func(reader words.Reader, _ funds.ProposalID, found list.ProposalRecord) edge.Response {
		return ok(proposalViewFor(lists, reader)(found))
	})
}

func proposalID(in *edge.Input) funds.ProposalID {
	id, err := funds.ParseProposalID(in.HTTP.PathValue("id"))
	in.Fail(err)
	return id
}

// proposalAsked is a decision about a proposal.
type proposalAsked struct {
	by     flow.Decider
	id     funds.ProposalID
	reason string
}

func proposalAskedOf(in *edge.Input) proposalAsked {
	return proposalAsked{by: flow.Decider{Actor: in.Actor(), May: in.Caller.Permissions}, id: proposalID(in)}
}

// deciding reads a decision about a proposal, takes it and answers the proposal as it is then.
func deciding(lists *list.Service, read func(*edge.Input) proposalAsked, decide func(context.Context, proposalAsked) (funds.Proposal, error)) handler {
	return edge.Handle(read, func(ctx context.Context, of proposalAsked) (list.ProposalRecord, error) {
		found, err := lists.Proposal(ctx, of.id)
		if err != nil {
			return found, err
		}
		found.Proposal, err = decide(ctx, of)
		return found, err
	}, func(reader words.Reader, _ proposalAsked, now list.ProposalRecord) edge.Response {
		return ok(proposalViewFor(lists, reader)(now))
	})
}

// approveProposal serves one more person's word. The body may be left out, or say which content was shown.
func approveProposal(lists *list.Service, service *flow.Service) handler {
	return deciding(lists, func(in *edge.Input) proposalAsked {
		asked := proposalAskedOf(in)
		if len(bytes.TrimSpace(in.Body)) > 0 {
			asked.by.Seen = in.Object().ContentHash()
		}
		return asked
	}, func(ctx context.Context, of proposalAsked) (funds.Proposal, error) {
		return service.ApproveProposal(ctx, of.by, of.id)
	})
}

// rejectProposal serves a refusal, or a proposer's second thought.
func rejectProposal(lists *list.Service, service *flow.Service) handler {
	return deciding(lists, func(in *edge.Input) proposalAsked {
		asked := proposalAskedOf(in)
		asked.reason = in.Object().RequiredProse("reason", funds.ReasonNoReasonGiven)
		return asked
	}, func(ctx context.Context, of proposalAsked) (funds.Proposal, error) {
		return service.RejectProposal(ctx, of.by, of.id, of.reason)
	})
}

// proposalRefusal is the error table of the routes that are about proposals.
func proposalRefusal(err *funds.Error, reader words.Reader) (int, any) {
	return failed(err, reader, "")
}
