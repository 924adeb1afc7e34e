package table_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// stale is a store whose indexes still list what no longer matches the filter.
type stale struct{ list.Store }

func (s stale) Find(ctx context.Context, _ funds.Filter) ([]funds.ID, error) {
	return s.Store.Find(ctx, funds.Filter{})
}

func (s stale) FindWithin(ctx context.Context, _ funds.Filter, rows int64) ([]funds.Match, bool, error) {
	return s.Store.FindWithin(ctx, funds.Filter{}, rows)
}

func (s stale) Keys(ctx context.Context, _ funds.Filter, before time.Time, skip, limit int64) ([]funds.ID, error) {
	return s.Store.Keys(ctx, funds.Filter{}, before, skip, limit)
}

func pagesAreToppedUp(t *testing.T, h *house) {
	t.Helper()
	made := h.file(t)
	h.lists.Store = stale{h.store}
	for _, filter := range []funds.Filter{
		{States: []funds.State{made.list[0].State}}, {Methods: []funds.Method{channel}}, {Keyword: "13812348888"}, {Attention: new(true)},
		{Min: made.list[0].Amount},
	} {
		want := made.matching(filter)
		for _, size := range []int{1, 3, len(want), len(want) + 1, 100} {
			page, err := h.lists.Records(t.Context(), filter, list.Page{Number: 1, Size: int64(size)})
			if err != nil {
				t.Fatal(err)
			}
			var got []funds.ID
			for _, record := range page.Records {
				got = append(got, record.Withdrawal.ID)
			}
			same(t, "the first page", want[:min(size, len(want))], got)
			if page.Total < int64(len(got)) || (size > len(want) && page.Total != int64(len(want))) {
				t.Errorf("a total of %d of %d with %d shown", page.Total, len(want), len(got))
			}
		}
	}
}

// TestAListByARareMethodIsReadInConstantRequests: no index contains the method, and yet the withdrawals of other
// methods are not read.
func TestAListByARareMethodIsReadInConstantRequests(t *testing.T) {
	t.Parallel()
	h := openOn("dynoxide")(t)
	through, proxy := h.faulty(t)
	var steps []count.Record
	oldest := time.Date(2026, 1, 3, 7, 59, 0, 0, time.UTC) // the last minute of an hour
	put := func(since time.Duration, method funds.Method) funds.ID {
		at := oldest.Add(since)
		made := funds.Withdrawal{
			ID: newID(at), UserID: "u1", Version: 1, State: funds.StatePending, Amount: yuan, Method: method, CommitID: random(16), CreatedAt: at, UpdatedAt: at,
		}
		h.commit(t, funds.Change{CommitID: made.CommitID, At: at, Withdrawal: &funds.WithdrawalChange{To: made}}, nil)
		placed := count.Withdrawal{At: at, State: made.State, Method: method, Amount: made.Amount}
		steps = append(steps, count.Record{ID: made.ID, Sequence: fmt.Sprint(len(steps) + 1), New: &placed})
		return made.ID
	}
	var rare []funds.ID // newest first
	for _, since := range []time.Duration{0, 2 * time.Minute, 50 * time.Minute, 30 * time.Hour, 10 * 24 * time.Hour} {
		rare = append([]funds.ID{put(since, funds.MethodAlipay)}, rare...)
	}
	others := 0
	requests := func(upTo int) (all []int) {
		for ; others < upTo; others++ {
			put(time.Duration(others)*20*time.Minute, funds.MethodBank)
		}
		if err := h.store.Project(t.Context(), count.NewCalendar(policy()), "shard", steps); err != nil {
			t.Fatal(err)
		}
		for size := range len(rare) + 1 {
			for number := range len(rare)/(size+1) + 3 {
				before := proxy.Count("Query") + proxy.Count("BatchGetItem")
				found, err := through.lists.Records(t.Context(), funds.Filter{Methods: []funds.Method{funds.MethodAlipay}}, list.Page{Number: int64(number) + 1, Size: int64(size) + 1})
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, proxy.Count("Query")+proxy.Count("BatchGetItem")-before)
				got := []funds.ID{}
				for _, record := range found.Records {
					got = append(got, record.Withdrawal.ID)
				}
				from := min(number*(size+1), len(rare))
				same(t, fmt.Sprintf("page %d by %d", number+1, size+1), rare[from:min(from+size+1, len(rare))], got)
				same(t, "the total", int64(len(rare)), found.Total)
			}
		}
		return all
	}
	few := requests(1500)
	same(t, "requests", few, requests(3000))
}
