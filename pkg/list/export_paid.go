package list

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

var errEnough = errors.New("nobody asks for more")

// paid lists the ids of what was paid within a time, in that order, a batch at a time.
func (s *Service) paid(ctx context.Context, from, until time.Time) iter.Seq2[[]funds.ID, error] {
	return func(yield func([]funds.ID, error) bool) {
		var batch []funds.ID
		err := s.Store.Paid(ctx, from, until, func(paid funds.Withdrawal) error {
			if batch = append(batch, paid.ID); len(batch) < exportBatch {
				return nil
			}
			full := batch
			batch = nil
			if !yield(full, nil) {
				return errEnough
			}
			return nil
		})
		if errors.Is(err, errEnough) {
			return
		}
		if err != nil || len(batch) > 0 {
			yield(batch, err)
		}
	}
}

// withTheirPayers reads withdrawals with the step in which each was paid: where another came after it, which took its place
// as the last one, the log has it.
func (s *Service) withTheirPayers(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error) {
	withdrawals, err := s.Store.Withdrawals(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, w := range withdrawals {
		if w.UpdatedAt.Equal(w.EndedAt) || w.Payout.Kind == funds.PayoutChannel { // the gateway has paid
			continue
		}
		history, err := s.Store.History(ctx, w.ID)
		if err != nil {
			return nil, err
		}
		withdrawals[i].Lines = history.Lines
	}
	return withdrawals, nil
}

// Payer is who took the step in which a withdrawal was paid: see [Export].
func Payer(w funds.Withdrawal) funds.Actor {
	for _, line := range w.Lines {
		if line.Command == funds.CommandComplete {
			return line.Actor
		}
	}
	return w.Actor
}
