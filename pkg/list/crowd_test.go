package list_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/local/seed"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// many is a crowd that is larger than whatever a list reads at once, over the end of a year.
var many = seed.Plan{
	Seed: 7, Withdrawals: 6000, Users: 40, Ledgers: 3,
	From: time.Date(2025, 12, 10, 5, 0, 0, 0, time.UTC), Until: time.Date(2026, 1, 20, 12, 30, 0, 0, time.UTC),
}

func day(h *flowtest.House, month time.Month, number int) time.Time {
	year := 2025
	if month == time.January {
		year = 2026
	}
	return h.Flow.Policy.Begin(year, month, number)
}

// filters are what the lists of the crowd are asked for.
func filters(h *flowtest.House) map[string]funds.Filter {
	most, none, yes, no := funds.Amount(500_00), funds.Amount(0), true, false
	some := slices.Collect(many.All())
	return map[string]funds.Filter{
		"all":                         {},
		"one state":                   {States: []funds.State{funds.StateCompleted}},
		"a rare state":                {States: []funds.State{funds.StateCancelled}},
		"two states":                  {States: []funds.State{funds.StateRejected, funds.StateCancelled}},
		"a method":                    {Methods: []funds.Method{"MVola"}},
		"a method in a rare state":    {Methods: []funds.Method{funds.MethodBank}, States: []funds.State{funds.StateApproved}},
		"two methods":                 {Methods: []funds.Method{funds.MethodAlipay, funds.MethodWechat}},
		"a method that nobody has":    {Methods: []funds.Method{"cash"}},
		"some days":                   {From: day(h, time.December, 20), Until: day(h, time.December, 24)},
		"from a day on":               {From: day(h, time.January, 1)},
		"until a day":                 {Until: day(h, time.January, 1)},
		"the middle of two months":    {From: day(h, time.December, 31), Until: day(h, time.January, 2)},
		"a day, a state and a method": {From: day(h, time.January, 5), Until: day(h, time.January, 6), States: []funds.State{funds.StateCompleted}, Methods: []funds.Method{"MVola"}},
		"a method within days":        {From: day(h, time.December, 12), Until: day(h, time.January, 15), Methods: []funds.Method{funds.MethodBank}},
		"before everything":           {Until: day(h, time.December, 1)},
		"a small amount":              {Max: &most},
		"no amount":                   {Max: &none},
		"a large one that waits":      {Min: 900_00, States: []funds.State{funds.StatePending}},
		"a user":                      {Keyword: some[0].UserID},
		"a user in a state":           {Keyword: some[1].UserID, States: []funds.State{funds.StateCompleted}},
		"an id":                       {Keyword: string(some[77].ID)},
		"nobody":                      {Keyword: "nobody"},
		"what waits for an admin":     {Attention: &yes},
		"what does not, in a state":   {Attention: &no, States: []funds.State{funds.StateProcessing}},

		"all, oldest first":                    {Sort: funds.OldestFirst},
		"a state, oldest first":                {Sort: funds.OldestFirst, States: []funds.State{funds.StatePending}},
		"two states, oldest first":             {Sort: funds.OldestFirst, States: []funds.State{funds.StateCompleted, funds.StateFailed}},
		"some days, oldest first":              {Sort: funds.OldestFirst, From: day(h, time.December, 20), Until: day(h, time.January, 3)},
		"a method, oldest first":               {Sort: funds.OldestFirst, Methods: []funds.Method{funds.MethodBank}},
		"a large amount, oldest first":         {Sort: funds.OldestFirst, Min: 900_00},
		"a user, oldest first":                 {Sort: funds.OldestFirst, Keyword: some[0].UserID},
		"what waits for an admin, oldest":      {Sort: funds.OldestFirst, Attention: &yes},
		"a state, by amount":                   {Sort: funds.LargestFirst, States: []funds.State{funds.StatePending, funds.StateApproved}},
		"a user, by amount":                    {Sort: funds.LargestFirst, Keyword: some[0].UserID},
		"a state until a moment":               {States: []funds.State{funds.StatePending}, Until: day(h, time.January, 5).Add(90 * time.Minute)},
		"a state until a moment, oldest first": {Sort: funds.OldestFirst, States: []funds.State{funds.StateCompleted}, Until: day(h, time.January, 5).Add(90 * time.Minute)},
	}
}

// matching are those of the crowd that a filter matches, as it sorts them.
func matching(filter funds.Filter) []funds.Withdrawal {
	found := many.Matching(filter) // newest first
	switch filter.Sort {
	case funds.OldestFirst:
		slices.Reverse(found)
	case funds.LargestFirst:
		slices.SortStableFunc(found, func(a, b funds.Withdrawal) int { return cmp.Compare(b.Amount, a.Amount) })
	case funds.NewestFirst:
	}
	return found
}

func total(of []funds.Withdrawal) (sum funds.Amount) {
	for _, w := range of {
		sum += w.Amount
	}
	return sum
}

func ids(withdrawals []funds.Withdrawal) (found []funds.ID) {
	for _, w := range withdrawals {
		found = append(found, w.ID)
	}
	return found
}

func idsOf(records []list.Record) (found []funds.ID) {
	for _, record := range records {
		found = append(found, record.Withdrawal.ID)
	}
	return found
}

// rows is an export's file that keeps its rows.
type rows struct {
	ids    []funds.ID
	failAt int // the row that cannot be written, from 1; 0 is none
	closed int
	broken error
}

func (r *rows) Row(record list.Record) error {
	if r.ids = append(r.ids, record.Withdrawal.ID); len(r.ids) == r.failAt {
		return r.broken
	}
	return nil
}

