package table_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/seed"
	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// TestThreeDaysOfAStreamAsAWSHasItCountOnce: its shards give way to others every four hours, and to more of them, until there
// are 64. Batches are delivered again, whole, in part, late, to two at the same time and after crashes, and in the end a
// third of everything comes once more. The tree is what a plain count says, no batch is dear, and nothing grows.
func TestThreeDaysOfAStreamAsAWSHasItCountOnce(t *testing.T) {
	t.Parallel()
	h := openOn("dynoxide")(t)
	d := newDelivery(t, h, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	var all []seed.Delivery
	most := 0
	for stage, partitions := range []int{4, 8, 12, 64} {
		plan := seed.Stream{
			Seed: 7 + uint64(stage), From: d.clock.now(), Length: 18 * time.Hour, Partitions: partitions, Withdrawals: 65, Window: 5 * time.Minute,
		}
		for batch := range plan.Deliveries() {
			d.until(batch.At)
			d.deliver(t, batch)
			if all = append(all, batch); len(all)%100 == 0 {
				most = max(most, d.largest(t))
				d.whole(t, all)
			}
		}
	}
	batches := len(all)
	written, _ := d.meter.Take()
	units := written / float64(batches)
	t.Logf("%d batches, %.1f write units each with payees and what came again, the largest item %d bytes", batches, units, most)
	if batches < 500 || units > 12 || most > 1500 {
		t.Error("want many batches, at most 12 write units each, and no item of more than 1,500 bytes")
	}
	for i, batch := range all {
		if i%3 == 0 { // also what is days old, as when somebody gives it from a queue of failures
			d.project(t, d.stores[1], batch.Shard, batch.Records)
		}
	}
	d.whole(t, all)
}

// delivery gives batches to two processes.
type delivery struct {
	*house

	stores []*table.Store
	meter  *seed.Meter
	dice   *rand.Rand
	last   map[string][]count.Record // what every shard has brought
}

func newDelivery(t *testing.T, h *house, from time.Time) *delivery {
	t.Helper()
	client, meter := seed.Metered(h.client)
	d := &delivery{house: h, meter: meter, dice: rand.New(rand.NewPCG(3, 3)), last: map[string][]count.Record{}}
	d.until(from)
	for range 2 {
		d.stores = append(d.stores, table.New(client, h.table, h.clock.now))
	}
	return d
}

// until sets the clock.
func (d *delivery) until(at time.Time) { d.clock.advance(at.Sub(d.clock.now())) }

func (d *delivery) project(t *testing.T, store *table.Store, shard string, records []count.Record) {
	t.Helper()
	if err := store.Project(t.Context(), count.NewCalendar(policy()), shard, records); err != nil {
		t.Fatal(err)
	}
}

// deliver gives a batch to one process, often after trouble.
func (d *delivery) deliver(t *testing.T, batch seed.Delivery) {
	t.Helper()
	store, other := d.stores[0], d.stores[1]
	if d.dice.IntN(3) == 0 {
		store, other = other, store
	}
	switch d.dice.IntN(10) {
	case 0: // a crash after some nodes
		for node, changes := range count.Deltas(count.NewCalendar(policy()), 0, batch.Records) {
			if d.dice.IntN(2) > 0 {
				continue
			}
			if err := other.CountUp(t.Context(), 0, node, batch.Shard, changes); err != nil {
				t.Fatal(err)
			}
		}
	case 1: // a half first
		d.project(t, other, batch.Shard, batch.Records[:(len(batch.Records)+1)/2])
	case 2: // another works on it too
		var also sync.WaitGroup
		also.Go(func() {
			if err := other.Project(t.Context(), count.NewCalendar(policy()), batch.Shard, batch.Records); err != nil {
				t.Error(err)
			}
		})
		defer also.Wait()
	case 3: // what any shard has brought, again
		for shard, records := range d.last {
			d.project(t, other, shard, records)
			break
		}
	}
	d.project(t, store, batch.Shard, batch.Records)
	d.last[batch.Shard] = slices.Concat(d.last[batch.Shard], batch.Records)
}

// whole compares the tree with a plain count of what was delivered, and all payees together with the tree.
func (d *delivery) whole(t *testing.T, delivered []seed.Delivery) {
	t.Helper()
	now := map[funds.ID]count.Withdrawal{}
	for _, batch := range delivered {
		for _, record := range batch.Records {
			now[record.ID] = *record.New
		}
	}
	story := &story{calendar: count.NewCalendar(policy()), now: now}
	for node, want := range story.recount() {
		got, err := d.stores[0].Node(t.Context(), 0, node)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%v after %d batches (-want +got):\n%s", node, len(delivered), diff)
		}
	}
	rows, payees := d.rows(t), map[string]float64{}
	for at, row := range rows {
		for name, value := range row {
			if n, isNumber := value.(float64); isNumber && strings.HasPrefix(at, "COUNT#0#PAYEE#") && strings.Contains(name, "#") {
				payees[name] += n
			}
		}
	}
	for name, n := range payees {
		if rows["COUNT#0# ALL"][name] != n {
			t.Fatalf("%s: %v of all payees, %v of all, after %d batches", name, n, rows["COUNT#0# ALL"][name], len(delivered))
		}
	}
}

// largest is the size of the largest item that the projector keeps, in bytes.
func (d *delivery) largest(t *testing.T) (most int) {
	t.Helper()
	for at, row := range d.rows(t) {
		size := 0
		for name, value := range row {
			size += len(name) + len(fmt.Sprint(value))
		}
		if strings.HasPrefix(at, "COUNT") {
			most = max(most, size)
		}
	}
	return most
}
