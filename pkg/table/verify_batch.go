package table

import (
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// RuleBatch is broken if a batch is not what was released, or a withdrawal is in one that does not have it.
const RuleBatch = "a batch has the rows that it says, and each is in one batch"

// batches are all that were read of batches.
type batches struct {
	heads map[funds.BatchID]funds.Batch
	parts map[funds.BatchID][]funds.BatchPart
}

func (b *batches) add(sk string, row item) error {
	if b.heads == nil {
		b.heads, b.parts = map[funds.BatchID]funds.Batch{}, map[funds.BatchID][]funds.BatchPart{}
	}
	if sk == skBatch {
		stored, err := decode[batchItem](row)
		if err == nil {
			head := stored.batch()
			b.heads[head.ID] = head
		}
		return err
	}
	stored, err := decode[batchPartItem](row)
	if err == nil {
		part := stored.part()
		b.parts[part.Batch] = append(b.parts[part.Batch], part)
	}
	return err
}

// verifyBatches holds batches against their rows, and withdrawals against batches. Parts without a batch are what a process
// that died before it had made the batch has left. Of a batch whose step is under way, the rows of later parts may be claimed.
func verifyBatches(read contents) (found []invariant.Violation) {
	broken := func(subject, format string, args ...any) {
		found = append(found, invariant.Violation{Rule: RuleBatch, Subject: subject, Detail: fmt.Sprintf(format, args...)})
	}
	rows := map[funds.BatchID]map[funds.ID]funds.BatchRow{}
	for id, head := range read.batches.heads {
		rows[id] = map[funds.ID]funds.BatchRow{}
		all := invariant.RowsOf(read.batches.parts[id])
		for _, row := range all {
			rows[id][row.ID] = row
		}
		for _, wrong := range invariant.VerifyBatch(head, all) {
			broken(string(id), "%s", wrong)
		}
	}
	for _, ledger := range read.ledgers {
		for _, history := range ledger.Withdrawals {
			w := history.Withdrawal
			if w.Payout.Batch == "" {
				continue
			}
			row, has := rows[w.Payout.Batch][w.ID]
			switch {
			case !has:
				broken(string(w.ID), "it is in batch %q, which does not have it", w.Payout.Batch)
			case row.Hash != w.Content() || row.Net != w.Net():
				broken(string(w.ID), "it is not what batch %q was released with", w.Payout.Batch)
			}
		}
	}
	return found
}
