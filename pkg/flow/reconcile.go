package flow

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Reconciliation is how a run goes about its work.
type Reconciliation struct {
	Shards int // of the queue
	// Part is which of Parts runs this one is, from 0: it looks after every Parts-th shard, beginning with this one. What is
	// not in the queue is looked after by the first. With Parts 0 or 1 it looks after everything.
	Part, Parts int

	Workers int           // withdrawals at once
	Batch   int           // ids read at once from a shard
	Ask     time.Duration // one question to the gateway
	Hurried time.Duration // one question while the gateway is silent; 0 is Ask
	Margin  time.Duration // stop this long before the context's deadline
	// PerSecond is how many questions and orders all runs together put to the gateway in a second; 0 does not bound them.
	PerSecond int
	// Silent says that the gateway is known to be silent; where it is nil, a run goes by what it hears itself.
	Silent func() bool
	// Policy is the policy in force, asked for before each batch; nil keeps the service's. Where it is an error, the
	// batch settles, and sends nothing.
	Policy func(context.Context) (funds.Policy, error)
}

// Reconciled is what a run did.
type Reconciled struct {
	Asked, Failed   int
	Unknown, Absent int           // of those asked about: the gateway has given no word, and has said that it has no such order
	Unfinished      bool          // it stopped before its deadline; the next run carries on
	Backlog         int           // orders that were due when it began, and still are
	OldestDue       time.Duration // for how long the first of them has been; 0 where there is none
}

// Reconcile asks the gateway about everything that is due in its part of the queue, once each, and applies its word. Two
// runs at once, of the same part too, do no harm: each settlement is a race that one wins. It stops before ctx's deadline.
func (s *Service) Reconcile(ctx context.Context, how Reconciliation) (Reconciled, error) {
	whole := ctx
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-how.Margin))
		defer cancel()
	}
	run := newRun(s, how)
	run.lookAtPauses(ctx)
	var shards sync.WaitGroup
	for shard := how.Part; shard < how.Shards; shard += max(how.Parts, 1) {
		shards.Go(func() { run.shard(ctx, shard) })
	}
	if run.first() {
		shards.Go(func() { run.late(ctx) })
	}
	shards.Wait()
	run.workers.Wait()
	run.done.Unfinished = ctx.Err() != nil
	run.countBacklog(whole)
	if run.first() {
		run.lookAtFloat(whole)
		run.remind(whole)
	}
	return run.done, run.err
}

// first says that the run also looks after what is not in the queue.
func (r *reconcileRun) first() bool { return r.how.Part == 0 }

// lookAtPauses reads what is paused, and repeats the alarm about it. It only saves questions: what is paused meanwhile is
// refused by the write door.
func (r *reconcileRun) lookAtPauses(ctx context.Context) {
	paused, err := r.service.Store.Pauses(ctx)
	switch {
	case ctx.Err() != nil:
		return // cut off by our own deadline: nothing is looked at either
	case err != nil:
		r.note(err)
		return
	}
	r.paused = paused
	if !r.first() {
		return
	}
	r.service.remindOfPauses(ctx, paused)
	if err := r.service.lookAtBlocked(ctx); err != nil && ctx.Err() == nil {
		r.note(err)
	}
}

type reconcileRun struct {
	service  *Service
	how      Reconciliation
	at       time.Time
	slots    chan struct{}
	workers  sync.WaitGroup
	pace     pace
	patience patience
	float    float
	paused   funds.Pauses // when the run began: what they stop is not even asked about

	mu   sync.Mutex
	done Reconciled
	err  error
}

func newRun(s *Service, how Reconciliation) *reconcileRun {
	return &reconcileRun{
		service: s, how: how, at: s.Now(), slots: make(chan struct{}, how.Workers),
		pace:     newPace(s, how.PerSecond),
		patience: patience{long: how.Ask, short: cmp.Or(how.Hurried, how.Ask), known: how.Silent},
	}
}

// countBacklog counts what the run has left. What it has looked at is due again later.
func (r *reconcileRun) countBacklog(ctx context.Context) {
	backlog, oldest, err := r.service.Store.Backlog(ctx, r.at)
	if err != nil {
		r.note(err)
		return
	}
	if r.done.Backlog = backlog; backlog > 0 {
		r.done.OldestDue = r.service.Now().Sub(oldest)
	}
}

// remind repeats the alarm for as long as anything waits for an admin: the one that was given when it
// began to wait may have been lost.
func (r *reconcileRun) remind(ctx context.Context) {
	waiting, err := r.service.Store.Attention(ctx, r.how.Batch)
	if err != nil {
		r.note(err)
		return
	}
	if len(waiting) > 0 {
		r.service.Log.ErrorContext(ctx, AttentionLine, "withdrawals", len(waiting), "newest", waiting[0])
	}
	recharges, err := r.service.Store.RechargeAttention(ctx, r.how.Batch)
	if err != nil {
		r.note(err)
		return
	}
	if len(recharges) > 0 {
		r.service.Log.ErrorContext(ctx, AttentionLine, "recharges", len(recharges), "newest", recharges[0])
	}
	returns, err := r.service.Store.ParkedReturns(ctx, r.how.Batch)
	if err != nil {
		r.note(err)
		return
	}
	if len(returns) > 0 {
		r.service.Log.ErrorContext(ctx, AttentionLine, "parkedReturns", len(returns), "newest", returns[0])
	}
	strays, err := r.service.Store.Strays(ctx, r.how.Batch)
	if err != nil {
		r.note(err)
		return
	}
	if len(strays) > 0 {
		r.service.Log.ErrorContext(ctx, AttentionLine, "callbacksAboutUnsentOrders", len(strays), "newest", strays[0])
	}
}

// note keeps the first error of reading the queue: without it a run must not look successful.
func (r *reconcileRun) note(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
}
