package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestANewWalletIsActiveAndEmpty(t *testing.T) {
	t.Parallel()
	w := funds.NewWallet("u1", fixture.Created)
	if w.Version != 0 || !w.Status.Known() || w.Status != funds.WalletActive || w.Available() != 0 || w.Withdrawals() != 0 || !w.CreatedAt.Equal(fixture.Created) {
		t.Errorf("got %+v", w)
	}
	if funds.WalletStatus("").Known() || funds.WalletStatus("actve").Known() {
		t.Error("a status that is none is known")
	}
	if filled := fixture.WalletOf(); filled.Available() != 900_00 || filled.Withdrawals() != 1 {
		t.Errorf("available %d, %d withdrawals", filled.Available(), filled.Withdrawals())
	}
}

func TestADayCountsOnceItsWithdrawalsHaveEnded(t *testing.T) {
	t.Parallel()
	today := funds.Today{Asked: funds.Tally{Count: 5, Amount: 50_00}}
	for state, amount := range map[funds.State]funds.Amount{
		funds.StateCompleted: 1_00, funds.StateFailed: 2_00, funds.StateRejected: 4_00, funds.StateCancelled: 8_00,
	} {
		today.Ended(state).Add(amount)
	}
	fixture.Same(t, today, funds.Today{
		Asked: funds.Tally{Count: 5, Amount: 50_00}, Paid: funds.Tally{Count: 1, Amount: 1_00}, Failed: funds.Tally{Count: 1, Amount: 2_00},
		Cancelled: funds.Tally{Count: 2, Amount: 12_00},
	})
	fixture.Same(t, today.Unfinished(), funds.Tally{Count: 1, Amount: 35_00})
	w := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Day, w.DayUsed, w.Today = "2026-03-02", 9_00, today })
	for day, want := range map[string]funds.Amount{"2026-03-01": 9_00, "2026-03-02": 9_00, "2026-03-03": 0} {
		if got, used := w.On(day); used != want || (got == today) != (want > 0) {
			t.Errorf("%s: used %d, %+v", day, used, got)
		}
	}
}

func TestANewerTokenTakesNothingAwayFromAProfile(t *testing.T) {
	t.Parallel()
	old := funds.Profile{Name: "张三", Phone: "1", IDCardMasked: "x"}
	for _, test := range []struct{ newer, want funds.Profile }{
		{funds.Profile{}, old},
		{funds.Profile{Name: "李四"}, funds.Profile{Name: "李四", Phone: "1", IDCardMasked: "x"}},
		{funds.Profile{Phone: "2", IDCardMasked: "y"}, funds.Profile{Name: "张三", Phone: "2", IDCardMasked: "y"}},
	} {
		fixture.Same(t, old.Updated(test.newer), test.want)
	}
}

func TestAMethodIsListedOnceThoughAChannelHasItsName(t *testing.T) {
	t.Parallel()
	policy := funds.Policy{ByHand: []funds.Method{"cash", funds.MethodBank}, Channels: []funds.Channel{{Method: "MVola"}, {Method: "cash"}}}
	fixture.Same(t, policy.Methods(), []funds.Method{funds.MethodBank, funds.MethodAlipay, funds.MethodWechat, "cash", "MVola"})
}

func TestALookIsDueFromItsMomentOn(t *testing.T) {
	t.Parallel()
	watch := funds.Watch{Due: fixture.Late}
	if watch.IsDue(fixture.Late.Add(-time.Nanosecond)) || !watch.IsDue(fixture.Late) || (&funds.Watch{}).IsDue(fixture.Late) {
		t.Error("it is due at another time")
	}
}
