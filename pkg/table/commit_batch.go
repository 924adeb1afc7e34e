package table

import "github.com/outflow-pay/outflow/pkg/funds"

// holdBatch has the database hold that one batch alone claims a withdrawal, and that only what is about that batch moves it
// then: beside the name of its version, the batch itself is compared.
func (w *write) holdBatch(change funds.WithdrawalChange) {
	switch {
	case change.Batch != "":
		w.and("bt = :batch")
		w.with(":batch", stringValue(string(change.Batch)))
	case change.To.InBatch():
		w.and("attribute_not_exists(bt) AND st = :waits")
		w.with(":waits", stringValue(string(funds.StateApproved)))
	}
}

// putBatch adds the next versions of a batch and of some of its rows, or of a job: what goes on step by step.
func (b *batch) putBatch(change funds.Change) {
	if change.Batch != nil {
		b.putVersion(batchItemOf(change.Batch.To), change.Batch.From, refusedConflict)
	}
	if change.BatchPart != nil {
		b.putVersion(batchPartItemOf(change.BatchPart.To), change.BatchPart.From, refusedConflict)
	}
	if change.Job != nil {
		b.putVersion(jobItemOf(change.Job.To), change.Job.From, refusedConflict)
	}
}
