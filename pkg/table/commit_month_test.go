package table_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// aMonthKeepsItsShards: a month gets the number of shards that is configured when it begins, and all of them are
// listed.
func aMonthKeepsItsShards(t *testing.T, h *house) {
	t.Helper()
	h.store.MonthShards = 4
	user := h.funded(t, "u1", 1000*yuan)
	for range 12 {
		h.pending(t, handRequest(user, 5*yuan))
	}
	later := table.New(h.client, h.table, h.clock.now)
	later.MonthShards = 9
	h.store, h.Store = later, later
	for range 12 {
		h.pending(t, handRequest(user, 5*yuan))
	}
	partitions := map[any]bool{}
	for _, row := range h.rows(t) {
		if partition := row["timePK"]; partition != nil {
			partitions[partition] = true
		}
	}
	found, err := h.store.Find(t.Context(), funds.Filter{States: []funds.State{funds.StatePending}})
	if err != nil || len(found) != 24 {
		t.Errorf("%d of 24 are found, %v", len(found), err)
	}
	if len(partitions) < 2 || len(partitions) > 4 {
		t.Errorf("they are in %d partitions, want 4 or a little less", len(partitions))
	}
}
