package withdrawal_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

func TestRollingLimitsMoveOnWithTime(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	policy := fixture.Policy()
	policy.Daily = 10_000_00
	policy.Rolling24h, policy.Rolling30d = funds.RollingLimit{Amount: 100_00, Count: 3}, funds.RollingLimit{Amount: 250_00, Count: 5}
	tests := []struct {
		name   string
		after  time.Duration // of the first
		amount funds.Amount
		back   bool // the one before is rejected first
		want   funds.Reason
	}{
		{"the first", 0, 60_00, false, ""},
		{"one that is too much", time.Minute, 40_01, false, withdrawal.ReasonRolling24h},
		{"one that is not", time.Minute, 39_99, false, ""},
		{"the last cent", 2 * time.Minute, 1, false, ""},
		{"one too often", 3 * time.Minute, 1, false, withdrawal.ReasonRolling24h},
		{"what was given back does not count", 4 * time.Minute, 1, true, ""},
		{"the next business day is no new start", 20 * time.Hour, 2, false, withdrawal.ReasonRolling24h},
		{"a day later", 26 * time.Hour, 100_00, false, ""},
		{"more than the thirty days leave", 3 * day, 50_01, false, withdrawal.ReasonRolling30d},
		{"what they leave", 3 * day, 49_99, false, ""},
		{"one too often in thirty days", 6 * day, 1, false, withdrawal.ReasonRolling30dCount},
		{"thirty days later", 32 * day, 100_00, false, ""},
	}
	wallet := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Balance, w.Frozen, w.Open = 10_000_00, 0, 0 })
	var last funds.Withdrawal
	for _, test := range tests {
		act := fixture.Act(fixture.User, fixture.Created.Add(test.after))
		if test.back {
			change, err := withdrawal.Reject(fixture.Act(fixture.Admin, act.At), wallet, last, "r")
			wallet = fixture.MustDecide(t, change, err).Wallet.To
		}
		change, err := withdrawal.Create(act, wallet, fixture.RequestOf(test.amount), policy)
		if test.want == "" {
			change = fixture.MustDecide(t, change, err)
			wallet, last = change.Wallet.To, change.Withdrawal.To
			continue
		}
		refused := fixture.RefusalOf(t, err)
		if refused.Reason != test.want || refused.Code != funds.CodeRollingLimit || refused.Facts.Field != "amount" || refused.Facts.Requested != test.amount {
			t.Errorf("%s: %v, %+v", test.name, err, refused.Facts)
		}
	}
}

func TestCountsAreRefusedByThemselves(t *testing.T) {
	t.Parallel()
	wallet := fixture.WalletOf()
	wallet.Recent = funds.Recent{}.Take(funds.Withdrawal{Amount: 1, CreatedAt: fixture.Created})
	policy := fixture.Policy()
	policy.Rolling24h = funds.RollingLimit{Count: 1}
	_, err := withdrawal.Create(fixture.Act(fixture.User, fixture.Created), wallet, fixture.RequestOf(1_00), policy)
	if refused := fixture.RefusalOf(t, err); refused.Reason != withdrawal.ReasonRolling24hCount || refused.Facts.Maximum != 1 || refused.Facts.Count != 1 {
		t.Errorf("%v", err)
	}
	policy.Rolling24h = funds.RollingLimit{}
	change, err := withdrawal.Create(fixture.Act(fixture.User, fixture.Created), fixture.WalletOf(), fixture.RequestOf(1_00), policy)
	if made := fixture.MustDecide(t, change, err); made.Withdrawal.To.Rolls || len(made.Wallet.To.Recent.Hours)+len(made.Wallet.To.Recent.Days) > 0 {
		t.Errorf("without a limit something is kept: %+v", made.Wallet.To.Recent)
	}
}
