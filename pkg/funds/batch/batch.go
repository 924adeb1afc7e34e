package batch

import (
	"slices"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Why nothing is done with a batch.
const (
	ReasonBatchEmpty   funds.Reason = "batch_empty"    // none of its rows can be paid
	ReasonBatchTooLong funds.Reason = "batch_too_long" // it has Count rows; Maximum is the most
	ReasonBatchTwice   funds.Reason = "batch_twice"    // Text is in it twice
	ReasonBatchIs      funds.Reason = "batch_is"       // From is its state, To what was asked for
	ReasonBatchChanged funds.Reason = "batch_changed"  // its rows are not those that it was made of
)

// Make is a new batch of rows, and its parts, which are written before it: so a batch that is there is there whole.
func Make(act funds.Act, account, format string, most int64, rows []funds.BatchRow) (funds.Batch, []funds.BatchPart, error) {
	switch count := int64(len(rows)); {
	case count == 0:
		return funds.Batch{}, nil, funds.Refuse(funds.CodeUnpayable, ReasonBatchEmpty)
	case count > min(most, funds.MaxBatchRows):
		return funds.Batch{}, nil, funds.Invalid("ids", ReasonBatchTooLong).About(funds.Facts{Count: count, Maximum: min(most, funds.MaxBatchRows)})
	}
	b := funds.Batch{
		ID: funds.NewBatchID(act), Version: 1, State: funds.BatchOpen, Account: account, Format: format, Count: int64(len(rows)),
		By: bare(act.Actor), CommitID: act.CommitID, CreatedAt: act.At, UpdatedAt: act.At,
	}
	seen := make(map[funds.ID]bool, len(rows))
	for _, row := range rows {
		if seen[row.ID] {
			return funds.Batch{}, nil, funds.Invalid("ids", ReasonBatchTwice).About(funds.Facts{Text: string(row.ID)})
		}
		seen[row.ID], b.Total = true, b.Total+row.Net
	}
	b.Hash = funds.BatchHash(b, rows)
	var parts []funds.BatchPart
	for chunk := range slices.Chunk(rows, funds.BatchPartRows) {
		parts = append(parts, funds.BatchPart{Batch: b.ID, Number: int64(len(parts)), Version: 1, Rows: chunk, CommitID: act.CommitID})
	}
	return b, parts, nil
}

// Made is the change by which a new batch is there, once its parts are.
func Made(act funds.Act, b funds.Batch) funds.Change {
	return funds.Change{CommitID: act.CommitID, At: act.At, Batch: &funds.BatchChange{To: b}, Audit: audit(act, "make", b, nil)}
}

// Release lets a batch claim its rows, for those who release it: they pay.
func Release(act funds.Act, b funds.Batch, by []funds.Actor) (funds.Change, error) {
	if err := is(b, funds.BatchReleased, funds.BatchOpen); err != nil {
		return funds.Change{}, err
	}
	next := b
	next.State, next.Done = funds.BatchReleased, 0
	next.Releasers = nil
	for _, payer := range by {
		next.Releasers = append(next.Releasers, bare(payer))
	}
	return change(act, b, next, audit(act, "release", b, nil)), nil
}

// Claimed is a part whose rows were all tried: refused are those that could not be claimed, and why. Where that was the
// last part and nothing was claimed at all, the batch has ended: there is no file.
func Claimed(act funds.Act, b funds.Batch, part funds.BatchPart, refused map[funds.ID]funds.Message) (funds.Change, error) {
	if b.State != funds.BatchReleased || part.Batch != b.ID || part.Number != b.Done {
		return funds.Change{}, funds.ErrConflict // another step was faster
	}
	now, next := part, b
	now.Rows, now.Version, now.CommitID = slices.Clone(part.Rows), part.Version+1, act.CommitID
	for i := range now.Rows {
		row := &now.Rows[i]
		if row.Refused = refused[row.ID]; row.Refused == "" {
			next.Claimed, next.ClaimedAmount = next.Claimed+1, next.ClaimedAmount+row.Net
		}
	}
	if next.Done++; next.Done == b.Parts() && next.Claimed == 0 {
		next.State = funds.BatchEnded
	}
	made := change(act, b, next, nil)
	made.BatchPart = &funds.BatchPartChange{From: part.Version, To: now}
	return made, nil
}

// Ready is a batch that has claimed all that it could, and whose file is written.
func Ready(act funds.Act, b funds.Batch, file funds.FilePrint) (funds.Change, error) {
	if b.State != funds.BatchReleased || b.Done != b.Parts() {
		return funds.Change{}, funds.ErrConflict
	}
	next := b
	next.State, next.File, next.ReadyAt = funds.BatchReady, file, act.At
	return change(act, b, next, nil), nil
}

// Recall lets a batch go of all that nothing has become of yet: by the word of those who know that its file was never sent.
func Recall(act funds.Act, b funds.Batch, reason string) (funds.Change, error) {
	through := b.State == funds.BatchReleased && b.Done == b.Parts() // and its file cannot be written
	if err := is(b, funds.BatchRecalled, funds.BatchReady); err != nil && !through {
		return funds.Change{}, err
	}
	next := b
	next.State, next.Done = funds.BatchRecalled, 0
	return change(act, b, next, audit(act, "recall", b, map[string]string{"reason": reason})), nil
}

// LetGo is a part whose rows were all let go of, or had ended.
func LetGo(act funds.Act, b funds.Batch, number int64) (funds.Change, error) {
	if b.State != funds.BatchRecalled || number != b.Done {
		return funds.Change{}, funds.ErrConflict
	}
	next := b
	if next.Done++; next.Done == b.Parts() {
		next.State = funds.BatchEnded
	}
	return change(act, b, next, nil), nil
}

// Discard ends a batch that was never released. It has claimed nothing.
func Discard(act funds.Act, b funds.Batch) (funds.Change, error) {
	if b.State == funds.BatchDiscarded {
		return funds.Change{}, nil
	}
	if err := is(b, funds.BatchDiscarded, funds.BatchOpen); err != nil {
		return funds.Change{}, err
	}
	next := b
	next.State = funds.BatchDiscarded
	return change(act, b, next, audit(act, "discard", b, nil)), nil
}

// Whole refuses a batch whose rows are not those that it was made of, and released with.
func Whole(b funds.Batch, parts []funds.BatchPart) error {
	var rows []funds.BatchRow
	for _, part := range parts {
		rows = append(rows, part.Rows...)
	}
	if int64(len(parts)) != b.Parts() || int64(len(rows)) != b.Count || funds.BatchHash(b, rows) != b.Hash {
		return funds.Refuse(funds.CodeApproval, ReasonBatchChanged)
	}
	return nil
}

// is refuses what a batch in another state is asked for.
func is(b funds.Batch, to funds.BatchState, from ...funds.BatchState) error {
	if slices.Contains(from, b.State) {
		return nil
	}
	return funds.Refuse(funds.CodeIllegal, ReasonBatchIs).About(funds.Facts{From: string(b.State), To: string(to)})
}

func change(act funds.Act, b, next funds.Batch, record *funds.AuditRecord) funds.Change {
	next.Version, next.CommitID, next.UpdatedAt = b.Version+1, act.CommitID, act.At
	return funds.Change{CommitID: act.CommitID, At: act.At, Batch: &funds.BatchChange{From: b.Version, To: next}, Audit: record}
}

// bare is who did something, without what the audit alone keeps.
func bare(by funds.Actor) funds.Actor {
	return funds.Actor{Role: by.Role, ID: by.ID, Person: by.Who(), Name: by.Name}
}

func audit(act funds.Act, action string, b funds.Batch, more map[string]string) *funds.AuditRecord {
	detail := map[string]string{
		"account": b.Account, "format": b.Format, "count": strconv.FormatInt(b.Count, 10), "total": b.Total.Fixed(),
	}
	for name, text := range more {
		detail[name] = text
	}
	return ledger.AuditOf(act, funds.ModuleBatch, action, string(b.ID), funds.ModuleBatch, detail)
}
