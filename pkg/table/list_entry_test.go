package table_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

func entriesAreListedByNumber(t *testing.T, h *house) {
	t.Helper()
	for range 3 { // adjustment, freeze, unfreeze, three times
		id := h.pending(t, handRequest(h.funded(t, "u1", 10*yuan), 5*yuan))
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

func rowsAreListedByNumber(t *testing.T, h *house) {
	t.Helper()
	var ids []string
	for range 3 { // a row for the adjustment and one for the withdrawal, and none for its unfreezing, three times
		id := h.pending(t, handRequest(h.funded(t, "u1", 10*yuan), 5*yuan))
		if _, err := h.Recall(t.Context(), user("u1"), id, ""); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, "", string(id))
	}
	h.funded(t, "u2", yuan) // another's are not listed
	for name, test := range map[string]struct {
		page list.Page
		want []int64 // row numbers
	}{
		"all of them":          {list.Page{Number: 1, Size: 10}, []int64{6, 5, 4, 3, 2, 1}},
		"the first page":       {list.Page{Number: 1, Size: 4}, []int64{6, 5, 4, 3}},
		"the last page":        {list.Page{Number: 2, Size: 4}, []int64{2, 1}},
		"a page after the end": {list.Page{Number: 3, Size: 4}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, total, err := h.lists.Rows(t.Context(), "u1", test.page)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, row := range rows {
				got = append(got, row.Entry.Row)
				if want := ids[row.Entry.Row-1]; string(row.Withdrawal.ID) != want {
					t.Errorf("row %d has withdrawal %q, want %q", row.Entry.Row, row.Withdrawal.ID, want)
				}
			}
			same(t, "rows", test.want, got)
			same(t, "total", int64(6), total)
		})
	}
	rows, total, err := h.lists.Rows(t.Context(), "nobody", list.Page{Number: 1, Size: 10})
	if err != nil || total != 0 || len(rows) != 0 {
		t.Errorf("of nobody: %v, %d, %v", rows, total, err)
	}
}

// The clock is set before a midnight of the business time zone, and then after it.
func theSummaryIsOfTheBusinessDay(t *testing.T, h *house) {
	t.Helper()
	h.Policy.Daily, h.lists.Policy.Daily = 100*yuan, 100*yuan
	until := func(hour int) time.Duration {
		now := h.clock.now().In(h.Policy.Zone)
		return time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, now.Location()).Sub(now)
	}
	h.clock.advance(until(23))
	h.funded(t, "u1", 1000*yuan)
	paid, cancelled, failed := h.approved(t, handRequest("u1", 10*yuan)), h.pending(t, handRequest("u1", 20*yuan)), h.approved(t, handRequest("u1", 4*yuan))
	h.pending(t, handRequest("u1", 30*yuan))
	_, payErr := h.Confirm(t.Context(), admin, paid)
	_, cancelErr := h.Recall(t.Context(), admin, cancelled, "")
	_, failErr := h.Fail(t.Context(), admin, failed, "账户已注销", false)
	if payErr != nil || cancelErr != nil || failErr != nil {
		t.Fatal(payErr, cancelErr, failErr)
	}
	summary := func() list.Summary {
		found, err := h.lists.Summary(t.Context(), "u1")
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	evening := summary()
	same(t, "today", funds.Today{
		Asked: funds.Tally{Count: 4, Amount: 64 * yuan}, Paid: funds.Tally{Count: 1, Amount: 10 * yuan},
		Cancelled: funds.Tally{Count: 1, Amount: 20 * yuan}, Failed: funds.Tally{Count: 1, Amount: 4 * yuan},
	}, evening.Today)
	same(t, "left, once what came to nothing is given back", 60*yuan, evening.Remaining)

	h.clock.advance(until(24) + time.Second)
	same(t, "the next day", list.Summary{Wallet: evening.Wallet, Remaining: 100 * yuan}, summary())
	h.pending(t, handRequest("u1", 5*yuan))
	same(t, "the next day's first", funds.Today{Asked: funds.Tally{Count: 1, Amount: 5 * yuan}}, summary().Today)
	same(t, "left of the next day", 95*yuan, summary().Remaining)

	nobody, err := h.lists.Summary(t.Context(), "nobody")
	if err != nil || nobody.Wallet.Version != 0 || nobody.Remaining != 100*yuan {
		t.Errorf("of nobody: %+v, %v", nobody, err)
	}
	if _, made := h.rows(t)["USER#nobody WALLET"]; made {
		t.Error("a wallet was made")
	}
}
