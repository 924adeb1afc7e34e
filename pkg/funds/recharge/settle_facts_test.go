package recharge_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

func TestTheWalletIsLookedAtWhereAWordMayMoveMoneyOrEndTheWait(t *testing.T) {
	t.Parallel()
	for _, state := range funds.RechargeStates() {
		told := state == isCredited || state == isClosed
		for name, want := range map[string]bool{
			"0": told, "1": told, "2": true, "3": true, "4": true, "5": true, "declined": true, "absent": true, "unknown": false, "unlisted": false,
		} {
			if got := recharge.NeedsWallet(fixture.RechargeIn(state), rechargeWords[name]); got != want {
				t.Errorf("%s hears %s: %t", state, name, got)
			}
		}
	}
}

func TestWhatCannotBeCreditedIsParkedByNobodyWhoOwnsIt(t *testing.T) {
	t.Parallel()
	open := fixture.RechargeIn(isOpen)
	for name, test := range map[string]struct {
		wallet func(*funds.Wallet)
		order  func(*funds.Recharge)
		reason funds.Message
	}{
		"settled before": {func(*funds.Wallet) {}, func(r *funds.Recharge) { r.Settled = 5_00 }, fixture.Said(recharge.ReasonRechargeSettled, funds.Facts{Settled: 5_00})},
		"a closed wallet": {
			func(w *funds.Wallet) { w.Status = funds.WalletClosed }, func(*funds.Recharge) {}, fixture.Said(recharge.ReasonRechargeToClosed),
		},
		"a full one": {func(w *funds.Wallet) { w.Balance = funds.MaxAmount - 99_99 }, func(*funds.Recharge) {}, fixture.Said(recharge.ReasonRechargeOverMaximum)},
	} {
		wallet, r := fixture.With(fixture.RechargeWallet(isOpen), test.wallet), fixture.With(open, test.order)
		_, after, _ := fixture.SettledRecharge(t, wallet, r, rechargeWords["2"], fixture.Look)
		if after.State != isParked || after.NotifyInfo != test.reason {
			t.Errorf("%s: %s, %s", name, after.State, after.NotifyInfo)
		}
		change, err := recharge.Settle(fixture.Act(fixture.Self, fixture.Look), wallet, r, fixture.AskedAt(rechargeWords["2"], fixture.Look), fixture.Policy())
		fixture.RefusedAs(t, change, err, funds.ErrForbidden)
	}
}

func TestAWalletIsFilledToTheGreatestAmountAndNoFurther(t *testing.T) {
	t.Parallel()
	fits := fixture.With(fixture.RechargeWallet(isOpen), func(w *funds.Wallet) { w.Balance = funds.MaxAmount - 100_00 })
	over := fixture.With(fits, func(w *funds.Wallet) { w.Balance++ })
	if _, r, w := fixture.SettledRecharge(t, fits, fixture.RechargeIn(isOpen), rechargeWords["2"], fixture.Look); r.State != isCredited || w.Balance != funds.MaxAmount {
		t.Errorf("what just fits is %s", r.State)
	}
	if _, r, _ := fixture.SettledRecharge(t, over, fixture.RechargeIn(isOpen), rechargeWords["2"], fixture.Look); r.State != isParked {
		t.Errorf("what does not is %s", r.State)
	}
	parked := waitingIn(isParked)
	change, err := resolve(fits, parked, recharge.ResolveCredit, fixture.RechargeIs(funds.GatewayDepositDone, 100_00))
	fixture.MustDecide(t, change, err)
	change, err = resolve(over, parked, recharge.ResolveCredit, fixture.RechargeIs(funds.GatewayDepositDone, 100_00))
	fixture.RefusedAs(t, change, err, fixture.Invalid("amount"))
	change, err = recharge.Create(fixture.Act(fixture.User, fixture.Claimed), fits, fixture.RechargeRequest(100_00), wholeYuan())
	fixture.MustDecide(t, change, err)
	change, err = recharge.Create(fixture.Act(fixture.User, fixture.Claimed), over, fixture.RechargeRequest(100_00), wholeYuan())
	fixture.RefusedAs(t, change, err, fixture.Invalid("amount"))
}

// What waits for an admin is looked at by nobody else, whatever amount comes next.
func TestAParkedOneIsNotLookedAt(t *testing.T) {
	t.Parallel()
	planned := fixture.With(fixture.RechargeIn(isParked), func(r *funds.Recharge) { r.Watch.Due = fixture.Look })
	_, r, _ := fixture.SettledRecharge(t, fixture.RechargeWallet(isParked), planned, fixture.RechargeIs(funds.GatewayDepositMismatch, 90_00), fixture.Look)
	if r.Received != 90_00 || !r.Watch.Due.IsZero() {
		t.Errorf("received %d, due %s", r.Received, r.Watch.Due)
	}
}

