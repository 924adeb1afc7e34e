package funds_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

// asked is a withdrawal that counts, at a time after a moment.
func asked(after time.Duration, amount funds.Amount) funds.Withdrawal {
	began := time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC)
	return funds.Withdrawal{Version: 1, Rolls: true, Amount: amount, CreatedAt: began.Add(after)}
}

func TestWhatWasAskedForOfLateIsCountedByTheHourAndByTheDay(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	tally := func(count int64, amount funds.Amount) funds.Tally { return funds.Tally{Count: count, Amount: amount} }
	tests := []struct {
		name       string
		taken      []funds.Withdrawal
		back       []funds.Withdrawal
		at         time.Duration
		day, month funds.Tally
	}{
		{"nothing", nil, nil, 0, tally(0, 0), tally(0, 0)},
		{"two within an hour", []funds.Withdrawal{asked(0, 5), asked(29*time.Minute, 6)}, nil, time.Hour, tally(2, 11), tally(2, 11)},
		{"an hour counts whole as long as any of it is within", []funds.Withdrawal{asked(0, 5)}, nil, day + 29*time.Minute, tally(1, 5), tally(1, 5)},
		{"and then no more", []funds.Withdrawal{asked(0, 5)}, nil, day + 30*time.Minute, tally(0, 0), tally(1, 5)},
		{"a day counts for thirty", []funds.Withdrawal{asked(0, 5), asked(9*day, 6)}, nil, 31*day - 9*time.Hour, tally(0, 0), tally(2, 11)},
		{"and then no more either", []funds.Withdrawal{asked(0, 5), asked(9*day, 6)}, nil, 31 * day, tally(0, 0), tally(1, 6)},
		{"what is given back is in the hour of its creation", []funds.Withdrawal{asked(0, 5), asked(0, 6), asked(2*time.Hour, 7)}, []funds.Withdrawal{asked(0, 5)}, 3 * time.Hour, tally(2, 13), tally(2, 13)},
		{"and is not given back twice where it is forgotten", []funds.Withdrawal{asked(0, 5), asked(2*day, 6)}, []funds.Withdrawal{asked(0, 5)}, 2 * day, tally(1, 6), tally(1, 6)},
		{"one that comes by a clock that is behind", []funds.Withdrawal{asked(2*time.Hour, 5), asked(0, 6)}, nil, 2 * time.Hour, tally(2, 11), tally(2, 11)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var recent funds.Recent
			for _, one := range test.taken {
				recent = recent.Take(one)
			}
			before := cmp.Diff(recent, funds.Recent{})
			for _, one := range test.back {
				left := recent.GiveBack(one)
				if cmp.Diff(recent, funds.Recent{}) != before {
					t.Error("what was read is changed")
				}
				recent = left
			}
			at := asked(test.at, 0).CreatedAt
			if got := recent.Day(at); got != test.day {
				t.Errorf("24 hours come to %+v, want %+v", got, test.day)
			}
			if got := recent.Month(at); got != test.month {
				t.Errorf("30 days come to %+v, want %+v", got, test.month)
			}
		})
	}
}

func TestWhatWasGivenBackWholeIsNotKept(t *testing.T) {
	t.Parallel()
	one := funds.Withdrawal{Amount: 5, CreatedAt: fixture.Created}
	twice := funds.Recent{}.Take(one).Take(one)
	fixture.Same(t, twice.GiveBack(one), funds.Recent{}.Take(one))
	fixture.Same(t, twice.GiveBack(one).GiveBack(one), funds.Recent{})
	fixture.Same(t, funds.Recent{}.GiveBack(one), funds.Recent{})
}

func TestNoMoreIsKeptThanIsAskedAbout(t *testing.T) {
	t.Parallel()
	var recent funds.Recent
	for hour := range 24 * 100 {
		recent = recent.Take(asked(time.Duration(hour)*time.Hour, 1))
	}
	if hours, days := len(recent.Hours), len(recent.Days); hours != 25 || days != 31 {
		t.Errorf("%d hours and %d days", hours, days)
	}
}

func TestAPayoutIsJudgedWithThoseOfTheLastDayOnce(t *testing.T) {
	t.Parallel()
	earlier, one := asked(0, 100), asked(time.Hour, 50)
	wallet := funds.Wallet{Recent: funds.Recent{}.Take(earlier)}
	fresh := one
	fresh.Version = 0
	if got := wallet.PayoutsWith(fresh, one.CreatedAt); got != 150 {
		t.Errorf("before it is made: %d", got)
	}
	wallet.Recent = wallet.Recent.Take(one)
	for after, want := range map[time.Duration]funds.Amount{time.Hour: 150, 24*time.Hour + 30*time.Minute: 50, 26 * time.Hour: 50} {
		if got := wallet.PayoutsWith(one, asked(after, 0).CreatedAt); got != want {
			t.Errorf("after %s: %d, want %d", after, got, want)
		}
	}
	if got := (funds.Wallet{}).PayoutsWith(one, one.CreatedAt); got != 50 {
		t.Errorf("of a wallet that is not known: %d", got)
	}
	one.Rolls = false // made under a policy that did not ask
	if got := (funds.Wallet{Recent: funds.Recent{}.Take(earlier)}).PayoutsWith(one, one.CreatedAt); got != 150 {
		t.Errorf("one that does not count: %d", got)
	}
}

func TestWhatIsPaidLateIsAPayoutOfThen(t *testing.T) {
	t.Parallel()
	old, next := asked(0, 100), asked(26*time.Hour, 50)
	next.Version = 0
	wallet := funds.Wallet{Recent: funds.Recent{}.Take(old)}
	if got := wallet.PayoutsWith(next, next.CreatedAt); got != 50 {
		t.Errorf("before it is paid: %d", got)
	}
	wallet.Recent = wallet.Recent.Paid(old, next.CreatedAt)
	if got := wallet.PayoutsWith(next, next.CreatedAt); got != 150 {
		t.Errorf("once it is paid: %d", got)
	}
	if got, days := wallet.Recent.Day(next.CreatedAt), wallet.Recent.Month(next.CreatedAt); got.Count != 1 || days.Count != 1 {
		t.Errorf("it counts %+v and %+v", got, days)
	}
}

func TestWhatIsOpenIsJudgedTogether(t *testing.T) {
	t.Parallel()
	saved, next := asked(-5*24*time.Hour, 40), asked(0, 5)
	next.Version = 0
	open := funds.Wallet{Frozen: 90}
	if got, among := open.PayoutsWith(next, next.CreatedAt), open.PayoutsWith(saved, next.CreatedAt); got != 95 || among != 90 {
		t.Errorf("what was asked for on other days, and is not ended, may be paid on one: %d, %d", got, among)
	}
}

func TestSumsAreKeptWhereThePolicyAsksForThem(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		policy funds.Policy
		want   bool
	}{
		"nothing":                  {funds.Policy{}, false},
		"a rule about adjustments": {funds.Policy{Controls: funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActAdjust, Need: 2}}}}, false},
		"a rule about payouts":     {funds.Policy{Controls: funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActPayout, Need: 2}}}}, true},
		"a limit of a day":         {funds.Policy{Rolling24h: funds.RollingLimit{Count: 1}}, true},
		"a limit of 30 days":       {funds.Policy{Rolling30d: funds.RollingLimit{Amount: 1}}, true},
	} {
		if got := test.policy.Rolls(); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
