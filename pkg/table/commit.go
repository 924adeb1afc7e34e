package table

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Commit is the one write door: it applies a whole change, or nothing of it. A change of one item is one conditional
// write; a larger change is one transaction.
//
// It tries again after throttling and transaction conflicts, with jitter and for a bounded time, but never after a
// failed condition. If an answer is lost, it reads the proof of the change: our commit id there means that the change
// was applied, nothing there means that the same change is sent again, and another commit id means a lost race.
//
// Errors: [funds.ErrConflict] (reload and decide again), [funds.ErrCodeTaken] (draw another code), the codes
// duplicate_number and wallet_inactive, [funds.ErrBusy] if the change could not be applied within the time bound, and
// [funds.CodeInternal] for anything else. After ErrBusy the change may still have been applied, if the last answer was
// lost; whoever repeats the request sends the same idempotency key.
func (s *Store) Commit(ctx context.Context, change funds.Change) error {
	if change.Empty() {
		return nil
	}
	in, auditShards := oneShard, 1
	var err error
	if created := createdAt(change); !created.IsZero() {
		if in, err = s.orderMonth(ctx, created); err != nil {
			return err
		}
	}
	if w := change.Withdrawal; s.MonthShards > 1 && w != nil && w.To.State == funds.StateCompleted { // else in the first one
		paid, err := s.monthConfigOf(ctx, w.To.EndedAt)
		if err != nil {
			return err
		}
		in.paid = paid.shardsAt(w.To.EndedAt)
	}
	if s.MonthShards > 1 && audited(change) { // else it is in the first one, which is there always
		now, err := s.monthConfigOf(ctx, change.At)
		if err != nil {
			return err
		}
		auditShards = now.auditShardsAt(change.At)
	}
	writes, err := writesOf(change, in, auditShards)
	if err != nil {
		return funds.Internal("encode a change", err)
	}
	return s.apply(ctx, change.CommitID, writes)
}

// RecordAudit keeps the audit record of a read. It is a commit of that record alone, by its id.
func (s *Store) RecordAudit(ctx context.Context, record funds.AuditRecord) error {
	return s.Commit(ctx, funds.Change{CommitID: record.ID, At: record.At, Audit: &record})
}

// createdAt is when the order, the proposal, the job or the new batch of a change was created, or zero if the change has none.
func createdAt(change funds.Change) time.Time {
	switch {
	case change.Withdrawal != nil:
		return change.Withdrawal.To.CreatedAt
	case change.Recharge != nil:
		return change.Recharge.To.CreatedAt
	case change.Proposal != nil:
		return change.Proposal.To.CreatedAt
	case change.Job != nil:
		return change.Job.To.CreatedAt
	case change.Batch != nil && change.Batch.From == 0:
		return change.Batch.To.CreatedAt
	}
	return time.Time{}
}

// audited says whether a change is listed in the audit.
func audited(change funds.Change) bool {
	return change.Audit != nil || slices.ContainsFunc(change.Lines, funds.Line.Audited)
}

// apply sends the writes until their outcome is known. A lost answer is no answer: it reads the proof, which tells whether
// the change was written, before it sends anything again.
func (s *Store) apply(ctx context.Context, commitID string, writes []write) error {
	until := s.now().Add(retryBound)
	doubtful := false // whether the outcome of an earlier attempt is unknown
	for pause := firstPause; ; pause = min(pause*backoffFactor, longestPause) {
		result, failed, err := s.send(ctx, writes)
		switch result {
		case applied:
			return nil
		case broken:
			return funds.Internal("commit", err)
		case conditionFailed:
			if !doubtful {
				return refused(writes, failed)
			}
			if mine, err := s.readProof(ctx, writes[0].key, commitID); err == nil {
				if mine == proofOurs {
					return nil
				}
				return refused(writes, failed)
			}
		case ambiguous:
			doubtful = true
			switch mine, err := s.readProof(ctx, writes[0].key, commitID); {
			case err != nil: // unreadable too: wait, and send the same change again, whose conditions hold at most once
			case mine == proofOurs:
				return nil
			case mine == proofAnothers && writes[0].immutable: // for ever
				return funds.ErrConflict
			}
		case notApplied:
		}
		if !s.pause(ctx, until, pause) {
			return errors.Join(funds.ErrBusy, err)
		}
	}
}

func (s *Store) send(ctx context.Context, writes []write) (result outcome, failed []failure, err error) {
	ctx, cancel := context.WithTimeout(ctx, requestBound)
	defer cancel()
	if len(writes) == 1 {
		err = s.write(ctx, writes[0].conditional, withoutRetries)
	} else {
		items := make([]types.TransactWriteItem, 0, len(writes))
		for _, w := range writes {
			items = append(items, s.transact(w.conditional))
		}
		_, err = s.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: items}, withoutRetries)
	}
	result, failed = outcomeOf(err)
	return result, failed, err
}

type proof int

const (
	proofAbsent proof = iota
	proofOurs
	proofAnothers
)

// readProof reads whose commit wrote the proof of a change.
func (s *Store) readProof(ctx context.Context, at key, commitID string) (proof, error) {
	ctx, cancel := context.WithTimeout(ctx, requestBound)
	defer cancel()
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: s.table, Key: at.attributes(), ConsistentRead: aws.Bool(true),
	}, withoutRetries)
	switch {
	case err != nil:
		return proofAbsent, err
	case len(out.Item) == 0:
		return proofAbsent, nil
	case text(out.Item["commit"]) == commitID:
		return proofOurs, nil
	default:
		return proofAnothers, nil
	}
}
