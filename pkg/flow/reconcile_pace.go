package flow

import (
	"context"
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	paceName     = "looks"
	paceTries    = 40               // to take a portion before others do
	pacePortions = 8                // in a second: so many writes, for all runs together
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
	var next time.Time
	err := p.service.changeKept(ctx, paceName, paceTries, func(kept funds.Kept) (funds.Kept, bool) {
		now := p.service.Now()
		if next = kept.Next; next.Before(now) || next.After(now.Add(paceAhead)) {
			next = now
		}
		return funds.Kept{At: now, Next: next.Add(lasts)}, true
	})
	if err == nil {
		p.next, p.left = next, portion
	}
	return err
}
