package recharge_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

func wholeYuan() funds.Policy {
	return fixture.With(fixture.Policy(), func(p *funds.Policy) { p.Recharge.Step = 100 })
}

func TestARechargeIsCountedAndClaimedAndMovesNoMoney(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.User, fixture.Claimed)
	request := fixture.RechargeRequest(100_00)
	request.Claim = &funds.Claim{Caller: "u1", Key: "k", Print: funds.Print{Bytes: "h"}, Expires: fixture.Late}
	request.Profile = &funds.Profile{Name: "张三"}
	change, err := recharge.Create(act, fixture.WalletOf(), request, wholeYuan())
	change = fixture.MustDecide(t, change, err)
	wallet := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) {
		w.Version, w.CommitID, w.UpdatedAt = 3, "c9", fixture.Claimed
		w.Counts.Recharges, w.OpenRecharges, w.Profile.Name = 1, 1, "张三"
	})
	claim := *request.Claim
	claim.Result = string(fixture.RechargeID)
	fixture.Same(t, change, funds.Change{
		CommitID: "c9", At: fixture.Claimed, Claim: &claim, Unpaused: &funds.Unpaused{UserID: "u1", Scopes: []funds.PauseScope{funds.PauseRecharge}},
		Wallet: &funds.WalletChange{From: 2, To: wallet},
		Recharge: &funds.RechargeChange{To: funds.Recharge{
			ID: fixture.RechargeID, UserID: "u1", Number: 1, Version: 1, State: isOpen, Amount: 100_00, Channel: "C1",
			SendBy: fixture.SendBy, Watch: funds.Watch{Due: fixture.Gone}, CommitID: "c9", CreatedAt: fixture.Claimed, UpdatedAt: fixture.Claimed,
			Lines: []funds.RechargeLine{{Version: 1, Command: funds.RechargeCreate, To: isOpen, Actor: fixture.User, Message: "通道一", At: fixture.Claimed}},
		}},
	})
	fixture.Same(t, funds.RechargeOrderOf(change.Recharge.To), funds.RechargeOrder{Serial: string(fixture.RechargeID), Amount: 100_00, Channel: "C1"})
}

// Each row fails its own check and all that come after it.
func TestTheChecksOfARechargeAnswerInOrder(t *testing.T) {
	t.Parallel()
	closed := func(w *funds.Wallet) { w.Status = funds.WalletClosed }
	full := func(w *funds.Wallet) { w.Balance = funds.MaxAmount }
	many := func(w *funds.Wallet) { w.OpenRecharges = 100 }
	tests := []struct {
		name   string
		amount funds.Amount
		wallet []func(*funds.Wallet)
		want   *funds.Error
		reason funds.Reason
	}{
		{"nothing", 0, []func(*funds.Wallet){closed, full, many}, fixture.Invalid("amount"), recharge.ReasonRechargePositive},
		{"less than nothing", -100_00, []func(*funds.Wallet){closed, full, many}, fixture.Invalid("amount"), recharge.ReasonRechargePositive},
		{"a closed wallet", 49_50, []func(*funds.Wallet){closed, full, many}, fixture.Coded(funds.CodeWalletInactive), recharge.ReasonWalletClosed},
		{"a fraction", 49_50, []func(*funds.Wallet){full, many}, fixture.Invalid("amount"), recharge.ReasonRechargeStep},
		{"below the channel's least", 49_00, []func(*funds.Wallet){full, many}, fixture.Invalid("amount"), recharge.ReasonRechargeLeast},
		{"above the channel's most", 2001_00, []func(*funds.Wallet){full, many}, fixture.Invalid("amount"), recharge.ReasonRechargeMost},
		{"more than a wallet holds", 100_00, []func(*funds.Wallet){full, many}, fixture.Invalid("amount"), recharge.ReasonBalanceOver},
		{"too many that wait", 100_00, []func(*funds.Wallet){many}, fixture.Coded(funds.CodeTooManyOpen), recharge.ReasonRechargesOpen},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := recharge.Create(fixture.Act(fixture.User, fixture.Claimed), fixture.With(fixture.WalletOf(), test.wallet...), fixture.RechargeRequest(test.amount), wholeYuan())
			fixture.RefusedAs(t, change, err, test.want)
			if got := fixture.RefusalOf(t, err).Reason; got != test.reason {
				t.Errorf("says %q, want %q", got, test.reason)
			}
		})
	}
	for name, amount := range map[string]funds.Amount{"the least": 50_00, "the most": 2000_00} {
		wallet := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.OpenRecharges, w.Status = 99, funds.WalletFrozen })
		if _, err := recharge.Create(fixture.Act(fixture.User, fixture.Claimed), wallet, fixture.RechargeRequest(amount), wholeYuan()); err != nil {
			t.Errorf("%s, in a frozen wallet with 99 that wait: %v", name, err)
		}
	}
	if _, err := recharge.Create(fixture.Act(fixture.User, fixture.Claimed), fixture.WalletOf(), fixture.RechargeRequest(99_99), fixture.Policy()); err != nil {
		t.Errorf("a fraction where any amount goes: %v", err)
	}
	change, err := recharge.Create(fixture.Act(fixture.Self, fixture.Claimed), fixture.WalletOf(), fixture.RechargeRequest(100_00), wholeYuan())
	fixture.RefusedAs(t, change, err, funds.ErrForbidden)
}

