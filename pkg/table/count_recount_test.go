package table_test

import (
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// anOvertakenRecountSwitchesNothing: while one recount waits for the stream, another finishes and a third begins. If
// the first still wrote which tree is being built, nothing would be counted into that of the third.
func anOvertakenRecountSwitchesNothing(t *testing.T, h *house) {
	t.Helper()
	id := h.pending(t, handRequest(h.funded(t, "u1", 100*yuan), 5*yuan))
	calendar := count.NewCalendar(policy())
	recounted := make(chan error, 1)
	go func() {
		_, err := h.store.Recount(t.Context(), count.NewCalendar(policy()), time.Minute)
		recounted <- err
	}()
	for until := time.Now().Add(10 * time.Second); h.withdrawal(t, id).Counted != 1; {
		if time.Now().After(until) {
			t.Fatal("the recount touches nothing")
		}
	}
	zone := calendar.Zone()
	third := table.Generations{Live: 1, Building: 2, LiveZone: zone, PolicyZone: zone}
	h.generations(t, "1", "2", "")
	withdrawal := h.withdrawal(t, id)
	was := count.Withdrawal{At: withdrawal.CreatedAt, State: withdrawal.State, Method: withdrawal.Method, Amount: withdrawal.Amount}
	is := was
	is.Generation = 1
	touch := count.Record{ID: id, Sequence: "2", Old: &was, New: &is}
	if err := h.store.Project(t.Context(), calendar, "shard-0", []count.Record{touch}); err != nil {
		t.Fatal(err)
	}
	if err := <-recounted; err == nil {
		t.Error("a recount that was overtaken succeeds")
	}
	h.wantGenerations(t, third)
}

// aRecountDropsTheTreesThatNobodyReads, but not the one that was live until then.
func aRecountDropsTheTreesThatNobodyReads(t *testing.T, h *house) {
	t.Helper()
	calendar := count.NewCalendar(policy())
	path := calendar.Path(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	made := []count.Delta{{Sequence: "1", Key: count.Key{State: funds.StatePending, Method: funds.MethodBank}, Count: 1, Amount: yuan}}
	for generation := range int64(3) {
		for _, node := range path {
			if err := h.store.CountUp(t.Context(), generation, node, "shard", made); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.generations(t, "2", "2", "")
	if _, err := h.store.Recount(t.Context(), calendar, time.Second); err != nil {
		t.Fatal(err)
	}
	left := map[string]int{}
	for at := range h.rows(t) {
		if generation, _, isNode := strings.Cut(strings.TrimPrefix(at, "COUNT#"), "#"); isNode && strings.HasPrefix(at, "COUNT#") {
			left[generation]++
		}
	}
	same(t, "nodes by generation", map[string]int{"2": len(path)}, left)
}
