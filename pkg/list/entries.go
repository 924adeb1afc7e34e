package list

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Entries lists a user's ledger, newest first, of one type or of all (""), and how many there are.
func (s *Service) Entries(ctx context.Context, userID string, entryType funds.EntryType, page Page) ([]funds.Entry, int64, error) {
	wallet, err := s.wallet(ctx, userID)
	if err != nil {
		return nil, 0, err
	}
	total := wallet.Counts.Entries
	if entryType != "" {
		total = wallet.Counts.ByType[entryType]
	}
	lo, hi := page.numbers(total)
	entries, err := s.Store.Entries(ctx, userID, entryType, lo, hi)
	return entries, total, err
}

// UserWithdrawals lists a user's withdrawals, newest first, and how many there are. They are numbered by
// their freeze entries.
func (s *Service) UserWithdrawals(ctx context.Context, userID string, page Page) ([]funds.Withdrawal, int64, error) {
	freezes, total, err := s.Entries(ctx, userID, funds.EntryFreeze, page)
	if err != nil {
		return nil, 0, err
	}
	ids := make([]funds.ID, 0, len(freezes))
	for _, freeze := range freezes {
		ids = append(ids, funds.ID(freeze.RelatedID))
	}
	withdrawals, err := s.Store.Withdrawals(ctx, ids)
	return withdrawals, total, err
}

// EntriesOf is [Service.Entries] for an admin, of a wallet that exists.
func (s *Service) EntriesOf(ctx context.Context, userID string, entryType funds.EntryType, page Page) ([]funds.Entry, int64, error) {
	if _, err := s.WalletOf(ctx, userID); err != nil {
		return nil, 0, err
	}
	return s.Entries(ctx, userID, entryType, page)
}
