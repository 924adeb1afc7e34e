package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestWhatTheGatewayConfirmsIsCreditedWhateverWasAskedFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		amount funds.Amount
		words  funds.Message
	}{
		"less than was asked for": {79_99, said(funds.ReasonCredited) + said(funds.ReasonCreditedInstead, funds.Facts{Amount: 79_99, Requested: 100_00})},
		"more than was asked for": {250_00, said(funds.ReasonCredited) + said(funds.ReasonCreditedInstead, funds.Facts{Amount: 250_00, Requested: 100_00})},
		"just what was asked for": {100_00, said(funds.ReasonCredited)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, r, w := settled(t, rechargeWallet(isParked), rechargeIn(isParked), depositIs(funds.DepositDone, test.amount), look)
			if w.Balance != 1000_00+test.amount || r.Credited != test.amount || r.NotifyInfo != test.words || r.Amount != 100_00 {
				t.Errorf("balance %d, %+v", w.Balance, r)
			}
			if want := test.amount; (want == 100_00) != (r.Received == 0) || (r.Received != 0 && r.Received != want) {
				t.Errorf("received %d", r.Received)
			}
		})
	}
}

func TestAFrozenWalletIsCreditedAndAClosedOrFullOneLeavesItToAnAdmin(t *testing.T) {
	t.Parallel()
	frozen := with(rechargeWallet(isOpen), func(w *funds.Wallet) { w.Status = funds.WalletFrozen })
	full := with(rechargeWallet(isOpen), func(w *funds.Wallet) { w.Balance = funds.MaxAmount - 99_99 })
	closed := funds.NewWallet("u1", created)
	closed.Status, closed.Counts.Recharges = funds.WalletClosed, 1
	for name, test := range map[string]struct {
		wallet funds.Wallet
		from   funds.RechargeState
		to     funds.RechargeState
	}{
		"a frozen one":                        {frozen, isOpen, isCredited},
		"a full one":                          {full, isOpen, isParked},
		"one closed since the recharge ended": {closed, isExpired, isParked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, r, w := settled(t, test.wallet, rechargeIn(test.from), depositIs(funds.DepositDone, 100_00), look)
			parked := test.to == isParked
			if r.State != test.to || r.NeedsAttention != parked || w.Status != test.wallet.Status || (w.Balance != test.wallet.Balance) == parked {
				t.Errorf("%s, attention %v, wallet %s with %d", r.State, r.NeedsAttention, w.Status, w.Balance)
			}
			if parked && (w.OpenRecharges != 1 || r.Received != 100_00 || r.Shown() != funds.DepositMismatch || !r.EndedAt.IsZero()) {
				t.Errorf("%d wait, %+v", w.OpenRecharges, r)
			}
		})
	}
	_, r, _ := settled(t, full, rechargeIn(isOpen), depositIs(funds.DepositDone, 100_00), look)
	if _, r, _ = settled(t, rechargeWallet(isParked), r, depositIs(funds.DepositDone, 100_00), look); r.State != isCredited {
		t.Errorf("with room again, the same word leaves it %s", r.State)
	}
}

func TestAParkedOneSaysTheLastReason(t *testing.T) {
	t.Parallel()
	w := with(rechargeWallet(isParked), func(w *funds.Wallet) { w.Status, w.Balance, w.Frozen = funds.WalletClosed, 0, 0 })
	_, r, _ := settled(t, w, rechargeIn(isParked), depositIs(funds.DepositDone, 100_00), look)
	if r.State != isParked || r.GatewayState != funds.DepositDone || r.NotifyInfo != said(funds.ReasonRechargeToClosed) {
		t.Errorf("%s, %d, %q", r.State, r.GatewayState, r.NotifyInfo)
	}
	_, r, _ = settled(t, rechargeWallet(isParked), rechargeIn(isParked), depositIs(funds.DepositMismatch, 90_00), look)
	if r.Received != 90_00 || !r.NeedsAttention {
		t.Errorf("another amount: received %d", r.Received)
	}
}

