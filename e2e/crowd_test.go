package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/seed"
	"github.com/outflow-pay/outflow/local/stack"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// crowd is a stack with very many withdrawals, and what is known of them.
type crowd struct {
	*world
	seeded

	admin *person
	plan  seed.Plan
	store *table.Store
}

const crowdSize = 100_000

// startCrowd runs a stack whose table holds a crowd of 90 days, counted by the projector. It has no stream, and what
// is checked at every other stack's end would find no entries here.
func startCrowd(t *testing.T) crowd {
	t.Helper()
	plan := seed.Plan{
		Seed: 11, Withdrawals: crowdSize, Users: 3_000, Shards: 2, Ledgers: 100,
		From: time.Date(2025, 1, 10, 0, 0, 0, 0, shanghai), Until: time.Date(2025, 4, 10, 0, 0, 0, 0, shanghai),
	}
	log := &logBuffer{}
	options := built(t, log)
	options.Streamless, options.Guarded = true, false
	options.Fill = func(ctx context.Context, client *dynamodb.Client, name string) error {
		return plan.Fill(ctx, client, name, funds.Policy{Zone: shanghai})
	}
	options.Env = map[string]string{"OUTFLOW_POLICY": policy(t, nil)}
	s, err := stack.Start(t.Context(), options)
	if err != nil {
		t.Fatalf("start the stack: %v\n%s", err, log)
	}
	t.Cleanup(func() {
		s.Close()
		if t.Failed() {
			t.Logf("the stack's log:\n%s", log)
		}
	})
	c := crowd{world: &world{Stack: s, t: t, log: log}, plan: plan, store: table.New(s.Client(), s.Table(), time.Now)}
	c.admin = c.person("admin-crowd", funds.RoleAdmin)
	c.seeded = seeded{list: plan.Matching(funds.Filter{}), profiles: map[string]funds.Profile{}}
	for wallet := range plan.Wallets() {
		c.profiles[wallet.UserID] = wallet.Profile
	}
	return c
}

// It does not run beside other tests: those go by the clock, and this one needs the whole machine.
//
//nolint:paralleltest // see above
func TestACrowdIsListedAndExportedAsAPlainReferenceDoes(t *testing.T) {
	c := startCrowd(t)
	t.Run("random filters and pages", c.randomPages)
	t.Run("every page of a long list", c.everyPage)
	t.Run("exports", c.exports)
	t.Run("pages while others arrive", c.pagesWhileOthersArrive)
}

// page is one page of a query: ids, and the total.
func (c crowd) page(t *testing.T, query url.Values, number, size int) (ids []string, total int, lowerBound bool) {
	t.Helper()
	query = maps.Clone(query)
	query.Set("page", strconv.Itoa(number))
	query.Set("pageSize", strconv.Itoa(size))
	var body struct {
		Data struct {
			Data       []struct{ ID string }
			Total      int
			LowerBound bool `json:"totalIsLowerBound"`
		}
	}
	a := send(t, "GET", c.URL()+recordList+"?"+query.Encode(), c.admin.token, nil, nil).want(ok)
	if err := json.Unmarshal([]byte(a.Raw), &body); err != nil {
		t.Fatal(err)
	}
	for _, row := range body.Data.Data {
		ids = append(ids, row.ID)
	}
	return ids, body.Data.Total, body.Data.LowerBound
}

// randomPages compares pages of random filters with the reference.
func (c crowd) randomPages(t *testing.T) {
	dice := rand.New(rand.NewPCG(21, 22))
	var deep, bounded atomic.Int64
	t.Run("several at once", func(t *testing.T) {
		for _, query := range c.queries(80) {
			c.findable(query)
			all := ids(c.matching(query))
			for _, size := range []int{10, 37, 100} {
				number := 1 + dice.IntN(len(all)/size+2)
				t.Run(fmt.Sprintf("%s, page %d of %d", query.Encode(), number, size), func(t *testing.T) {
					t.Parallel()
					rows, lowerBound := c.comparePage(t, query, all, number, size)
					if lowerBound {
						bounded.Add(1)
					}
					if number > 200 && rows > 0 {
						deep.Add(1)
					}
				})
			}
		}
	})
	if deep.Load() < 20 || bounded.Load() < 5 {
		t.Errorf("%d deep pages and %d totals that are lower bounds: little is shown", deep.Load(), bounded.Load())
	}
}

