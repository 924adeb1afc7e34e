package flow

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// PauseLine is the msg of the log line by which whoever pauses, or lifts a pause from outside, raises the alarm: a metric
// filter of template.yaml counts it.
const PauseLine = "paused"

const (
	spreadWorkers = 16               // copies written at once
	spreadBound   = 20 * time.Second // how long a copy that cannot be written is tried
	claimedLimit  = 200              // of each of the queue's shards
	clocksDiffer  = 2 * time.Second
)

// Paused is a scope that no payout commits in any more.
type Paused struct {
	Pause funds.Pause
	// SentBy is when the last of what was claimed before has been sent, or never will be.
	SentBy time.Time
	// UnderWay are the payouts in the scope that were claimed before, and may still be sent until their SendBy. It is
	// read from an index, which may lag; SentBy counts for all.
	UnderWay []funds.Withdrawal
}

// Pauses are everything that is paused.
func (s *Service) Pauses(ctx context.Context) (funds.Pauses, error) { return s.Store.Pauses(ctx) }

// Pause stops a scope, or extends its pause, within [pause.Set]'s rules. When it returns without an error, nothing in the
// scope commits until the pause ends. Where it fails, the scope may be paused in part: the same request again completes it.
func (s *Service) Pause(ctx context.Context, actor funds.Actor, request pause.Request) (Paused, error) {
	now, err := s.brake(ctx, actor, request.Scope, request.Reason, func(act funds.Act, held funds.Pauses) (funds.Change, error) {
		return pause.Set(act, held, request, s.Policy)
	})
	if err != nil {
		return Paused{}, err
	}
	holds := s.Now()
	set, _ := now.Find(request.Scope, holds)
	done := Paused{Pause: set, SentBy: holds.Add(s.Policy.Timing.SendWindow)}
	if request.Scope == funds.PauseRecharge {
		return done, nil
	}
	done.UnderWay, err = s.underWay(ctx, holds, func(order funds.Withdrawal) bool {
		return request.Scope == funds.PauseAll || request.Scope == funds.PauseMethod(order.Method)
	})
	return done, err
}

// Lift ends a pause before its time, within [pause.Lift]'s rules. One that still waits for a second person is returned
// with stays.
func (s *Service) Lift(ctx context.Context, actor funds.Actor, scope funds.PauseScope, reason string) (lifted funds.Pause, stays bool, err error) {
	now, err := s.brake(ctx, actor, scope, reason, func(act funds.Act, held funds.Pauses) (funds.Change, error) {
		change, err := pause.Lift(act, held, scope, reason, s.Policy)
		if err == nil {
			lifted, _ = held.Find(scope, act.At)
		}
		return change, err
	})
	if err != nil {
		return funds.Pause{}, false, err
	}
	if still, on := now.Find(scope, s.Now()); on {
		return still, true, nil
	}
	return lifted, false, nil
}

// brake commits a decision about what is paused, raises the alarm, and brings every copy to it.
func (s *Service) brake(ctx context.Context, actor funds.Actor, scope funds.PauseScope, reason string, decide func(funds.Act, funds.Pauses) (funds.Change, error)) (funds.Pauses, error) {
	act, err := s.act(actor)
	if err != nil {
		return funds.Pauses{}, err
	}
	var held funds.Pauses
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		var err error
		if held, err = s.Store.Pauses(ctx); err != nil {
			return funds.Change{}, err
		}
		return decide(act, held)
	})
	if err != nil {
		return funds.Pauses{}, err
	}
	if change.Pauses != nil {
		held = change.Pauses.To
		set, on := held.Find(scope, act.At)
		s.Log.WarnContext(ctx, PauseLine, "scope", scope, "on", on, "until", set.Until, "by", actor.Who(), "reason", reason)
	}
	return held, s.spread(ctx, act, held)
}

// spread brings every copy to what is paused, and records that they all have it. What all have already is written again
// by nobody.
func (s *Service) spread(ctx context.Context, act funds.Act, held funds.Pauses) error {
	if held.Spread >= held.Revision {
		return nil
	}
	until := s.Now().Add(spreadBound)
	failed := make([]error, funds.PauseShards)
	shards := make(chan int)
	var workers sync.WaitGroup
	for range spreadWorkers {
		workers.Go(func() {
			for shard := range shards {
				failed[shard] = s.copyPauses(ctx, act, shard, held, until)
			}
		})
	}
	for shard := range failed {
		shards <- shard
	}
	close(shards)
	workers.Wait()
	if err := errors.Join(failed...); err != nil {
		return errors.Join(funds.ErrBusy, err)
	}
	recording, err := s.act(act.Actor) // another commit about the same item has another id
	if err != nil {
		return err
	}
	_, err = s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		now, err := s.Store.Pauses(ctx)
		return pause.Spread(recording, now, held.Revision), err
	})
	return err
}

// copyPauses writes one copy until it holds: by us, or a later revision by somebody else.
func (s *Service) copyPauses(ctx context.Context, act funds.Act, shard int, held funds.Pauses, until time.Time) error {
	for {
		copied, err := s.Store.PauseCopy(ctx, shard)
		if err == nil {
			err = s.Store.Commit(ctx, pause.Copy(act, shard, held, copied)) // nothing, where it has that or a later one
		}
		again := errors.Is(err, funds.ErrConflict) || funds.CodeOf(err) == funds.CodeBusy
		switch {
		case err == nil:
			return nil
		case !again:
			return err
		case !s.Now().Before(until):
			return errors.Join(funds.ErrBusy, err)
		}
		if waited := sleep(ctx, firstPause); waited != nil {
			return errors.Join(err, waited)
		}
	}
}

// underWay are the payouts that something stops, that were claimed before that held, and that may still be sent.
func (s *Service) underWay(ctx context.Context, holds time.Time, stops func(funds.Withdrawal) bool) (found []funds.Withdrawal, err error) {
	timing := s.Policy.Timing
	serials, err := s.Store.DueWithin(ctx, holds, holds.Add(timing.SendWindow+timing.SendGrace+clocksDiffer), claimedLimit)
	if err != nil {
		return nil, err
	}
	var ids []funds.ID
	for _, serial := range serials {
		if id, err := funds.ParseID(serial); err == nil {
			ids = append(ids, id)
		}
	}
	claimed, err := s.Store.Withdrawals(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, order := range claimed {
		if withdrawal.MayBeSent(order, holds, s.Policy) && stops(order) {
			found = append(found, order)
		}
	}
	return found, nil
}

// remindOfPauses repeats the alarm for as long as anything is paused, and for a while after somebody has set or lifted a
// pause from outside, where no function has written a line.
func (s *Service) remindOfPauses(ctx context.Context, held funds.Pauses) {
	for _, set := range held.OnAt(s.Now()) {
		s.Log.WarnContext(ctx, PauseLine, "scope", set.Scope, "on", true, "until", set.Until, "by", set.By.Known(), "reason", set.Reason)
	}
	if forced := held.Forced; forced.Scope != "" && s.Now().Before(forced.At.Add(forcedAlarm)) {
		s.Log.WarnContext(ctx, PauseLine, "scope", forced.Scope, "on", forced.On(s.Now()), "from outside by", forced.By.Known(), "reason", forced.Reason)
	}
}

// forcedAlarm is how long the alarm is repeated after somebody has set or lifted a pause from outside.
const forcedAlarm = time.Hour
