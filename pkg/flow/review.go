package flow

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Approve is a review that allows the payout: pending → approved, or one of the approvals that it takes.
func (s *Service) Approve(ctx context.Context, actor funds.Actor, id funds.ID, note string) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	return s.updateBeside(ctx, actor, known, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.Approve(act, wallet, order, note, s.Policy)
	})
}

// Quorum is how a withdrawal stands with the people that it takes, as far as it tells by itself.
func (s *Service) Quorum(order funds.Withdrawal) withdrawal.Quorum {
	return withdrawal.QuorumOf(funds.Wallet{}, order, s.Now(), s.Policy)
}

// Reject is a review that refuses, and gives the money back: pending → rejected.
func (s *Service) Reject(ctx context.Context, actor funds.Actor, id funds.ID, reason string) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	return s.updateUnsent(ctx, actor, known, false, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.Reject(act, wallet, order, reason)
	})
}

// ApproveAndPay is a review that is also the payout, for contracts that finish in one step: by the
// method's channel where it has one (the withdrawal is then processing, and sent), otherwise by hand, where the
// method is paid so. Where it takes several people, only the last one's review pays.
func (s *Service) ApproveAndPay(ctx context.Context, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	if _, ok := s.Policy.Channel(known.Withdrawal.Method); !ok {
		return s.updateUnsent(ctx, actor, known, true, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
			return withdrawal.ApproveAndPay(act, wallet, order, s.Policy)
		})
	}
	return s.dispatch(ctx, actor, known, withdrawal.ApproveAndDispatch)
}

// Confirm records that a withdrawal was paid: pending or approved → completed, in one commit. It says that money has
// left: where people were to decide about that, and have not, the refusal is an error in the log too. A request about
// something else than it shows is only refused.
func (s *Service) Confirm(ctx context.Context, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	confirmed, err := s.updateUnsent(ctx, actor, known, true, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.Confirm(act, wallet, order, s.Policy)
	})
	var refused *funds.Error
	if errors.As(err, &refused) && refused.Code == funds.CodeApproval && refused.Reason != withdrawal.ReasonContentOther {
		s.Log.ErrorContext(ctx, "confirmed as paid, and not approved for it: nothing is written", "withdrawal", id, "by", actor.ID, "error", err)
	}
	return confirmed, err
}

// Cancel is a user's own: what waits for a review is taken back, and its money is available again. Another's is
// [funds.ErrNotFound].
func (s *Service) Cancel(ctx context.Context, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
	order, wallet, err := s.Store.OwnWithdrawal(ctx, actor.ID, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	act, err := s.act(actor)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	// Decided only to be checked: users must not make the gateway busy with what is refused whatever it says.
	if _, err := withdrawal.Cancel(act, wallet, order); err != nil {
		return funds.Withdrawal{}, err
	}
	return s.updateUnsent(ctx, actor, list.Record{Withdrawal: order, Wallet: wallet}, false, withdrawal.Cancel)
}

// Recall gives up before the payout, and gives the money back: pending → cancelled, approved → rejected.
func (s *Service) Recall(ctx context.Context, actor funds.Actor, id funds.ID, reason string) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	return s.updateUnsent(ctx, actor, known, false, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.Recall(act, wallet, order, reason)
	})
}
