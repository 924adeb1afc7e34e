package table_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// aMonthGrows: a month gets the number of shards that is configured when it begins. More of them are for what is created
// when every process knows of them; what was there before stays where it is, whatever becomes of it, and all is listed.
func aMonthGrows(t *testing.T, h *house) {
	t.Helper()
	h.clock.advance(untilMidMonth(h.clock.now())) // so that the month does not end meanwhile
	user := h.funded(t, "u1", 1000*yuan)
	var before []funds.ID
	for range 4 {
		before = append(before, h.pending(t, handRequest(user, 5*yuan)))
	}
	wantShards(t, h, "before", 1, 1)
	h.store.MonthShards = 8
	h.pending(t, handRequest(user, 5*yuan))
	wantShards(t, h, "before all know of the growth", 1, 1)
	h.clock.advance(16 * time.Minute)
	for range 24 {
		h.pending(t, handRequest(user, 5*yuan))
	}
	wantShards(t, h, "afterwards", 4, 8)
	places := partitionsOf(t, h)
	for _, id := range before {
		if _, err := h.Approve(t.Context(), admin, id, ""); err != nil {
			t.Fatal(err)
		}
		same(t, "its partition when it is approved", places[id], partitionsOf(t, h)[id])
	}
	h.store.MonthShards = 2 // for the next month, as none falls
	h.pending(t, handRequest(user, 5*yuan))
	for _, at := range []*table.Store{h.store, later(h)} {
		found, err := at.Find(t.Context(), funds.Filter{})
		if err != nil || len(found) != 30 {
			t.Errorf("%d of 30 are found, %v", len(found), err)
		}
		all, _, err := at.Audits(t.Context(), h.clock.now().Add(-time.Hour), h.clock.now().Add(time.Hour), 99)
		if err != nil || len(all) != len(before)+1 { // and the adjustment that gave the money
			t.Errorf("%d acts are in the audit, %v", len(all), err)
		}
		if !slices.IsSortedFunc(all, func(a, b funds.Audited) int { return b.At.Compare(a.At) }) {
			t.Error("the audit is not in order")
		}
	}
	h.invariantsHold(t)
}

// aMonthGrowsOnce: many processes find at once that a month is to grow.
func aMonthGrowsOnce(t *testing.T, h *house) {
	t.Helper()
	user := h.funded(t, "u1", 1000*yuan)
	h.pending(t, handRequest(user, 5*yuan))
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			one := later(h)
			one.MonthShards = 4
			service := *h.Service
			service.Store = one
			if _, err := service.Create(t.Context(), handRequest(user, 5*yuan+funds.Amount(i))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for at, row := range h.rows(t) {
		if grown, has := row["grown"]; has {
			same(t, "how often "+at+" grew", 1, len(grown.([]any)))
			return
		}
	}
	t.Error("it did not grow")
}

// later is a process that knows nothing yet.
func later(h *house) *table.Store { return table.New(h.client, h.table, h.clock.now) }

func untilMidMonth(now time.Time) time.Duration {
	return time.Date(now.Year(), now.Month()+1, 14, 12, 0, 0, 0, time.UTC).Sub(now)
}

// partitionsOf maps each withdrawal to its partition among all.
func partitionsOf(t *testing.T, h *house) map[funds.ID]string {
	t.Helper()
	places := map[funds.ID]string{}
	for _, row := range h.rows(t) {
		if partition, isOrder := row["timePK"].(string); isOrder {
			_, id, _ := strings.Cut(row["timeSK"].(string), "#")
			places[funds.ID(id)] = partition
		}
	}
	return places
}

func wantShards(t *testing.T, h *house, when string, least, most int) {
	t.Helper()
	partitions := map[string]bool{}
	for partition := range maps.Values(partitionsOf(t, h)) {
		partitions[partition] = true
	}
	if len(partitions) < least || len(partitions) > most {
		t.Errorf("%s they are in %s, want %d to %d", when, fmt.Sprint(partitions), least, most)
	}
}
