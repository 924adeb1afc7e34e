package count_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func calendar(t *testing.T, zone string) *count.Calendar {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return count.NewCalendar(funds.Policy{Zone: location})
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestAMomentCountsInItsHourDayAndMonthOfBusinessTime(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		zone, at string
		want     []count.Node
	}{
		"an afternoon": {"Asia/Shanghai", "2026-03-05T07:59:59Z", []count.Node{{"", "ALL"}, {"ALL", "2026-03"}, {"2026-03", "2026-03-05"}, {"2026-03-05", "2026-03-05T15"}}},
		"a new year, which is still the old one in UTC": {"Asia/Shanghai", "2025-12-31T16:00:00Z", []count.Node{{"", "ALL"}, {"ALL", "2026-01"}, {"2026-01", "2026-01-01"}, {"2026-01-01", "2026-01-01T00"}}},
		"the last moment of a day":                      {"Asia/Shanghai", "2026-01-01T15:59:59Z", []count.Node{{"", "ALL"}, {"ALL", "2026-01"}, {"2026-01", "2026-01-01"}, {"2026-01-01", "2026-01-01T23"}}},
		"after the clocks went forward":                 {"Europe/Berlin", "2026-03-29T02:00:00Z", []count.Node{{"", "ALL"}, {"ALL", "2026-03"}, {"2026-03", "2026-03-29"}, {"2026-03-29", "2026-03-29T03"}}},
		"the 25th hour of a day":                        {"Europe/Berlin", "2026-10-25T22:59:00Z", []count.Node{{"", "ALL"}, {"ALL", "2026-10"}, {"2026-10", "2026-10-25"}, {"2026-10-25", "2026-10-25T24"}}},
	} {
		at, err := time.Parse(time.RFC3339, test.at)
		if err != nil {
			t.Fatal(err)
		}
		path := calendar(t, test.zone).Path(at)
		same(t, name, test.want, path)
		same(t, name+": its day", path[2], count.Day(path[2].Name))
	}
}

func TestADayHasItsHoursWhateverTheClocksDo(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		zone, day string
		hours     int
		length    time.Duration
	}{
		"a usual day":                    {"Asia/Shanghai", "2026-03-05", 24, 24 * time.Hour},
		"clocks go forward":              {"Europe/Berlin", "2026-03-29", 23, 23 * time.Hour},
		"clocks go back":                 {"Europe/Berlin", "2026-10-25", 25, 25 * time.Hour},
		"half an hour forward":           {"Australia/Lord_Howe", "2026-10-04", 24, 23*time.Hour + 30*time.Minute},
		"half an hour back":              {"Australia/Lord_Howe", "2026-04-05", 25, 24*time.Hour + 30*time.Minute},
		"the last that is written so":    {"Asia/Shanghai", "9999-12-31", 24, 24 * time.Hour},
		"a day that begins after clocks": {"America/Sao_Paulo", "2018-11-04", 23, 23 * time.Hour},
	} {
		c := calendar(t, test.zone)
		if got := c.End(test.day).Sub(c.Begin(test.day)); got != test.length || c.Hours(test.day) != test.hours {
			t.Errorf("%s: %s in %d hours, want %s in %d", name, got, c.Hours(test.day), test.length, test.hours)
		}
		end := c.Begin(test.day)
		for n := range test.hours { // they follow one another without a gap, to the day's end
			begin, next := c.Span(count.Hour(test.day, n))
			if !begin.Equal(end) || !next.After(begin) || next.Sub(begin) > time.Hour || c.Day(begin) != test.day {
				t.Errorf("%s: hour %d is from %s to %s", name, n, begin, next)
			}
			if path := c.Path(begin); path[3].Name != count.Hour(test.day, n) {
				t.Errorf("%s: the begin of hour %d is in %s", name, n, path[3].Name)
			}
			end = next
		}
		if !end.Equal(c.End(test.day)) {
			t.Errorf("%s: its hours end at %s", name, end)
		}
	}
}

