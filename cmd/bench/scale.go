package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/seed"
	"github.com/outflow-pay/outflow/local/stack"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// crowds are how many withdrawals lists are measured among.
var crowds = []int{10_000, 100_000, 1_000_000}

const (
	crowdDays       = 90
	withdrawalsEach = 20 // of a user
	ledgers         = 20 // users that a keyword finds

	scaleSpread   = 20.0 // percent
	scaleRequests = 12
	exportAim     = 50_000 // rows a second
	projectAim    = 5_000  // transitions a second
)

// scale measures lists, totals, statistics and exports among ever more withdrawals.
func (b *bench) scale(ctx context.Context, progress io.Writer) error {
	say := func(format string, args ...any) {
		_, _ = fmt.Fprintf(progress, "%4.0f s  %s\n", time.Since(b.began).Seconds(), fmt.Sprintf(format, args...)) // it is told, not needed
	}
	var m scaled
	for _, size := range crowds {
		say("%d withdrawals", size)
		if err := b.measureCrowd(ctx, size, &m); err != nil {
			return err
		}
		last := m.loads[len(m.loads)-1]
		say("written in %s s, counted in %s s", last[2], last[3])
	}
	say("the projector, and its lag")
	projected, err := b.measureProjector(ctx)
	if err != nil {
		return err
	}
	b.reportScale(m, projected)
	return nil
}

// scaled is what was measured among crowds: rows of the report's tables, and what answers cost by the crowd's size.
type scaled struct {
	loads, exports [][]string
	reads          map[int][]read
}

func (b *bench) measureCrowd(ctx context.Context, size int, m *scaled) error {
	c, err := b.startCrowd(ctx, size)
	if err != nil {
		return err
	}
	defer c.close() //nolint:contextcheck // stopping has its own time
	m.loads = append(m.loads, []string{thousands(size), thousands(c.steps), seconds(c.loading), seconds(c.counting), thousands(int(float64(c.steps) / c.counting.Seconds()))})
	reads, err := c.measureReads(ctx)
	if err != nil {
		return err
	}
	if m.reads == nil {
		m.reads = map[int][]read{}
	}
	m.reads[size] = reads
	if size < exportRows {
		return nil
	}
	exports, err := b.measureExports(ctx, c)
	m.exports = append(m.exports, exports...)
	return err
}

// crowd is a stack with very many withdrawals, behind a recorder.
type crowd struct {
	plan     seed.Plan
	engine   *engine.Engine
	recorder *recorder
	stack    *stack.Stack
	admin    person

	steps             int
	loading, counting time.Duration
}

// startCrowd fills a table, and counts what is in it, by the projector's own code, as its stream would tell it.
func (b *bench) startCrowd(ctx context.Context, size int) (c *crowd, err error) {
	until := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	c = &crowd{plan: seed.Plan{
		Seed: 1, Withdrawals: size, Users: size / withdrawalsEach, Ledgers: ledgers, From: until.AddDate(0, 0, -crowdDays), Until: until,
	}}
	defer func() { //nolint:contextcheck // stopping has its own time
		if err != nil {
			c.close()
		}
	}()
	if c.engine, err = b.startEngine(ctx); err != nil {
		return c, err
	}
	if c.recorder, err = newRecorder(c.engine.Endpoint()); err != nil {
		return c, err
	}
	if c.stack, err = b.startStack(ctx, c.recorder.url, false); err != nil {
		return c, err
	}
	if c.admin, err = newAdmin(c.stack.URL(), newHTTPClient()); err != nil {
		return c, err
	}
	began := time.Now()
	if err = c.plan.Load(ctx, c.engine.Client(), c.stack.Table()); err != nil {
		return c, err
	}
	c.loading = time.Since(began)
	for range c.plan.Steps() {
		c.steps++
	}
	zone, err := time.LoadLocation("Asia/Shanghai") // the local policy's
	if err != nil {
		return c, err
	}
	began = time.Now()
	err = c.plan.Project(ctx, table.New(c.engine.Client(), c.stack.Table(), time.Now), funds.Policy{Zone: zone})
	c.counting = time.Since(began)
	return c, err
}

func (c *crowd) close() {
	if c.stack != nil {
		c.stack.Close()
	}
	if c.recorder != nil {
		c.recorder.close()
	}
	if c.engine != nil {
		c.engine.Close()
	}
}

// read is what one answer costs.
type read struct {
	what     string
	requests int
	units    float64
	took     time.Duration
	rows     int
}

const readTimes = 7

// listed is what is read of an answer; only lists have rows.
type listed struct {
	Data struct {
		Data  []struct{ ID string }
		Total int
	}
}

// measure asks for a path some times, after once that is not counted, and gives what it costs.
func (c *crowd) measure(ctx context.Context, what, path string) (read, error) {
	got := read{what: what}
	list := strings.Contains(path, "page=")
	var took []time.Duration
	for i := range readTimes + 1 {
		c.recorder.take()
		began := time.Now()
		var body listed
		into := any(nil)
		if list {
			into = &body
		}
		if err := c.admin.call(ctx, http.MethodGet, path, nil, into); err != nil {
			return got, fmt.Errorf("%s: %w", what, err)
		}
		if i == 0 {
			continue // learns what the function keeps
		}
		took = append(took, time.Since(began))
		operations := c.recorder.take()
		got.requests, got.units, got.rows = len(operations), 0, len(body.Data.Data)
		for _, o := range operations {
			got.units += o.units
		}
	}
	got.took = median(took)
	return got, nil
}

func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()) }

// spread is how much a number is above or below another, in percent.
func spread(of, than float64) float64 {
	if than == 0 {
		return 0
	}
	return 100 * (of - than) / than
}

func find(all []read, what string) (read, bool) {
	i := slices.IndexFunc(all, func(r read) bool { return r.what == what })
	if i < 0 {
		return read{}, false
	}
	return all[i], true
}
