package list_test

import (
	"context"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

func TestWhatWaitsIsCountedSinceItWasAskedForOrApproved(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Owner("u1", 10_000_00)
	lists := *h.Lists
	lists.Policy.Controls.ReviewWithin, lists.Policy.Controls.PayWithin = 24*time.Hour, 2*time.Hour
	h.Withdrawal("u1", funds.StatePending)
	late := h.Withdrawal("u1", funds.StatePending)
	h.Withdrawal("u1", funds.StateApproved)
	h.Clock.Advance(25 * time.Hour)
	if _, err := h.Flow.Approve(t.Context(), flowtest.Helper, late, ""); err != nil { // asked for a day ago, approved now
		t.Fatal(err)
	}
	h.Clock.Advance(90 * time.Minute)
	h.Withdrawal("u1", funds.StatePending)
	h.Withdrawal("u1", funds.StateApproved)
	h.Withdrawal("u1", funds.StateCompleted)
	review, payout, err := lists.Ageing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "reviews", [5]int64{1, 0, 0, 1, 0}, review.Buckets)
	same(t, "payouts", [5]int64{1, 1, 0, 1, 0}, payout.Buckets)
	if review.Late != 1 || payout.Late != 1 || review.AtLeast || payout.AtLeast {
		t.Errorf("%+v, %+v", review, payout)
	}
	if percent, ok := review.Percent(); !ok || percent != 110 {
		t.Errorf("the oldest review has had %d%% of its time", percent)
	}
	if percent, ok := payout.Percent(); !ok || percent != 1325 {
		t.Errorf("the oldest payout has had %d%% of its time", percent)
	}
	h.EveryRequestBreaks("ageing", func(_ *flow.Service, lists *list.Service) error {
		_, _, err := lists.Ageing(t.Context())
		return err
	})
}

// cut is a store that has more than it is asked to look through, and whose index still shows what has moved on.
type cut struct{ list.Store }

func (c cut) FindWithin(ctx context.Context, filter funds.Filter, rows int64) ([]funds.Match, bool, error) {
	if want := map[funds.State]int64{funds.StatePending: 5000, funds.StateApproved: 1000}[filter.States[0]]; rows != want || filter.Sort != funds.OldestFirst {
		return nil, false, context.Canceled
	}
	found, _, err := c.Store.FindWithin(ctx, funds.Filter{Sort: funds.OldestFirst}, rows)
	return found, false, err
}

func TestAgeingSaysWhereItHasNotLookedAtAll(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Owner("u1", 1000_00)
	h.Withdrawal("u1", funds.StateApproved)
	h.Withdrawal("u1", funds.StateCompleted)
	h.Clock.Advance(2 * time.Hour)
	lists := *h.Lists
	lists.Store = cut{h.Lists.Store}
	review, payout, err := lists.Ageing(t.Context())
	if err != nil || !review.AtLeast || !payout.AtLeast || payout.Buckets != [5]int64{0, 1, 0, 0, 0} {
		t.Errorf("%+v, %+v, %v", review, payout, err)
	}
}
