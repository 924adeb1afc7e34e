package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/outflow-pay/outflow/local/stack"
)

const (
	costApart = 6  // lives that are measured, of each kind of pace
	costMany  = 60 // so many that their records share the stream's batches
	million   = 1e6

	costListed = 10 // rows of a page

	costAim, countersAim, listsAim, logsAim = 50.0, 5.0, 7.0, 2.0

	projectorName = "project-counters"
	// allTimeNode is in the write of the counter that each batch adds to.
	allTimeNode = `"SK":{"S":"ALL"}`

	functionMemory = 512.0  // MB, of the functions that a life meets
	wholeProcessor = 1769.0 // MB, at which Lambda gives a function one processor
)

//go:embed prices.json
var pricesText []byte

// prices are what AWS takes, in dollars, and what is assumed of it where nothing here can measure it.
type prices struct {
	Of      string
	Dollars struct {
		WriteUnit, ReadUnit, StoredGBMonth, BackedUpGBMonth, APIRequest, Invocation, GigabyteSecond, LogGB float64
	}
	Assumed struct{ ReadMilliseconds, WriteMilliseconds, GatewayMilliseconds, PlatformLogBytes, AccessLogBytes float64 }
}

// visit is a request that people make around a withdrawal's life, which only reads.
type visit struct {
	who  func(*life) person
	path func(*life) string
}

// visits are those of one life: the user looks at the wallet and at the list before and after, and an admin works it off from
// two lists, looking at it before each decision.
func visits() []visit {
	user, admin := func(l *life) person { return l.user }, func(l *life) person { return l.admin }
	at := func(path string) func(*life) string { return func(*life) string { return path } }
	record := func(l *life) string { return recordPath + l.id }
	return []visit{
		{user, at("/api/wallet")},
		{user, at("/api/wallet/withdrawals?page=1&pageSize=10")},
		{admin, at("/admin/escorts/withdraw-records?status=pending&page=1&pageSize=10")},
		{admin, record},
		{admin, at("/admin/escorts/withdraw-records?status=approved&page=1&pageSize=10")},
		{admin, record},
		{admin, at("/admin/escorts/withdraw-records/stats")},
		{user, at("/api/wallet/withdrawals?page=1&pageSize=10")},
	}
}

// lifeRequests are those of a life that change something: create, review, payout and the gateway's callback.
const lifeRequests = 4

// spending is what some lives consume.
type spending struct {
	lives float64

	written, read   float64 // units of the requests that change something
	listed          float64 // read units of the visits
	counted, looked float64 // write and read units of the counters
	batches         float64 // of the stream
	reads, writes   float64 // requests to the table
	logBytes        float64
	storedBytes     float64

	processor, projector time.Duration // of the functions that answer requests, and of the one that counts
}

// logMeter counts what functions write to their logs.
type logMeter struct {
	next  io.Writer
	bytes atomic.Int64
}

// Write takes one line: the process's name, and what it says.
func (m *logMeter) Write(line []byte) (int, error) {
	if _, said, found := bytes.Cut(line, []byte(": ")); found && bytes.HasPrefix(said, []byte("{")) {
		m.bytes.Add(int64(len(said)))
	}
	return m.next.Write(line)
}

// costs is the measuring of what lives cost.
type costs struct {
	recorder *recorder
	stack    *stack.Stack
	log      *logMeter
	heat     *heat
}

// measureCost has the deployed binaries live lives, with what people look at meanwhile, and prints what a million of them
// would cost.
func (b *bench) measureCost(ctx context.Context) error {
	log := &logMeter{next: b.log}
	return b.recorded(ctx, log, func(r *recorder, s *stack.Stack) error {
		return b.costOf(ctx, &costs{recorder: r, stack: s, log: log, heat: newHeat(s.Template().Table.CreateInput())})
	})
}

func (b *bench) costOf(ctx context.Context, c *costs) error {
	l, err := newLife(ctx, c.stack)
	if err != nil {
		return err
	}
	if err := c.fillLists(ctx); err != nil {
		return err
	}
	apart, err := c.spend(ctx, l, costApart, true)
	if err != nil {
		return err
	}
	many, err := c.spend(ctx, l, costMany, false)
	if err != nil {
		return err
	}
	var p prices
	if err := json.Unmarshal(pricesText, &p); err != nil {
		return fmt.Errorf("prices.json: %w", err)
	}
	b.reportCost(p, apart, many)
	return nil
}

