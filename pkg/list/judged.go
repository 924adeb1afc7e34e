package list

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// judged is [Service.Records] for what neither an index nor the counters know of a withdrawal: whose account it is, and whether
// money has gone there before. Both are asked of the withdrawals themselves, of the first ones that all else matches.
func (s *Service) judged(ctx context.Context, filter funds.Filter, page Page) (RecordPage, error) {
	found, complete, err := s.Store.FindWithin(ctx, filter, maxRows)
	if err != nil {
		return RecordPage{}, err
	}
	if len(found) > maxJudged {
		found, complete = found[:maxJudged], false
	}
	records, err := s.recordsOf(ctx, idsOf(found), filter)
	if err != nil {
		return RecordPage{}, err
	}
	if filter.NewPayee != nil {
		if records, err = s.ofPayees(ctx, records, *filter.NewPayee); err != nil {
			return RecordPage{}, err
		}
	}
	return RecordPage{Records: onPage(records, page), Total: int64(len(records)), Sum: sumOf(records), LowerBound: !complete}, nil
}

// ofPayees keeps the records whose payees are new, or all others. Of whom nothing is counted is new: that is the stricter.
func (s *Service) ofPayees(ctx context.Context, records []Record, wanted bool) (kept []Record, err error) {
	withdrawals := make([]funds.Withdrawal, 0, len(records))
	for _, record := range records {
		withdrawals = append(withdrawals, record.Withdrawal)
	}
	uses, err := s.Store.PayeeUses(ctx, withdrawals)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	for i, record := range records {
		if isNew := !uses[i].KnownAt(now); isNew == wanted {
			kept = append(kept, record)
		}
	}
	return kept, nil
}
