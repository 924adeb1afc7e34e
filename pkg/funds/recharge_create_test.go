package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func rechargeRequest(amount funds.Amount) funds.RechargeRequest {
	return funds.RechargeRequest{ID: rcID, Amount: amount, Channel: funds.DepositChannel{Code: "C1", Name: "通道一", Min: 50_00, Max: 2000_00}}
}

func wholeYuan() funds.Policy {
	return with(testPolicy(), func(p *funds.Policy) { p.Recharge.Step = 100 })
}

func TestARechargeIsCountedAndClaimedAndMovesNoMoney(t *testing.T) {
	t.Parallel()
	act := actOf(user, claimed)
	request := rechargeRequest(100_00)
	request.Claim = &funds.Claim{Caller: "u1", Key: "k", Print: funds.Print{Bytes: "h"}, Expires: late}
	request.Profile = &funds.Profile{Name: "张三"}
	change, err := funds.StartRecharge(act, walletOf(), request, wholeYuan())
	change = mustDecide(t, change, err)
	wallet := with(walletOf(), func(w *funds.Wallet) {
		w.Version, w.CommitID, w.UpdatedAt = 3, "c9", claimed
		w.Counts.Recharges, w.OpenRecharges, w.Profile.Name = 1, 1, "张三"
	})
	claim := *request.Claim
	claim.Result = string(rcID)
	same(t, change, funds.Change{
		CommitID: "c9", At: claimed, Claim: &claim,
		Wallet: &funds.WalletChange{From: 2, To: wallet},
		Recharge: &funds.RechargeChange{To: funds.Recharge{
			ID: rcID, UserID: "u1", Number: 1, Version: 1, State: isOpen, Amount: 100_00, Channel: "C1",
			SendBy: sendBy, Watch: funds.Watch{Due: gone}, CommitID: "c9", CreatedAt: claimed, UpdatedAt: claimed,
			Lines: []funds.RechargeLine{{Version: 1, Command: funds.RechargeCreate, To: isOpen, Actor: user, Message: "通道一", At: claimed}},
		}},
	})
	same(t, funds.DepositOf(change.Recharge.To), funds.DepositOrder{Serial: string(rcID), Amount: 100_00, Channel: "C1"})
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
		{"nothing", 0, []func(*funds.Wallet){closed, full, many}, invalid("amount"), funds.ReasonRechargePositive},
		{"less than nothing", -100_00, []func(*funds.Wallet){closed, full, many}, invalid("amount"), funds.ReasonRechargePositive},
		{"a closed wallet", 49_50, []func(*funds.Wallet){closed, full, many}, coded(funds.CodeWalletInactive), funds.ReasonWalletClosed},
		{"a fraction", 49_50, []func(*funds.Wallet){full, many}, invalid("amount"), funds.ReasonRechargeStep},
		{"below the channel's least", 49_00, []func(*funds.Wallet){full, many}, invalid("amount"), funds.ReasonRechargeLeast},
		{"above the channel's most", 2001_00, []func(*funds.Wallet){full, many}, invalid("amount"), funds.ReasonRechargeMost},
		{"more than a wallet holds", 100_00, []func(*funds.Wallet){full, many}, invalid("amount"), funds.ReasonBalanceOver},
		{"too many that wait", 100_00, []func(*funds.Wallet){many}, coded(funds.CodeTooManyOpen), funds.ReasonRechargesOpen},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			change, err := funds.StartRecharge(actOf(user, claimed), with(walletOf(), test.wallet...), rechargeRequest(test.amount), wholeYuan())
			refusedAs(t, change, err, test.want)
			if got := refusalOf(t, err).Reason; got != test.reason {
				t.Errorf("says %q, want %q", got, test.reason)
			}
		})
	}
	for name, amount := range map[string]funds.Amount{"the least": 50_00, "the most": 2000_00} {
		wallet := with(walletOf(), func(w *funds.Wallet) { w.OpenRecharges, w.Status = 99, funds.WalletFrozen })
		if _, err := funds.StartRecharge(actOf(user, claimed), wallet, rechargeRequest(amount), wholeYuan()); err != nil {
			t.Errorf("%s, in a frozen wallet with 99 that wait: %v", name, err)
		}
	}
	if _, err := funds.StartRecharge(actOf(user, claimed), walletOf(), rechargeRequest(99_99), testPolicy()); err != nil {
		t.Errorf("a fraction where any amount goes: %v", err)
	}
	change, err := funds.StartRecharge(actOf(self, claimed), walletOf(), rechargeRequest(100_00), wholeYuan())
	refusedAs(t, change, err, funds.ErrForbidden)
}

// TestAnUnconfirmedCallbackMakesARechargeDue lists, for each state, whether each word of a callback is news.
func TestAnUnconfirmedCallbackMakesARechargeDue(t *testing.T) {
	t.Parallel()
	soon := look.Add(5 * time.Second)
	known := map[funds.RechargeState]int{isCredited: 2, isRefused: 3} // of the closed one money had come
	for _, state := range funds.RechargeStates() {
		for _, word := range []int{funds.DepositDone, funds.DepositRefused} {
			r := rechargeIn(state)
			r.Watch = funds.Watch{Since: leftAt, Rechecks: 2, Checks: 3}
			change, err := funds.ReceiveDeposit(actOf(machine, look), r, word, testPolicy())
			change = mustDecide(t, change, err)
			if known[state] == word {
				if !change.Empty() {
					t.Errorf("%s hears %d, which it knows: %+v", state, word, change)
				}
				continue
			}
			want := with(r, func(r *funds.Recharge) {
				r.Version, r.UpdatedAt, r.CommitID, r.Watch.Due = r.Version+1, look, "c9", soon
				if state == isOpen {
					r.NotifyInfo = said(funds.ReasonCallbackHeard, funds.Facts{Gateway: int64(word)})
				}
				if !state.Waiting() {
					r.Watch.Since, r.Watch.Rechecks = look, 0
				}
			})
			same(t, change, funds.Change{CommitID: "c9", At: look, Recharge: &funds.RechargeChange{From: r.Version, To: want}})
		}
	}
	r := rechargeIn(isOpen)
	r.Watch.Due = look.Add(time.Second)
	change, err := funds.ReceiveDeposit(actOf(machine, look), r, funds.DepositDone, testPolicy())
	if change = mustDecide(t, change, err); !change.Recharge.To.Watch.Due.Equal(r.Watch.Due) {
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
			"asked ten s ago":                {look.Add(-10 * time.Second), true},
			"asked a moment ago":             {look.Add(-10*time.Second + time.Millisecond), false},
			"asked by a clock that is ahead": {look.Add(time.Second), false},
		} {
			r := rechargeIn(state)
			r.Watch.AskedAt = test.askedAt
			change, ok, err := funds.AskDeposit(actOf(funds.System("check"), look), rechargeWallet(r.State), r, testPolicy())
			if want := test.want && state != isCredited; err != nil || ok != want || change.Empty() == want {
				t.Errorf("%s, %s: %v, %v, %+v", state, name, ok, err, change)
				continue
			}
			if ok && (!change.Recharge.To.Watch.AskedAt.Equal(look) || !change.Recharge.To.Watch.Due.Equal(r.Watch.Due) || (change.Wallet == nil) != state.Waiting()) {
				t.Errorf("%s, %s: wrote %+v", state, name, change)
			}
		}
	}
}