// fillLists fills a page of each list, each row of another user, and so starts the processes.
func (c *costs) fillLists(ctx context.Context) error {
	for range costListed {
		l, err := newLife(ctx, c.stack)
		if err != nil {
			return err
		}
		for steps := range lifeRequests { // to leave one pending, one approved, one sent, and one paid
			if err := do(ctx, l.byChannel()[:steps+1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// spend lives some lives. Apart, the stream is quiet after each request, as it is where a withdrawal comes every few
// seconds: every commit is a batch of its own.
func (c *costs) spend(ctx context.Context, l *life, lives int, apart bool) (s spending, err error) {
	if err := c.stack.Drain(ctx); err != nil {
		return s, err
	}
	if err := c.take(&spending{}, false); err != nil {
		return s, err
	}
	stored, err := c.heat.storedBytes()
	if err != nil {
		return s, err
	}
	processor, projector, said := c.processor(), c.processorOf(projectorName), c.log.bytes.Load()
	for range lives {
		if err := c.spendOne(ctx, l, &s, apart); err != nil {
			return s, err
		}
	}
	if err := c.stack.Drain(ctx); err != nil {
		return s, err
	}
	if err := c.take(&s, false); err != nil {
		return s, err
	}
	after, err := c.heat.storedBytes()
	s.lives, s.logBytes, s.storedBytes = float64(lives), float64(c.log.bytes.Load()-said), after-stored
	s.projector = c.processorOf(projectorName) - projector
	s.processor = c.processor() - processor - s.projector
	return s, err
}

// spendOne lives one life: after each request that changes something there are two visits.
func (c *costs) spendOne(ctx context.Context, l *life, s *spending, apart bool) error {
	changes, visits := l.byChannel(), visits()
	for i, change := range changes {
		if err := change.do(ctx); err != nil {
			return err
		}
		if apart {
			if err := c.stack.Drain(ctx); err != nil {
				return err
			}
		}
		if err := c.take(s, false); err != nil {
			return err
		}
		for _, visit := range visits[2*i : 2*i+2] {
			if err := visit.who(l).call(ctx, http.MethodGet, visit.path(l), nil, nil); err != nil {
				return err
			}
		}
		if err := c.take(s, true); err != nil {
			return err
		}
	}
	return nil
}

// take adds what the last requests consumed.
func (c *costs) take(s *spending, visiting bool) error {
	for _, o := range c.recorder.take() {
		if o.writes() {
			if err := c.heat.write(o); err != nil {
				return err
			}
			if o.counts() {
				s.counted += o.units
				s.batches += float64(bytes.Count(o.body, []byte(allTimeNode)))
				continue
			}
			s.written += o.units
			s.writes++
			continue
		}
		keys, err := c.heat.keysOf(o)
		switch {
		case err != nil:
			return err
		case visiting:
			s.listed += o.units
			s.reads++
		case strings.HasPrefix(keys[0].value, "COUNT"):
			s.looked += o.units
		default:
			s.read += o.units
			s.reads++
		}
	}
	return nil
}

// processor is the processor time that all functions have used.
func (c *costs) processor() (used time.Duration) {
	for _, f := range c.stack.Template().Functions {
		used += c.processorOf(f.Name)
	}
	return used
}

func (c *costs) processorOf(function string) (used time.Duration) {
	for _, pid := range c.stack.Processes(function) {
		one, err := processorTime(pid)
		if err != nil {
			continue // it has just ended
		}
		used += one
	}
	return used
}

// row is one line of the bill, in dollars for a million lives.
type row struct {
	what, how string
	dollars   float64
	aim       float64 // or 0
}

// bill is what a million lives cost.
func (p prices) bill(s spending) []row {
	each := func(total float64) float64 { return total / s.lives }
	requests := float64(lifeRequests + len(visits()))
	milliseconds := func(processor time.Duration) float64 {
		return each(processor.Seconds()) * 1000 * wholeProcessor / functionMemory
	}
	waits := each(s.reads)*p.Assumed.ReadMilliseconds + each(s.writes)*p.Assumed.WriteMilliseconds + p.Assumed.GatewayMilliseconds
	billed := milliseconds(s.processor) + waits
	gigabyteSeconds := billed / 1000 * functionMemory / 1024
	logBytes := each(s.logBytes) + requests*(p.Assumed.PlatformLogBytes+p.Assumed.AccessLogBytes) + each(s.batches)*p.Assumed.PlatformLogBytes
	stored := each(s.storedBytes) * million / 1e9
	counting := milliseconds(s.projector) + each(s.batches)*(p.Assumed.ReadMilliseconds+p.Assumed.WriteMilliseconds)
	return []row{
		{"writes and reads of the life", fmt.Sprintf("%.1f write units, %.1f read units", each(s.written), each(s.read)), million * (each(s.written)*p.Dollars.WriteUnit + each(s.read)*p.Dollars.ReadUnit), 0},
		{"counters", fmt.Sprintf("%.1f write units, %.1f read units in %.1f batches; %.1f ms billed", each(s.counted), each(s.looked), each(s.batches), counting),
			million * (each(s.counted)*p.Dollars.WriteUnit + each(s.looked)*p.Dollars.ReadUnit + each(s.batches)*p.Dollars.Invocation + counting/1000*functionMemory/1024*p.Dollars.GigabyteSecond), countersAim},
		{"lists and looks", fmt.Sprintf("%.1f read units in %d requests", each(s.listed), len(visits())), million * each(s.listed) * p.Dollars.ReadUnit, listsAim},
		{"functions", fmt.Sprintf("%.0f requests, %.1f ms of processor, %.0f ms billed", requests, each(s.processor.Seconds())*1000, billed), million * (requests*p.Dollars.Invocation + gigabyteSeconds*p.Dollars.GigabyteSecond), 0},
		{"HTTP API", fmt.Sprintf("%.0f requests", requests), million * requests * p.Dollars.APIRequest, 0},
		{"logs", fmt.Sprintf("%.0f bytes, of which the functions write %.0f", logBytes, each(s.logBytes)), million * logBytes / 1e9 * p.Dollars.LogGB, logsAim},
		{"what stays, for the first month", fmt.Sprintf("%.1f kB, its index entries included, with point-in-time recovery", each(s.storedBytes)/1e3), stored * (p.Dollars.StoredGBMonth + p.Dollars.BackedUpGBMonth), 0},
	}
}

func (b *bench) reportCost(p prices, apart, many spending) {
	table := [][]string{{"of a million withdrawals", "for each", "dollars", "aim"}}
	total := 0.0
	for _, one := range p.bill(apart) {
		aim := ""
		if one.aim > 0 {
			aim = fmt.Sprintf("%.0f", one.aim)
		}
		table = append(table, []string{one.what, one.how, fmt.Sprintf("%.2f", one.dollars), aim})
		total += one.dollars
	}
	table = append(table, []string{"**all**", "", fmt.Sprintf("**%.2f**", total), fmt.Sprintf("%.0f", costAim)})
	r := &b.report
	r.section("What a million withdrawals cost")
	r.say("Units, bytes, requests and processor time are measured: withdrawals through the channel, reviewed by an admin, lived by the deployed binaries one at a time, with what people look at meanwhile "+
		"(the user the wallet and twice the list; the admin two lists, twice the record, and the sums). Prices are in `cmd/bench/prices.json` (%s), with what is assumed of AWS: a read takes %.0f ms, a write %.0f, the gateway %.0f; "+
		"Lambda and the API write %.0f and %.0f bytes for each request. Processor time is taken to be the same on AWS, of which %.0f MB have %.2f.", p.Of,
		p.Assumed.ReadMilliseconds, p.Assumed.WriteMilliseconds, p.Assumed.GatewayMilliseconds, p.Assumed.PlatformLogBytes, p.Assumed.AccessLogBytes, functionMemory, functionMemory/wholeProcessor)
	r.table(table...)
	r.say("%s", verdict(total, costAim, " dollars"))
	busy := p.bill(many)
	all := 0.0
	for _, one := range busy {
		all += one.dollars
	}
	r.say("So it is where a withdrawal comes every few seconds: every commit is a batch of its own for the counters. Lived one after the other without a pause, by one client, batches have more in them: "+
		"the counters are %.1f write units in %.1f batches a withdrawal and cost %.2f dollars a million, and all is %.2f.", many.counted/many.lives, many.batches/many.lives, busy[1].dollars, all)
}