// TestAnUnconfirmedCallbackMakesARechargeDue lists, for each state, whether each word of a callback is news.
func TestAnUnconfirmedCallbackMakesARechargeDue(t *testing.T) {
	t.Parallel()
	soon := fixture.Look.Add(5 * time.Second)
	known := map[funds.RechargeState]int{isCredited: 2, isRefused: 3} // of the closed one money had come
	for _, state := range funds.RechargeStates() {
		for _, word := range []int{funds.GatewayDepositDone, funds.GatewayDepositRefused} {
			r := fixture.RechargeIn(state)
			r.Watch = funds.Watch{Since: fixture.LeftAt, Rechecks: 2, Checks: 3}
			change, err := recharge.Receive(fixture.Act(fixture.Machine, fixture.Look), r, word, fixture.Policy())
			change = fixture.MustDecide(t, change, err)
			if known[state] == word {
				if !change.Empty() {
					t.Errorf("%s hears %d, which it knows: %+v", state, word, change)
				}
				continue
			}
			want := fixture.With(r, func(r *funds.Recharge) {
				r.Version, r.UpdatedAt, r.CommitID, r.Watch.Due = r.Version+1, fixture.Look, "c9", soon
				if state == isOpen {
					r.NotifyInfo = fixture.Said(funds.ReasonCallbackHeard, funds.Facts{Gateway: int64(word)})
				}
				if !state.Waiting() {
					r.Watch.Since, r.Watch.Rechecks = fixture.Look, 0
				}
			})
			fixture.Same(t, change, funds.Change{CommitID: "c9", At: fixture.Look, Recharge: &funds.RechargeChange{From: r.Version, To: want}})
		}
	}
	r := fixture.RechargeIn(isOpen)
	r.Watch.Due = fixture.Look.Add(time.Second)
	change, err := recharge.Receive(fixture.Act(fixture.Machine, fixture.Look), r, funds.GatewayDepositDone, fixture.Policy())
	if change = fixture.MustDecide(t, change, err); !change.Recharge.To.Watch.Due.Equal(r.Watch.Due) {
		t.Errorf("a callback puts the look off to %v", change.Recharge.To.Watch.Due)
	}
}

func TestAUsersCheckAsksAtMostOnceInTenSecondsUntilItIsCredited(t *testing.T) {
	t.Parallel()
	for _, state := range funds.RechargeStates() {
		for name, test := range map[string]struct {
			askedAt time.Time
			want    bool
		}{
			"never asked":                    {time.Time{}, true},
			"asked ten s ago":                {fixture.Look.Add(-10 * time.Second), true},
			"asked a moment ago":             {fixture.Look.Add(-10*time.Second + time.Millisecond), false},
			"asked by a clock that is ahead": {fixture.Look.Add(time.Second), false},
		} {
			r := fixture.RechargeIn(state)
			r.Watch.AskedAt = test.askedAt
			change, ok, err := recharge.Ask(fixture.Act(funds.System("check"), fixture.Look), fixture.RechargeWallet(r.State), r, fixture.Policy())
			if want := test.want && state != isCredited; err != nil || ok != want || change.Empty() == want {
				t.Errorf("%s, %s: %v, %v, %+v", state, name, ok, err, change)
				continue
			}
			if ok && (!change.Recharge.To.Watch.AskedAt.Equal(fixture.Look) || !change.Recharge.To.Watch.Due.Equal(r.Watch.Due) || (change.Wallet == nil) != state.Waiting()) {
				t.Errorf("%s, %s: wrote %+v", state, name, change)
			}
		}
	}
}
