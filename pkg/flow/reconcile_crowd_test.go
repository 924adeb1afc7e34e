package flow

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const crowdShards = 8

// crowd is a store of very many payouts with the gateway, and the gateway, in the time of a test's bubble.
type crowd struct {
	Store
	Gateway

	answers func(ctx context.Context, serial string) funds.Outcome // of the gateway; it takes its time
	fails   func(order funds.Withdrawal) error                     // of a commit; may be nil

	mu      sync.Mutex
	orders  map[funds.ID]funds.Withdrawal
	shards  [crowdShards][]funds.ID
	settled map[funds.ID]int
	asked   []question // in their order
	flying  int        // questions without an answer so far
	most    int
	kept    funds.Kept
	sent    int

	breakers *Breakers // of the service; may be nil
}

type question struct {
	serial string
	at     time.Time
}

// newCrowd makes n payouts that have been due for a while, each for one millisecond longer than the next.
func newCrowd(n int, oldest time.Duration) *crowd {
	c := &crowd{orders: map[funds.ID]funds.Withdrawal{}, settled: map[funds.ID]int{}}
	for i := range n {
		c.add(i, time.Now().Add(-oldest).Add(time.Duration(i)*time.Millisecond))
	}
	return c
}

func (c *crowd) add(i int, due time.Time) funds.ID {
	id := funds.NewID([funds.CodeBytes]byte{0, byte(i >> 16), byte(i >> 8), byte(i)}, due)
	c.orders[id] = funds.Withdrawal{
		ID: id, UserID: "u" + string(id), Version: 3, State: funds.StateProcessing, Amount: 100_00, Method: "m", Target: funds.Target{Account: "0387222126"},
		Payout: funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, SendBy: due}, Watch: funds.Watch{Due: due},
		CreatedAt: due, UpdatedAt: due,
	}
	c.shards[i%crowdShards] = append(c.shards[i%crowdShards], id)
	return id
}

func (c *crowd) service() *Service {
	return &Service{
		Store: c, Gateway: c, Policy: funds.Policy{
			Timing: funds.DefaultTiming(), Zone: time.UTC, Channels: []funds.Channel{{Method: "m", Type: "1", Step: 100, PayOnApproval: true}},
		}, Now: time.Now, Random: rand.Reader,
		Log: slog.New(slog.DiscardHandler), Breakers: c.breakers,
	}
}

// keys are of what is due in a shard.
func (c *crowd) keys(shard int, at time.Time) (keys []string) {
	for _, id := range c.shards[shard] {
		if watch := c.orders[id].Watch; watch.IsDue(at) {
			keys = append(keys, fmt.Sprintf("%013d#%s", watch.Due.UnixMilli(), id))
		}
	}
	slices.Sort(keys)
	return keys
}

func serialOf(key string) string { return key[14:] }

func (c *crowd) Due(_ context.Context, shard int, at time.Time, after string, limit int) (serials []string, end string, err error) {
	return c.list(shard, at, limit, func([]string) {}, func(key string) bool { return key > after })
}

func (c *crowd) DueNewest(_ context.Context, shard int, at time.Time, before string, limit int) (serials []string, end string, err error) {
	return c.list(shard, at, limit, slices.Reverse, func(key string) bool { return before == "" || key < before })
}

func (c *crowd) list(shard int, at time.Time, limit int, order func([]string), in func(string) bool) (serials []string, end string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	keys := c.keys(shard, at)
	order(keys)
	for _, key := range keys {
		if in(key) && len(serials) < limit {
			serials, end = append(serials, serialOf(key)), key
		}
	}
	if len(serials) < limit {
		end = ""
	}
	return serials, end, nil
}

func (c *crowd) Backlog(_ context.Context, at time.Time) (count int, oldest time.Time, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, order := range c.orders {
		if order.Watch.IsDue(at) {
			count++
			if oldest.IsZero() || order.Watch.Due.Before(oldest) {
				oldest = order.Watch.Due
			}
		}
	}
	return count, oldest, nil
}

// FindWithin are those that are approved; the gateway has enough for all.
func (c *crowd) FindWithin(_ context.Context, filter funds.Filter, _ int64) (found []funds.Match, complete bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, order := range c.orders {
		if filter.Matches(order, funds.Wallet{}) {
			found = append(found, funds.Match{ID: id, Amount: order.Amount})
		}
	}
	return found, true, nil
}

func (c *crowd) DueWithin(context.Context, time.Time, time.Time, int) ([]string, error) {
	return nil, nil
}

func (c *crowd) Withdrawals(_ context.Context, ids []funds.ID) (found []funds.Withdrawal, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		if order, there := c.orders[id]; there {
			found = append(found, order)
		}
	}
	return found, nil
}

