package ledger_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func TestTheBusinessDayBeginsInTheBusinessTimeZone(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		at   time.Time
		want string
	}{
		"the last moment of a day":        {time.Date(2026, 2, 28, 15, 59, 59, 999_999_999, time.UTC), "2026-02-28"},
		"the first moment of the next":    {time.Date(2026, 2, 28, 16, 0, 0, 0, time.UTC), "2026-03-01"},
		"midnight in UTC is eight there":  {time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), "2026-03-01"},
		"the clock's own zone is nothing": {time.Date(2026, 2, 28, 11, 0, 0, 0, time.FixedZone("", -5*3600)), "2026-03-01"},
	}
	for name, test := range tests {
		if got := fixture.Policy().Day(test.at); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// The daily limit is 300.00. Day one is the fixtures' day, of which 100.00 is used.
func TestTheDailyLimitIsTakenFromTheWalletsDay(t *testing.T) {
	t.Parallel()
	midnight := time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC)
	tests := []struct {
		name   string
		edit   func(*funds.Wallet)
		at     time.Time
		amount funds.Amount
		day    string       // of the wallet and of the withdrawal, after it
		used   funds.Amount // 0: refused
	}{
		{"the day's last moment still counts to it", nil, midnight.Add(-1), 200_00, "2026-03-01", 300_00},
		{"and is over the limit by one", nil, midnight.Add(-1), 200_01, "", 0},
		{"the next day begins anew", nil, midnight, 300_00, "2026-03-02", 300_00},
		{"and has its own limit", nil, midnight, 300_01, "", 0},
		{"a clock that is behind counts to the wallet's day", func(w *funds.Wallet) { w.Day = "2026-03-02" }, midnight.Add(-time.Hour), 200_00, "2026-03-02", 300_00},
		{"and is bound by it", func(w *funds.Wallet) { w.Day = "2026-03-02" }, midnight.Add(-time.Hour), 200_01, "", 0},
		{"a wallet without a day", func(w *funds.Wallet) { w.Day, w.DayUsed = "", 0 }, midnight, 300_00, "2026-03-02", 300_00},
	}
	policy := fixture.Policy()
	policy.Daily = 300_00
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			wallet := fixture.WalletOf()
			if test.edit != nil {
				test.edit(&wallet)
			}
			change, err := withdrawal.Create(fixture.Act(fixture.User, test.at), wallet, fixture.RequestOf(test.amount), policy)
			if test.used == 0 {
				fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeDailyLimit))
				return
			}
			change = fixture.MustDecide(t, change, err)
			after := change.Wallet.To
			if after.Day != test.day || change.Withdrawal.To.Day != test.day || after.DayUsed != test.used {
				t.Errorf("wallet %s used %d, withdrawal of %s; want %s used %d", after.Day, after.DayUsed, change.Withdrawal.To.Day, test.day, test.used)
			}
			asked := funds.Tally{Count: 1, Amount: test.amount}
			if wallet.Day == test.day {
				asked = funds.Tally{Count: 2, Amount: 100_00 + test.amount}
			}
			fixture.Same(t, after.Today, funds.Today{Asked: asked})
		})
	}
}

func TestTheDailyLimitIsGivenBackToItsOwnDayOnly(t *testing.T) {
	t.Parallel()
	end := map[string]func(funds.Wallet) (funds.Change, error){
		"reject": func(w funds.Wallet) (funds.Change, error) {
			return withdrawal.Reject(fixture.Act(fixture.Admin, fixture.Late), w, fixture.WithdrawalIn(funds.StatePending), "r")
		},
		"cancel": func(w funds.Wallet) (funds.Change, error) {
			return withdrawal.Recall(fixture.Act(fixture.User, fixture.Late), w, fixture.WithdrawalIn(funds.StatePending), "")
		},
		"revoke": func(w funds.Wallet) (funds.Change, error) {
			return withdrawal.Recall(fixture.Act(fixture.Admin, fixture.Late), w, fixture.WithdrawalIn(funds.StateApproved), "r")
		},
		"fail": func(w funds.Wallet) (funds.Change, error) {
			return withdrawal.Fail(fixture.Act(fixture.Admin, fixture.Late), w, fixture.WithdrawalIn(funds.StateApproved), "r", false, funds.Report{}, fixture.Policy())
		},
		"refused by the gateway": func(w funds.Wallet) (funds.Change, error) {
			return withdrawal.Settle(fixture.Act(fixture.Machine, fixture.Late), w, fixture.WithdrawalIn(funds.StateProcessing), funds.Report{Outcome: funds.OutcomeRefused}, fixture.Policy())
		},
	}
	for name, decide := range end {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change, err := decide(fixture.WalletOf())
			if got := fixture.MustDecide(t, change, err).Wallet.To; got.DayUsed != 0 || got.Day != "2026-03-01" {
				t.Errorf("of the same day: %d used on %s", got.DayUsed, got.Day)
			}
			next := fixture.WalletOf()
			next.Day, next.DayUsed = "2026-03-02", 70_00
			change, err = decide(next)
			if got := fixture.MustDecide(t, change, err).Wallet.To; got.DayUsed != 70_00 || got.Day != "2026-03-02" {
				t.Errorf("of another day: %d used on %s", got.DayUsed, got.Day)
			}
		})
	}
	change, err := withdrawal.PayManually(fixture.Act(fixture.Admin, fixture.Late), fixture.WalletOf(), fixture.WithdrawalIn(funds.StateApproved), funds.Transfer{}, fixture.Policy())
	if got := fixture.MustDecide(t, change, err).Wallet.To.DayUsed; got != 100_00 {
		t.Errorf("paid: %d used, want it kept", got)
	}
}

func TestTheTallyOfADayIsTheWalletsUntilTheNextBegins(t *testing.T) {
	t.Parallel()
	wallet := fixture.WalletOf()
	wallet.Today = funds.Today{
		Asked: funds.Tally{Count: 9, Amount: 900_00}, Paid: funds.Tally{Count: 1, Amount: 10_00},
		Cancelled: funds.Tally{Count: 2, Amount: 200_00}, Failed: funds.Tally{Count: 3, Amount: 30_00},
	}
	for day, want := range map[string]funds.Amount{"2026-02-28": 100_00, "2026-03-01": 100_00, "2026-03-02": 0} {
		today, used := wallet.On(day)
		if used != want || (today == funds.Today{}) != (want == 0) {
			t.Errorf("%s: %d used of %+v", day, used, today)
		}
	}
	fixture.Same(t, wallet.Today.Unfinished(), funds.Tally{Count: 3, Amount: 660_00})
}
