package ledger_test

import (
	"errors"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

func TestTheRightToAskIsTakenOnTheOrderAndOfAnEndedOneOnItsWallet(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		draft func(act funds.Act, wallet *funds.Wallet) *ledger.Draft
		ended bool
	}{
		"a payout":        {func(act funds.Act, w *funds.Wallet) *ledger.Draft { return ofWithdrawal(act, w, funds.StateProcessing) }, false},
		"one that failed": {func(act funds.Act, w *funds.Wallet) *ledger.Draft { return ofWithdrawal(act, w, funds.StateFailed) }, true},
		"a recharge": {func(act funds.Act, w *funds.Wallet) *ledger.Draft {
			return ledger.NewRecharge(act, w, fixture.RechargeIn(funds.RechargeOpen))
		}, false},
		"one that was refused": {func(act funds.Act, w *funds.Wallet) *ledger.Draft {
			return ledger.NewRecharge(act, w, fixture.RechargeIn(funds.RechargeRefused))
		}, true},
	} {
		wallet := fixture.WalletOf()
		act := fixture.Act(fixture.Admin, fixture.Look)
		change, ok, err := test.draft(act, &wallet).Ask()
		if err != nil || !ok {
			t.Fatalf("%s: %t, %v", name, ok, err)
		}
		asked := time.Time{}
		switch {
		case change.Withdrawal != nil:
			asked = change.Withdrawal.To.Watch.AskedAt
		case change.Recharge != nil:
			asked = change.Recharge.To.Watch.AskedAt
		}
		if !asked.Equal(act.At) || (change.Wallet != nil) != test.ended || (test.ended && !change.Wallet.To.AskedAt.Equal(act.At)) {
			t.Errorf("%s: asked at %s, the wallet %+v", name, asked, change.Wallet)
		}
		if _, _, err := test.draft(fixture.Act(fixture.Self, fixture.Look), &wallet).Ask(); !errors.Is(err, funds.ErrForbidden) {
			t.Errorf("%s: their own: %v", name, err)
		}
	}
	pending := ofWithdrawal(fixture.Act(fixture.Admin, fixture.Look), nil, funds.StatePending)
	if _, _, err := pending.Ask(); funds.CodeOf(err) != funds.CodeIllegal {
		t.Errorf("what waits for its review: %v", err)
	}
}

func ofWithdrawal(act funds.Act, wallet *funds.Wallet, state funds.State) *ledger.Draft {
	w := fixture.WithdrawalIn(state)
	return ledger.New(act, wallet, &w)
}

func TestAWalletTakesOverWhatItsOwnersTokenSays(t *testing.T) {
	t.Parallel()
	known := funds.Profile{Name: "张三", Phone: "13812345678"}
	for name, test := range map[string]struct {
		said *funds.Profile
		want funds.Profile
	}{
		"nothing":           {nil, known},
		"the same":          {&known, known},
		"another name":      {&funds.Profile{Name: "李四"}, funds.Profile{Name: "李四", Phone: known.Phone}},
		"an empty profile":  {&funds.Profile{}, known},
		"another one whole": {&funds.Profile{Name: "李四", Phone: "1", IDCardMasked: "2"}, funds.Profile{Name: "李四", Phone: "1", IDCardMasked: "2"}},
	} {
		wallet := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Profile = known })
		d := ledger.New(fixture.Act(fixture.User, fixture.Look), &wallet, nil)
		d.Refresh(test.said)
		change := d.Done()
		if got := fixture.WalletAfter(wallet, change).Profile; got != test.want || (change.Wallet != nil) != (test.want != known) {
			t.Errorf("%s: %+v, written %t", name, got, change.Wallet != nil)
		}
	}
}

func TestAnUnsettledOrderIsNotedOnceAndStruckOut(t *testing.T) {
	t.Parallel()
	wallet := fixture.WalletOf()
	d := ledger.New(fixture.Act(fixture.Machine, fixture.Look), &wallet, nil)
	for _, id := range []string{"a", "b", "a"} {
		d.Unsettle(id)
	}
	fixture.Same(t, d.Done().Wallet.To.Unsettled, []string{"a", "b"})
	d.Settled("a")
	d.Settled("c")
	fixture.Same(t, d.Done().Wallet.To.Unsettled, []string{"b"})
	d.Freeze()
	if got := d.Done().Wallet.To.Status; got != funds.WalletFrozen {
		t.Errorf("it is %s", got)
	}
	active := fixture.WalletOf()
	alone := ledger.New(fixture.Act(fixture.Machine, fixture.Look), &active, nil)
	alone.Freeze()
	if change := alone.Done(); change.Wallet == nil || change.Wallet.To.Status != funds.WalletFrozen {
		t.Errorf("a freeze that comes alone is not written: %+v", change.Wallet)
	}
	closed := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Status = funds.WalletClosed })
	shut := ledger.New(fixture.Act(fixture.Machine, fixture.Look), &closed, nil)
	shut.Freeze()
	if change := shut.Done(); change.Wallet != nil {
		t.Errorf("a closed one becomes %s", change.Wallet.To.Status)
	}
}

func TestMoneyGivenBackIsInTheWordsOfWhoGivesIt(t *testing.T) {
	t.Parallel()
	for refunds, want := range map[bool]funds.EntryType{false: funds.EntryUnfreeze, true: funds.EntryRefund} {
		wallet := fixture.WalletOf()
		d := ofWithdrawal(fixture.Act(fixture.Admin, fixture.Look), &wallet, funds.StatePending)
		d.Refunds = refunds
		if err := d.Apply(funds.CommandReject, "r"); err != nil {
			t.Fatal(err)
		}
		change := d.Done()
		if len(change.Entries) != 1 || change.Entries[0].Type != want || change.Wallet.To.Frozen != 0 || change.Wallet.To.Balance != wallet.Balance || change.Wallet.To.Open != 0 {
			t.Errorf("%t: %+v, %+v", refunds, change.Entries, change.Wallet)
		}
	}
}
