package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

var midday = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func TestWhatWaitsForPeopleIsLateByThePolicy(t *testing.T) {
	t.Parallel()
	controls := funds.Controls{ReviewWithin: 2 * time.Hour, PayWithin: time.Hour}
	made, approved := midday.Add(-3*time.Hour), midday.Add(-time.Hour)
	for _, state := range funds.States() {
		w := funds.Withdrawal{State: state, CreatedAt: made, Review: funds.Review{At: approved}}
		want := map[funds.State]time.Time{funds.StatePending: made, funds.StateApproved: approved}[state]
		if got := w.WaitsSince(); !got.Equal(want) {
			t.Errorf("%s waits since %s, want %s", state, got, want)
		}
		if got, want := controls.Late(w, midday), state == funds.StatePending; got != want {
			t.Errorf("%s at noon is late: %t", state, got)
		}
		if got, want := controls.Late(w, midday.Add(time.Millisecond)), !want.IsZero(); got != want {
			t.Errorf("%s a moment later is late: %t", state, got)
		}
		if (funds.Controls{}).Late(w, midday.AddDate(9, 0, 0)) {
			t.Errorf("%s is late by a policy that says nothing", state)
		}
	}
	byPolicy := funds.Withdrawal{State: funds.StateApproved, CreatedAt: made}
	if got := byPolicy.WaitsSince(); !got.Equal(made) {
		t.Errorf("what the policy approved waits since %s", got)
	}
}

func TestWhatWaitsIsCountedByItsAge(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	ageing := funds.Ageing{Within: 10 * time.Hour}
	for _, waited := range []time.Duration{0, time.Hour - 1, time.Hour, 4*time.Hour - 1, 4 * time.Hour, 10 * time.Hour, 10*time.Hour + 1, day, 3*day - 1, 3 * day, 5 * time.Hour} {
		ageing.Add(waited)
	}
	want := funds.Ageing{Buckets: [5]int64{2, 2, 4, 2, 1}, Late: 4, Oldest: 3 * day, Within: 10 * time.Hour}
	if ageing != want {
		t.Errorf("%+v, want %+v", ageing, want)
	}
	for oldest, percent := range map[time.Duration]int64{0: 0, 5*time.Hour - 1: 49, 5 * time.Hour: 50, 10*time.Hour - 1: 99, 10 * time.Hour: 100, 25 * time.Hour: 250} {
		if got, ok := (funds.Ageing{Oldest: oldest, Within: 10 * time.Hour}).Percent(); !ok || got != percent {
			t.Errorf("%s of ten hours is %d%%, %t", oldest, got, ok)
		}
	}
	if _, ok := (funds.Ageing{Oldest: day}).Percent(); ok {
		t.Error("there is a share of no time")
	}
	unlimited := funds.Ageing{}
	if unlimited.Add(99 * day); unlimited.Late != 0 {
		t.Error("something is late without a limit")
	}
}