func (r *rows) Close() error {
	r.closed++
	return nil
}

func TestACrowdIsListedCountedAndExportedAsAPlainReferenceHasIt(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Crowd(many)
	t.Run("lists", func(t *testing.T) {
		t.Parallel()
		listsAgree(t, h)
	})
	t.Run("exports", func(t *testing.T) {
		t.Parallel()
		exportsAgree(t, h)
	})
	t.Run("statistics", func(t *testing.T) {
		t.Parallel()
		statisticsAgree(t, h)
	})
}

// page is what a page of the reference shows.
func page(all []funds.ID, number, size int) []funds.ID {
	from := min((number-1)*size, len(all))
	return all[from:min(from+size, len(all))]
}

func listsAgree(t *testing.T, h *flowtest.House) {
	t.Helper()
	for name, filter := range filters(h) {
		reference := matching(filter)
		all := ids(reference)
		pages := map[int][]int{1: {1}, 20: {1, 2, len(all)/20 + 1, len(all)/20 + 2}, 100: {1, 7, len(all) / 200, len(all) / 100, len(all)/100 + 1}}
		for size, numbers := range pages {
			for _, number := range slices.Compact(slices.Sorted(slices.Values(numbers))) {
				if number < 1 {
					continue
				}
				found, err := h.Lists.Records(t.Context(), filter, list.Page{Number: int64(number), Size: int64(size)})
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				what := fmt.Sprintf("%s: page %d of %d", name, number, size)
				if found.LowerBound { // of an amount the newest alone are counted
					if got := idsOf(found.Records); !slices.Equal(got, page(all[:min(int(found.Total), len(all))], number, size)) {
						t.Errorf("%s, which is a lower bound, is %v", what, got)
					}
					continue
				}
				if found.Total != int64(len(all)) || found.Sum != total(reference) {
					t.Errorf("%s says that there are %d of %d, not %d of %d", what, found.Total, found.Sum, len(all), total(reference))
				}
				if got, want := idsOf(found.Records), page(all, number, size); !slices.Equal(got, want) {
					t.Errorf("%s is\n%v, want\n%v", what, got, want)
				}
				for _, record := range found.Records {
					if record.Wallet.UserID != record.Withdrawal.UserID {
						t.Errorf("%s: %s comes with the wallet of %q", what, record.Withdrawal.ID, record.Wallet.UserID)
					}
				}
			}
		}
	}
}

func exportsAgree(t *testing.T, h *flowtest.House) {
	t.Helper()
	exported := []string{"all", "two states", "a method in a rare state", "the middle of two months", "a small amount", "a user", "nobody", "what does not, in a state"}
	for _, name := range exported {
		filter, file := filters(h)[name], &rows{}
		n, err := h.Lists.Export(t.Context(), flowtest.Helper, list.Export{Filter: filter, Format: "csv", Begin: func() (list.ExportFile, error) { return file, nil }})
		want := ids(many.Matching(filter))
		if err != nil || n != int64(len(want)) || file.closed != 1 || !slices.Equal(file.ids, want) {
			t.Errorf("%s exports %d rows, want %d: %v, closed %d times", name, n, len(want), err, file.closed)
		}
	}
	if lines := h.Audits("export"); len(lines) != len(exported) {
		t.Errorf("%d exports left %d lines", len(exported), len(lines))
	}
}

func statisticsAgree(t *testing.T, h *flowtest.House) {
	t.Helper()
	zone := h.Flow.Policy.Zone
	byDay, byHour, all := map[string]map[funds.State]funds.Tally{}, map[string]map[funds.State]funds.Tally{}, map[funds.State]funds.Tally{}
	add := func(sums map[string]map[funds.State]funds.Tally, at string, w funds.Withdrawal) {
		if sums[at] == nil {
			sums[at] = map[funds.State]funds.Tally{}
		}
		tally := sums[at][w.State]
		sums[at][w.State] = funds.Tally{Count: tally.Count + 1, Amount: tally.Amount + w.Amount}
	}
	for w := range many.All() {
		at := w.CreatedAt.In(zone)
		add(byDay, at.Format(time.DateOnly), w)
		add(byHour, at.Format("2006-01-02T15"), w)
		all[w.State] = funds.Tally{Count: all[w.State].Count + 1, Amount: all[w.State].Amount + w.Amount}
	}
	days, err := h.Lists.TrendByDay(t.Context(), "2025-12-01", "2026-01-31")
	if err != nil || len(days) != 62 {
		t.Fatalf("%d days, %v", len(days), err)
	}
	for _, point := range days {
		if want := byDay[point.At]; len(want) != len(point.States) || (len(want) > 0 && fmt.Sprint(want) != fmt.Sprint(point.States)) {
			t.Errorf("%s: %v, want %v", point.At, point.States, want)
		}
	}
	hours, err := h.Lists.TrendByHour(t.Context(), "2025-12-31", "2026-01-01")
	if err != nil || len(hours) != 48 || hours[0].At != "2025-12-31T00" || hours[47].At != "2026-01-01T23" {
		t.Fatalf("%d hours, %v", len(hours), err)
	}
	for _, point := range hours {
		if want := byHour[point.At]; len(want) != len(point.States) || (len(want) > 0 && fmt.Sprint(want) != fmt.Sprint(point.States)) {
			t.Errorf("%s: %v, want %v", point.At, point.States, want)
		}
	}
	stats, err := h.Lists.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "what there is by state", all, stats.All)
	same(t, "the methods", []funds.Method{funds.MethodBank, funds.MethodAlipay, funds.MethodWechat, "MVola"}, stats.Methods)
	if stats.Today != 0 {
		t.Errorf("%d are from today", stats.Today)
	}
}
