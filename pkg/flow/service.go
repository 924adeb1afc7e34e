package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Service runs the use cases. Its fields are set once and not changed after.
type Service struct {
	Store   Store
	Gateway Gateway
	Policy  funds.Policy
	Now     func() time.Time
	Random  io.Reader // for ids; cryptographic
	Log     *slog.Logger

	// Breakers are what this process knows of the channels that the gateway gives no word about; nil: nothing is counted, and
	// nothing waits for it.
	Breakers *Breakers

	// Paid lists what was paid from an account; nil: nothing is looked for that is missing on a statement.
	Paid Paid

	known list.Record // what this request has read already: see Knowing
	shown string      // what its caller was shown: see Showing
}

const (
	conflictBound = 3 * time.Second // how long lost races are decided again
	conflictTries = 60              // and how often at most
	firstPause    = 5 * time.Millisecond
	longestPause  = 200 * time.Millisecond
	codeTries     = 5 // draws of a withdrawal's code; 40 bits hardly ever need a second
)

// act chooses what a request chooses once: its commit id and its time, in whole milliseconds.
func (s *Service) act(actor funds.Actor) (funds.Act, error) {
	var raw [funds.CommitIDBytes]byte
	if _, err := io.ReadFull(s.Random, raw[:]); err != nil {
		return funds.Act{}, funds.Internal("draw a commit id", err)
	}
	return funds.NewAct(raw, s.Now(), actor), nil
}

func (s *Service) newID(at time.Time) (funds.ID, error) {
	var raw [funds.CodeBytes]byte
	if _, err := io.ReadFull(s.Random, raw[:]); err != nil {
		return "", funds.Internal("draw a withdrawal's code", err)
	}
	return funds.NewID(raw, at), nil
}

// commit decides and commits, and decides again, on newly loaded state, when a race was lost: bounded
// and jittered, then funds.ErrBusy. Whatever decide refuses is the answer.
func (s *Service) commit(ctx context.Context, decide func(context.Context) (funds.Change, error)) (funds.Change, error) {
	until := s.Now().Add(conflictBound)
	pause := firstPause
	for range conflictTries {
		change, err := decide(ctx)
		if err != nil {
			return funds.Change{}, err
		}
		err = s.Store.Commit(ctx, change)
		if !errors.Is(err, funds.ErrConflict) {
			return change, err
		}
		jittered := jitter(pause)
		if s.Now().Add(jittered).After(until) {
			break
		}
		if err := sleep(ctx, jittered); err != nil {
			return funds.Change{}, errors.Join(funds.ErrBusy, err)
		}
		pause = min(pause*2, longestPause)
	}
	return funds.Change{}, funds.ErrBusy
}

// jitter is a pause of half to one and a half of what is given, so that those who have met do not meet again.
func jitter(pause time.Duration) time.Duration {
	return pause/2 + rand.N(pause) //nolint:gosec // jitter needs no secrecy
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("wait for another try: %w", ctx.Err())
	case <-timer.C:
		return nil
	}
}

// AttentionLine is the msg of the log line by which whatever waits for an admin raises the alarm: a metric filter of
// template.yaml counts it.
const AttentionLine = "needs attention"
