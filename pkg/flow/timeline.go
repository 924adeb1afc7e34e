package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// OwnHistory reads a user's own withdrawal with its whole log. Another user's is [funds.ErrNotFound].
func (s *Service) OwnHistory(ctx context.Context, userID string, id funds.ID) (funds.History, error) {
	history, err := s.Store.History(ctx, id)
	if err != nil {
		return funds.History{}, err
	}
	if history.Withdrawal.UserID != userID {
		return funds.History{}, funds.ErrNotFound
	}
	return history, nil
}
