package list

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Summary is what a user has, what became of today's withdrawals, and what is left of today's limit.
type Summary struct {
	Wallet    funds.Wallet
	Today     funds.Today
	Remaining funds.Amount // minor units
}

// Summary reads it from the wallet alone. A user without a wallet has an empty one, which is not made.
func (s *Service) Summary(ctx context.Context, userID string) (Summary, error) {
	wallet, err := s.wallet(ctx, userID)
	if err != nil {
		return Summary{}, err
	}
	today, used := wallet.On(s.Policy.Day(s.Now()))
	return Summary{wallet, today, max(s.Policy.Daily-used, 0)}, nil
}