func TestAnEndKeepsTheGatewaysWord(t *testing.T) {
	t.Parallel()
	_, r, _ := fixture.SettledRecharge(t, fixture.RechargeWallet(isOpen), fixture.FreshRecharge(), rechargeWords["3"], fixture.Look)
	if r.State != isRefused || r.GatewayState != funds.GatewayDepositRefused || r.PlatformID != "p1" || !r.WordAt.Equal(fixture.Look) {
		t.Errorf("%+v", r)
	}
}

// What the user needs to pay may come with a later word; the same word again is no news.
func TestAnAddressThatComesLaterIsKept(t *testing.T) {
	t.Parallel()
	word := fixture.RechargeIs(funds.GatewayDepositProcessing, 100_00)
	told := fixture.With(word, func(r *funds.RechargeReport) { r.URL = "https://pay.example/2" })
	none := fixture.With(fixture.RechargeIn(isOpen), func(r *funds.Recharge) { r.URL, r.Watch.Due = "", fixture.Look.Add(time.Hour) })
	known := fixture.With(none, func(r *funds.Recharge) { r.URL = "https://pay.example/1" })
	for name, test := range map[string]struct {
		r    funds.Recharge
		word funds.RechargeReport
		url  string
	}{
		"none, and none is told":    {none, word, ""},
		"none, and one is told":     {none, told, told.URL},
		"one, and another is told":  {known, told, known.URL},
		"one, and nothing is told":  {known, word, known.URL},
		"one that is heard at once": {fixture.FreshRecharge(), told, told.URL},
	} {
		change, after, _ := fixture.SettledRecharge(t, fixture.RechargeWallet(isOpen), test.r, test.word, fixture.Look)
		if after.URL != test.url || change.Empty() != (test.url == test.r.URL) {
			t.Errorf("%s: %q, %+v", name, after.URL, change)
		}
		if !change.Empty() && after.NotifyInfo != "d" {
			t.Errorf("%s: it says %q", name, after.NotifyInfo)
		}
	}
}

func TestOnlyAnOpenOneSaysWhyNobodyKnowsMore(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state  funds.RechargeState
		detail funds.Message
		want   funds.Message
	}{
		"open": {isOpen, "time-out", "time-out"}, "open, for no reason": {isOpen, "", "before"}, "parked": {isParked, "time-out", "before"}, "expired": {isExpired, "time-out", "before"},
	} {
		due := fixture.With(fixture.RechargeIn(test.state), func(r *funds.Recharge) { r.Watch.Due = fixture.Look })
		_, after, _ := fixture.SettledRecharge(t, fixture.RechargeWallet(test.state), due, funds.RechargeReport{Detail: test.detail}, fixture.Look)
		if after.NotifyInfo != test.want || after.Version != due.Version+1 {
			t.Errorf("%s: it says %q", name, after.NotifyInfo)
		}
	}
}

func TestACallbackIsHeardForItsOwnWordAndNotForOnesOwn(t *testing.T) {
	t.Parallel()
	for state, paid := range map[int]bool{funds.GatewayDepositDone: true, funds.GatewayDepositRefused: false} {
		change, asks, err := recharge.ReceiveAndAsk(fixture.Act(fixture.Machine, fixture.Look), fixture.RechargeIn(isOpen), state, fixture.Policy())
		watch := fixture.MustDecide(t, change, err).Recharge.To.Watch
		if !asks || watch.HeardAt.Equal(fixture.Look) != paid || watch.UnpaidAt.Equal(fixture.Look) == paid {
			t.Errorf("state %d: asks %t, %+v", state, asks, watch)
		}
		change, err = recharge.Receive(fixture.Act(fixture.Self, fixture.Look), fixture.RechargeIn(isOpen), state, fixture.Policy())
		fixture.RefusedAs(t, change, err, funds.ErrForbidden)
	}
	none := fixture.With(fixture.RechargeIn(isOpen), func(r *funds.Recharge) { r.State = funds.RechargeNone })
	change, err := recharge.AskAgain(fixture.Act(fixture.Admin, fixture.Look), fixture.RechargeWallet(isOpen), none, fixture.Policy())
	fixture.RefusedAs(t, change, err, funds.ErrIllegal)
}

func TestAClosedOneSaysWhoClosedItAndWhy(t *testing.T) {
	t.Parallel()
	change, err := resolve(fixture.RechargeWallet(isParked), waitingIn(isParked), recharge.ResolveClose, funds.RechargeReport{})
	if r := fixture.MustDecide(t, change, err).Recharge.To; r.NotifyInfo != fixture.Said(recharge.ReasonClosedByAdmin, funds.Facts{Text: "核对"}) {
		t.Errorf("it says %s", r.NotifyInfo)
	}
	none := fixture.With(waitingIn(isParked), func(r *funds.Recharge) { r.State = funds.RechargeNone })
	change, err = resolve(fixture.RechargeWallet(isParked), none, recharge.ResolveClose, funds.RechargeReport{})
	fixture.RefusedAs(t, change, err, funds.ErrIllegal)
}
