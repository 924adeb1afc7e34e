package webhook

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// Worker delivers what is due. Each endpoint has a lane of its own, so that one that is slow, or down, keeps no other
// waiting. Its fields are set once.
type Worker struct {
	Store  Store
	Post   Poster
	Keys   func(context.Context) (Keys, error)
	Now    func() time.Time
	Jitter func() float64 // from 0 to 1
	Name   string         // of this run; no other has it
	Log    *slog.Logger
}

const (
	// laneParallel is how many deliveries are under way to one endpoint at once.
	laneParallel = 64
	// laneBatch is about how many a lane takes at a time.
	laneBatch = 512
	// leaseGrace is for how much longer than its time a worker has its lanes: what is under way then still ends.
	leaseGrace = 15 * time.Second
	// onceFor is the time of a run that does not wait.
	onceFor = time.Minute

	firstRest, longestRest = 100 * time.Millisecond, 2 * time.Second

	// silentAfter is how long an endpoint has to take nothing before it counts as failing.
	silentAfter = time.Hour
)

// Run is what one run has done.
type Run struct {
	Delivered, Failed, GivenUp int
	Endpoints                  int           // that are active
	Failing                    int           // of them, that have taken nothing for an hour and more
	Lag                        time.Duration // the longest that anything has been due when it was tried
}

func (r Run) plus(other Run) Run {
	return Run{
		r.Delivered + other.Delivered, r.Failed + other.Failed, r.GivenUp + other.GivenUp,
		r.Endpoints + other.Endpoints, r.Failing + other.Failing, max(r.Lag, other.Lag),
	}
}

// Run delivers until a moment, and waits for what becomes due. Where there is no endpoint it ends at once; one that is made
// meanwhile is the next run's. The error is the first that a lane has met: its other lanes went on.
func (w Worker) Run(ctx context.Context, until time.Time) (Run, error) {
	return w.lanes(ctx, until, (*lane).run)
}

// Once delivers what is due now, and goes on with a replay.
func (w Worker) Once(ctx context.Context) (Run, error) {
	return w.lanes(ctx, w.Now().Add(onceFor), func(l *lane, ctx context.Context) error {
		for {
			found, err := l.pass(ctx)
			if err != nil || found == 0 {
				return err
			}
		}
	})
}

// lanes lets each active endpoint's lane work, and gives what they all did.
func (w Worker) lanes(ctx context.Context, until time.Time, work func(*lane, context.Context) error) (done Run, err error) {
	endpoints, err := w.Store.Endpoints(ctx)
	if err != nil {
		return done, err
	}
	var running sync.WaitGroup
	var all []*lane
	for _, endpoint := range endpoints {
		if endpoint.State != EndpointActive {
			continue
		}
		one := &lane{worker: w, endpoint: endpoint, until: until}
		all = append(all, one)
		running.Go(func() { one.err = errors.Join(work(one, ctx), one.release(ctx)) })
	}
	running.Wait()
	for _, one := range all {
		done = done.plus(one.result())
		if one.err != nil && err == nil {
			err = one.err
		}
	}
	return done, err
}
