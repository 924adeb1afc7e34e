package invariant

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// RuleBatch is broken if what a batch has claimed was moved by anything else, or says another batch than its log.
const RuleBatch = "what a batch claims is its alone, until it is paid or let go"

// verifyBatch follows the log from each claim of a batch to its end.
func verifyBatch(history funds.History) (found []Violation) {
	w := history.Withdrawal
	broken := func(format string, args ...any) {
		found = append(found, Violation{RuleBatch, string(w.ID), fmt.Sprintf(format, args...)})
	}
	claimed, paid := funds.BatchID(""), false
	lines := slices.SortedStableFunc(slices.Values(history.Lines), func(a, b funds.Line) int { return cmp.Compare(a.Version, b.Version) })
	for _, line := range lines {
		batch := batchOf(line)
		switch {
		case line.Command == funds.CommandDispatch:
			claimed = batch
		case claimed == "" || paid:
		case line.Command == funds.CommandComplete:
			paid = true
		case line.Command == funds.CommandUnclaim:
			if batch != claimed {
				broken("%q lets go of it at %d, and %q has it", batch, line.Version, claimed)
			}
			claimed = ""
		case line.Command != funds.CommandFlag:
			broken("%s at %d, while %q has it", line.Command, line.Version, claimed)
		}
	}
	switch {
	case w.Payout.Batch != claimed:
		broken("by its log %q has it, and it says %q", claimed, w.Payout.Batch)
	case w.InBatch() && (w.Payout.Kind != funds.PayoutManual || w.Payout.TransactionNo != "" || w.Payout.Attempt > 0 || !w.Watch.Due.IsZero()):
		broken("%q has it, and it is paid by %q, for the %d. time, and due %v", claimed, w.Payout.Kind, w.Payout.Attempt, w.Watch.Due)
	case w.AtGateway() && w.Payout.Kind != funds.PayoutChannel:
		broken("it is processing, and neither a batch nor the gateway has it")
	}
	return found
}

// batchOf is the batch that a line says claims a withdrawal, or lets go of it.
func batchOf(line funds.Line) funds.BatchID {
	_, said := line.Message.Parts()
	for _, statement := range said {
		if statement.Reason == funds.ReasonClaimedByBatch || statement.Reason == funds.ReasonUnclaimedByBatch {
			return funds.BatchID(statement.Facts.Batch)
		}
	}
	return ""
}

// RowsOf are the rows of a batch's parts, in their order.
func RowsOf(parts []funds.BatchPart) (rows []funds.BatchRow) {
	parts = slices.SortedFunc(slices.Values(parts), func(a, b funds.BatchPart) int { return cmp.Compare(a.Number, b.Number) })
	for _, part := range parts {
		rows = append(rows, part.Rows...)
	}
	return rows
}

// VerifyBatch says what is wrong with a batch that has these rows: its count, sum and hash are theirs, each is in it once,
// and what it has claimed is no more than what it was made of. Once it is through, that is all but what was refused.
func VerifyBatch(b funds.Batch, rows []funds.BatchRow) (wrong []string) {
	broken := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	var total, claimed funds.Amount
	var count int64
	seen := map[funds.ID]bool{}
	for _, row := range rows {
		if seen[row.ID] {
			broken("it has %s twice", row.ID)
		}
		seen[row.ID] = true
		total += row.Net
		if row.Refused == "" {
			count, claimed = count+1, claimed+row.Net
		}
	}
	if b.Count != int64(len(rows)) || b.Total != total || b.Hash != funds.BatchHash(b, rows) {
		broken("it says %d rows of %d, and has %d of %d: or its hash is another's", b.Count, b.Total, len(rows), total)
	}
	switch b.State {
	case funds.BatchOpen, funds.BatchDiscarded:
		if b.Claimed != 0 || len(b.Releasers) > 0 {
			broken("%s, and %d are claimed for %d people", b.State, b.Claimed, len(b.Releasers))
		}
	case funds.BatchReleased:
		if b.Claimed > count || b.ClaimedAmount > claimed || len(b.Releasers) == 0 {
			broken("it has claimed %d of %d", b.Claimed, count)
		}
	case funds.BatchReady, funds.BatchRecalled, funds.BatchEnded:
		if b.Claimed != count || b.ClaimedAmount != claimed || len(b.Releasers) == 0 {
			broken("it has claimed %d of %d, and not %d of %d", b.Claimed, b.ClaimedAmount, count, claimed)
		}
	default:
		broken("it is %q", b.State)
	}
	return wrong
}
