package table_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

func linesAreKeptOrLogged(t *testing.T, h *house) {
	t.Helper()
	id := h.sent(t, channelWish(h.funded(t, "u1", 100*yuan), 60*yuan))
	h.settle(t, id, funds.GatewayPaid)
	if err := h.Notified(t.Context(), h.callback(t, id, funds.GatewayPaid)); err != nil {
		t.Fatal(err)
	}
	history := h.history(t, id)
	var commands, kept []funds.Command
	for _, line := range history.Lines {
		commands = append(commands, line.Command)
	}
	for _, line := range history.Withdrawal.Lines {
		kept = append(kept, line.Command)
	}
	same(t, "the whole log", []funds.Command{
		funds.CommandCreate, funds.CommandApprove, funds.CommandDispatch, funds.CommandAccept, funds.CommandComplete,
	}, commands)
	same(t, "what the withdrawal keeps", []funds.Command{funds.CommandCreate, funds.CommandAccept}, kept)
	if !slices.IsSortedFunc(history.Lines, func(a, b funds.Line) int { return int(a.Version - b.Version) }) {
		t.Errorf("the lines are out of order: %v", history.Lines)
	}
	audited := 0
	for _, row := range h.rows(t) {
		if row["auditPK"] != nil {
			audited++
		}
	}
	if audited != 3 {
		t.Errorf("%d items are in the audit, want the adjustment, the approval and the dispatch", audited)
	}
	h.invariantsHold(t)
}

func entriesAreListedByNumber(t *testing.T, h *house) {
	t.Helper()
	for range 3 { // adjustment, freeze, unfreeze, three times
		id := h.pending(t, wish(h.funded(t, "u1", 10*yuan), 5*yuan))
		if _, err := h.Recall(t.Context(), user("u1"), id, ""); err != nil {
			t.Fatal(err)
		}
	}
	h.funded(t, "u2", yuan) // another's entries are not listed
	for name, test := range map[string]struct {
		entryType funds.EntryType
		lo, hi    int64
		want      []int64 // entry numbers
	}{
		"all of them":                {"", 1, 9, []int64{9, 8, 7, 6, 5, 4, 3, 2, 1}},
		"a page of all":              {"", 4, 6, []int64{6, 5, 4}},
		"beyond the last":            {"", 8, 20, []int64{9, 8}},
		"none between":               {"", 5, 4, nil},
		"the freezes":                {funds.EntryFreeze, 1, 3, []int64{8, 5, 2}},
		"the second freeze":          {funds.EntryFreeze, 2, 2, []int64{5}},
		"a type that has none":       {funds.EntryRefund, 1, 9, nil},
		"the newest two unfreezings": {funds.EntryUnfreeze, 2, 3, []int64{9, 6}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, err := h.store.Entries(t.Context(), "u1", test.entryType, test.lo, test.hi)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, entry := range entries {
				got = append(got, entry.Seq)
			}
			same(t, "entries", test.want, got)
		})
	}
}

// due lists what is due at a moment, in all shards.
func (h *house) due(t *testing.T, at time.Time) []funds.ID {
	t.Helper()
	var all []funds.ID
	for shard := range table.DueShards {
		all = append(all, h.dueIn(t, shard, at, 100)...)
	}
	return all
}

