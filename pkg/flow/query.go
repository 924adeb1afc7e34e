package flow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Page asks for one page: Number from 1, Size rows.
type Page struct {
	Number, Size int64
}

// numbers are the gapless numbers of a page's rows, newest first; lo > hi where it has none.
func (p Page) numbers(total int64) (lo, hi int64) {
	if p.Number-1 > total/p.Size {
		return 1, 0
	}
	hi = total - (p.Number-1)*p.Size
	return max(hi-p.Size+1, 1), hi
}

// Entries lists a user's ledger, newest first, of one type or of all (""), and how many there are.
func (s *Service) Entries(ctx context.Context, userID string, entryType funds.EntryType, page Page) ([]funds.Entry, int64, error) {
	wallet, err := s.wallet(ctx, userID, s.Now())
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

// Record is a withdrawal with its owner's wallet, as admins see it.
type Record struct {
	Withdrawal funds.Withdrawal
	Wallet     funds.Wallet
}

// Record reads one withdrawal with its owner's wallet, for an admin.
func (s *Service) Record(ctx context.Context, id funds.ID) (Record, error) {
	withdrawal, wallet, err := s.withdrawalAndWallet(ctx, id)
	return Record{withdrawal, wallet}, err
}

// Unmasked is Record for an admin who sees the whole account: it leaves an audit record first.
func (s *Service) Unmasked(ctx context.Context, actor funds.Actor, id funds.ID) (Record, error) {
	record, err := s.Record(ctx, id)
	if err != nil {
		return Record{}, err
	}
	act, err := s.act(actor)
	if err != nil {
		return Record{}, err
	}
	audit := funds.Unmasked(act, record.Withdrawal)
	if err := s.Store.Commit(ctx, funds.Change{CommitID: act.CommitID, At: act.At, Audit: &audit}); err != nil {
		return Record{}, err
	}
	return record, nil
}

// History reads one withdrawal with its owner's wallet and its whole log.
func (s *Service) History(ctx context.Context, id funds.ID) (Record, []funds.Line, error) {
	history, err := s.Store.History(ctx, id)
	if err != nil {
		return Record{}, nil, err
	}
	wallet, err := s.Store.Wallet(ctx, history.Withdrawal.UserID)
	return Record{history.Withdrawal, wallet}, history.Lines, err
}