// A word that was asked for before the recharge came into its state has been overtaken: only that the money came
// counts whenever it is heard.
func TestAWordThatWasOvertakenMovesNothing(t *testing.T) {
	t.Parallel()
	before := leftAt.Add(-time.Millisecond)
	for _, state := range []funds.RechargeState{isParked, isRefused, isExpired, isClosed} {
		for _, word := range []string{"0", "1", "3", "4", "5"} {
			r := rechargeIn(state)
			change, err := funds.SettleRecharge(actOf(machine, look), rechargeWallet(state), r, rechargeWords[word], before, testPolicy())
			if err != nil || !change.Empty() {
				t.Errorf("%s hears %s: %+v, %v", state, word, change, err)
			}
		}
		if state == isClosed {
			continue
		}
		change, err := funds.SettleRecharge(actOf(machine, look), rechargeWallet(state), rechargeIn(state), rechargeWords["2"], before, testPolicy())
		if err != nil || afterOf(funds.Recharge{}, change).State != isCredited {
			t.Errorf("%s hears that the money came: %+v, %v", state, change, err)
		}
	}
}

// A look that is due is taken by a question that was put then, and by no older one.
func TestAnOlderQuestionTakesNoLookAway(t *testing.T) {
	t.Parallel()
	for _, state := range funds.RechargeStates() {
		for _, word := range []string{"absent", "unknown", "1"} {
			if word == "1" && (state == isCredited || state == isClosed) {
				continue // a contradiction, and a word that is kept
			}
			r := rechargeIn(state)
			r.Watch.Due = look
			change, err := funds.SettleRecharge(actOf(machine, look), rechargeWallet(state), r, rechargeWords[word], look.Add(-time.Millisecond), testPolicy())
			if err != nil || !change.Empty() {
				t.Errorf("%s hears %s: %+v, %v", state, word, change, err)
			}
		}
	}
}

// An answer to create that comes after the callback's credit says "open": it must freeze nobody. The gateway is
// asked again; what it says then counts.
func TestAWordOfAboutTheTimeOfTheCreditFreezesNobody(t *testing.T) {
	t.Parallel()
	r, w := rechargeIn(isCredited), rechargeWallet(isCredited)
	for _, asked := range []time.Time{claimed, leftAt, leftAt.Add(5*time.Second - 1)} {
		change, err := funds.SettleRecharge(actOf(machine, leftAt), w, r, rechargeWords["1"], asked, testPolicy())
		mustDecide(t, change, err)
		after := afterOf(r, change)
		if change.Wallet != nil || after.NeedsAttention || len(after.Lines) != len(r.Lines) || !after.Watch.Due.Equal(leftAt.Add(5*time.Second)) {
			t.Errorf("asked at %v: %+v", asked, change)
		}
		change, err = funds.SettleRecharge(actOf(machine, leftAt), w, after, rechargeWords["3"], asked, testPolicy())
		if err != nil || !change.Empty() {
			t.Errorf("once more, although a look is planned: %+v, %v", change, err)
		}
		if _, calm, _ := settled(t, w, after, rechargeWords["2"], look); calm.NeedsAttention || !calm.Watch.Due.IsZero() || calm.State != isCredited {
			t.Errorf("done at the look: %+v", calm)
		}
		if _, told, wallet := settled(t, w, after, rechargeWords["3"], look); !told.NeedsAttention || wallet.Status != funds.WalletFrozen {
			t.Errorf("refused at the look: %+v", told)
		}
	}
}

