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

// Records lists withdrawals of all users in any of the states (none: all), newest first, and how many
// there are. A row that has left the states since the index was read is dropped, and the page topped up.
func (s *Service) Records(ctx context.Context, states []funds.State, page Page) ([]Record, int64, error) {
	ids, err := s.Store.IDs(ctx, states)
	if err != nil {
		return nil, 0, err
	}
	total := int64(len(ids))
	lo, hi := page.numbers(total)
	if lo > hi {
		return nil, total, nil
	}
	rest := ids[total-hi:]
	var rows []funds.Withdrawal
	for missing := page.Size; missing > 0 && len(rest) > 0; missing = page.Size - int64(len(rows)) {
		next := rest[:min(missing, int64(len(rest)))]
		rest = rest[len(next):]
		read, err := s.Store.Withdrawals(ctx, next)
		if err != nil {
			return nil, 0, err
		}
		for _, withdrawal := range read {
			if in(withdrawal.State, states) {
				rows = append(rows, withdrawal)
			} else {
				total--
			}
		}
	}
	records, err := s.withOwners(ctx, rows)
	return records, total, err
}

func in(state funds.State, states []funds.State) bool {
	for _, s := range states {
		if s == state {
			return true
		}
	}
	return len(states) == 0
}

func (s *Service) withOwners(ctx context.Context, rows []funds.Withdrawal) ([]Record, error) {
	users := make([]string, 0, len(rows))
	for _, row := range rows {
		users = append(users, row.UserID)
	}
	wallets, err := s.Store.Wallets(ctx, users)
	if err != nil {
		return nil, err
	}
	records := make([]Record, 0, len(rows))
	for _, row := range rows {
		records = append(records, Record{row, wallets[row.UserID]})
	}
	return records, nil
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
