package flow

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/batch"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// BatchFiles keeps the files of batches.
type BatchFiles interface {
	// Write makes the file of a batch from its rows, in their order, keeps it under a name that tells it from any other,
	// and says what it is. It may be called again, also with other rows: what counts is what it said at the end.
	Write(ctx context.Context, b funds.Batch, rows iter.Seq2[funds.Withdrawal, error]) (funds.FilePrint, error)
}

// batchAtOnce is how many rows of a batch are claimed, or let go of, at the same time.
const batchAtOnce = 32

// stepTries is how often a step goes on after the table was too busy, one time after the other.
const stepTries = 3

// StepBatch works on a batch that was released or recalled until a moment, part by part: each is claimed, or let go of, and
// then noted. It may die anywhere, and two may work at once: the next one goes on where this one was, and what is claimed
// already is claimed. Only once everything is claimed is there a file.
func (s *Service) StepBatch(ctx context.Context, id funds.BatchID, until time.Time, files BatchFiles) (funds.Batch, error) {
	for busy := 0; ; {
		b, err := s.Store.Batch(ctx, id)
		if err != nil || !b.State.Steps() || !s.Now().Before(until) {
			return b, err
		}
		parts, err := s.Store.BatchParts(ctx, id, b.Parts())
		if err != nil {
			return b, err
		}
		if err := batch.Whole(b, parts); err != nil {
			s.Log.ErrorContext(ctx, "a batch is not what was released", "batch", id)
			return b, err
		}
		err = s.stepParts(ctx, b, parts, until, files)
		if busy++; err == nil || errors.Is(err, funds.ErrConflict) {
			busy = 0
		}
		if busy > 0 && (busy > stepTries || funds.CodeOf(err) != funds.CodeBusy) {
			return b, err
		}
	}
}

// stepParts works on a batch as it was read, until somebody else does too.
func (s *Service) stepParts(ctx context.Context, b funds.Batch, parts []funds.BatchPart, until time.Time, files BatchFiles) error {
	for b.State.Steps() && s.Now().Before(until) {
		var change funds.Change
		var err error
		switch {
		case b.State == funds.BatchRecalled:
			change, err = s.letGoOfPart(ctx, b, parts[b.Done])
		case b.Done < b.Parts():
			change, err = s.claimPart(ctx, b, parts[b.Done])
		default:
			change, err = s.writeBatch(ctx, b, parts, files)
		}
		if err == nil {
			err = s.Store.Commit(ctx, change)
		}
		if err != nil {
			return err
		}
		b = change.Batch.To
		if change.BatchPart != nil {
			parts[change.BatchPart.To.Number] = change.BatchPart.To
		}
	}
	return nil
}

// payerOf is in whose name a batch's rows are claimed: the last of those who have released it.
func payerOf(b funds.Batch) funds.Actor { return b.Releasers[len(b.Releasers)-1] }

func (s *Service) claimPart(ctx context.Context, b funds.Batch, part funds.BatchPart) (funds.Change, error) {
	known, err := s.rowsOf(ctx, part)
	if err != nil {
		return funds.Change{}, err
	}
	var mu sync.Mutex
	refused := map[funds.ID]funds.Message{}
	err = s.each(ctx, len(part.Rows), func(ctx context.Context, i int) error {
		row := part.Rows[i]
		why, err := s.claimRow(ctx, b, row, known[row.ID])
		if why != "" {
			mu.Lock()
			defer mu.Unlock()
			refused[row.ID] = why
		}
		return err
	})
	if err != nil {
		return funds.Change{}, err
	}
	act, err := s.act(payerOf(b))
	if err != nil {
		return funds.Change{}, err
	}
	return batch.Claimed(act, b, part, refused)
}

// claimRow claims one row, by the same way as a payout by hand, or says why it cannot be claimed. A fault of ours, and a
// race that is not decided, is an error: the step is repeated.
func (s *Service) claimRow(ctx context.Context, b funds.Batch, row funds.BatchRow, known funds.Withdrawal) (why funds.Message, err error) {
	if known.ID == "" {
		return funds.ErrNotFound.Said(), nil
	}
	claim, tries := withdrawal.Batching{Batch: b.ID, Account: b.Account, Content: row.Hash, Payers: b.Releasers}, 0
	_, err = s.updateUnsent(ctx, payerOf(b), list.Record{Withdrawal: known}, true, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		if tries++; tries > 1 { // somebody was faster: perhaps the step that ended this batch's claims
			now, err := s.Store.Batch(ctx, b.ID)
			if err != nil || now.State != funds.BatchReleased || now.Done != b.Done {
				return funds.Change{}, cmp.Or(err, funds.ErrConflict)
			}
		}
		return withdrawal.ClaimForBatch(act, wallet, order, claim, s.Policy)
	})
	return refusedRow(err)
}

