package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Every fault as our own client meets it: what it believes, and what is true.
func TestFaultsOnCreate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		mode    Mode
		outcome funds.Outcome
		done    bool
	}{
		{Slow, funds.OutcomeOpen, true},
		{DropBefore, funds.OutcomeUnknown, false},
		{DropAfter, funds.OutcomeUnknown, true},
		{Refuse, funds.OutcomeDeclined, false},
		{HTTP500, funds.OutcomeUnknown, false},
		{Garbage, funds.OutcomeUnknown, true},
		{DuplicateError, funds.OutcomeUnknown, true},
		{AuthError, funds.OutcomeUnknown, false},
		{OtherOrder, funds.OutcomeUnknown, true},
	}
	if len(tests) != len(modes) {
		t.Fatalf("%d modes are tested of %d", len(tests), len(modes))
	}
	for _, test := range tests {
		t.Run(string(test.mode), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.control(t, http.MethodPut, "/sandbox/faults", fmt.Sprintf(`{"api":"withdrawal/create","mode":%q,"delayMs":1}`, test.mode))
			if got := r.client.Create(t.Context(), payout("S1")); got.Outcome != test.outcome {
				t.Errorf("create: %+v, want %v", got, test.outcome)
			}
			listing := r.list(t)
			if (len(listing.Orders) == 1) != test.done || listing.CreateRequests[Withdrawal]["S1"] != 1 {
				t.Errorf("%d orders, %v requests, want done: %v", len(listing.Orders), listing.CreateRequests, test.done)
			}
			want := funds.OutcomeAbsent
			if test.done {
				want = funds.OutcomeOpen
			}
			if got := r.client.Get(t.Context(), "S1", 200050); got.Outcome != want {
				t.Errorf("get: %+v, want %v", got, want)
			}
			r.create(t, "S2") // the fault was for one call
		})
	}
}

func TestFaultsOnGetLeaveItUnknown(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		if !mode.appliesTo(apiWithdrawalGet) {
			continue
		}
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.create(t, "S1")
			r.control(t, http.MethodPost, "/sandbox/orders/S1", `{"state":1}`)
			r.control(t, http.MethodPut, "/sandbox/faults", fmt.Sprintf(`{"api":"withdrawal/get","mode":%q,"count":2,"delayMs":1}`, mode))
			want := funds.OutcomeUnknown
			if mode == Slow {
				want = funds.OutcomePaid
			}
			for range 2 {
				if got := r.client.Get(t.Context(), "S1", 200050); got.Outcome != want {
					t.Errorf("get: %+v, want %v", got, want)
				}
			}
			if got := r.client.Get(t.Context(), "S1", 200050); got.Outcome != funds.OutcomePaid {
				t.Errorf("get after the fault's two calls: %+v", got)
			}
		})
	}
}

func TestFaultsCanBeTakenBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control(t, http.MethodPut, "/sandbox/faults", `{"api":"withdrawal/create","mode":"refuse","count":1000}`)
	r.control(t, http.MethodDelete, "/sandbox/faults", "")
	r.create(t, "S1")
}

// The hardest one for a merchant: it has given up, and then the order is made.
func TestASlowCallWorksAfterItsCallerHasGone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.control(t, http.MethodPut, "/sandbox/faults", `{"api":"withdrawal/create","mode":"slow","delayMs":1500}`)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if got := r.client.Create(ctx, payout("S1")); got.Outcome != funds.OutcomeUnknown {
		t.Errorf("create: %+v", got)
	}
	if got := r.client.Get(t.Context(), "S1", 200050); got.Outcome != funds.OutcomeAbsent {
		t.Errorf("get before: %+v", got)
	}
	eventually(t, "the order is made", func() bool {
		return r.client.Get(t.Context(), "S1", 200050).Outcome == funds.OutcomeOpen
	})
}
