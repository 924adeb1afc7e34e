package webhook

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/parallel"
)

// lane delivers to one endpoint.
type lane struct {
	worker   Worker
	endpoint Endpoint
	until    time.Time // nothing is begun after it
	held     bool      // nobody else sends to the endpoint
	err      error

	mu   sync.Mutex
	done Run
	last Answer // the newest
	gone bool
}

// run passes again and again, resting where nothing is due, until its time is over.
func (l *lane) run(ctx context.Context) error {
	rest := firstRest
	for ctx.Err() == nil && l.worker.Now().Before(l.until) {
		found, err := l.pass(ctx)
		switch {
		case err != nil:
			return err
		case found > 0:
			rest = firstRest
			continue
		}
		timer := time.NewTimer(rest)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
		rest = min(2*rest, longestRest)
	}
	return nil
}

// pass tries what is due, and where nothing is, goes on with a replay. It says how many deliveries it has looked at; none
// where the endpoint is not active any more, or another worker's.
func (l *lane) pass(ctx context.Context) (found int, err error) {
	w, now := l.worker, l.worker.Now()
	if l.endpoint, err = w.Store.Endpoint(ctx, l.endpoint.ID); err != nil || l.endpoint.State != EndpointActive {
		return 0, err
	}
	if !l.held {
		if l.held, err = w.Store.Take(ctx, l.endpoint.ID, w.Name, now, l.until.Add(leaseGrace)); err != nil || !l.held {
			return 0, err
		}
	}
	due, err := w.Store.Due(ctx, l.endpoint.ID, now, laneBatch)
	if err != nil {
		return 0, err
	}
	if len(due) == 0 {
		return l.replay(ctx)
	}
	for _, one := range due {
		l.done.Lag = max(l.done.Lag, now.Sub(one.Due))
	}
	keys, err := w.Keys(ctx)
	if err != nil {
		return 0, err
	}
	secrets := keys.Secrets(l.endpoint, now)
	err = parallel.Do(len(due), laneParallel, func(i int) error {
		if l.isGone() || w.Now().After(l.until) {
			return nil
		}
		return l.try(ctx, due[i], secrets)
	})
	return len(due), errors.Join(err, l.judge(ctx))
}

// release lets the next worker have the endpoint.
func (l *lane) release(ctx context.Context) error {
	if !l.held {
		return nil
	}
	now := l.worker.Now()
	_, err := l.worker.Store.Take(ctx, l.endpoint.ID, l.worker.Name, now, now.Add(-time.Millisecond))
	return err
}

// try sends one delivery, and keeps what became of it.
func (l *lane) try(ctx context.Context, delivery Delivery, secrets []string) error {
	answer := l.worker.Post.Post(ctx, l.endpoint.URL, delivery.Event, secrets)
	if ctx.Err() != nil {
		return ctx.Err() // whether it was heard is not known: it is tried again
	}
	after := delivery.After(answer, l.worker.Jitter())
	err := l.worker.Store.Move(ctx, after)
	if err != nil && !errors.Is(err, funds.ErrConflict) { // it was replayed meanwhile
		return err
	}
	l.note(after, answer)
	return nil
}

func (l *lane) note(after Delivery, answer Answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch after.State {
	case DeliveryDelivered:
		l.done.Delivered++
	case DeliveryGivenUp:
		l.done.GivenUp++
	case DeliveryWaiting:
		l.done.Failed++
	}
	if !l.last.taken() || answer.taken() { // of one batch, whatever arrived counts
		l.last = answer
	}
	l.gone = l.gone || answer.gone()
}

func (l *lane) isGone() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.gone
}

// judge keeps on the endpoint what the pass has shown of it: that it is gone, that it fails, or that it does not any more.
func (l *lane) judge(ctx context.Context) error {
	l.mu.Lock()
	last, gone := l.last, l.gone
	l.last = Answer{}
	l.mu.Unlock()
	judged := l.endpoint
	switch {
	case gone:
		judged.State = EndpointGone
	case last.taken():
		judged.FailingSince = time.Time{}
	case !last.At.IsZero() && judged.FailingSince.IsZero():
		judged.FailingSince = last.At
	}
	if judged.State == l.endpoint.State && judged.FailingSince.Equal(l.endpoint.FailingSince) {
		return nil
	}
	if gone {
		l.worker.Log.WarnContext(ctx, "a webhook endpoint has answered 410 and is sent nothing more", "endpoint", judged.ID)
	}
	return l.keep(ctx, judged)
}

// keep writes the endpoint. Where an admin has written it meanwhile, the next pass judges anew.
func (l *lane) keep(ctx context.Context, endpoint Endpoint) error {
	if err := l.worker.Store.PutEndpoint(ctx, endpoint); err != nil && !errors.Is(err, funds.ErrConflict) {
		return err
	}
	l.endpoint = endpoint
	return nil
}

// replay makes the next batch of a replay anew.
func (l *lane) replay(ctx context.Context) (found int, err error) {
	of := l.endpoint.Replay
	if !of.On() {
		return 0, nil
	}
	w := l.worker
	made, next, err := w.Store.Made(ctx, l.endpoint.ID, Span{of.From, of.Until}, of.Seen, laneBatch)
	if err != nil {
		return 0, err
	}
	err = parallel.Do(len(made), fanOutParallel, func(i int) error {
		return again(ctx, w.Store, l.endpoint.ID, made[i].Event.ID, w.Now())
	})
	if err != nil {
		return 0, err
	}
	onward := l.endpoint
	if onward.Replay.Seen = next; next == "" {
		onward.Replay = Replay{}
	}
	return max(len(made), 1), l.keep(ctx, onward)
}

// result is what the lane did.
func (l *lane) result() Run {
	l.mu.Lock()
	defer l.mu.Unlock()
	done := l.done
	done.Endpoints = 1
	if since := l.endpoint.FailingSince; !since.IsZero() && l.worker.Now().Sub(since) >= silentAfter {
		done.Failing = 1
	}
	return done
}
