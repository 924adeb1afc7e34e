package flow

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/logline"
)

// BatchAudit is one decision about many withdrawals.
type BatchAudit struct {
	IDs     []string // in any spelling; a repeated one counts once
	Approve bool     // or reject
	Remark  string
}

// BatchAudited is what became of them.
type BatchAudited struct {
	Succeeded int
	Failed    []string // as they were given, in their order
	Waiting   []string // those of them that were approved, and wait for more people
}

const (
	batchWorkers = 16              // users whose withdrawals are audited at once
	batchMargin  = 5 * time.Second // before the context's end, nothing more is begun
)

// AuditBatch approves or rejects many withdrawals, each in a commit of its own: one that fails
// does not stop the others, and is logged where the fault is ours. One user's are handled in sequence, users in
// parallel. What the context leaves no time for counts as failed. Approved ones stay frozen until their payout.
func (s *Service) AuditBatch(ctx context.Context, actor funds.Actor, batch BatchAudit) (BatchAudited, error) {
	given, ids := batchIDs(batch.IDs)
	withdrawals, err := s.Store.Withdrawals(ctx, ids)
	if err != nil {
		return BatchAudited{}, err
	}
	byUser := map[string][]funds.Withdrawal{}
	for _, withdrawal := range withdrawals {
		// A state that is final, or claimed for the gateway, never leads back: no commit is needed to refuse it.
		if withdrawal.State == funds.StatePending || withdrawal.State == funds.StateApproved {
			byUser[withdrawal.UserID] = append(byUser[withdrawal.UserID], withdrawal)
		}
	}
	run := &batchRun{service: s, actor: actor, batch: batch, audited: map[funds.ID]bool{}, waiting: map[funds.ID]bool{}}
	run.users(ctx, byUser)
	result := BatchAudited{Failed: []string{}}
	for _, one := range given {
		if one.known && run.audited[one.id] {
			result.Succeeded++
		} else {
			result.Failed = append(result.Failed, one.text)
		}
		if one.known && run.waiting[one.id] {
			result.Waiting = append(result.Waiting, one.text)
		}
	}
	return result, nil
}

// batchID is one of the given ids.
type batchID struct {
	text  string
	id    funds.ID
	known bool // false: it spells no id
}

// batchIDs are the given ids, each once, and those that may exist.
func batchIDs(texts []string) (given []batchID, ids []funds.ID) {
	seen := map[string]bool{}
	for _, text := range texts {
		id, err := funds.ParseID(text)
		one := batchID{text, id, err == nil}
		key := text
		if one.known {
			key = string(id)
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		given = append(given, one)
		if one.known {
			ids = append(ids, id)
		}
	}
	return given, ids
}

type batchRun struct {
	service *Service
	actor   funds.Actor
	batch   BatchAudit

	mu      sync.Mutex
	audited map[funds.ID]bool
	waiting map[funds.ID]bool
}

func (r *batchRun) users(ctx context.Context, byUser map[string][]funds.Withdrawal) {
	queue := make(chan []funds.Withdrawal)
	var workers sync.WaitGroup
	for range min(batchWorkers, len(byUser)) {
		workers.Go(func() {
			for orders := range queue {
				r.user(ctx, orders)
			}
		})
	}
	for _, orders := range byUser {
		queue <- orders
	}
	close(queue)
	workers.Wait()
}

// user audits one user's withdrawals in sequence.
func (r *batchRun) user(ctx context.Context, orders []funds.Withdrawal) {
	deadline, bounded := ctx.Deadline()
	for _, order := range orders {
		if ctx.Err() != nil || (bounded && deadline.Sub(r.service.Now()) < batchMargin) {
			return
		}
		ctx := logline.Open(ctx, slog.String(logline.KeyOrder, string(order.ID)))
		waits, err := r.audit(ctx, order)
		if err == nil {
			r.done(order.ID, waits)
			continue
		}
		if code := funds.CodeOf(err); code == funds.CodeInternal || code == funds.CodeBusy {
			r.service.Log.ErrorContext(ctx, "batch audit", "withdrawal", order.ID, "error", err)
		}
	}
}

// done keeps what became of one. What waits for more people has not succeeded: who reads that takes it for paid.
func (r *batchRun) done(id funds.ID, waits bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if waits {
		r.waiting[id] = true
		return
	}
	r.audited[id] = true
}

// audit decides about one, and says whether it waits for more people then.
func (r *batchRun) audit(ctx context.Context, known funds.Withdrawal) (waits bool, err error) {
	s, record, remark := r.service, list.Record{Withdrawal: known}, r.batch.Remark
	if r.batch.Approve {
		_, err = s.updateBeside(ctx, r.actor, record, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
			change, err := withdrawal.AuditApprove(act, wallet, order, remark, s.Policy)
			if change.Withdrawal != nil {
				order = change.Withdrawal.To
			}
			waits = withdrawal.QuorumOf(wallet, order, act.At, s.Policy).Short() > 0
			return change, err
		})
		return waits, err
	}
	_, err = s.updateUnsent(ctx, r.actor, record, false, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.AuditReject(act, wallet, order, remark)
	})
	return false, err
}
