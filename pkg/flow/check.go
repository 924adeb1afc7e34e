package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Check asks the gateway about a user's own withdrawal, also after it ended without being paid, at most once in the
// policy's interval, and answers from the table otherwise. Another user's is [funds.ErrNotFound].
func (s *Service) Check(ctx context.Context, userID string, id funds.ID) (funds.Withdrawal, error) {
	withdrawal, err := s.Store.Withdrawal(ctx, id)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	if withdrawal.UserID != userID {
		return funds.Withdrawal{}, funds.ErrNotFound
	}
	asking := false
	checker := funds.System("check")
	withdrawal, err = s.move(ctx, checker, id, func(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal) (funds.Change, error) {
		change, ok, err := funds.Ask(act, wallet, withdrawal, s.Policy)
		asking = ok
		return change, err
	})
	if err != nil || !asking {
		return withdrawal, err
	}
	return s.settle(ctx, checker, id, s.ask(ctx, withdrawal))
}

// AskAgain asks the gateway about a withdrawal for an admin, and applies its word: [funds.AskAgain] says of which.
func (s *Service) AskAgain(ctx context.Context, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
	withdrawal, err := s.move(ctx, actor, id, func(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal) (funds.Change, error) {
		return funds.AskAgain(act, wallet, withdrawal, s.Policy)
	})
	if err != nil {
		return funds.Withdrawal{}, err
	}
	return s.settle(ctx, gatewayActor, id, s.ask(ctx, withdrawal))
}
