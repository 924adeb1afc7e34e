package flow

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

const (
	floatWaiting  = 3000             // withdrawals that are looked at for one plan: the oldest
	floatFlying   = 100              // orders of a shard of the queue that may be under way without an answer
	floatFresh    = 2 * time.Second  // how long a plan counts for what it does not know
	floatAgain    = 15 * time.Second // and where the balance did not cover what it knew
	floatQuestion = 2 * time.Second  // for the gateway's balance
)

// float is what one run may have the gateway pay. What the machine pays goes oldest first as far as the gateway's balance
// reaches, and waits from there on. The gateway itself decides about each order: the plan only keeps what it would refuse, and
// give back to its user, from being sent.
type float struct {
	mu   sync.Mutex
	plan plan
}

// plan is what was found out at a moment. Every run makes its own, of the same queue in the same order, so they agree.
type plan struct {
	at    time.Time
	whole bool              // the balance is not known: it keeps nothing
	short bool              // it does not cover all that was looked at
	goes  map[funds.ID]bool // of what was looked at, whether it is covered
}

// counts says that the plan still decides about what it does not know.
func (p plan) counts(at time.Time) bool {
	fresh := floatFresh
	if p.short {
		fresh = floatAgain
	}
	return !p.at.IsZero() && at.Sub(p.at) < fresh
}

// allows says whether the balance covers a withdrawal with all that have waited for longer. What a plan does not know, as it was
// approved since, or as more wait than are looked at, is left to the next one.
func (f *float) allows(ctx context.Context, by looker, approved funds.Withdrawal) (bool, error) {
	if !by.waits(approved, by.service.Now()) {
		return true, nil // it is refused for another reason, or sent alone, to probe a silent channel
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	_, known := f.plan.goes[approved.ID]
	if (!known || f.plan.whole) && !f.plan.counts(by.service.Now()) {
		made, err := by.planned(ctx, approved.ID)
		if err != nil {
			return false, err
		}
		f.plan = made
	}
	return f.plan.whole || f.plan.goes[approved.ID], nil
}

// planned makes a plan, in which asked, if it waits too, has its place. What is under way without an answer is read before the
// balance: it may not be deducted yet.
func (r looker) planned(ctx context.Context, asked funds.ID) (plan, error) {
	s := r.service
	waiting, flying, err := r.queued(ctx, asked)
	if err != nil {
		return plan{}, err
	}
	balance, known := s.balanceNow(ctx)
	made := plan{at: s.Now(), goes: make(map[funds.ID]bool, len(waiting))}
	if !known {
		made.whole = !s.wasShort(ctx)
		made.short = !made.whole
		for _, w := range waiting {
			made.goes[w.ID] = made.whole
		}
		return made, nil
	}
	nets := make([]funds.Amount, 0, len(waiting))
	for _, w := range waiting {
		nets = append(nets, w.Net())
	}
	covered := funds.Covered(balance-flying, nets)
	made.short = covered < len(nets)
	queue := funds.Queued{Balance: balance, At: made.at}
	for i, w := range waiting {
		made.goes[w.ID] = i < covered
		if i >= covered {
			queue.Add(w.Net())
		}
	}
	s.noteQueued(ctx, queue)
	return made, nil
}

// queued are the withdrawals that wait for the machine to pay them now, oldest first, and what those take that were claimed a
// moment ago, by whichever run or admin, and are not answered yet.
func (r looker) queued(ctx context.Context, asked funds.ID) (waiting []funds.Withdrawal, flying funds.Amount, err error) {
	s := r.service
	methods := make([]funds.Method, 0, len(s.Policy.Channels))
	for _, channel := range s.Policy.Channels {
		methods = append(methods, channel.Method)
	}
	found, complete, err := s.Store.FindWithin(ctx, funds.Filter{States: []funds.State{funds.StateApproved}, Methods: methods, Sort: funds.OldestFirst}, floatWaiting)
	if err != nil {
		return nil, 0, err
	}
	now := s.Now()
	timing := s.Policy.Timing
	serials, err := s.Store.DueWithin(ctx, now, now.Add(timing.SendWindow+timing.SendGrace), floatFlying)
	if err != nil {
		return nil, 0, err
	}
	ids := make([]funds.ID, 0, len(found)+len(serials)+1)
	for _, match := range found {
		ids = append(ids, match.ID)
	}
	for _, serial := range serials {
		ids = append(ids, funds.ID(serial)) // a recharge's is no withdrawal's, and not found
	}
	if complete {
		ids = append(ids, asked) // the index may not have it yet
	}
	slices.Sort(ids)
	read, err := s.Store.Withdrawals(ctx, slices.Compact(ids))
	if err != nil {
		return nil, 0, err
	}
	for _, w := range read {
		switch {
		case withdrawal.Unanswered(w, now, s.Policy):
			flying += w.Net()
		case r.waits(w, now):
			waiting = append(waiting, w)
		}
	}
	slices.SortFunc(waiting, func(a, b funds.Withdrawal) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return waiting, flying, nil
}

// waits says that the machine would pay a withdrawal now, if the balance covers it.
func (r looker) waits(w funds.Withdrawal, now time.Time) bool {
	if !withdrawal.LeftToMachine(w, now, r.service.Policy) {
		return false
	}
	_, silent := r.service.open(payoutLane(w.Method))
	_, stopped := r.paused.Stop(funds.UnpausedPayout(w).Scopes, r.at)
	return !silent && !stopped
}
