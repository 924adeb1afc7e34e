package flow

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestARunLooksAtTwoHundredInASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(10_000, time.Hour)
		c.answers = healthy(300 * time.Millisecond)
		done, took := c.runs(t, minute)
		if done != (Reconciled{Asked: 10_000}) || took > 50*time.Second || c.most != minute.Workers {
			t.Errorf("%+v, %s, %d at once", done, took, c.most)
		}
		c.eachSettled(t, 1)
	})
}

// TestAGatewayThatHangsKeepsNoneFromBeingAskedAbout compares a run that hurries with one that does not.
func TestAGatewayThatHangsKeepsNoneFromBeingAskedAbout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		patient := minute
		patient.Workers, patient.Hurried = 16, 0
		before := newCrowd(5000, time.Hour)
		before.answers = hanging
		slow, took := before.runs(t, patient)
		if !slow.Unfinished || slow.Asked > 2*int(took.Seconds()) {
			t.Errorf("a run without hurry: %+v, %s", slow, took)
		}
		c := newCrowd(5000, time.Hour)
		c.answers = hanging
		done, took := c.runs(t, minute)
		if !done.Unfinished || done.Unknown != done.Asked || done.Asked < 50*int(took.Seconds()) || took > 56*time.Second {
			t.Errorf("%+v, %s", done, took)
		}
		t.Logf("%d looks in a minute instead of %d", done.Asked, slow.Asked)
		for range 3 {
			time.Sleep(5 * time.Second)
			c.runs(t, minute)
		}
		for id, order := range c.orders {
			if order.Watch.Checks == 0 {
				t.Fatalf("%s has not been looked at", id)
			}
		}
	})
}

func TestARunHurriesFromTheStartWhereTheGatewayIsKnownToBeSilent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(8000, time.Hour)
		c.answers = hanging
		approved := c.add(9000, time.Now().Add(-2*time.Hour))
		waits := c.orders[approved]
		waits.State, waits.Payout, waits.Target.Account = funds.StateApproved, funds.Payout{}, "0387222126"
		c.orders[approved] = waits
		now := time.Now()
		c.breakers, c.kept.Value = &Breakers{}, breakersText(map[lane]funds.Breaker{payoutLane("m"): {Opened: now, Last: now, Probe: now.Add(time.Minute)}})
		told := minute
		told.Silent = func() bool { return true }
		done, took := c.runs(t, told)
		if done.Asked < 58*int(took.Seconds()) || c.sent != 0 {
			t.Errorf("%+v, %s, %d sent", done, took, c.sent)
		}
		if now := c.orders[approved]; now.State != funds.StateApproved || !now.Watch.IsDue(time.Now()) {
			t.Errorf("what waits to be paid: %s, due %s", now.State, now.Watch.Due)
		}
	})
}

// TestAGatewayThatHasBecomeSlowIsHeard, and then nobody hurries any more.
func TestAGatewayThatHasBecomeSlowIsHeard(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(1500, time.Hour)
		back := time.Now().Add(15 * time.Second)
		c.answers = func(ctx context.Context, serial string) funds.Outcome {
			if time.Now().Before(back) {
				return hanging(ctx, serial)
			}
			return healthy(3*time.Second)(ctx, serial)
		}
		c.runs(t, minute)
		if len(c.settled) < 400 {
			t.Errorf("%d are settled", len(c.settled))
		}
	})
}

// TestWhatACallbackMadeDueIsLookedAtFirst, and what has waited longest is too.
func TestWhatACallbackMadeDueIsLookedAtFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(5000, time.Hour)
		c.answers = healthy(300 * time.Millisecond)
		heard := c.add(5000, time.Now().Add(-time.Second))
		oldest := c.shards[0][0]
		c.runs(t, minute)
		before := 0 // of the same shard
		for _, one := range c.asked {
			switch id := funds.ID(one.serial); {
			case id == heard:
				heard = ""
			case id == oldest:
				oldest = ""
			case slices.Contains(c.shards[0], id) && (heard != "" || oldest != ""):
				before++
			}
		}
		if before > minute.Batch*9/10 {
			t.Errorf("%d of the shard are looked at before both", before)
		}
		c.eachSettled(t, 1)
	})
}

