package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const createAim = 1.25

// race is a comparison: in each of the rounds, the clients make a number of creates between them.
type race struct{ clients, rounds, creates int }

var races = []race{{1, 21, 100}, {16, 11, 320}}

// course is where both sides race: the handler and the transaction by hand, on one table.
type course struct {
	client  *dynamodb.Client
	clock   *engineClock
	handler http.Handler
	events  eventMaker
	byHand  *byHand
}

// measureCreate runs rounds of creates by the handler and by hand in turn, each create for a new user.
func (b *bench) measureCreate(ctx context.Context) error {
	c, endpoint, err := b.onCourse(ctx)
	if err != nil {
		return err
	}
	results := make([]raceResult, 0, len(races))
	for _, race := range races {
		result, err := c.run(ctx, race)
		if err != nil {
			return err
		}
		results = append(results, result)
	}
	deployed, err := b.runDeployed(ctx, c, endpoint)
	if err != nil {
		return fmt.Errorf("the deployed binary: %w", err)
	}
	b.reportCreate(results, deployed, len(c.byHand.puts))
	return nil
}

// onCourse gives the course, and its engine's address, to the parts that race there. It is made for the first of them; close ends
// the engine.
func (b *bench) onCourse(ctx context.Context) (*course, string, error) {
	if b.course == nil {
		running, err := b.startEngine(ctx)
		if err != nil {
			return nil, "", err
		}
		b.running = running
		if b.course, err = newCourse(ctx, running); err != nil {
			return nil, "", err
		}
	}
	return b.course, b.running.Endpoint(), nil
}

func newCourse(ctx context.Context, running *engine.Engine) (*course, error) {
	if err := createStreamless(ctx, running.Client()); err != nil {
		return nil, err
	}
	client, clock, err := newClockedClient(running.Endpoint())
	if err != nil {
		return nil, err
	}
	handler, service, err := newCreateHandler(running.Endpoint(), client)
	if err != nil {
		return nil, err
	}
	events, err := newEventMaker(createEvent)
	if err != nil {
		return nil, err
	}
	first, err := newUser("", nil)
	if err != nil {
		return nil, err
	}
	if err := openWallet(ctx, service, first); err != nil {
		return nil, err
	}
	c := &course{client, clock, handler, events, &byHand{client: client, user: first}}
	return c, c.byHand.learn(ctx, func() (funds.ID, error) { return c.createFirst(ctx, first) })
}

// spent is where the time of one side's round went; reads and writes are summed over all clients.
type spent struct {
	elapsed, reads, writes time.Duration
	readCount              float64
}

// raceResult holds the rounds of both sides, in the order in which they ran.
type raceResult struct {
	race
	ours, hand []spent
}

func (c *course) run(ctx context.Context, r race) (raceResult, error) {
	result := raceResult{race: r}
	sides := []func(context.Context, race) (spent, error){c.roundOfHandler, c.roundByHand}
	for round := range r.rounds + 1 { // the first warms up, and does not count
		var times [2]spent
		for turn := range sides {
			side := (round + turn) % len(sides) // neither is always the first
			var err error
			if times[side], err = sides[side](ctx, r); err != nil {
				return raceResult{}, err
			}
		}
		if round > 0 {
			result.ours, result.hand = append(result.ours, times[0]), append(result.hand, times[1])
		}
	}
	return result, nil
}

func (c *course) roundOfHandler(ctx context.Context, r race) (spent, error) {
	events, err := c.newEvents(ctx, r.creates)
	if err != nil {
		return spent{}, err
	}
	return c.time(r, func(i int) error {
		_, err := serve(ctx, c.handler, events[i])
		return err
	})
}

func (c *course) roundByHand(ctx context.Context, r race) (spent, error) {
	users, err := c.newUsers(ctx, r.creates)
	if err != nil {
		return spent{}, err
	}
	inputs := make([]*dynamodb.TransactWriteItemsInput, len(users))
	for i, user := range users {
		inputs[i] = c.byHand.transaction(user)
	}
	return c.time(r, func(i int) error {
		_, err := c.client.TransactWriteItems(ctx, inputs[i])
		return err
	})
}

// newUsers are users with money in their wallets.
func (c *course) newUsers(ctx context.Context, n int) ([]person, error) {
	users := make([]person, n)
	for i := range users {
		var err error
		if users[i], err = newUser("", nil); err != nil {
			return nil, err
		}
	}
	return users, c.byHand.seed(ctx, users)
}

// newEvents are creates of new users.
func (c *course) newEvents(ctx context.Context, n int) ([][]byte, error) {
	users, err := c.newUsers(ctx, n)
	if err != nil {
		return nil, err
	}
	events := make([][]byte, n)
	for i, user := range users {
		if events[i], err = c.events.create(user); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// time has clients do the creates of a round, each taking the next one that is left.
func (c *course) time(r race, create func(i int) error) (spent, error) {
	var next atomic.Int64
	failures := make(chan error, r.clients)
	var all sync.WaitGroup
	c.clock.take()
	began := time.Now()
	for range r.clients {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < r.creates; i = int(next.Add(1)) - 1 {
				if err := create(i); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	all.Wait()
	elapsed := time.Since(began)
	close(failures)
	result := c.clock.take()
	result.elapsed = elapsed
	return result, <-failures
}
