package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Records lists what a filter matches of all users' withdrawals, newest first, and how many there are. A
// row that no longer matches since the index was read is dropped, and the page topped up.
func (s *Service) Records(ctx context.Context, filter funds.Filter, page Page) ([]Record, int64, error) {
	ids, err := s.Store.Find(ctx, filter)
	if err != nil {
		return nil, 0, err
	}
	total := int64(len(ids))
	lo, hi := page.numbers(total)
	if lo > hi {
		return nil, total, nil
	}
	rest := ids[total-hi:]
	var records []Record
	for missing := page.Size; missing > 0 && len(rest) > 0; missing = page.Size - int64(len(records)) {
		next := rest[:min(missing, int64(len(rest)))]
		rest = rest[len(next):]
		matching, err := s.recordsOf(ctx, next, filter)
		if err != nil {
			return nil, 0, err
		}
		records = append(records, matching...)
		total -= int64(len(next) - len(matching))
	}
	return records, total, nil
}

// recordsOf reads withdrawals with their owners, and keeps what the filter matches.
func (s *Service) recordsOf(ctx context.Context, ids []funds.ID, filter funds.Filter) ([]Record, error) {
	withdrawals, err := s.Store.Withdrawals(ctx, ids)
	if err != nil {
		return nil, err
	}
	users := make([]string, 0, len(withdrawals))
	for _, withdrawal := range withdrawals {
		users = append(users, withdrawal.UserID)
	}
	wallets, err := s.Store.Wallets(ctx, users)
	if err != nil {
		return nil, err
	}
	records := make([]Record, 0, len(withdrawals))
	for _, withdrawal := range withdrawals {
		wallet := wallets[withdrawal.UserID]
		if filter.Matches(withdrawal, wallet) {
			records = append(records, Record{withdrawal, wallet})
		}
	}
	return records, nil
}

// Stats are all users' withdrawals by state, and how many were asked for today.
type Stats struct {
	All   map[funds.State]funds.Tally
	Today int64
}

// Stats counts and sums all withdrawals; today is the business day.
func (s *Service) Stats(ctx context.Context) (Stats, error) {
	all, err := s.Store.Totals(ctx, time.Time{}, time.Time{})
	if err != nil {
		return Stats{}, err
	}
	year, month, day := s.Now().In(s.Policy.Zone).Date()
	today, err := s.Store.Totals(ctx, s.Policy.Begin(year, month, day), s.Policy.Begin(year, month, day+1))
	if err != nil {
		return Stats{}, err
	}
	stats := Stats{All: all}
	for _, tally := range today {
		stats.Today += tally.Count
	}
	return stats, nil
}

// Export is an admin's wish to take away all that a filter matches.
type Export struct {
	Filter  funds.Filter
	Given   map[string]string // the filters as they were given, by name, for the audit
	Format  string
	MaxRows int
	// Encode makes the file, or refuses what does not fit.
	Encode func([]Record) ([]byte, error)
}

// Export reads all that matches, newest first, and gives the file. The audit record is written before: when
// it cannot be, there is no file. More than MaxRows are [funds.CodeInvalid].
func (s *Service) Export(ctx context.Context, actor funds.Actor, export Export) ([]byte, error) {
	act, err := s.act(actor)
	if err != nil {
		return nil, err
	}
	ids, err := s.Store.Find(ctx, export.Filter)
	if err != nil {
		return nil, err
	}
	if len(ids) > export.MaxRows {
		return nil, funds.Invalid("", "符合条件的记录有 %d 条，一次最多导出 %d 条，请缩小筛选范围", len(ids), export.MaxRows)
	}
	records, err := s.recordsOf(ctx, ids, export.Filter)
	if err != nil {
		return nil, err
	}
	file, err := export.Encode(records)
	if err != nil {
		return nil, err
	}
	audit := funds.Exported(act, len(records), export.Format, export.Given)
	if err := s.Store.Commit(ctx, funds.Change{CommitID: act.CommitID, At: act.At, Audit: &audit}); err != nil {
		return nil, err
	}
	return file, nil
}
