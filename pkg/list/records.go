package list

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// RecordPage is one page of what a filter matches, as it is sorted.
type RecordPage struct {
	Records []Record
	Total   int64
	Sum     funds.Amount // of all of them, minor units
	// LowerBound says that Total and Sum are of a part alone: the rest was not looked through.
	LowerBound bool
}

const (
	// maxRows is how many rows of an index a list looks through that the counters do not answer: one by amount or keyword, sorted
	// by amount, or that ends within a day.
	maxRows = 5000
	// maxJudged is how many withdrawals are read for a filter that no index answers: the account's holder, or a new payee.
	maxJudged = 1000
)

// Records lists what a filter matches of all users' withdrawals, how many there are and what they come to. A row that no longer
// matches since the index was read is dropped, and the page topped up. States, methods and days are counted; the rest is
// looked up and read.
func (s *Service) Records(ctx context.Context, filter funds.Filter, page Page) (RecordPage, error) {
	switch {
	case filter.Holder != "" || filter.NewPayee != nil:
		return s.judged(ctx, filter, page)
	case filter.Keyword != "" || filter.Attention != nil || filter.Min > 0 || filter.Max != nil, filter.Sort == funds.LargestFirst, s.endsWithinADay(filter),
		filter.Sort == funds.OldestFirst && len(filter.Methods) > 0:
		found, complete, err := s.Store.FindWithin(ctx, filter, maxRows)
		if err != nil {
			return RecordPage{}, err
		}
		return s.pageOf(ctx, filter, page, found, complete)
	case len(filter.Methods) > 0:
		return s.recordsByMethod(ctx, filter, page)
	default:
		return s.recordsByIndex(ctx, filter, page)
	}
}

// endsWithinADay says that a filter ends at a moment that the counters, which know days, cannot tell.
func (s *Service) endsWithinADay(filter funds.Filter) bool {
	calendar := count.NewCalendar(s.Policy)
	return !filter.Until.IsZero() && !calendar.Begin(calendar.Day(filter.Until)).Equal(filter.Until)
}

// recordsByIndex is [Service.Records] for states and days, which have indexes and are counted: the counters tell where
// the page begins.
func (s *Service) recordsByIndex(ctx context.Context, filter funds.Filter, page Page) (RecordPage, error) {
	skip := (page.Number - 1) * page.Size
	total, at, err := s.locate(ctx, filter, skip)
	if err != nil || (skip > 0 && skip >= total.Count) {
		return RecordPage{Total: total.Count, Sum: total.Amount}, err
	}
	var records []Record
	for int64(len(records)) < page.Size {
		missing := page.Size - int64(len(records))
		ids, err := s.Store.Keys(ctx, filter, at.edge, at.skip, missing)
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
	return withShown(records, total, skip), nil
}

// withShown is a page of what is counted, which lags: it is never less than what is shown, with the rows in front of it.
func withShown(records []Record, counted funds.Tally, before int64) RecordPage {
	shown := sumOf(records)
	if len(records) > 0 {
		counted.Count = max(counted.Count, before+int64(len(records)))
	}
	return RecordPage{Records: records, Total: counted.Count, Sum: max(counted.Amount, shown)}
}

func sumOf(records []Record) (sum funds.Amount) {
	for _, record := range records {
		sum += record.Withdrawal.Amount
	}
	return sum
}

// pageOf is [Service.Records] for what was looked up.
func (s *Service) pageOf(ctx context.Context, filter funds.Filter, page Page, found []funds.Match, complete bool) (RecordPage, error) {
	result := RecordPage{Total: int64(len(found)), LowerBound: !complete}
	for _, match := range found {
		result.Sum += match.Amount
	}
	lo, hi := page.numbers(result.Total)
	if lo > hi {
		return result, nil
	}
	rest := found[result.Total-hi:]
	for missing := page.Size; missing > 0 && len(rest) > 0; missing = page.Size - int64(len(result.Records)) {
		next := rest[:min(missing, int64(len(rest)))]
		rest = rest[len(next):]
		matching, err := s.recordsOf(ctx, idsOf(next), filter)
		if err != nil {
			return RecordPage{}, err
		}
		result.Records = append(result.Records, matching...)
		result.Total -= int64(len(next) - len(matching))
		for _, match := range next {
			result.Sum -= match.Amount
		}
		result.Sum += sumOf(matching)
	}
	return result, nil
}

func idsOf(found []funds.Match) []funds.ID {
	ids := make([]funds.ID, 0, len(found))
	for _, match := range found {
		ids = append(ids, match.ID)
	}
	return ids
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
