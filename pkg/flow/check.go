package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Check asks the gateway about a user's own withdrawal, at most once in the policy's interval, and
// answers from the table otherwise. Another user's is [funds.ErrNotFound].
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
	withdrawal, err = s.step(ctx, checker, id, func(act funds.Act, withdrawal funds.Withdrawal) (funds.Change, error) {
		change, ok, err := funds.Ask(act, withdrawal, s.Policy)
		asking = ok
		return change, err
	})
	if err != nil || !asking {
		return withdrawal, err
	}
	return s.settle(ctx, checker, id, s.ask(ctx, withdrawal))
}
