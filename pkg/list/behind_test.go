package list_test

import (
	"context"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// TestAStoppedProjectorIsSeenUntilItGoesOn: what it has not counted shows in how far the counters are behind, and since when.
func TestAStoppedProjectorIsSeenUntilItGoesOn(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1_000_00)
	stopped := *h.Lists
	stopped.Store = h.Store // the house counts whenever its own lists are read
	behind := func(lists *list.Service, before time.Time) list.Behind {
		t.Helper()
		got, err := lists.CountersBehind(t.Context(), before, 100)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	same(t, "of nothing", list.Behind{}, behind(&stopped, h.Clock.Now()))
	first := h.Withdrawal("u1", funds.StatePending)
	h.Withdrawal("u1", funds.StateRejected)
	soon := h.Clock.Now().Add(-time.Minute)
	h.Clock.Advance(10 * time.Minute)
	now := h.Clock.Now()
	same(t, "of what was asked for too lately", list.Behind{}, behind(&stopped, soon))
	same(t, "while it has stopped", list.Behind{Since: first.Time(), Missing: 2}, behind(&stopped, now))
	same(t, "once it goes on", list.Behind{}, behind(h.Lists, now))
	same(t, "after that", list.Behind{}, behind(&stopped, now))
}

// hours is a table of withdrawals and of hours that are counted.
type hours struct {
	list.Store

	ids     []funds.ID // newest first
	counted map[string]int64
}

func (h hours) Keys(_ context.Context, filter funds.Filter, before time.Time, _, limit int64) (found []funds.ID, err error) {
	for _, id := range h.ids {
		if at := id.Time(); at.Before(before) && !at.Before(filter.From) && int64(len(found)) < limit {
			found = append(found, id)
		}
	}
	return found, nil
}

func (hours) LiveGeneration(context.Context) (int64, error) { return 0, nil }

func (h hours) Nodes(_ context.Context, _ int64, day, _, _ string) (nodes []count.Child, err error) {
	for name, n := range h.counted {
		if name[:len(day)] == day {
			nodes = append(nodes, count.Child{Name: name, Counts: count.Counts{{State: funds.StatePending}: {Count: n}}})
		}
	}
	return nodes, nil
}

func TestWhatIsCountedTwiceOrNotIsFoundInTheHoursThatAreLookedAt(t *testing.T) {
	t.Parallel()
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) }
	var ids []funds.ID // newest first: three an hour, from 5:10 of the 2nd to 22:30 of the 1st
	for when := at(2, 5, 10); when.After(at(1, 22, 29)); when = when.Add(-20 * time.Minute) {
		ids = append(ids, funds.NewID([funds.CodeBytes]byte{byte(len(ids))}, when))
	}
	right := map[string]int64{"2026-03-01T22": 2, "2026-03-01T23": 3, "2026-03-02T00": 3, "2026-03-02T01": 3, "2026-03-02T02": 3, "2026-03-02T03": 3, "2026-03-02T04": 3, "2026-03-02T05": 1}
	for name, test := range map[string]struct {
		counted map[string]int64
		before  time.Time
		rows    int64
		want    list.Behind
	}{
		"all is counted":                      {nil, at(2, 5, 30), 100, list.Behind{}},
		"a whole hour is not":                 {map[string]int64{"2026-03-02T04": 0}, at(2, 5, 30), 100, list.Behind{Since: at(2, 4, 10), Missing: 3}},
		"parts of two hours are not":          {map[string]int64{"2026-03-02T04": 2, "2026-03-02T05": 0}, at(2, 5, 30), 100, list.Behind{Since: at(2, 4, 50), Missing: 2}},
		"on the day before":                   {map[string]int64{"2026-03-01T23": 1}, at(2, 5, 30), 100, list.Behind{Since: at(1, 23, 30), Missing: 2}},
		"an hour is counted twice":            {map[string]int64{"2026-03-02T03": 6}, at(2, 5, 30), 100, list.Behind{Surplus: 3}},
		"the present hour has more by now":    {map[string]int64{"2026-03-02T05": 9}, at(2, 5, 30), 100, list.Behind{}},
		"an hour that has just ended":         {map[string]int64{"2026-03-02T04": 4}, at(2, 5, 0), 100, list.Behind{Surplus: 1}},
		"an hour that is looked at in part":   {map[string]int64{"2026-03-02T04": 9}, at(2, 5, 30), 2, list.Behind{}},
		"the first hour, where nothing more":  {map[string]int64{"2026-03-01T22": 3}, at(2, 5, 30), 100, list.Behind{Surplus: 1}},
		"what is missing among the first few": {map[string]int64{"2026-03-02T04": 0, "2026-03-02T05": 0}, at(2, 5, 30), 2, list.Behind{Since: at(2, 4, 50), Missing: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := hours{ids: ids, counted: map[string]int64{}}
			for hour, n := range right {
				store.counted[hour] = n
			}
			for hour, n := range test.counted {
				store.counted[hour] = n
			}
			got, err := (&list.Service{Store: store, Policy: funds.Policy{Zone: time.UTC}}).CountersBehind(t.Context(), test.before, test.rows)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "how far behind", test.want, got)
		})
	}
}
