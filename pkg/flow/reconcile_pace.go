package flow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	paceName     = "looks"
	pacePortions = 8                // in a second: so many writes, for all runs together
	paceTries    = 40               // to take a portion before others do
	paceAhead    = 10 * time.Second // further ahead nothing is taken: a time beyond was written by a wrong clock
)

// pace bounds how many questions all runs together put to the gateway in a second. When the next of them may be put is one
// small item of all runs; each takes a portion by moving it on, and puts the portion's questions evenly over its time.
// What a run has taken when it dies is lost, and costs an eighth of a second.
type pace struct {
	service   *Service
	perSecond int // 0 does not bound them

	one  chan struct{} // who holds its place may use what follows
	next time.Time     // of the portion's questions
	left int
	err  error // of the first portion that could not be taken: nothing is asked after that
}

func newPace(s *Service, perSecond int) pace {
	return pace{service: s, perSecond: perSecond, one: make(chan struct{}, 1)}
}

// wait ends when one more question may be put. An error is that none may.
func (p *pace) wait(ctx context.Context) error {
	if p.perSecond <= 0 {
		return nil
	}
	at, err := p.turn(ctx)
	if err != nil {
		return err
	}
	return sleep(ctx, at.Sub(p.service.Now()))
}

func (p *pace) turn(ctx context.Context) (time.Time, error) {
	select {
	case <-ctx.Done():
		return time.Time{}, fmt.Errorf("wait for a turn: %w", ctx.Err())
	case p.one <- struct{}{}:
	}
	defer func() { <-p.one }()
	if p.left == 0 && p.err == nil {
		p.err = p.take(ctx)
	}
	if p.err != nil {
		return time.Time{}, p.err
	}
	at := p.next
	p.next = at.Add(time.Second / time.Duration(p.perSecond))
	p.left--
	return at, nil
}

// take takes the next portion.
func (p *pace) take(ctx context.Context) error {
	portion := max(p.perSecond/pacePortions, 1)
	lasts := time.Duration(portion) * time.Second / time.Duration(p.perSecond)
	for range paceTries {
		kept, err := p.service.Store.Kept(ctx, paceName)
		if err != nil {
			return err
		}
		now := p.service.Now()
		from := kept.Next
		if from.Before(now) || from.After(now.Add(paceAhead)) {
			from = now
		}
		err = p.service.Store.Keep(ctx, paceName, kept, funds.Kept{At: now, Next: from.Add(lasts)})
		if err == nil {
			p.next, p.left = from, portion
			return nil
		}
		if !errors.Is(err, funds.ErrConflict) {
			return err
		}
		if err := sleep(ctx, jitter(firstPause)); err != nil {
			return err
		}
	}
	return funds.ErrBusy
}
