package table_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/faultproxy"
	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestAMarkThatMovesWhileItIsDroppedAsOldStays: otherwise a record that is delivered again would count twice.
func TestAMarkThatMovesWhileItIsDroppedAsOldStays(t *testing.T) {
	t.Parallel()
	h := openOn("dynoxide")(t)
	slow, proxy := h.faulty(t)
	counter := count.Key{State: funds.StatePending, Method: channel}
	one := func(sequence string) []count.Delta {
		return []count.Delta{{Sequence: sequence, Key: counter, Count: 1, Amount: yuan}}
	}
	countUp := func(shard string, changes []count.Delta) {
		t.Helper()
		if err := h.store.CountUp(t.Context(), 0, count.All(), shard, changes); err != nil {
			t.Fatal(err)
		}
	}
	countUp("shard-x", one("1"))
	h.clock.advance(49 * time.Hour)
	proxy.Inject(faultproxy.Fault{Target: "UpdateItem", Action: faultproxy.Stall})
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := slow.store.CountUp(short, 0, count.All(), "shard-y", one("7")); err == nil {
		t.Fatal("the slow one was not slow")
	}
	countUp("shard-x", one("2"))
	if err := proxy.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	countUp("shard-x", one("2"))
	countUp("shard-y", one("7"))
	got, err := h.store.Node(t.Context(), 0, count.All())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "what counts", count.Counts{counter: {Count: 3, Amount: 3 * yuan}}, got)
}

// TestManyOldMarksDoNotBlockANode: DynamoDB limits the expressions of an update to 4 KB, so later updates drop the
// rest.
func TestManyOldMarksDoNotBlockANode(t *testing.T) {
	t.Parallel()
	h := openOn("dynoxide")(t)
	counter := count.Key{State: funds.StatePending, Method: channel}
	const shards = 300
	countUp := func(shard string) {
		t.Helper()
		if err := h.store.CountUp(t.Context(), 0, count.All(), shard, []count.Delta{{Sequence: "1", Key: counter, Count: 1, Amount: yuan}}); err != nil {
			t.Fatal(err)
		}
	}
	marks := func() (n int) {
		for name := range h.rows(t)["COUNT#0# ALL"] {
			if strings.HasPrefix(name, "m#") {
				n++
			}
		}
		return n
	}
	for n := range shards {
		countUp(fmt.Sprintf("old-%d", n))
	}
	h.clock.advance(49 * time.Hour)
	countUp("new-0")
	if left := marks(); left > shards || left < 2 {
		t.Errorf("%d marks are left after one update of %d", left, shards)
	}
	for n := 1; marks() > n; n++ {
		if n > shards {
			t.Fatal("old marks stay")
		}
		countUp(fmt.Sprintf("new-%d", n))
	}
}
