package list

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// RecordPage is one page of what a filter matches, newest first.
type RecordPage struct {
	Records []Record
	Total   int64
	// LowerBound says that Total counts only the newest: older ones were not looked through.
	LowerBound bool
}

// maxRows is how many rows a list by amount, or by keyword, looks through: nothing counts those.
const maxRows = 5000

// Records lists what a filter matches of all users' withdrawals, and how many there are. A row that no longer
// matches since the index was read is dropped, and the page topped up. States, methods and days are counted; what a
// keyword or an amount matches is looked up and read.
func (s *Service) Records(ctx context.Context, filter funds.Filter, page Page) (RecordPage, error) {
	switch {
	case filter.Keyword == "" && filter.Attention != nil && *filter.Attention: // they are few
		ids, err := s.Store.Find(ctx, filter)
		if err != nil {
			return RecordPage{}, err
		}
		return s.pageOf(ctx, filter, page, ids, true)
	case filter.Keyword != "" || filter.Attention != nil || filter.Min > 0 || filter.Max != nil:
		ids, complete, err := s.Store.FindWithin(ctx, filter, maxRows)
		if err != nil {
			return RecordPage{}, err
		}
		return s.pageOf(ctx, filter, page, ids, complete)
	case len(filter.Methods) > 0:
		return s.recordsByMethod(ctx, filter, page)
	default:
		return s.recordsByIndex(ctx, filter, page)
	}
}

// recordsByIndex is [Service.Records] for states and days, which have indexes and are counted: the counters tell where
// the page begins.
func (s *Service) recordsByIndex(ctx context.Context, filter funds.Filter, page Page) (RecordPage, error) {
	skip := (page.Number - 1) * page.Size
	total, at, err := s.locate(ctx, filter, skip)
	if err != nil || (skip > 0 && skip >= total) {
		return RecordPage{Total: total}, err
	}
	var records []Record
	for int64(len(records)) < page.Size {
		missing := page.Size - int64(len(records))
		ids, err := s.Store.Keys(ctx, filter, at.before, at.skip, missing)
		if err != nil {
			return RecordPage{}, err
		}
		matching, err := s.recordsOf(ctx, ids, filter)
		if err != nil {
			return RecordPage{}, err
		}
		records = append(records, matching...)
		at.skip += int64(len(ids))
		if int64(len(ids)) < missing {
			break
		}
	}
	return RecordPage{Records: records, Total: max(total, skip+int64(len(records)))}, nil
}

// pageOf is [Service.Records] for ids that were looked up.
func (s *Service) pageOf(ctx context.Context, filter funds.Filter, page Page, ids []funds.ID, complete bool) (RecordPage, error) {
	total := int64(len(ids))
	lo, hi := page.numbers(total)
	if lo > hi {
		return RecordPage{Total: total, LowerBound: !complete}, nil
	}
	rest := ids[total-hi:]
	var records []Record
	for missing := page.Size; missing > 0 && len(rest) > 0; missing = page.Size - int64(len(records)) {
		next := rest[:min(missing, int64(len(rest)))]
		rest = rest[len(next):]
		matching, err := s.recordsOf(ctx, next, filter)
		if err != nil {
			return RecordPage{}, err
		}
		records = append(records, matching...)
		total -= int64(len(next) - len(matching))
	}
	return RecordPage{records, total, !complete}, nil
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
	wallets, err := s.Store.Owners(ctx, users)
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
