package table_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// filed are withdrawals of four months, newest first, and their owners.
type filed struct {
	list   []funds.Withdrawal
	owners map[string]funds.Wallet
}

// times are when the withdrawals of each user are requested: around the ends of months, in UTC and in the business time
// zone, and some in the same millisecond.
func times() []time.Time {
	utc := func(year int, month time.Month, day, hour, minute, second, milli int) time.Time {
		return time.Date(year, month, day, hour, minute, second, milli*int(time.Millisecond), time.UTC)
	}
	return []time.Time{
		utc(2025, 11, 30, 15, 59, 59, 999), utc(2025, 11, 30, 16, 0, 0, 0), utc(2025, 11, 30, 23, 59, 59, 999), utc(2025, 12, 1, 0, 0, 0, 0),
		utc(2025, 12, 31, 15, 59, 59, 999), utc(2025, 12, 31, 16, 0, 0, 0), utc(2025, 12, 31, 23, 59, 59, 999), utc(2026, 1, 1, 0, 0, 0, 0),
		utc(2026, 1, 15, 12, 0, 0, 0), utc(2026, 1, 15, 12, 0, 0, 0), utc(2026, 3, 1, 0, 0, 0, 1), utc(2026, 3, 1, 0, 0, 0, 2),
	}
}

// file makes the withdrawals, and puts them into states without regard to what is legal.
func (h *house) file(t *testing.T) filed {
	t.Helper()
	dice := rand.New(rand.NewPCG(1, 2))
	made := filed{owners: map[string]funds.Wallet{}}
	for _, userID := range []string{"u1", "u2", "u3", "u4"} {
		h.funded(t, userID, 1000*yuan)
		phone := map[string]string{"u1": "13812348888", "u2": "13812348888", "u3": "u1"}[userID] // a phone may be another's id
		if _, err := h.Wallet(t.Context(), userID, &funds.Profile{Name: "张三", Phone: phone}); err != nil {
			t.Fatal(err)
		}
		for _, at := range times() {
			act := h.act(user(userID))
			act.At = at
			method := pick(dice, []funds.Method{funds.MethodBank, funds.MethodAlipay, channel})
			change, err := withdrawal.Create(act, h.wallet(t, userID), withdrawal.Request{
				ID: newID(at), Amount: yuan * funds.Amount(2+dice.IntN(4)), Method: method, Target: funds.Target{Account: "6222020200112233", Owner: "张三", Bank: "工商银行"},
			}, policy())
			next := h.commit(t, change, err).Withdrawal.To
			next.Version++
			next.State, next.NeedsAttention = pick(dice, funds.States()), dice.IntN(4) == 0
			next.CommitID = random(16)
			h.commit(t, funds.Change{CommitID: next.CommitID, At: at, Withdrawal: &funds.WithdrawalChange{From: next.Version - 1, To: next}}, nil)
			made.list = append(made.list, next)
		}
		made.owners[userID] = h.wallet(t, userID)
	}
	slices.SortFunc(made.list, func(a, b funds.Withdrawal) int {
		if byTime := b.CreatedAt.Compare(a.CreatedAt); byTime != 0 {
			return byTime
		}
		return strings.Compare(string(b.ID), string(a.ID))
	})
	return made
}

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

// matching lists the ids that a filter matches.
func (f filed) matching(filter funds.Filter) (ids []funds.ID) {
	for _, withdrawal := range f.list {
		if filter.Matches(withdrawal, f.owners[withdrawal.UserID]) {
			ids = append(ids, withdrawal.ID)
		}
	}
	return ids
}

