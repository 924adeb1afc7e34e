package flow

import (
	"context"
	"slices"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Found is one page of what a filter matches, newest first.
type Found struct {
	Records []Record
	Total   int64
	// LowerBound says that Total is of the newest alone: more were not looked through.
	LowerBound bool
}

// mostRows is how many rows a list by amount, or by keyword, looks through: nothing counts those.
const mostRows = 5000

// Records lists what a filter matches of all users' withdrawals, and how many there are. A row that no longer
// matches since the index was read is dropped, and the page topped up. States, methods and days are counted; what a
// keyword or an amount matches is looked up and read.
func (s *Service) Records(ctx context.Context, filter funds.Filter, page Page) (Found, error) {
	switch {
	case filter.Keyword == "" && filter.Attention != nil && *filter.Attention: // they are few
		ids, err := s.Store.Find(ctx, filter)
		if err != nil {
			return Found{}, err
		}
		return s.found(ctx, filter, page, ids, true)
	case filter.Keyword != "" || filter.Attention != nil || filter.Min > 0 || filter.Max != nil:
		ids, complete, err := s.Store.FindWithin(ctx, filter, mostRows)
		if err != nil {
			return Found{}, err
		}
		return s.found(ctx, filter, page, ids, complete)
	case len(filter.Methods) > 0:
		return s.byMethod(ctx, filter, page)
	default:
		return s.counted(ctx, filter, page)
	}
}

// counted is Records for states and days, which are counted and have indexes: the counters tell where the page begins.
func (s *Service) counted(ctx context.Context, filter funds.Filter, page Page) (Found, error) {
	skip := (page.Number - 1) * page.Size
	total, at, err := s.seek(ctx, filter, skip)
	if err != nil || (skip > 0 && skip >= total) {
		return Found{Total: total}, err
	}
	var records []Record
	for int64(len(records)) < page.Size {
		missing := page.Size - int64(len(records))
		ids, err := s.Store.Keys(ctx, filter, at.before, at.skip, missing)
		if err != nil {
			return Found{}, err
		}
		matching, err := s.recordsOf(ctx, ids, filter)
		if err != nil {
			return Found{}, err
		}
		records = append(records, matching...)
		at.skip += int64(len(ids))
		if int64(len(ids)) < missing {
			break
		}
	}
	return Found{Records: records, Total: max(total, skip+int64(len(records)))}, nil
}

// found is Records for ids that were looked up.
func (s *Service) found(ctx context.Context, filter funds.Filter, page Page, ids []funds.ID, complete bool) (Found, error) {
	total := int64(len(ids))
	lo, hi := page.numbers(total)
	if lo > hi {
		return Found{Total: total, LowerBound: !complete}, nil
	}
	rest := ids[total-hi:]
	var records []Record
	for missing := page.Size; missing > 0 && len(rest) > 0; missing = page.Size - int64(len(records)) {
		next := rest[:min(missing, int64(len(rest)))]
		rest = rest[len(next):]
		matching, err := s.recordsOf(ctx, next, filter)
		if err != nil {
			return Found{}, err
		}
		records = append(records, matching...)
		total -= int64(len(next) - len(matching))
	}
	return Found{records, total, !complete}, nil
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

// Stats are all users' withdrawals by state, how many were asked for today, and the methods that rows may have.
type Stats struct {
	All     map[funds.State]funds.Tally
	Today   int64
	Methods []funds.Method
}

// Stats reads two counters: of everything, and of the business day.
func (s *Service) Stats(ctx context.Context) (Stats, error) {
	generation, all, err := s.countedOfAll(ctx)
	if err != nil {
		return Stats{}, err
	}
	today, err := s.Store.Node(ctx, generation, count.Day(s.Policy.Day(s.Now())))
	return Stats{All: all.ByState(), Today: today.Of(funds.Filter{}).Count, Methods: s.withCounted(all)}, err
}

// countedOfAll is what is counted of all withdrawals, and the tree that says so.
func (s *Service) countedOfAll(ctx context.Context) (generation int64, all count.Counts, err error) {
	if generation, err = s.Store.LiveGeneration(ctx); err != nil {
		return 0, nil, err
	}
	all, err = s.Store.Node(ctx, generation, count.All())
	return generation, all, err
}

// Methods are those that a row may show: the policy's, and those of withdrawals that were made while another
// policy was in force.
func (s *Service) Methods(ctx context.Context) ([]funds.Method, error) {
	_, all, err := s.countedOfAll(ctx)
	return s.withCounted(all), err
}

func (s *Service) withCounted(all count.Counts) []funds.Method {
	methods := s.Policy.Methods()
	for _, method := range all.Methods() {
		if !slices.Contains(methods, method) {
			methods = append(methods, method)
		}
	}
	return methods
}
