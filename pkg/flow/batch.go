package flow

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/batch"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// Batches reads batches of payouts, consistently.
type Batches interface {
	// Batch is funds.ErrNoBatch where there is none of this id.
	Batch(ctx context.Context, id funds.BatchID) (funds.Batch, error)
	// BatchParts are the rows of a batch of so many parts, in their order.
	BatchParts(ctx context.Context, id funds.BatchID, parts int64) ([]funds.BatchPart, error)
}

// BatchFormat is a form that a batch's file may have.
type BatchFormat struct {
	Name string
	Most int64                        // rows that a file of it takes
	Lack func(funds.Withdrawal) error // what it demands of a row, and the row has not; nil: it demands nothing more
}

// BatchRequest asks for a batch of payouts, in this order.
type BatchRequest struct {
	Actor   funds.Actor
	IDs     []funds.ID
	Account string // that they are paid from
	Format  BatchFormat
}

// MadeBatch is a new batch, and what was asked for and is not in it.
type MadeBatch struct {
	funds.Batch

	Left []funds.BatchRow // with why
}

// MakeBatch makes a batch of what can be paid by hand now. It claims nothing, and needs nobody else: what cannot be in it
// is named with why, before anybody releases it.
func (s *Service) MakeBatch(ctx context.Context, request BatchRequest) (MadeBatch, error) {
	act, err := s.act(request.Actor)
	if err != nil {
		return MadeBatch{}, err
	}
	if int64(len(request.IDs)) > funds.MaxBatchRows {
		return MadeBatch{}, funds.Invalid("ids", batch.ReasonBatchTooLong).About(funds.Facts{Count: int64(len(request.IDs)), Maximum: funds.MaxBatchRows})
	}
	account, err := s.Policy.AccountByHand(request.Account)
	if err != nil {
		return MadeBatch{}, err
	}
	found, err := s.Store.Withdrawals(ctx, request.IDs)
	if err != nil {
		return MadeBatch{}, err
	}
	known := make(map[funds.ID]funds.Withdrawal, len(found))
	for _, order := range found {
		known[order.ID] = order
	}
	var rows, left []funds.BatchRow
	for _, id := range request.IDs {
		order, row := known[id], funds.BatchRow{ID: id}
		refused := error(funds.ErrNotFound)
		if order.ID != "" {
			row.Net, row.Hash = order.Net(), order.Content()
			refused = withdrawal.CheckBatchable(act, order, s.Policy)
			if refused == nil && request.Format.Lack != nil {
				refused = request.Format.Lack(order)
			}
		}
		var why *funds.Error
		if errors.As(refused, &why) {
			row.Refused = why.Said()
			left = append(left, row)
			continue
		}
		rows = append(rows, row)
	}
	b, parts, err := batch.Make(act, account, request.Format.Name, request.Format.Most, rows)
	if err != nil {
		return MadeBatch{Left: left}, err
	}
	err = s.each(ctx, len(parts), func(ctx context.Context, i int) error {
		return s.Store.Commit(ctx, funds.Change{CommitID: act.CommitID, At: act.At, BatchPart: &funds.BatchPartChange{To: parts[i]}})
	})
	if err = cmp.Or(err, s.Store.Commit(ctx, batch.Made(act, b))); err != nil {
		return MadeBatch{}, err
	}
	return MadeBatch{b, left}, nil
}

// Batching is a batch after a word of an admin's, which may wait for another's.
type Batching struct {
	funds.Batch

	Proposal funds.ProposalID // that waits; else empty
}

// ReleaseBatch lets a batch claim its rows. Under any rules it takes two people, who both pay it: each must be somebody who
// may. seen is the hash of the batch as it was shown; empty: they do not say.
func (s *Service) ReleaseBatch(ctx context.Context, actor funds.Actor, id funds.BatchID, seen string) (Batching, error) {
	return s.decideBatch(ctx, actor, id, func(act funds.Act, b funds.Batch) (funds.Change, proposable, error) {
		if seen != "" && seen != b.Hash {
			return funds.Change{}, proposable{}, funds.Refuse(funds.CodeApproval, batch.ReasonBatchChanged)
		}
		change, err := batch.Release(act, b, []funds.Actor{act.Actor})
		return change, releasing(b, funds.ProposeRelease, ""), err
	})
}