// anyFilter is a filter with a random selection of conditions.
func (f filed) anyFilter(random *rand.Rand) (filter funds.Filter) {
	given := func() bool { return random.IntN(3) == 0 }
	one := pick(random, f.list)
	if given() {
		filter.States = pick(random, [][]funds.State{{one.State}, {funds.StateRejected, funds.StateCancelled}, {funds.StatePending}})
	}
	if given() {
		filter.Methods = pick(random, [][]funds.Method{{one.Method}, {funds.MethodBank, channel}, {"unknown"}})
	}
	if given() {
		filter.From = pick(random, times())
	}
	if given() {
		filter.Until = pick(random, times())
	}
	if given() {
		filter.Min = one.Amount
	}
	if given() {
		filter.Max = new(one.Amount + yuan)
	}
	if given() {
		filter.Keyword = pick(random, []string{
			"u1", "u3", "13812348888", "nobody", one.ID.Code(), strings.ToLower(one.ID.Code()), string(one.ID), one.ID.WalletNo(), one.ID.FlowNo(), one.ID.Code() + "20250120103000",
		})
	}
	if given() {
		filter.Attention = new(random.IntN(2) == 0)
	}
	return filter
}

func filtersFindWhatTheyMatch(t *testing.T, h *house) {
	t.Helper()
	made := h.file(t)
	find := func(filter funds.Filter) []funds.ID {
		t.Helper()
		got, err := h.store.Find(t.Context(), filter)
		if err != nil {
			t.Fatal(err)
		}
		if want := made.matching(filter); !slices.Equal(want, got) {
			t.Errorf("%+v (-want +got):\n%s", filter, cmp.Diff(want, got))
		}
		return got
	}
	withinBounds(t, h, made)
	if all := find(funds.Filter{}); len(all) != len(made.list) {
		t.Errorf("%d are found, want %d", len(all), len(made.list))
	}
	for _, keyword := range []string{"a#b", "USER#u1", strings.Repeat("钱", funds.MaxTextRunes)} {
		if got := find(funds.Filter{Keyword: keyword}); len(got) != 0 {
			t.Errorf("%q finds %q", keyword, got)
		}
	}
	far := time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	find(funds.Filter{From: far})
	find(funds.Filter{Until: far})
	find(funds.Filter{Until: time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)})
	find(funds.Filter{From: far, Until: far.AddDate(-8000, 0, 0), Attention: new(true)})
	random := rand.New(rand.NewPCG(3, 4))
	some := 0
	for range 150 {
		if len(find(made.anyFilter(random))) > 0 {
			some++
		}
	}
	if some < 30 {
		t.Errorf("only %d filters find anything: little is shown", some)
	}
}

// withinBounds: a bounded search returns the newest matches, and reports whether those are all.
func withinBounds(t *testing.T, h *house, made filed) {
	t.Helper()
	for _, filter := range []funds.Filter{
		{}, {Min: 3 * yuan}, {Max: new(5 * yuan)}, {States: []funds.State{funds.StatePending, funds.StateRejected}, Min: 2 * yuan}, {Methods: []funds.Method{channel}, Min: 1},
		{Keyword: "u1"}, {Keyword: "13812348888"}, {Keyword: "u3", Min: 3 * yuan}, {Keyword: string(made.list[0].ID)},
		{Keyword: "u1", Until: times()[3]}, {Sort: funds.OldestFirst}, {Sort: funds.OldestFirst, Min: 3 * yuan},
		{Sort: funds.OldestFirst, States: []funds.State{funds.StatePending, funds.StateApproved}}, {Attention: new(true), Sort: funds.OldestFirst},
	} {
		want := made.matching(filter)
		if filter.Sort == funds.OldestFirst {
			slices.Reverse(want)
		}
		for _, rows := range []int64{1, 7, 40, int64(len(made.list)), 100_000} {
			matches, complete, err := h.store.FindWithin(t.Context(), filter, rows)
			if err != nil {
				t.Fatal(err)
			}
			got := make([]funds.ID, 0, len(matches))
			for _, match := range matches {
				got = append(got, match.ID)
			}
			if len(got) > len(want) || (complete && len(got) != len(want)) || (rows == 100_000 && !complete) {
				t.Errorf("%+v within %d rows: %d of %d, complete: %v", filter, rows, len(got), len(want), complete)
				continue
			}
			same(t, "the newest", want[:len(got)], got)
			if rows == 7 && filter.Keyword == "u1" && (len(got) > 7 || len(got) == 0 || complete != !filter.Until.IsZero()) {
				t.Errorf("%d of two users' are found within %d rows, complete: %v", len(got), rows, complete) // old ones are in reach, by their days
			}
		}
	}
}
