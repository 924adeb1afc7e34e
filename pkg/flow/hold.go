package flow

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// PutHold stops a withdrawal that is not sent yet: one person may.
func (s *Service) PutHold(ctx context.Context, actor funds.Actor, id funds.ID, asked withdrawal.HoldRequest) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	return s.updateWithdrawal(ctx, actor, known.Withdrawal, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.PutHold(act, order, asked)
	})
}

// Release takes a hold away, and approves nothing.
func (s *Service) Release(ctx context.Context, actor funds.Actor, id funds.ID, reason string) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	return s.updateBeside(ctx, actor, known, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.Release(act, wallet, order, reason, s.Policy)
	})
}

// endHold does what becomes of a hold that is over. Only where money comes back does it concern the gateway.
func (s *Service) endHold(ctx context.Context, held funds.Withdrawal) error {
	if held.Hold.OnExpiry == funds.HoldRejects {
		return s.endLate(ctx, held, withdrawal.EndHold)
	}
	_, err := s.updateWithdrawal(ctx, policyActor, held, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
		if order.Hold.OnExpiry == funds.HoldRejects {
			return funds.Change{}, nil // it has another hold since, which is not over
		}
		return withdrawal.EndHold(act, funds.Wallet{}, order)
	})
	return err
}

// endPending rejects what has been pending for longer than the policy lets anything be.
func (s *Service) endPending(ctx context.Context, pending funds.Withdrawal) error {
	return s.endLate(ctx, pending, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.EndPending(act, wallet, order, s.Policy)
	})
}

// endLate gives the money of what nobody has decided about in time back, once: whoever decides meanwhile wins. What the
// gateway has, or may have, is for an admin to decide.
func (s *Service) endLate(ctx context.Context, late funds.Withdrawal, decide decision) error {
	_, err := s.updateUnsent(ctx, policyActor, list.Record{Withdrawal: late}, false, decide)
	var refused *funds.Error
	if err == nil || !errors.As(err, &refused) || refused.Code == funds.CodeInternal || refused.Code == funds.CodeBusy {
		return err
	}
	_, err = s.updateWithdrawal(ctx, policyActor, late, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
		if order.State != late.State {
			return funds.Change{}, nil // somebody else was faster
		}
		return withdrawal.Escalate(act, order, funds.Say(withdrawal.ReasonMachineCannot, funds.Facts{})+refused.Said())
	})
	return err
}
