package flow

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// twin is the claim of a request that refuses duplicates, and nil for one that does not. A likely duplicate is
// [funds.CodeDuplicate].
func (s *Service) twin(ctx context.Context, act funds.Act, refuse bool, like funds.Likeness) (*funds.Twin, error) {
	if !refuse {
		return nil, nil //nolint:nilnil // no claim is no error: the decisions take nil for it
	}
	earlier, err := s.Store.Twin(ctx, like.Key())
	switch {
	case errors.Is(err, funds.ErrNotFound):
		return like.Twin(act, nil, false)
	case err != nil:
		return nil, err
	}
	claim, refused := like.Twin(act, &earlier, false)
	if refused == nil {
		return claim, nil
	}
	unpaid, err := s.unpaid(ctx, like.Kind, earlier.Result)
	switch {
	case err != nil:
		return nil, err
	case !unpaid:
		return nil, refused
	}
	return like.Twin(act, &earlier, true)
}

// unpaid says that what a request made has ended without money, or is not there.
func (s *Service) unpaid(ctx context.Context, kind funds.RequestKind, id string) (unpaid bool, err error) {
	switch kind {
	case funds.RequestWithdrawal:
		var made funds.Withdrawal
		made, err = s.Store.Withdrawal(ctx, funds.ID(id))
		unpaid = made.Unpaid()
	case funds.RequestRecharge:
		var made funds.Recharge
		made, err = s.Store.Recharge(ctx, funds.RechargeID(id))
		unpaid = made.Unpaid()
	case funds.RequestAdjustment: // it has moved its money, unless it waits for others
		if proposed, is := funds.ClaimedProposal(id); is {
			var made funds.Proposal
			made, err = s.Store.Proposal(ctx, proposed)
			unpaid = made.Unmade(s.Now())
		}
	}
	if errors.Is(err, funds.ErrNotFound) {
		return true, nil
	}
	return unpaid, err
}