func (c *crowd) Balance(context.Context) (funds.Amount, error) { return 1_000_000_000_00, nil }

func (c *crowd) Withdrawal(_ context.Context, id funds.ID) (funds.Withdrawal, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.orders[id], nil
}

func (c *crowd) Wallet(_ context.Context, userID string) (funds.Wallet, error) {
	return funds.Wallet{UserID: userID, Version: 2, Status: funds.WalletActive, Balance: 1000_00, Frozen: 100_00, Open: 1}, nil
}

func (c *crowd) Commit(_ context.Context, change funds.Change) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	moved := change.Withdrawal
	if moved == nil {
		return nil // a word that is no news
	}
	if c.orders[moved.To.ID].Version != moved.From {
		return funds.ErrConflict
	}
	if c.fails != nil {
		if err := c.fails(moved.To); err != nil {
			return err
		}
	}
	if moved.To.State.Final() {
		c.settled[moved.To.ID]++
	}
	c.orders[moved.To.ID] = moved.To
	return nil
}

func (c *crowd) Get(ctx context.Context, serial string, _ funds.Amount) funds.Report {
	c.mu.Lock()
	c.asked = append(c.asked, question{serial, time.Now()})
	c.flying++
	c.most = max(c.most, c.flying)
	c.mu.Unlock()
	outcome := c.answers(ctx, serial)
	c.mu.Lock()
	c.flying--
	c.mu.Unlock()
	if outcome == funds.OutcomePaid {
		return funds.Report{Outcome: outcome, State: funds.GatewayWithdrawalPaid, Exists: true, PlatformID: "P" + serial}
	}
	return funds.Report{Outcome: outcome}
}

func (c *crowd) Create(ctx context.Context, order funds.Order) funds.Report {
	c.mu.Lock()
	c.sent++
	c.mu.Unlock()
	return funds.Report{Outcome: c.answers(ctx, order.Serial)}
}

func (c *crowd) Kept(context.Context, string) (funds.Kept, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept, nil
}

func (c *crowd) Keep(_ context.Context, _ string, was, is funds.Kept) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !was.Next.Equal(c.kept.Next) {
		return funds.ErrConflict
	}
	c.kept = is
	return nil
}

func (c *crowd) Pauses(context.Context) (funds.Pauses, error)          { return funds.Pauses{}, nil }
func (c *crowd) Blocked(context.Context) ([]funds.BlockedShard, error) { return nil, nil }
func (c *crowd) Unnamed(context.Context, []funds.BlockedShard) ([]funds.BlockedShard, error) {
	return nil, nil
}
func (c *crowd) Attention(context.Context, int) ([]funds.ID, error) { return nil, nil }
func (c *crowd) RechargeAttention(context.Context, int) ([]funds.RechargeID, error) {
	return nil, nil
}

func (c *crowd) ParkedReturns(context.Context, int) ([]funds.ID, error) { return nil, nil }
func (c *crowd) Strays(context.Context, int) ([]string, error)          { return nil, nil }

// healthy answers after a while that all is paid.
func healthy(after time.Duration) func(context.Context, string) funds.Outcome {
	return func(ctx context.Context, _ string) funds.Outcome {
		if sleep(ctx, after) != nil {
			return funds.OutcomeUnknown
		}
		return funds.OutcomePaid
	}
}

// hanging answers nothing, for as long as one waits.
func hanging(ctx context.Context, _ string) funds.Outcome {
	<-ctx.Done()
	return funds.OutcomeUnknown
}

// minute is a run as it is deployed, of the whole queue.
var minute = Reconciliation{Shards: crowdShards, Workers: 64, Batch: 100, Ask: 8 * time.Second, Hurried: time.Second, Margin: 5 * time.Second}

// runs makes a run within a minute, and ends the rest of that.
func (c *crowd) runs(t *testing.T, how Reconciliation) (Reconciled, time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	began := time.Now()
	done, err := c.service().Reconcile(ctx, how)
	if err != nil && !errors.Is(err, errStore) {
		t.Error(err)
	}
	return done, time.Since(began)
}

// each fails the test where one was not settled exactly so many times.
func (c *crowd) eachSettled(t *testing.T, times int) {
	t.Helper()
	for id := range c.orders {
		if n := c.settled[id]; n != times {
			t.Fatalf("%s of %d was settled %d times", id, len(c.orders), n)
		}
	}
}

// busiest is the most questions within any second.
func (c *crowd) busiest() (most int) {
	slices.SortFunc(c.asked, func(a, b question) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.serial, b.serial)) })
	first := 0
	for i, one := range c.asked {
		for one.at.Sub(c.asked[first].at) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}
