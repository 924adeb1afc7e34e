package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Check asks the gateway about a user's own withdrawal, also after it ended without being paid, at most once in the
// policy's interval, and answers from the table otherwise. Another user's is [funds.ErrNotFound].
func (s *Service) Check(ctx context.Context, userID string, id funds.ID) (funds.Withdrawal, error) {
	order, wallet, err := s.Store.OwnWithdrawal(ctx, userID, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	asking := false
	checker := funds.System("check")
	order, err = s.updateWithWallet(ctx, checker, list.Record{Withdrawal: order, Wallet: wallet}, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		change, ok, err := withdrawal.Ask(act, wallet, order, s.Policy)
		asking = ok
		return change, err
	})
	if err != nil || !asking {
		return order, err
	}
	return s.settle(ctx, checker, order, s.ask(ctx, order))
}

// AskAgain asks the gateway about a withdrawal for an admin, and applies its word: [withdrawal.AskAgain] says of which.
func (s *Service) AskAgain(ctx context.Context, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
	known, err := s.read(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	order, err := s.updateWithWallet(ctx, actor, known, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.AskAgain(act, wallet, order, s.Policy)
	})
	if err != nil {
		return funds.Withdrawal{}, err
	}
	return s.settle(ctx, gatewayActor, order, s.ask(ctx, order))
}