func TestSpansOfMonthsAndDays(t *testing.T) {
	t.Parallel()
	c := calendar(t, "Asia/Shanghai")
	for name, want := range map[string][2]string{
		"2025-12":       {"2025-11-30T16:00:00Z", "2025-12-31T16:00:00Z"},
		"2024-02":       {"2024-01-31T16:00:00Z", "2024-02-29T16:00:00Z"},
		"2026-03-05":    {"2026-03-04T16:00:00Z", "2026-03-05T16:00:00Z"},
		"2026-03-05T10": {"2026-03-05T02:00:00Z", "2026-03-05T03:00:00Z"},
	} {
		begin, end := c.Span(name)
		same(t, name, want, [2]string{begin.UTC().Format(time.RFC3339), end.UTC().Format(time.RFC3339)})
	}
	for given, want := range map[string]string{"2025-12": "2026-01", "2026-01": "2026-02", "x": ""} {
		same(t, "the month after "+given, want, count.NextMonth(given))
	}
	for given, want := range map[string]string{"2025-12-31": "2026-01-01", "2024-02-28": "2024-02-29", "x": ""} {
		same(t, "the day after "+given, want, c.Next(given))
	}
	if !c.Begin("x").IsZero() || !c.End("x").IsZero() || !c.HourBegin("2026-03-05", "2026-03-05Tx").IsZero() {
		t.Error("what is no day has moments")
	}
	if c.Zone() != "Asia/Shanghai" {
		t.Errorf("the zone is %s", c.Zone())
	}
	for i := range 2500 { // it forgets rather than grow for ever, and is right again
		day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i).Format(time.DateOnly)
		if got := c.Begin(day).In(time.FixedZone("", 8*3600)).Format("2006-01-02 15:04"); got != day+" 00:00" {
			t.Fatalf("%s begins at %s", day, got)
		}
	}
}

var (
	bank   = count.Key{State: funds.StatePending, Method: funds.MethodBank}
	paid   = count.Key{State: funds.StateCompleted, Method: funds.MethodBank}
	wechat = count.Key{State: funds.StatePending, Method: funds.MethodWechat}
)

func TestCountsAddUpAndKeepNoZeros(t *testing.T) {
	t.Parallel()
	c := count.Counts{}
	c.Add(bank, 2, 300)
	c.Add(wechat, 1, 50)
	c.AddAll(count.Counts{bank: {Count: 1, Amount: 7}, paid: {Count: 4, Amount: 1}})
	for name, test := range map[string]struct {
		filter funds.Filter
		want   funds.Tally
	}{
		"all":                 {funds.Filter{}, funds.Tally{Count: 8, Amount: 358}},
		"a state":             {funds.Filter{States: []funds.State{funds.StatePending}}, funds.Tally{Count: 4, Amount: 357}},
		"a method":            {funds.Filter{Methods: []funds.Method{funds.MethodBank}}, funds.Tally{Count: 7, Amount: 308}},
		"both":                {funds.Filter{States: []funds.State{funds.StatePending}, Methods: []funds.Method{funds.MethodWechat}}, funds.Tally{Count: 1, Amount: 50}},
		"one of two methods":  {funds.Filter{Methods: []funds.Method{funds.MethodWechat, "cash"}}, funds.Tally{Count: 1, Amount: 50}},
		"what is not counted": {funds.Filter{Methods: []funds.Method{"cash"}}, funds.Tally{}},
	} {
		same(t, name, test.want, c.Of(test.filter))
	}
	same(t, "by state", map[funds.State]funds.Tally{funds.StatePending: {Count: 4, Amount: 357}, funds.StateCompleted: {Count: 4, Amount: 1}}, c.ByState())
	same(t, "the methods", []funds.Method{funds.MethodBank, funds.MethodWechat}, c.Methods())
	c.Add(wechat, -1, -50)
	same(t, "without the one", []funds.Method{funds.MethodBank}, c.Methods())
	c.Add(bank, -3, 0)
	if _, left := c[bank]; !left {
		t.Error("an amount without a count is dropped: it would be lost")
	}
}

func TestSequenceNumbersAreComparedAsNumbersOfAnyLength(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"2", "1", true}, {"1", "2", false}, {"1", "1", false}, {"10", "9", true}, {"9", "10", false}, {"0010", "9", true}, {"010", "10", false},
		{"99999999999999999999999999999", "9", true}, {"123456789012345678901234567890", "123456789012345678901234567891", false}, {"1", "", true}, {"0", "", false},
	} {
		if got := count.Later(test.a, test.b); got != test.want {
			t.Errorf("%q behind %q: %t", test.a, test.b, got)
		}
	}
}

func withdrawal(state funds.State, generation int64) *count.Withdrawal {
	return &count.Withdrawal{At: time.Date(2026, 3, 5, 4, 0, 0, 0, time.UTC), State: state, Method: funds.MethodBank, Amount: 100, Generation: generation}
}

