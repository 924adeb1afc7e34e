package flow

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
)

// Decider is an admin who decides about a proposal.
type Decider struct {
	Actor funds.Actor
	May   funds.Permissions
	Seen  string // the hash of what was shown to them; empty: they do not say
}

func (d Decider) caller(act funds.Act) proposal.Caller {
	return proposal.Caller{Act: act, May: d.May, Seen: d.Seen}
}

// ApproveProposal adds one more person's word. With the last one the act is decided anew and carried out, in one commit
// with the proposal's end; what is no longer legal by then ends it as failed, with the reason. Where the gateway has to
// be asked first and does not answer, nothing is written, and the same person may try again. The proposal that comes
// back is as it is now.
func (s *Service) ApproveProposal(ctx context.Context, decider Decider, id funds.ProposalID) (funds.Proposal, error) {
	act, err := s.act(decider.Actor)
	if err != nil {
		return funds.Proposal{}, err
	}
	known, err := s.proposal(ctx, id)
	if err != nil {
		return funds.Proposal{}, err
	}
	if word, err := proposal.Approve(decider.caller(act), known, s.Policy.Controls); err != nil || word.Repeated() {
		return known, err
	}
	carry, err := s.carrying(ctx, known)
	if err != nil {
		return funds.Proposal{}, err
	}
	var refused error // of the act, which the proposal failed for
	now, change, err := update(ctx, s, known, true, func() (funds.Proposal, error) { return s.proposal(ctx, id) }, func(p funds.Proposal) (funds.Change, error) {
		approval, err := proposal.Approve(decider.caller(act), p, s.Policy.Controls)
		switch {
		case err != nil:
			return funds.Change{}, err
		case !approval.Last():
			return approval.Counted(), nil
		}
		var change funds.Change
		if change, refused = carry.decide(ctx, act); refused == nil {
			return approval.CarriedOut(change), nil
		}
		why, final := ends(refused)
		if !final {
			return funds.Change{}, refused
		}
		return approval.Failed(why), nil
	})
	if err != nil {
		return funds.Proposal{}, err
	}
	carry.after(ctx, change, refused)
	if change.Proposal != nil {
		now = change.Proposal.To
	}
	return now, nil
}

// ends says whether what refuses an act ends its proposal: what is wrong with the system, or will be over in a moment,
// does not.
func ends(refused error) (why *funds.Error, final bool) {
	switch funds.CodeOf(refused) {
	case funds.CodeInternal, funds.CodeBusy, funds.CodeTooMany, funds.CodeTooEarly:
		return nil, false
	default:
		return why, errors.As(refused, &why)
	}
}

// RejectProposal ends a proposal for a reason: see [proposal.Reject].
func (s *Service) RejectProposal(ctx context.Context, decider Decider, id funds.ProposalID, reason string) (funds.Proposal, error) {
	act, err := s.act(decider.Actor)
	if err != nil {
		return funds.Proposal{}, err
	}
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		p, err := s.proposal(ctx, id)
		if err != nil {
			return funds.Change{}, err
		}
		return proposal.Reject(decider.caller(act), p, reason, s.Policy.Controls)
	})
	if err != nil {
		return funds.Proposal{}, err
	}
	return change.Proposal.To, nil
}

// proposal reads a proposal, and says where it is not what was proposed: somebody has written the table.
func (s *Service) proposal(ctx context.Context, id funds.ProposalID) (funds.Proposal, error) {
	p, err := s.Store.Proposal(ctx, id)
	if err == nil && p.Hash != p.ContentHash() {
		s.Log.ErrorContext(ctx, "a proposal is not what was proposed", "proposal", id, "act", p.Act)
	}
	return p, err
}