func TestAllRunsTogetherKeepThePace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(4000, time.Hour)
		c.answers = healthy(300 * time.Millisecond)
		var runs sync.WaitGroup
		var asked [4]int
		began := time.Now()
		for part := range asked {
			runs.Go(func() {
				how := minute
				how.Part, how.Parts, how.PerSecond = part, len(asked), 200
				done, _ := c.runs(t, how)
				asked[part] = done.Asked
			})
		}
		runs.Wait()
		if most := c.busiest(); most > 202 || most < 190 {
			t.Errorf("%d questions within a second", most)
		}
		if took := time.Since(began); took > 24*time.Second || asked != [4]int{1000, 1000, 1000, 1000} {
			t.Errorf("%d, %s", asked, took)
		}
		c.eachSettled(t, 1)
		c.kept.Next = time.Now().Add(24 * time.Hour) // by a wrong clock
		last := c.add(4000, time.Now())
		slowly := minute
		slowly.PerSecond = 1
		if c.runs(t, slowly); c.settled[last] != 1 {
			t.Error("a wrong clock stops everything")
		}
	})
}

func TestTwoRunsOfOnePartSettleEachOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(3000, time.Hour)
		c.answers = healthy(300 * time.Millisecond)
		var runs sync.WaitGroup
		for range 2 {
			runs.Go(func() {
				if done, _ := c.runs(t, minute); done.Failed != 0 {
					t.Errorf("%+v", done)
				}
			})
		}
		runs.Wait()
		c.eachSettled(t, 1)
	})
}

func TestTheNextRunGoesOnWhereOneEndedInTheMiddle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(3000, time.Hour)
		c.answers = healthy(300 * time.Millisecond)
		ctx, dies := context.WithTimeout(t.Context(), 5*time.Second)
		defer dies()
		paced := minute
		paced.PerSecond, paced.Margin = 300, 0
		if done, err := c.service().Reconcile(ctx, paced); err != nil || !done.Unfinished || done.Asked < 1000 || done.Backlog+len(c.settled) != 3000 {
			t.Errorf("%+v, %v, %d settled", done, err, len(c.settled))
		}
		if done, _ := c.runs(t, paced); done.Unfinished || done.Backlog != 0 {
			t.Errorf("%+v", done)
		}
		c.eachSettled(t, 1)
	})
}

func TestALookThatFailsIsRepeatedByTheNextRun(t *testing.T) {
	t.Parallel()
	for _, outcome := range []funds.Outcome{funds.OutcomePaid, funds.OutcomeUnknown, funds.OutcomeAbsent, funds.OutcomeOpen} {
		t.Run(outcome.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd(300, time.Hour)
				c.answers = func(context.Context, string) funds.Outcome { return outcome }
				broken := map[funds.ID]bool{}
				c.fails = func(order funds.Withdrawal) error {
					if len(broken) < 7 && !broken[order.ID] {
						broken[order.ID] = true
						return errStore
					}
					return nil
				}
				done, _ := c.runs(t, minute)
				if done.Asked != 300 || done.Failed != 7 || done.Backlog != 7 || done.OldestDue < 59*time.Minute {
					t.Errorf("%+v", done)
				}
				if done, _ := c.runs(t, minute); done.Asked != 7 || done.Failed != 0 || done.Backlog != 0 {
					t.Errorf("%+v", done)
				}
			})
		})
	}
}

// TestWhatARunSaysTellsWhyItFallsBehind plays the rows of docs/operations.md's table.
func TestWhatARunSaysTellsWhyItFallsBehind(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answers func(context.Context, string) funds.Outcome
		pace    int
		is      func(Reconciled) bool
	}{
		"the gateway is silent": {hanging, 300, func(r Reconciled) bool { return r.Unknown == r.Asked && r.Asked > 50*50 }},
		"our own bound":         {healthy(300 * time.Millisecond), 20, func(r Reconciled) bool { return r.Unknown == 0 && r.Asked >= 54*20 && r.Asked <= 56*20 }},
		"the gateway is slow":   {healthy(4 * time.Second), 300, func(r Reconciled) bool { return r.Unknown == 0 && r.Asked < 55*300/2 }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd(6000, 10*time.Minute)
				c.answers = test.answers
				how := minute
				how.PerSecond = test.pace
				if done, _ := c.runs(t, how); !test.is(done) || !done.Unfinished || done.Failed != 0 || done.Backlog < 1000 || done.OldestDue < 10*time.Minute {
					t.Errorf("%+v", done)
				}
			})
		})
	}
}
