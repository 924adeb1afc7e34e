package flow

import (
	"context"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
	"github.com/outflow-pay/outflow/pkg/funds/statement"
)

// BreakDecided is a break as it is now, and the proposal that waits for others where its end takes more than one person.
type BreakDecided struct {
	Break    funds.Break
	Proposal funds.ProposalID
}

// Break is one break as it is.
func (s *Service) Break(ctx context.Context, id funds.BreakID) (funds.Break, error) {
	return s.Store.Break(ctx, id)
}

// CareForBreak gives a break an owner, a note, or both, within [statement.Look]'s rules. Whoever is named as its owner is
// one of the policy's people, where it lists any.
func (s *Service) CareForBreak(ctx context.Context, actor funds.Actor, id funds.BreakID, care statement.Care) (funds.Break, error) {
	if care.Owner != "" && !s.Policy.Controls.Counts(care.Owner) {
		return funds.Break{}, funds.Invalid("owner", ReasonOwnerUnknown)
	}
	care.Name = s.Policy.Controls.Named(care.Owner)
	return s.decideBreak(ctx, actor, id, func(_ context.Context, act funds.Act, b funds.Break) (funds.Change, error) {
		return statement.Look(act, b, care)
	})
}

// ReasonOwnerUnknown says that a break's owner is none of the people whom the policy lists.
const ReasonOwnerUnknown funds.Reason = "owner_unknown"

// OffsetBreak ends two breaks that come to nothing together.
func (s *Service) OffsetBreak(ctx context.Context, actor funds.Actor, id, with funds.BreakID, reason string) (funds.Break, error) {
	return s.decideBreak(ctx, actor, id, func(ctx context.Context, act funds.Act, b funds.Break) (funds.Change, error) {
		other, err := s.Store.Break(ctx, with)
		if err != nil {
			return funds.Change{}, err
		}
		return statement.Offset(act, b, other, reason)
	})
}

// WriteOffBreak ends a break for a reason, or proposes that: wherever anything takes a second person, this does.
func (s *Service) WriteOffBreak(ctx context.Context, actor funds.Actor, id funds.BreakID, reason string) (done BreakDecided, err error) {
	done.Break, err = s.decideBreak(ctx, actor, id, func(ctx context.Context, act funds.Act, b funds.Break) (funds.Change, error) {
		change, err := statement.WriteOff(act, b, reason)
		if err != nil {
			return funds.Change{}, err
		}
		change, err = s.weigh(ctx, act, change, proposable{Request: proposal.Request{
			Act: funds.ProposeBreak, Least: s.Policy.Controls.ToLift(),
			Judged: []funds.Asked{{Act: funds.ActResolve, Amount: max(b.Amount, -b.Amount)}},
			Body: funds.ProposalBody{
				funds.BodyBreak: string(b.ID), funds.BodyAmount: strconv.FormatInt(int64(b.Amount), 10), funds.BodyReason: reason,
			},
		}})
		done.Proposal = proposedBy(change)
		return change, err
	})
	return done, err
}

// decideWriteOff decides what a proposal has enough words for.
func (s *Service) decideWriteOff(ctx context.Context, act funds.Act, id funds.BreakID, reason string) (funds.Change, error) {
	b, err := s.Store.Break(ctx, id)
	if err != nil {
		return funds.Change{}, err
	}
	return statement.WriteOff(act, b, reason)
}

// decideBreak commits a decision about a break, which is then as it comes back.
func (s *Service) decideBreak(ctx context.Context, actor funds.Actor, id funds.BreakID, decide func(context.Context, funds.Act, funds.Break) (funds.Change, error)) (funds.Break, error) {
	act, err := s.act(actor)
	if err != nil {
		return funds.Break{}, err
	}
	var b funds.Break
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		var err error
		if b, err = s.Store.Break(ctx, id); err != nil {
			return funds.Change{}, err
		}
		return decide(ctx, act, b)
	})
	if err != nil || change.Bank == nil || len(change.Bank.Breaks) == 0 {
		return b, err
	}
	return change.Bank.Breaks[0].To, nil
}
