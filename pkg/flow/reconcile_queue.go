package flow

import (
	"context"
	"sync"
	"time"
)

// shard takes what was due in a shard when the run began, each once. Where that is more than a batch, it goes from both ends,
// and each has half of the looks: what has waited longest does not starve, and what a callback has just made due, which is
// at the other end, does not wait for all that was there before.
func (r *reconcileRun) shard(ctx context.Context, shard int) {
	q := &shardQueue{reconcileRun: r, shard: shard, taken: map[string]bool{}}
	var newest sync.WaitGroup
	q.lane(ctx, r.service.Store.Due, func() {
		newest.Go(func() { q.lane(ctx, r.service.Store.DueNewest, func() {}) })
	})
	newest.Wait()
}

// shardQueue is a shard's part of what is due.
type shardQueue struct {
	*reconcileRun

	shard int

	mu    sync.Mutex
	taken map[string]bool // from either end
}

// lane takes batch after batch from one end, until it comes to the other one, or to what was taken from there. It calls
// more once where the first batch is not all.
func (q *shardQueue) lane(ctx context.Context, list func(context.Context, int, time.Time, string, int) ([]string, string, error), more func()) {
	for place := ""; ctx.Err() == nil; {
		serials, end, err := list(ctx, q.shard, q.at, place, q.how.Batch)
		if ctx.Err() != nil {
			return // cut off by our own deadline: the next run carries on
		}
		if err != nil {
			q.note(err)
			return
		}
		mine := q.take(serials)
		if place == "" && end != "" {
			more()
		}
		looker := q.by(ctx)
		if !q.each(ctx, len(mine), func(i int) { looker.look(ctx, mine[i]) }) {
			return
		}
		if end == "" || len(mine) < len(serials) {
			return
		}
		place = end
	}
}

// take gives those that were not taken from the other end.
func (q *shardQueue) take(serials []string) (mine []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, serial := range serials {
		if !q.taken[serial] {
			q.taken[serial] = true
			mine = append(mine, serial)
		}
	}
	return mine
}

// each has the workers do n things. It is false where the time was too short for all of them.
func (r *reconcileRun) each(ctx context.Context, n int, do func(i int)) bool {
	for i := range n {
		select {
		case <-ctx.Done():
			return false
		case r.slots <- struct{}{}:
		}
		r.workers.Go(func() {
			defer func() { <-r.slots }()
			do(i)
		})
	}
	return true
}

// looker looks at the orders of one batch, by one reading of the policy.
type looker struct {
	*reconcileRun

	service *Service // in the place of the run's
	sends   bool     // whether the policy in force is known
}

// by is who looks at the next batch.
func (r *reconcileRun) by(ctx context.Context) looker {
	if r.how.Policy == nil {
		return looker{r, r.service, true}
	}
	policy, err := r.how.Policy(ctx)
	service := *r.service
	service.Policy = policy
	return looker{r, &service, err == nil}
}
