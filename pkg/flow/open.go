package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// Unfinished withdrawals are looked for among a user's newest, one page after the other.
const (
	openPageRows = 100
	openPages    = 10
)

// tooManyOpen says, in the refusal for too many unfinished withdrawals, how many wait for whom. Where that cannot be
// read it is the refusal as it was.
func (s *Service) tooManyOpen(ctx context.Context, wallet funds.Wallet, refused error) error {
	waiting := map[funds.State]int64{}
	found, newest := int64(0), wallet.Counts.ByType[funds.EntryFreeze]
	for page := int64(0); page < openPages && found < wallet.Open && newest > 0; page++ {
		withdrawals, err := s.numbered(ctx, wallet.UserID, max(newest-openPageRows+1, 1), newest)
		if err != nil {
			s.Log.ErrorContext(ctx, "read what a user's open withdrawals wait for", "user", wallet.UserID, "error", err)
			return refused
		}
		for _, withdrawal := range withdrawals {
			if !withdrawal.State.Final() {
				waiting[withdrawal.State]++
				found++
			}
		}
		newest -= openPageRows
	}
	return withdrawal.TooManyOpen(refused, waiting)
}

// numbered are a user's withdrawals numbered lo to hi by their freeze entries, newest first.
func (s *Service) numbered(ctx context.Context, userID string, lo, hi int64) ([]funds.Withdrawal, error) {
	freezes, err := s.Store.Entries(ctx, userID, funds.EntryFreeze, lo, hi)
	if err != nil {
		return nil, err
	}
	ids := make([]funds.ID, 0, len(freezes))
	for _, freeze := range freezes {
		ids = append(ids, funds.ID(freeze.RelatedID))
	}
	return s.Store.Withdrawals(ctx, ids)
}
