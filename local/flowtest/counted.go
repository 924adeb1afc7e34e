package flowtest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// counted is a store whose counters never lag: what was committed is counted, by the projector's own code, before
// they are read.
type counted struct {
	*table.Store

	*tally

	calendar *count.Calendar
	flow     *flow.Service // whose policy is decided by
}

// tally is what was committed, by whoever shares the table.
type tally struct {
	mu      sync.Mutex
	seen    map[version]funds.Withdrawal
	steps   []count.Record // committed, and not counted yet
	counted int            // how many were

	decided map[int64][]funds.Controls // by what, at each moment at which something was: milliseconds since 1970
}

type version struct {
	id     funds.ID
	number int64
}

func newCounted(store *table.Store, policy funds.Policy) *counted {
	return &counted{Store: store, calendar: count.NewCalendar(policy), tally: &tally{seen: map[version]funds.Withdrawal{}, decided: map[int64][]funds.Controls{}}}
}

// through is the same table by another client, for others who decide.
func (c *counted) through(store *table.Store, flow *flow.Service) *counted {
	return &counted{store, c.tally, c.calendar, flow}
}

// decidedBy is what was decided by at a moment; nothing where nothing was decided.
func (t *tally) decidedBy(at time.Time) []funds.Controls {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.decided[at.UnixMilli()]
}

func (t *tally) decides(at time.Time, controls funds.Controls) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.decided[at.UnixMilli()] = append(t.decided[at.UnixMilli()], controls)
}

// Commit is the store's, and notes by what it was decided, and what is to be counted.
func (c *counted) Commit(ctx context.Context, change funds.Change) error {
	c.decides(change.At, c.flow.Policy.Controls)
	if err := c.Store.Commit(ctx, change); err != nil || change.Withdrawal == nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	from, to := version{change.Withdrawal.To.ID, change.Withdrawal.From}, change.Withdrawal.To
	c.seen[version{to.ID, to.Version}] = to
	step := count.Record{ID: to.ID, New: count.WithdrawalOf(to, to.State)}
	if from.number > 0 {
		was := to
		was.Returns = c.seen[from].Returns
		step.Old = count.WithdrawalOf(was, c.seen[from].State)
	}
	c.steps = append(c.steps, step)
	return nil
}

// Payee is the store's, after everything that was committed is counted.
func (c *counted) Payee(ctx context.Context, userID string, payee funds.Payee) (funds.PayeeUse, error) {
	if _, err := c.LiveGeneration(ctx); err != nil {
		return funds.PayeeUse{}, err
	}
	return c.Store.Payee(ctx, userID, payee)
}

// PayeeUses are the store's, likewise.
func (c *counted) PayeeUses(ctx context.Context, withdrawals []funds.Withdrawal) ([]funds.PayeeUse, error) {
	if _, err := c.LiveGeneration(ctx); err != nil {
		return nil, err
	}
	return c.Store.PayeeUses(ctx, withdrawals)
}

// Account is the store's, likewise.
func (c *counted) Account(ctx context.Context, userID string, payee funds.Payee, most int) (funds.AccountUse, error) {
	if _, err := c.LiveGeneration(ctx); err != nil {
		return funds.AccountUse{}, err
	}
	return c.Store.Account(ctx, userID, payee, most)
}

// LiveGeneration is what every reader of the counters asks for first.
func (c *counted) LiveGeneration(ctx context.Context) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.steps {
		c.counted++
		c.steps[i].Sequence = fmt.Sprintf("%021d", c.counted)
	}
	if len(c.steps) > 0 {
		if err := c.Project(ctx, c.calendar, "shardId-test", c.steps); err != nil {
			return 0, err
		}
		c.steps = nil
	}
	return c.Store.LiveGeneration(ctx)
}
