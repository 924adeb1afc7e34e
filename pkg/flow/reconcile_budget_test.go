package flow

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestFiveQuestionsInARowWithoutAnAnswerMakeARunHurry(t *testing.T) {
	t.Parallel()
	p := patience{long: 8 * time.Second, short: time.Second}
	lasts := func(want time.Duration) (ends func()) {
		t.Helper()
		within, ends := p.begins()
		if within != want {
			t.Errorf("a question has %s, want %s", within, want)
		}
		return ends
	}
	for range 4 {
		p.hears(false, p.long)
	}
	lasts(p.long)
	if p.hears(false, p.long); !p.ended() {
		t.Error("five do not make it hurry")
	}
	ends := lasts(p.long)
	lasts(p.long)
	lasts(p.short)()
	lasts(p.short)
	ends()
	lasts(p.long)
	lasts(p.short)
	if p.hears(true, p.short); p.ended() {
		t.Error("an answer does not end the hurry")
	}
	for range 9 { // questions that were under way when it hurried
		p.hears(false, p.short)
	}
	lasts(p.long)
	p.known = func() bool { return true }
	lasts(p.short) // two long ones are still under way
}

// approved has some payouts wait for the machine to send them.
func (c *crowd) approved(n int) {
	for i := range n {
		id := c.add(50_000+i, time.Now().Add(-time.Minute))
		waits := c.orders[id]
		waits.State, waits.Payout, waits.CreatedAt = funds.StateApproved, funds.Payout{}, time.Now()
		c.orders[id] = waits
	}
}

// TestWhatTheGatewayDoesNotTakeIsNotGoneOnWith: whoever sends into silence makes orders that nobody knows the end of.
func TestWhatTheGatewayDoesNotTakeIsNotGoneOnWith(t *testing.T) {
	t.Parallel()
	const waiting, workers = 200, 3
	for name, test := range map[string]struct {
		answers func(context.Context, string) funds.Outcome
		least   int
		most    int
	}{
		"a silent gateway":  {hanging, silentAfter, silentAfter + workers},
		"one that takes it": {func(context.Context, string) funds.Outcome { return funds.OutcomeOpen }, waiting, waiting},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd(0, 0)
				c.answers = test.answers
				c.approved(waiting)
				how := minute
				how.Workers, how.PerSecond = workers, 100
				c.runs(t, how)
				if c.sent < test.least || c.sent > test.most {
					t.Errorf("%d of %d are sent", c.sent, waiting)
				}
			})
		})
	}
}

func TestQuestionsAreEvenlyApart(t *testing.T) {
	t.Parallel()
	for perSecond, apart := range map[int]time.Duration{1: time.Second, 3: time.Second / 3, 100: 10 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			p := newPace((&crowd{}).service(), perSecond)
			began := time.Now()
			for n := range 10 {
				if err := p.wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				if off := time.Since(began) - time.Duration(n)*apart; off < -time.Millisecond || off > time.Millisecond {
					t.Errorf("with %d a second, number %d comes after %s", perSecond, n, time.Since(began))
				}
			}
		})
	}
}

// busyPace is a store whose item of the pace cannot be had.
type busyPace struct {
	*crowd

	reads, writes error
}

func (b busyPace) Kept(context.Context, string) (funds.Kept, error)           { return funds.Kept{}, b.reads }
func (b busyPace) Keep(context.Context, string, funds.Kept, funds.Kept) error { return b.writes }

func TestWithoutItsTurnNothingIsAsked(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		reads, writes error
		want          error
	}{
		"it cannot be read":       {errStore, nil, errStore},
		"it cannot be written":    {nil, errStore, errStore},
		"others are always first": {nil, funds.ErrConflict, funds.ErrBusy},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd(100, time.Hour)
				c.answers = healthy(time.Millisecond)
				c.approved(1)
				s := c.service()
				s.Store = busyPace{c, test.reads, test.writes}
				how := minute
				how.PerSecond = 100
				done, err := s.Reconcile(t.Context(), how)
				if !errors.Is(err, test.want) || len(c.asked) != 0 || c.sent != 0 || done.Asked != 0 || done.Backlog != 101 {
					t.Errorf("%+v, %v, %d asked, %d sent", done, err, len(c.asked), c.sent)
				}
			})
		})
	}
}

func TestWhoWaitsForTheirTurnEndsWithTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace((&crowd{}).service(), 1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if err := p.wait(ctx); err != nil {
			t.Error(err)
		}
		if err := p.wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("in the middle of a wait: %v", err)
		}
		p.one <- struct{}{} // somebody is at it
		if err := p.wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("behind somebody: %v", err)
		}
	})
}