// refusedRow is why a row is left as it is; what is wrong with the system, or may be over in a moment, is an error.
func refusedRow(err error) (funds.Message, error) {
	var refused *funds.Error
	switch {
	case err == nil:
		return "", nil
	case !errors.As(err, &refused) || refused.Code == funds.CodeInternal || refused.Code == funds.CodeBusy:
		return "", err
	}
	return refused.Said(), nil
}

// letGoOfPart lets go of those rows of a part that nothing has become of.
func (s *Service) letGoOfPart(ctx context.Context, b funds.Batch, part funds.BatchPart) (funds.Change, error) {
	known, err := s.rowsOf(ctx, part)
	if err != nil {
		return funds.Change{}, err
	}
	by := payerOf(b)
	err = s.each(ctx, len(part.Rows), func(ctx context.Context, i int) error {
		order := known[part.Rows[i].ID]
		if !order.InBatch() || order.Payout.Batch != b.ID {
			return nil
		}
		_, err := s.updateWithdrawal(ctx, by, order, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
			return withdrawal.Unclaim(act, order, b.ID, "")
		})
		if _, fault := refusedRow(err); fault != nil {
			return fault
		}
		return nil
	})
	if err != nil {
		return funds.Change{}, err
	}
	act, err := s.act(by)
	if err != nil {
		return funds.Change{}, err
	}
	return batch.LetGo(act, b, part.Number)
}

// writeBatch writes the file of all that was claimed, and of nothing else.
func (s *Service) writeBatch(ctx context.Context, b funds.Batch, parts []funds.BatchPart, files BatchFiles) (funds.Change, error) {
	file, err := files.Write(ctx, b, s.claimedRows(ctx, b, parts))
	if err != nil {
		return funds.Change{}, err
	}
	act, err := s.act(payerOf(b))
	if err != nil {
		return funds.Change{}, err
	}
	return batch.Ready(act, b, file)
}

// claimedRows are the withdrawals that a batch has claimed, in its order, as they are now.
func (s *Service) claimedRows(ctx context.Context, b funds.Batch, parts []funds.BatchPart) iter.Seq2[funds.Withdrawal, error] {
	return func(yield func(funds.Withdrawal, error) bool) {
		for _, part := range parts {
			known, err := s.rowsOf(ctx, part)
			if err != nil {
				yield(funds.Withdrawal{}, err)
				return
			}
			for _, row := range part.Rows {
				order := known[row.ID]
				switch {
				case row.Refused != "":
					continue
				case order.Payout.Batch != b.ID || order.Content() != row.Hash:
					s.Log.ErrorContext(ctx, "a row is not what was released", "batch", b.ID, "withdrawal", row.ID)
					yield(order, funds.Refuse(funds.CodeApproval, withdrawal.ReasonContentChanged))
					return
				}
				if !yield(order, nil) {
					return
				}
			}
		}
	}
}

// rowsOf reads the withdrawals of a part.
func (s *Service) rowsOf(ctx context.Context, part funds.BatchPart) (map[funds.ID]funds.Withdrawal, error) {
	ids := make([]funds.ID, 0, len(part.Rows))
	for _, row := range part.Rows {
		ids = append(ids, row.ID)
	}
	found, err := s.Store.Withdrawals(ctx, ids)
	if err != nil {
		return nil, err
	}
	known := make(map[funds.ID]funds.Withdrawal, len(found))
	for _, order := range found {
		known[order.ID] = order
	}
	return known, nil
}

// each does something with the numbers from 0 to n−1, some of them at once, and waits for all. Once one fails, no other is
// begun; its error is given.
func (s *Service) each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	failed := make([]error, n)
	free := make(chan struct{}, batchAtOnce)
	for i := range n {
		free <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		running.Go(func() {
			defer func() { <-free }()
			if failed[i] = do(ctx, i); failed[i] != nil {
				cancel()
			}
		})
	}
	running.Wait()
	at := slices.IndexFunc(failed, func(err error) bool { return err != nil && !errors.Is(err, context.Canceled) })
	if at < 0 {
		return errors.Join(failed...)
	}
	return failed[at]
}
