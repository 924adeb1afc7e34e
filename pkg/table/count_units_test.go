package table_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/seed"
	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// TestABatchIsCheapHoweverManyShardsAreOpen: each of a table's partitions brings a batch, then all of their shards give
// way to others at once, which is the most marks that a node can have, and these bring more.
func TestABatchIsCheapHoweverManyShardsAreOpen(t *testing.T) {
	t.Parallel()
	for _, bound := range []struct {
		partitions int
		units      float64 // of a batch, on average
		bytes      int
	}{{4, 8, 600}, {12, 12, 1_200}, {64, 26, 5_500}} {
		t.Run(fmt.Sprint(bound.partitions), func(t *testing.T) {
			t.Parallel()
			h := openOn("dynoxide")(t)
			client, meter := seed.Metered(h.client)
			d := &delivery{house: h, meter: meter}
			largest := 0
			var store *table.Store
			for round, turn := range []int{0, 1, 1, 2, 2} {
				if round < 3 { // a new process; later it remembers marks, and drops none
					store = table.New(client, h.table, h.clock.now)
				}
				if round%2 == 1 {
					h.clock.advance(4 * time.Hour)
				}
				for partition := range bound.partitions {
					h.clock.advance(time.Second)
					shard := fmt.Sprintf("shardId-%020d-%08x", 1_700_000_000_000+turn, partition)
					d.project(t, store, shard, []count.Record{d.life(round, partition)})
				}
				largest = max(largest, d.largest(t))
				written, read := meter.Take()
				units := written / float64(bound.partitions)
				t.Logf("%d partitions, round %d: %.1f write and %.1f read units a batch, the largest item %d bytes", bound.partitions, round, units, read/float64(bound.partitions), largest)
				if units > bound.units || largest > bound.bytes {
					t.Errorf("want at most %.0f units and %d bytes", bound.units, bound.bytes)
				}
			}
		})
	}
}

// life is a new withdrawal of a round, by a user of the partition, with a number as long as AWS's.
func (d *delivery) life(round, partition int) count.Record {
	now := count.Withdrawal{
		At: d.clock.now(), State: funds.StatePending, Method: channel, Amount: yuan, UserID: fmt.Sprint("u", partition),
		Payee: payeeAt(funds.MethodBank, "62220202001122"+fmt.Sprintf("%02d", partition)),
	}
	number := "44215845" + strings.Repeat("0", 17) + fmt.Sprintf("%03d", round)
	return count.Record{ID: funds.ID(fmt.Sprintf("%03d%05d20260301080000", round, partition)), Sequence: number, New: &now}
}
