package list

import (
	"context"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Batches reads batches of payouts, consistently but for BatchIDs.
type Batches interface {
	// Batch is funds.ErrNoBatch where there is none of this id.
	Batch(ctx context.Context, id funds.BatchID) (funds.Batch, error)
	// BatchParts are the rows of a batch of so many parts, in their order.
	BatchParts(ctx context.Context, id funds.BatchID, parts int64) ([]funds.BatchPart, error)
	// BatchIDs lists all batches, newest first; it may lag.
	BatchIDs(ctx context.Context) ([]funds.BatchID, error)
}

// Batches lists batches, newest first, and how many there are.
func (s *Service) Batches(ctx context.Context, page Page) ([]funds.Batch, int64, error) {
	ids, err := s.Store.BatchIDs(ctx)
	if err != nil {
		return nil, 0, err
	}
	var found []funds.Batch
	for _, id := range onPage(ids, page) {
		b, err := s.Store.Batch(ctx, id)
		if err != nil {
			return nil, 0, err
		}
		found = append(found, b)
	}
	return found, int64(len(ids)), nil
}

// BatchRecord is a batch with a page of its rows, and what became of all of them.
type BatchRecord struct {
	Batch   funds.Batch
	Rows    []BatchRowRecord
	Matched int64                 // rows that the page is of
	States  map[funds.State]int64 // of those that it has claimed
	Refused int64                 // rows that it could not claim
}

// BatchRowRecord is a row of a batch, with its withdrawal as it is now.
type BatchRowRecord struct {
	funds.BatchRow

	Withdrawal funds.Withdrawal
}

// Batch reads one with a page of its rows: all, or those alone that it could not claim.
func (s *Service) Batch(ctx context.Context, id funds.BatchID, refusedOnly bool, page Page) (BatchRecord, error) {
	b, err := s.Store.Batch(ctx, id)
	if err != nil {
		return BatchRecord{}, err
	}
	parts, err := s.Store.BatchParts(ctx, id, b.Parts())
	if err != nil {
		return BatchRecord{}, err
	}
	record := BatchRecord{Batch: b, States: map[funds.State]int64{}}
	var rows []BatchRowRecord
	for _, part := range parts {
		ids := make([]funds.ID, 0, len(part.Rows))
		for _, row := range part.Rows {
			ids = append(ids, row.ID)
		}
		found, err := s.Store.ListedWithdrawals(ctx, ids)
		if err != nil {
			return BatchRecord{}, err
		}
		for _, row := range part.Rows {
			at := slices.IndexFunc(found, func(w funds.Withdrawal) bool { return w.ID == row.ID })
			if at < 0 {
				continue
			}
			if row.Refused != "" {
				record.Refused++
			} else {
				record.States[found[at].State]++
			}
			if row.Refused != "" || !refusedOnly {
				rows = append(rows, BatchRowRecord{row, found[at]})
			}
		}
	}
	record.Rows, record.Matched = onPage(rows, page), int64(len(rows))
	return record, nil
}

// BatchRows are the ids of a batch's rows, in their order.
func (s *Service) BatchRows(ctx context.Context, id funds.BatchID) ([]funds.ID, error) {
	b, err := s.Store.Batch(ctx, id)
	if err != nil {
		return nil, err
	}
	parts, err := s.Store.BatchParts(ctx, id, b.Parts())
	var ids []funds.ID
	for _, part := range parts {
		for _, row := range part.Rows {
			ids = append(ids, row.ID)
		}
	}
	return ids, err
}

// FetchedBatch is a batch whose file somebody fetches: each time leaves an audit record, before the address is given.
func (s *Service) FetchedBatch(ctx context.Context, actor funds.Actor, id funds.BatchID) (funds.Batch, error) {
	b, err := s.Store.Batch(ctx, id)
	if err != nil {
		return funds.Batch{}, err
	}
	if b.File.SHA256 == "" {
		return funds.Batch{}, funds.Refuse(funds.CodeIllegal, ReasonNoBatchFile)
	}
	act, err := s.act(actor)
	if err != nil {
		return funds.Batch{}, err
	}
	return b, s.Audit.RecordAudit(ctx, funds.BatchFetched(act, b))
}

// ReasonNoBatchFile says that nothing was written yet: the batch has not claimed its rows.
const ReasonNoBatchFile funds.Reason = "batch_no_file"

// Matching are the ids of all that a filter without a keyword matches, oldest first, up to one more than most.
func (s *Service) Matching(ctx context.Context, filter funds.Filter, most int) ([]funds.ID, error) {
	found, err := s.Store.Find(ctx, filter)
	if err != nil {
		return nil, err
	}
	slices.Reverse(found)
	var ids []funds.ID
	for chunk := range slices.Chunk(found, exportBatch) {
		rows, err := s.Store.ListedWithdrawals(ctx, chunk)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if filter.Matches(row, funds.Wallet{}) {
				ids = append(ids, row.ID)
			}
			if len(ids) > most {
				return ids, nil
			}
		}
	}
	return ids, nil
}
