package list

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// pastBatch is how many withdrawals are read at once.
const pastBatch = 500

// Past are the newest withdrawals of all users since a moment, newest first, most of them at most.
func (s *Service) Past(ctx context.Context, since time.Time, most int64) (past []funds.Withdrawal, err error) {
	filter := funds.Filter{From: since}
	for skip := int64(0); skip < most; {
		ids, err := s.Store.Keys(ctx, filter, time.Time{}, skip, min(pastBatch, most-skip))
		if err != nil || len(ids) == 0 {
			return past, err
		}
		some, err := s.Store.Withdrawals(ctx, ids)
		if err != nil {
			return past, err
		}
		past = append(past, some...)
		skip += int64(len(ids))
	}
	return past, nil
}
