package table_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/table"
)

// due lists what is due at a moment, in all shards.
func (h *house) due(t *testing.T, at time.Time) []funds.ID {
	t.Helper()
	var all []funds.ID
	for shard := range table.DueShards {
		all = append(all, h.dueIn(t, shard, at, 100)...)
	}
	return all
}

// dueIn lists what is due in one shard, in batches of a given size.
func (h *house) dueIn(t *testing.T, shard int, at time.Time, batch int) (all []funds.ID) {
	t.Helper()
	return batches(t, h.store.Due, shard, at, batch)
}

// batches puts the batches of one end of a shard's queue together.
func batches(t *testing.T, list func(context.Context, int, time.Time, string, int) ([]string, string, error), shard int, at time.Time, batch int) (all []funds.ID) {
	t.Helper()
	for after := ""; ; {
		ids, end, err := list(t.Context(), shard, at, after, batch)
		if err != nil || len(ids) > batch || (end != "" && end == after) {
			t.Fatalf("a batch of %d from %q to %q: %v", len(ids), after, end, err)
		}
		for _, id := range ids {
			all = append(all, funds.ID(id))
		}
		if end == "" {
			return all
		}
		after = end
	}
}

func dueIsListedFromItsTime(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 1000*yuan)
	const withdrawals = 24 // three to a shard: some shard has two, whatever their ids
	byDue := map[funds.ID]time.Time{}
	for i := range withdrawals {
		id := h.sent(t, channelRequest("u1", 5*yuan))
		if i%2 == 0 { // an earlier look than that of the claim
			change, err := withdrawal.Receive(h.act(machine), h.withdrawal(t, id), funds.GatewayWithdrawalPaid, policy())
			h.commit(t, change, err)
		}
		byDue[id] = h.withdrawal(t, id).Watch.Due
	}
	h.pending(t, handRequest("u1", 5*yuan)) // waits for a human
	id := slices.Collect(maps.Keys(byDue))[0]
	at := byDue[id]
	if slices.Contains(h.due(t, at.Add(-time.Millisecond)), id) {
		t.Error("one is listed before its time")
	}
	if !slices.Contains(h.due(t, at), id) {
		t.Error("one is not listed at its time")
	}
	later := h.clock.now().Add(time.Hour)
	if all := h.due(t, later); len(all) != withdrawals {
		t.Errorf("%d are due, want %d", len(all), withdrawals)
	}
	first := slices.MinFunc(slices.Collect(maps.Values(byDue)), time.Time.Compare)
	for until, want := range map[time.Time]int{later: withdrawals, first.Add(-time.Millisecond): 0} {
		count, oldest, err := h.store.Backlog(t.Context(), until)
		if err != nil || count != want || (want > 0 && !oldest.Equal(first)) || oldest.IsZero() != (want == 0) {
			t.Errorf("until %s: %d since %s, %v; want %d since %s", until, count, oldest, err, want, first)
		}
	}
	for shard := range table.DueShards {
		ids := h.dueIn(t, shard, later, 100)
		if !slices.IsSortedFunc(ids, func(a, b funds.ID) int { return byDue[a].Compare(byDue[b]) }) {
			t.Errorf("shard %d is out of order: %q", shard, ids)
		}
		for _, batch := range []int{1, 2} {
			if same := h.dueIn(t, shard, later, batch); !slices.Equal(ids, same) {
				t.Errorf("in batches of %d shard %d has %q, not %q", batch, shard, same, ids)
			}
			newest := batches(t, h.store.DueNewest, shard, later, batch)
			if slices.Reverse(newest); !slices.Equal(ids, newest) {
				t.Errorf("in batches of %d from the other end shard %d has %q, not %q", batch, shard, newest, ids)
			}
			if early := batches(t, h.store.DueNewest, shard, first.Add(-time.Millisecond), batch); len(early) != 0 {
				t.Errorf("before anything is due %q is", early)
			}
		}
	}
}

// dueIsOfBothKinds shows that withdrawals and recharges share one queue, and that one run of reconcile asks about both.
func dueIsOfBothKinds(t *testing.T, h *house) {
	t.Helper()
	withdrawal := h.sent(t, channelRequest(h.funded(t, "u1", 100*yuan), 5*yuan))
	recharge := h.asked(t, "u1", 200*yuan)
	later := h.clock.now().Add(time.Hour)
	due := h.due(t, later)
	slices.Sort(due)
	want := []funds.ID{withdrawal, funds.ID(recharge)}
	slices.Sort(want)
	if !slices.Equal(due, want) {
		t.Errorf("due are %q, want %q", due, want)
	}
	h.settle(t, withdrawal, funds.GatewayWithdrawalPaid)
	h.moveRecharge(t, recharge, funds.GatewayDepositDone, "123.45")
	h.clock.advance(time.Minute)
	done, err := h.Reconcile(t.Context(), reconciliation())
	if err != nil || done.Asked != 2 || done.Failed != 0 {
		t.Errorf("%+v, %v", done, err)
	}
	r := h.recharge(t, recharge)
	if h.withdrawal(t, withdrawal).State != funds.StateCompleted || r.State != funds.RechargeCredited || r.Credited != 12345 || r.Amount != 200*yuan {
		t.Errorf("%s; %s with %d of %d", h.withdrawal(t, withdrawal).State, r.State, r.Credited, r.Amount)
	}
	if due := h.due(t, h.clock.now().Add(48*time.Hour)); len(due) != 0 {
		t.Errorf("%q are due", due)
	}
	h.invariantsHold(t)
}