// comparePage compares one page with all that the query matches.
func (c crowd) comparePage(t *testing.T, query url.Values, want []string, number, size int) (rows int, lowerBound bool) {
	t.Helper()
	got, total, lowerBound := c.page(t, query, number, size)
	first := min((number-1)*size, len(want))
	if lowerBound {
		if total > len(want) || (len(got) > 0 && first+len(got) > total) {
			t.Errorf("at least %d of %d", total, len(want))
		}
		want = want[:total]
		first = min(first, total)
	}
	if total != len(want) {
		t.Errorf("a total of %d, want %d", total, len(want))
	}
	if diff := cmp.Diff(nonNil(want[first:min(first+size, len(want))]), nonNil(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	return len(got), lowerBound
}

// findable has a query for a user that is not found, as there is no ledger, ask for one that is.
func (c crowd) findable(query url.Values) {
	keyword := query.Get("keyword")
	for userID, profile := range c.profiles {
		if !c.plan.HasLedger(userID) && (keyword == userID || samePhone(profile.Phone, keyword)) {
			query.Set("keyword", "user-000007")
		}
	}
}

func nonNil(list []string) []string { return append([]string{}, list...) }

// everyPage puts all pages of a long list together.
func (c crowd) everyPage(t *testing.T) {
	query := url.Values{"status": {"completed"}, "startAt": {"2025-02-01"}, "endAt": {"2025-03-10"}}
	want := ids(c.matching(query))
	if len(want) < 20_000 {
		t.Fatalf("the list has only %d rows", len(want))
	}
	if diff := cmp.Diff(want, c.pages(t, query)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// pages are all pages of a query, one after the other.
func (c crowd) pages(t *testing.T, query url.Values) (all []string) {
	t.Helper()
	const size = 100
	for number := 1; ; number++ {
		rows, _, _ := c.page(t, query, number, size)
		all = append(all, rows...)
		if len(rows) < size {
			return all
		}
	}
}

// pagesWhileOthersArrive reads lists page by page while withdrawals are made. Of a list that ends in the past,
// nothing moves; of the list of all, newest first, rows move to the next page, and none vanishes.
func (c crowd) pagesWhileOthersArrive(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var arriving sync.WaitGroup
	arrived := 0
	arriving.Go(func() {
		from := time.Now().Add(-time.Hour)
		for ctx.Err() == nil {
			plan := seed.Plan{Seed: uint64(arrived), Withdrawals: 20, Users: 10, Shards: 2, From: from, Until: from.Add(time.Second)}
			if plan.Load(ctx, c.Client(), c.Table()) != nil || plan.ProjectAs(ctx, c.store, funds.Policy{Zone: shanghai}, "arrivals-"+strconv.Itoa(arrived)) != nil {
				return
			}
			arrived += plan.Withdrawals
			from = plan.Until
		}
	})
	past := url.Values{"method": {"bank"}, "startAt": {"2025-03-01"}, "endAt": {"2025-04-09"}}
	if diff := cmp.Diff(ids(c.matching(past)), c.pages(t, past)); diff != "" {
		t.Errorf("a list that ends in the past (-want +got):\n%s", diff)
	}
	open := url.Values{"status": {"failed"}, "startAt": {"2025-03-01"}}
	shown := c.pages(t, open)
	cancel()
	arriving.Wait()
	if arrived < 100 {
		t.Errorf("only %d arrived meanwhile: little is shown", arrived)
	}
	slices.Sort(shown)
	for _, id := range ids(c.matching(open)) {
		if _, found := slices.BinarySearch(shown, id); !found {
			t.Errorf("%s vanished from an open list", id)
		}
	}
}