// dueIn lists what is due in one shard, in batches of a size.
func (h *house) dueIn(t *testing.T, shard int, at time.Time, batch int) (all []funds.ID) {
	t.Helper()
	for after := ""; ; {
		ids, end, err := h.store.Due(t.Context(), shard, at, after, batch)
		if err != nil || len(ids) > batch || (end != "" && end <= after) {
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
		id := h.sent(t, channelWish("u1", 5*yuan))
		if i%2 == 0 { // an earlier look than that of the claim
			change, err := funds.Receive(h.act(machine), h.withdrawal(t, id), funds.GatewayPaid, policy())
			h.commit(t, change, err)
		}
		byDue[id] = h.withdrawal(t, id).Watch.Due
	}
	h.pending(t, wish("u1", 5*yuan)) // waits for a human
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
	for shard := range table.DueShards {
		ids := h.dueIn(t, shard, later, 100)
		if !slices.IsSortedFunc(ids, func(a, b funds.ID) int { return byDue[a].Compare(byDue[b]) }) {
			t.Errorf("shard %d is out of order: %q", shard, ids)
		}
		for _, batch := range []int{1, 2} {
			if same := h.dueIn(t, shard, later, batch); !slices.Equal(ids, same) {
				t.Errorf("in batches of %d shard %d has %q, not %q", batch, shard, same, ids)
			}
		}
	}
}

func attentionIsNotDue(t *testing.T, h *house) {
	t.Helper()
	id := h.sent(t, channelWish(h.funded(t, "u1", 100*yuan), 5*yuan))
	absent := funds.Report{Outcome: funds.OutcomeAbsent, Detail: "code 1001"}
	for range policy().Timing.AbsentTimes + 1 {
		h.clock.advance(policy().Timing.AbsentGrace)
		change, err := funds.Settle(h.act(machine), h.wallet(t, "u1"), h.withdrawal(t, id), absent, policy())
		h.commit(t, change, err)
	}
	if parked := h.withdrawal(t, id); !parked.NeedsAttention || !parked.Watch.Due.IsZero() {
		t.Fatalf("not parked: %+v", parked)
	}
	if due := h.due(t, h.clock.now().Add(24*time.Hour)); len(due) != 0 {
		t.Errorf("%q are due", due)
	}
	h.wantAttention(t, id)
	h.settle(t, id, funds.GatewayRefused) // the gateway finds it again, and refuses it
	if _, err := h.Fail(t.Context(), admin, id, "网关驳回", false); err != nil {
		t.Fatal(err)
	}
	h.wantAttention(t)
	h.invariantsHold(t)
}

func (h *house) wantAttention(t *testing.T, want ...funds.ID) {
	t.Helper()
	got, err := h.store.Attention(t.Context(), 100)
	if err != nil || !slices.Equal(want, got) {
		t.Errorf("%q wait for an admin, %v; want %q", got, err, want)
	}
}

func batchesAreReadWhole(t *testing.T, h *house) {
	t.Helper()
	const rows = 210 // two batches and a bit
	var ids, asked []funds.ID
	users := []string{"nobody"}
	for i := range rows {
		userID := fmt.Sprint("u", i)
		act, id := h.act(user(userID)), newID(h.clock.now())
		wallet := funds.NewWallet(userID, act.At)
		wallet.Version, wallet.CommitID = 1, act.CommitID
		h.commit(t, funds.Change{
			CommitID: act.CommitID, At: act.At, Wallet: &funds.WalletChange{To: wallet},
			Withdrawal: &funds.WithdrawalChange{To: funds.Withdrawal{ID: id, UserID: userID, Version: 1, State: funds.StatePending, CreatedAt: act.At}},
		}, nil)
		ids, users = append(ids, id), append(users, userID)
		asked = append(asked, id, newID(someDay)) // every other one is unknown
	}
	asked, users = append(asked, ids[0]), append(users, "u0")
	found, err := h.store.Withdrawals(t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	var got []funds.ID
	for _, withdrawal := range found {
		got = append(got, withdrawal.ID)
	}
	if diff := cmp.Diff(append(slices.Clone(ids), ids[0]), got); diff != "" {
		t.Errorf("withdrawals (-want +got):\n%s", diff)
	}
	wallets, err := h.store.Wallets(t.Context(), users)
	if err != nil || len(wallets) != rows {
		t.Errorf("%d wallets, %v", len(wallets), err)
	}
	for userID, wallet := range wallets {
		if wallet.UserID != userID {
			t.Errorf("%s has the wallet of %s", userID, wallet.UserID)
		}
	}
}
