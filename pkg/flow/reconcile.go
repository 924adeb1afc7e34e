package flow

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/logline"
)

// Reconciliation is how a run goes about its work.
type Reconciliation struct {
	Shards  int           // of the queue
	Workers int           // withdrawals at once
	Batch   int           // ids read at once from a shard
	Ask     time.Duration // one question to the gateway
	Margin  time.Duration // stop this long before the context's deadline
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

// Reconcile asks the gateway about everything that is due, once each, and applies its word. Two runs
// at once do no harm: each settlement is a race that one wins. It stops before ctx's deadline.
func (s *Service) Reconcile(ctx context.Context, how Reconciliation) (Reconciled, error) {
	whole := ctx
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-how.Margin))
		defer cancel()
	}
	run := &reconcileRun{service: s, how: how, at: s.Now(), slots: make(chan struct{}, how.Workers)}
	run.lookAtPauses(ctx)
	var shards sync.WaitGroup
	for shard := range how.Shards {
		shards.Go(func() { run.shard(ctx, shard) })
	}
	shards.Go(func() { run.late(ctx) })
	shards.Wait()
	run.workers.Wait()
	run.done.Unfinished = ctx.Err() != nil
	run.countBacklog(whole)
	run.remind(whole)
	return run.done, run.err
}

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
	r.service.remindOfPauses(ctx, paused)
	if err := r.service.lookAtBlocked(ctx); err != nil && ctx.Err() == nil {
		r.note(err)
	}
}

// overdue is how long a payout may wait for the gateway's final word before every look at it alarms.
const overdue = 24 * time.Hour

type reconcileRun struct {
	service *Service
	how     Reconciliation
	at      time.Time
	slots   chan struct{}
	workers sync.WaitGroup
	paused  funds.Pauses // when the run began: what they stop is not even asked about

	mu   sync.Mutex
	done Reconciled
	err  error
}

// shard takes what was due when the run began, each once, a batch at a time.
func (r *reconcileRun) shard(ctx context.Context, shard int) {
	for after := ""; ctx.Err() == nil; {
		serials, end, err := r.service.Store.Due(ctx, shard, r.at, after, r.how.Batch)
		if ctx.Err() != nil {
			return // cut off by our own deadline: the next run carries on
		}
		if err != nil {
			r.note(err)
			return
		}
		looker := r.by(ctx)
		if !r.each(ctx, len(serials), func(i int) { looker.look(ctx, serials[i]) }) {
			return
		}
		if end == "" {
			return
		}
		after = end
	}
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
	strays, err := r.service.Store.Strays(ctx, r.how.Batch)
	if err != nil {
		r.note(err)
		return
	}
	if len(strays) > 0 {
		r.service.Log.ErrorContext(ctx, AttentionLine, "callbacksAboutUnsentOrders", len(strays), "newest", strays[0])
	}
}

// look asks about one order. A failure leaves it due, for the next run.
func (r looker) look(ctx context.Context, serial string) {
	ctx = logline.Open(ctx, slog.String(logline.KeyOrder, serial))
	var word heard
	var err error
	if id, unknown := funds.ParseRechargeID(serial); unknown == nil {
		word, err = r.lookAtRecharge(ctx, id)
	} else {
		word, err = r.lookAtWithdrawal(ctx, funds.ID(serial))
	}
	r.looked(ctx, serial, word, err)
}

// heard is what a look has heard of the gateway.
type heard int

const (
	heardNothing heard = iota // it was not asked
	heardWord
	heardUnknown
	heardAbsent
)

// looked counts what became of one order.
func (r *reconcileRun) looked(ctx context.Context, serial string, word heard, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if word != heardNothing {
		r.done.Asked++
	}
	switch word {
	case heardUnknown:
		r.done.Unknown++
	case heardAbsent:
		r.done.Absent++
	case heardNothing, heardWord:
	}
	if err != nil {
		r.done.Failed++
		r.service.Log.ErrorContext(ctx, "reconcile", "order", serial, "error", err)
	}
}

func (r looker) lookAtRecharge(ctx context.Context, id funds.RechargeID) (heard, error) {
	s := r.service
	recharge, err := s.Store.Recharge(ctx, id)
	if err != nil || !recharge.Watch.IsDue(s.Now()) {
		return heardNothing, err // where it is not due, the index lags: somebody has looked
	}
	var report funds.RechargeReport
	if !r.ask(ctx, func(ctx context.Context) { report = s.askRecharge(ctx, id) }) {
		return heardNothing, nil
	}
	_, err = s.settleRecharge(ctx, funds.System("reconcile"), recharge, report)
	s.Log.InfoContext(ctx, "reconciled", "recharge", id, "outcome", report.Outcome.String(), "detail", report.Detail)
	switch report.Outcome {
	case funds.RechargeUnknown:
		return heardUnknown, err
	case funds.RechargeAbsent:
		return heardAbsent, err
	default:
		return heardWord, err
	}
}

func (r looker) lookAtWithdrawal(ctx context.Context, id funds.ID) (heard, error) {
	s := r.service
	withdrawal, err := s.Store.Withdrawal(ctx, id)
	if err != nil || !withdrawal.Watch.IsDue(s.Now()) {
		return heardNothing, err
	}
	switch {
	case withdrawal.Held():
		return heardNothing, s.endHold(ctx, withdrawal)
	case withdrawal.State == funds.StateApproved:
		return heardNothing, r.pay(ctx, withdrawal)
	}
	var word answer
	if !r.ask(ctx, func(ctx context.Context) { word = s.ask(ctx, withdrawal) }) {
		return heardNothing, nil
	}
	settled, err := s.settle(ctx, funds.System("reconcile"), withdrawal, word)
	s.Log.InfoContext(ctx, "reconciled", "withdrawal", id, "outcome", word.report.Outcome.String(), "detail", word.report.Detail)
	if err == nil && settled.State == funds.StateProcessing && s.Now().Sub(settled.Payout.SendBy) > overdue {
		s.Log.ErrorContext(ctx, "a payout stays without a final word", "withdrawal", id, "since", settled.Payout.SendBy, "detail", word.report.Detail)
	}
	switch word.report.Outcome {
	case funds.OutcomeUnknown:
		return heardUnknown, err
	case funds.OutcomeAbsent:
		return heardAbsent, err
	default:
		return heardWord, err
	}
}

// pay pays what was approved for the machine to pay. A payout that is paused, or that the run has no time for, is a later
// one's, and so is all while the policy in force is not known.
func (r looker) pay(ctx context.Context, approved funds.Withdrawal) error {
	if _, stopped := r.paused.Stop(funds.UnpausedPayout(approved).Scopes, r.at); stopped || !r.sends {
		return nil
	}
	if deadline, ok := ctx.Deadline(); ok && deadline.Sub(r.service.Now()) < firstQuestion+r.service.Policy.Timing.SendWindow {
		return nil
	}
	return r.service.payApproved(ctx, approved)
}

// ask puts one question to the gateway, within its time. It is false where our own deadline cut it off: that is no
// word of the gateway's.
func (r *reconcileRun) ask(ctx context.Context, question func(context.Context)) bool {
	asking, cancel := context.WithTimeout(ctx, r.how.Ask)
	defer cancel()
	question(asking)
	return ctx.Err() == nil
}

// note keeps the first error of reading the queue: without it a run must not look successful.
func (r *reconcileRun) note(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
}