// RecallBatch is people's word that the file of a batch was never sent: the batch lets go of its rows.
func (s *Service) RecallBatch(ctx context.Context, actor funds.Actor, id funds.BatchID, reason string) (Batching, error) {
	return s.decideBatch(ctx, actor, id, func(act funds.Act, b funds.Batch) (funds.Change, proposable, error) {
		change, err := batch.Recall(act, b, reason)
		return change, releasing(b, funds.ProposeRecall, reason), err
	})
}

// DiscardBatch ends a batch that was never released.
func (s *Service) DiscardBatch(ctx context.Context, actor funds.Actor, id funds.BatchID) (Batching, error) {
	return s.decideBatch(ctx, actor, id, func(act funds.Act, b funds.Batch) (funds.Change, proposable, error) {
		change, err := batch.Discard(act, b)
		return change, proposable{}, err
	})
}

// decideBatch commits a decision about a batch, or proposes it.
func (s *Service) decideBatch(ctx context.Context, actor funds.Actor, id funds.BatchID, decide func(funds.Act, funds.Batch) (funds.Change, proposable, error)) (Batching, error) {
	act, err := s.act(actor)
	if err != nil {
		return Batching{}, err
	}
	var before funds.Batch
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		b, err := s.Store.Batch(ctx, id)
		if err != nil {
			return funds.Change{}, err
		}
		before = b
		change, asked, err := decide(act, b)
		if err != nil || asked.Act == "" {
			return change, err
		}
		change, err = s.weigh(ctx, act, change, asked)
		if err == nil && change.Proposal != nil {
			proposed := b
			proposed.Proposal, proposed.Version, proposed.CommitID, proposed.UpdatedAt = change.Proposal.To.ID, b.Version+1, act.CommitID, act.At
			change.Batch = &funds.BatchChange{From: b.Version, To: proposed}
		}
		return change, err
	})
	if err != nil {
		return Batching{}, err
	}
	if change.Batch != nil {
		before = change.Batch.To
	}
	return Batching{before, proposedBy(change)}, nil
}

// releasing is the release, or the recall, of a batch as a proposal: it names everything that is released.
func releasing(b funds.Batch, act funds.ProposedAct, reason string) proposable {
	return proposable{Request: proposal.Request{
		Act: act, Judged: []funds.Asked{{Act: funds.ActBatch, Amount: b.Total}},
		Body: funds.ProposalBody{
			funds.BodyBatch: string(b.ID), funds.BodyAmount: strconv.FormatInt(int64(b.Total), 10), funds.BodyCount: strconv.FormatInt(b.Count, 10),
			funds.BodyAccount: b.Account, funds.BodyFormat: b.Format, funds.BodyHash: hex.EncodeToString([]byte(b.Hash)), funds.BodyReason: reason,
		},
	}}
}

// decideReleased is what the last word for a release, or a recall, writes. Everybody who has released it pays it.
func (s *Service) decideReleased(ctx context.Context, act funds.Act, p funds.Proposal) (funds.Change, error) {
	b, err := s.Store.Batch(ctx, funds.BatchID(p.Body[funds.BodyBatch]))
	if err != nil {
		return funds.Change{}, err
	}
	if hex.EncodeToString([]byte(b.Hash)) != p.Body[funds.BodyHash] {
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonProposalMoved)
	}
	if p.Act == funds.ProposeRecall {
		return batch.Recall(act, b, p.Body[funds.BodyReason])
	}
	var payers []funds.Actor
	for _, approval := range p.Approvals {
		by := approval.By
		by.Person = approval.Person
		payers = append(payers, by)
	}
	last := act.Actor
	last.Person = s.Policy.Controls.PersonOf(last)
	return batch.Release(act, b, append(payers, last))
}
