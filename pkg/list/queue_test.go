package list_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// asked makes a withdrawal of some yuan to an account by its owner's name.
func asked(t *testing.T, h *flowtest.House, yuan funds.Amount, account, owner string) funds.ID {
	t.Helper()
	made, err := h.Flow.Create(t.Context(), flow.WithdrawalRequest{
		Actor: funds.Actor{Role: funds.RoleUser, ID: "u1"}, UserID: "u1", Amount: yuan * 100, Method: funds.MethodBank,
		Target: funds.Target{Account: account, Owner: owner, Bank: "工商银行"}, Origin: funds.Origin{IP: "127.0.0.1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return made.ID
}

func TestAQueueIsFilteredByWhoTheMoneyGoesTo(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Owner("u1", 10_000_00)
	name := h.Wallet("u1").Profile.Name
	old := asked(t, h, 10, "6222020200112233", name)
	if _, err := h.Flow.Confirm(t.Context(), flowtest.Helper, old); err != nil {
		t.Fatal(err)
	}
	h.Clock.Advance(25 * time.Hour)
	known := asked(t, h, 20, "6222020200112233", name)
	fresh := asked(t, h, 30, "6222020200445566", name)
	others := asked(t, h, 40, "6222020200778899", "王五")
	nobodys := asked(t, h, 50, "6222020200778899", "")
	yes, no := true, false
	for name, test := range map[string]struct {
		filter funds.Filter
		want   []funds.ID
		sum    funds.Amount
	}{
		"a new payee":              {funds.Filter{NewPayee: &yes}, []funds.ID{fresh, others, nobodys}, 120_00},
		"a known payee":            {funds.Filter{NewPayee: &no}, []funds.ID{known}, 20_00},
		"another's account":        {funds.Filter{Holder: funds.HolderDiffers}, []funds.ID{others}, 40_00},
		"their own account":        {funds.Filter{Holder: funds.HolderSame}, []funds.ID{known, fresh}, 50_00},
		"nobody knows whose":       {funds.Filter{Holder: funds.HolderUnknown}, []funds.ID{nobodys}, 50_00},
		"new, and their own":       {funds.Filter{NewPayee: &yes, Holder: funds.HolderSame}, []funds.ID{fresh}, 30_00},
		"of whom there is nothing": {funds.Filter{NewPayee: &no, Holder: funds.HolderDiffers}, nil, 0},
	} {
		filter := test.filter
		filter.States, filter.Sort = []funds.State{funds.StatePending}, funds.OldestFirst
		found, err := h.Lists.Records(t.Context(), filter, firstPage)
		if err != nil || found.LowerBound || found.Total != int64(len(test.want)) || found.Sum != test.sum || !slices.Equal(idsOf(found.Records), test.want) {
			t.Errorf("%s: %v, %d of %d, %v; want %v", name, idsOf(found.Records), found.Total, found.Sum, err, test.want)
		}
		second, err := h.Lists.Records(t.Context(), filter, list.Page{Number: 2, Size: 1})
		if want := page(test.want, 2, 1); err != nil || second.Total != found.Total || second.Sum != found.Sum || !slices.Equal(idsOf(second.Records), want) {
			t.Errorf("%s: its second page is %v, want %v: %v", name, idsOf(second.Records), want, err)
		}
	}
	for what, filter := range map[string]funds.Filter{"by a new payee": {NewPayee: &yes}, "by a holder": {Holder: funds.HolderSame}, "by amount": {Sort: funds.LargestFirst}, "oldest first": {Sort: funds.OldestFirst}} {
		h.EveryRequestBreaks("a queue "+what, func(_ *flow.Service, lists *list.Service) error {
			_, err := lists.Records(t.Context(), filter, firstPage)
			return err
		})
	}
}

// deep is a store in which a filter matches more than is looked through.
type deep struct {
	list.Store

	more int
}

func (d deep) FindWithin(ctx context.Context, filter funds.Filter, rows int64) ([]funds.Match, bool, error) {
	found, complete, err := d.Store.FindWithin(ctx, filter, rows)
	for range d.more {
		found = append(found, funds.Match{ID: flowtest.Unknown, Amount: 1})
	}
	return found, complete, err
}

func TestAQueueThatIsTooLongToJudgeSaysSo(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Owner("u1", 100_00)
	one := asked(t, h, 10, "6222020200112233", "王五")
	for more, bound := range map[int]bool{999: false, 1000: true} {
		lists := *h.Lists
		lists.Store = deep{h.Lists.Store, more}
		found, err := lists.Records(t.Context(), funds.Filter{Holder: funds.HolderDiffers}, firstPage)
		if err != nil || found.LowerBound != bound || !slices.Equal(idsOf(found.Records), []funds.ID{one}) {
			t.Errorf("of %d: %v, a bound: %t, %v", more+1, idsOf(found.Records), found.LowerBound, err)
		}
	}
}

func TestWhatTheIndexShowsTooMuchIsNotInTheSum(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Owner("u1", 100_00)
	one, other := asked(t, h, 10, "6222020200112233", ""), asked(t, h, 20, "6222020200112233", "")
	lists := *h.Lists
	lists.Store = deep{h.Lists.Store, 2}
	found, err := lists.Records(t.Context(), funds.Filter{Sort: funds.LargestFirst}, firstPage)
	if err != nil || found.Total != 2 || found.Sum != 30_00 || !slices.Equal(idsOf(found.Records), []funds.ID{other, one}) {
		t.Errorf("%v, %d of %d, %v", idsOf(found.Records), found.Total, found.Sum, err)
	}
}