func TestARecordAddsWhatItChanges(t *testing.T) {
	t.Parallel()
	pending, completed := count.Delta{Sequence: "1", Key: bank, Count: 1, Amount: 100}, count.Delta{Sequence: "1", Key: paid, Count: 1, Amount: 100}
	gone := count.Delta{Sequence: "1", Key: bank, Count: -1, Amount: -100}
	for name, test := range map[string]struct {
		old, new *count.Withdrawal
		want     []count.Delta
	}{
		"it is made":                          {nil, withdrawal(funds.StatePending, 2), []count.Delta{pending}},
		"it moves":                            {withdrawal(funds.StatePending, 2), withdrawal(funds.StateCompleted, 2), []count.Delta{gone, completed}},
		"it stays in its state":               {withdrawal(funds.StatePending, 2), withdrawal(funds.StatePending, 3), nil},
		"it is deleted":                       {withdrawal(funds.StatePending, 2), nil, []count.Delta{gone}},
		"it is not of this generation":        {nil, withdrawal(funds.StatePending, 1), nil},
		"it moves, and is not of it":          {withdrawal(funds.StatePending, 1), withdrawal(funds.StateCompleted, 1), nil},
		"a recount brings it there":           {withdrawal(funds.StatePending, 1), withdrawal(funds.StatePending, 2), []count.Delta{pending}},
		"a move brings it there, as it is":    {withdrawal(funds.StatePending, 1), withdrawal(funds.StateCompleted, 2), []count.Delta{completed}},
		"it is of a later one, which also is": {nil, withdrawal(funds.StatePending, 9), []count.Delta{pending}},
	} {
		deltas := count.Deltas(calendar(t, "UTC"), 2, []count.Record{{ID: "x", Sequence: "1", Old: test.old, New: test.new}})
		for _, node := range []count.Node{{"", "ALL"}, {"ALL", "2026-03"}, {"2026-03", "2026-03-05"}, {"2026-03-05", "2026-03-05T04"}} {
			same(t, name+": "+node.Name, test.want, deltas[node])
		}
		if len(test.want) == 0 && len(deltas) != 0 || len(deltas) > 4 {
			t.Errorf("%s: it changes %d nodes", name, len(deltas))
		}
	}
}

// However a stream is cut, doubled and delivered late, what lies behind the mark is added once.
func TestWhatLiesBehindTheMarkIsAddedOnceHoweverTheStreamIsCut(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	var deltas []count.Delta
	want := count.Counts{}
	for n := range 200 {
		key := []count.Key{bank, paid, wechat}[random.IntN(3)]
		delta := count.Delta{Sequence: fmt.Sprint(n * n), Key: key, Count: int64(random.IntN(3) - 1), Amount: funds.Amount(random.IntN(100))}
		deltas = append(deltas, delta)
		want.Add(delta.Key, delta.Count, delta.Amount)
	}
	for range 100 {
		got, mark, at := count.Counts{}, "", 0
		for at < len(deltas) {
			from, to := max(at-random.IntN(5), 0), min(at+1+random.IntN(20), len(deltas)) // some of it once more
			sum, last := count.SumAfter(mark, deltas[from:to])
			got.AddAll(sum)
			if last != deltas[to-1].Sequence {
				t.Fatalf("the mark is %s behind %s", last, deltas[to-1].Sequence)
			}
			mark, at = last, to
			again, still := count.SumAfter(mark, deltas[from:to])
			if len(again) != 0 || still != mark {
				t.Fatalf("the same batch again adds %v, to %s", again, still)
			}
		}
		same(t, "the sum", want, got)
	}
	sum, last := count.SumAfter("7", nil)
	if len(sum) != 0 || last != "7" {
		t.Errorf("nothing adds %v, to %s", sum, last)
	}
	reversed := slices.Clone(deltas)
	slices.Reverse(reversed)
	if _, last := count.SumAfter("", reversed); last != deltas[len(deltas)-1].Sequence {
		t.Errorf("the last of a batch that is not in order is %s", last)
	}
}

func TestAnotherPayeeIsCountedFromTheRecordThatBringsIt(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)
	was := count.Withdrawal{At: at, State: funds.StateApproved, Method: "bank", Amount: 5, UserID: "u1", Payee: funds.Payee{To: "one"}}
	is := was
	is.Payee.To = "other"
	nodeOf := func(w count.Withdrawal) count.Node { return count.PayeeNode("account", w.Payee.To, w.UserID) }
	used := count.PayeeDeltas(0, []count.Record{{ID: "1", Sequence: "1", Old: &was, New: &is}}, nodeOf)
	for payee, want := range map[string]int64{"one": -1, "other": 1} {
		if deltas := used[count.PayeeNode("account", payee, "u1")].Deltas; len(deltas) != 1 || deltas[0].Count != want {
			t.Errorf("%s: %+v", payee, deltas)
		}
	}
}
