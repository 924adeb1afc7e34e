package table_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// TestAPageOfAUsersOwnIsReadInConstantRequests: the number of requests does not grow with what the user has. The test
// is not part of the suite, because it is about the store, whatever the engine.
func TestAPageOfAUsersOwnIsReadInConstantRequests(t *testing.T) {
	t.Parallel()
	h := openOn("dynoxide")(t)
	const few, many = 10, 1000
	through, proxy := h.faulty(t)
	page := list.Page{Number: 1, Size: 100}
	var last funds.ID
	reads := map[string]func() error{
		"withdrawals": func() error { _, _, err := through.lists.UserWithdrawals(t.Context(), "u1", page); return err },
		"entries":     func() error { _, _, err := through.lists.Entries(t.Context(), "u1", "", page); return err },
		"rows":        func() error { _, _, err := through.lists.Rows(t.Context(), "u1", page); return err },
		"a later page": func() error {
			_, _, err := through.lists.Rows(t.Context(), "u1", list.Page{Number: 10, Size: 1})
			return err
		},
		"summary":         func() error { _, err := through.lists.Summary(t.Context(), "u1"); return err },
		"one and its log": func() error { _, _, err := through.lists.History(t.Context(), last); return err },
	}
	sent := func() (count int) {
		for _, target := range []string{read, "BatchGetItem", "Query", "Scan", first} {
			count += proxy.Count(target)
		}
		return count
	}
	requests := func() map[string]int {
		counted := map[string]int{}
		for name, run := range reads {
			before := sent()
			if err := run(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			counted[name] = sent() - before
		}
		return counted
	}
	h.funded(t, "u1", many*10*yuan)
	for range few {
		last = h.pending(t, handRequest("u1", 5*yuan))
	}
	want := map[string]int{"withdrawals": 3, "entries": 2, "rows": 3, "a later page": 3, "summary": 1, "one and its log": 2}
	same(t, "requests with few", want, requests())
	for range many - few {
		last = h.pending(t, handRequest("u1", 5*yuan))
	}
	same(t, "requests with many", want, requests())
}