func TestAContradictionIsToldOnceAndFreezesNoClosedWallet(t *testing.T) {
	t.Parallel()
	w := rechargeWallet(isCredited)
	_, r, frozen := settled(t, w, rechargeIn(isCredited), depositIs(funds.DepositRefused, 100_00), look)
	if !r.NeedsAttention || frozen.Status != funds.WalletFrozen || frozen.Balance != w.Balance {
		t.Fatalf("%+v, %+v", r, frozen)
	}
	if _, again, _ := settled(t, frozen, r, depositIs(funds.DepositRefused, 100_00), look.Add(time.Hour)); len(again.Lines) != len(r.Lines) {
		t.Errorf("told twice: %+v", again)
	}
	closed := with(w, func(w *funds.Wallet) { w.Status, w.Balance, w.Frozen, w.Open = funds.WalletClosed, 0, 0, 0 })
	if change, _, _ := settled(t, closed, rechargeIn(isCredited), depositIs(funds.DepositRefused, 100_00), look); change.Wallet.To.Status != funds.WalletClosed {
		t.Errorf("the closed wallet is %s", change.Wallet.To.Status)
	}
	_, other, active := settled(t, w, rechargeIn(isCredited), depositIs(funds.DepositDone, 120_00), look)
	if !other.NeedsAttention || other.Received != 120_00 || other.Credited != 100_00 || active.Status != funds.WalletActive {
		t.Errorf("another amount after the credit: %+v", other)
	}
	if _, again, _ := settled(t, w, other, depositIs(funds.DepositDone, 120_00), look.Add(time.Hour)); len(again.Lines) != len(other.Lines) {
		t.Errorf("told twice: %+v", again)
	}
}

func TestAnAbsentOrderExpiresAfterThreeLooksOverTheGraceAndIsAskedAboutAgain(t *testing.T) {
	t.Parallel()
	absentWord := rechargeWords["absent"]
	for name, test := range map[string]struct {
		at   []time.Duration // after the sender was gone
		want funds.RechargeState
	}{
		"three looks over ten minutes":  {[]time.Duration{time.Second, time.Minute, 10*time.Minute + time.Second}, isExpired},
		"three looks, a moment sooner":  {[]time.Duration{time.Second, time.Minute, 10 * time.Minute}, isOpen},
		"two looks, a day apart":        {[]time.Duration{time.Second, 24 * time.Hour}, isOpen},
		"while the sender may be at it": {[]time.Duration{0, time.Minute, 11 * time.Minute}, isOpen},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, w := fresh(), rechargeWallet(isOpen)
			for _, after := range test.at {
				_, r, w = settled(t, w, r, absentWord, gone.Add(after))
			}
			if r.State != test.want || r.Watch.Due.IsZero() {
				t.Fatalf("%s, due %v", r.State, r.Watch.Due)
			}
			if test.want == isExpired && (!r.Watch.Due.Equal(r.EndedAt.Add(time.Hour)) || w.OpenRecharges != 0) {
				t.Errorf("due %v, ended %v, %d wait", r.Watch.Due, r.EndedAt, w.OpenRecharges)
			}
		})
	}
	r := fresh()
	_, r, _ = settled(t, rechargeWallet(isOpen), r, absentWord, gone.Add(time.Second))
	if _, r, _ = settled(t, rechargeWallet(isOpen), r, depositIs(0, 100_00), gone.Add(time.Minute)); r.Watch.Absents != 0 || r.AcceptedAt.IsZero() {
		t.Errorf("a word of the order does not begin anew: %+v", r.Watch)
	}
}

func TestWhatEndedUnpaidIsAskedAboutTwiceAndThenNoMore(t *testing.T) {
	t.Parallel()
	for _, state := range []funds.RechargeState{isRefused, isExpired} {
		r, w := rechargeIn(state), rechargeWallet(state)
		for _, want := range []time.Duration{time.Hour, 24 * time.Hour} {
			if !r.Watch.Due.Equal(leftAt.Add(want)) {
				t.Fatalf("%s is due at %v, want %v after its end", state, r.Watch.Due, want)
			}
			_, r, w = settled(t, w, r, depositIs(r.GatewayState, 100_00), r.Watch.Due)
		}
		if !r.Watch.Due.IsZero() || r.State != state {
			t.Errorf("%s is due once more at %v", r.State, r.Watch.Due)
		}
		if r.NotifyInfo != "before" {
			t.Errorf("what users read became %q", r.NotifyInfo)
		}
	}
}
