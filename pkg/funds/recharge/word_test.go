package recharge_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

func TestWhatTheGatewayConfirmsIsCreditedWhateverWasAskedFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		amount funds.Amount
		words  funds.Message
	}{
		"less than was asked for": {79_99, fixture.Said(recharge.ReasonCredited) + fixture.Said(recharge.ReasonCreditedInstead, funds.Facts{Amount: 79_99, Requested: 100_00})},
		"more than was asked for": {250_00, fixture.Said(recharge.ReasonCredited) + fixture.Said(recharge.ReasonCreditedInstead, funds.Facts{Amount: 250_00, Requested: 100_00})},
		"just what was asked for": {100_00, fixture.Said(recharge.ReasonCredited)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, r, w := fixture.SettledRecharge(t, fixture.RechargeWallet(isParked), fixture.RechargeIn(isParked), fixture.RechargeIs(funds.GatewayDepositDone, test.amount), fixture.Look)
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
	frozen := fixture.With(fixture.RechargeWallet(isOpen), func(w *funds.Wallet) { w.Status = funds.WalletFrozen })
	full := fixture.With(fixture.RechargeWallet(isOpen), func(w *funds.Wallet) { w.Balance = funds.MaxAmount - 99_99 })
	closed := funds.NewWallet("u1", fixture.Created)
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
			_, r, w := fixture.SettledRecharge(t, test.wallet, fixture.RechargeIn(test.from), fixture.RechargeIs(funds.GatewayDepositDone, 100_00), fixture.Look)
			parked := test.to == isParked
			if r.State != test.to || r.NeedsAttention != parked || w.Status != test.wallet.Status || (w.Balance != test.wallet.Balance) == parked {
				t.Errorf("%s, attention %v, wallet %s with %d", r.State, r.NeedsAttention, w.Status, w.Balance)
			}
			if parked && (w.OpenRecharges != 1 || r.Received != 100_00 || r.PublicState() != funds.GatewayDepositMismatch || !r.EndedAt.IsZero()) {
				t.Errorf("%d wait, %+v", w.OpenRecharges, r)
			}
		})
	}
	_, r, _ := fixture.SettledRecharge(t, full, fixture.RechargeIn(isOpen), fixture.RechargeIs(funds.GatewayDepositDone, 100_00), fixture.Look)
	if _, r, _ = fixture.SettledRecharge(t, fixture.RechargeWallet(isParked), r, fixture.RechargeIs(funds.GatewayDepositDone, 100_00), fixture.Look); r.State != isCredited {
		t.Errorf("with room again, the same word leaves it %s", r.State)
	}
}

func TestAParkedOneSaysTheLastReason(t *testing.T) {
	t.Parallel()
	w := fixture.With(fixture.RechargeWallet(isParked), func(w *funds.Wallet) { w.Status, w.Balance, w.Frozen = funds.WalletClosed, 0, 0 })
	_, r, _ := fixture.SettledRecharge(t, w, fixture.RechargeIn(isParked), fixture.RechargeIs(funds.GatewayDepositDone, 100_00), fixture.Look)
	if r.State != isParked || r.GatewayState != funds.GatewayDepositDone || r.NotifyInfo != fixture.Said(recharge.ReasonRechargeToClosed) {
		t.Errorf("%s, %d, %q", r.State, r.GatewayState, r.NotifyInfo)
	}
	_, r, _ = fixture.SettledRecharge(t, fixture.RechargeWallet(isParked), fixture.RechargeIn(isParked), fixture.RechargeIs(funds.GatewayDepositMismatch, 90_00), fixture.Look)
	if r.Received != 90_00 || !r.NeedsAttention {
		t.Errorf("another amount: received %d", r.Received)
	}
}

// A word that was asked for before the recharge came into its state has been overtaken: only that the money came
// counts whenever it is heard.
func TestAWordThatWasOvertakenMovesNothing(t *testing.T) {
	t.Parallel()
	before := fixture.LeftAt.Add(-time.Millisecond)
	for _, state := range []funds.RechargeState{isParked, isRefused, isExpired, isClosed} {
		for _, word := range []string{"0", "1", "3", "4", "5"} {
			r := fixture.RechargeIn(state)
			change, err := recharge.Settle(fixture.Act(fixture.Machine, fixture.Look), fixture.RechargeWallet(state), r, fixture.AskedAt(rechargeWords[word], before), fixture.Policy())
			if err != nil || !change.Empty() {
				t.Errorf("%s hears %s: %+v, %v", state, word, change, err)
			}
		}
		if state == isClosed {
			continue
		}
		change, err := recharge.Settle(fixture.Act(fixture.Machine, fixture.Look), fixture.RechargeWallet(state), fixture.RechargeIn(state), fixture.AskedAt(rechargeWords["2"], before), fixture.Policy())
		if err != nil || fixture.RechargeAfter(funds.Recharge{}, change).State != isCredited {
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
			r := fixture.RechargeIn(state)
			r.Watch.Due = fixture.Look
			change, err := recharge.Settle(fixture.Act(fixture.Machine, fixture.Look), fixture.RechargeWallet(state), r, fixture.AskedAt(rechargeWords[word], fixture.Look.Add(-time.Millisecond)), fixture.Policy())
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
	r, w := fixture.RechargeIn(isCredited), fixture.RechargeWallet(isCredited)
	for _, asked := range []time.Time{fixture.Claimed, fixture.LeftAt, fixture.LeftAt.Add(5*time.Second - 1)} {
		change, err := recharge.Settle(fixture.Act(fixture.Machine, fixture.LeftAt), w, r, fixture.AskedAt(rechargeWords["1"], asked), fixture.Policy())
		fixture.MustDecide(t, change, err)
		after := fixture.RechargeAfter(r, change)
		if change.Wallet != nil || after.NeedsAttention || len(after.Lines) != len(r.Lines) || !after.Watch.Due.Equal(fixture.LeftAt.Add(5*time.Second)) {
			t.Errorf("asked at %v: %+v", asked, change)
		}
		change, err = recharge.Settle(fixture.Act(fixture.Machine, fixture.LeftAt), w, after, fixture.AskedAt(rechargeWords["3"], asked), fixture.Policy())
		if err != nil || !change.Empty() {
			t.Errorf("once more, although a look is planned: %+v, %v", change, err)
		}
		if _, calm, _ := fixture.SettledRecharge(t, w, after, rechargeWords["2"], fixture.Look); calm.NeedsAttention || !calm.Watch.Due.IsZero() || calm.State != isCredited {
			t.Errorf("done at the look: %+v", calm)
		}
		if _, told, wallet := fixture.SettledRecharge(t, w, after, rechargeWords["3"], fixture.Look); !told.NeedsAttention || wallet.Status != funds.WalletFrozen {
			t.Errorf("refused at the look: %+v", told)
		}
	}
}

func TestAContradictionIsToldOnceAndFreezesNoClosedWallet(t *testing.T) {
	t.Parallel()
	w := fixture.RechargeWallet(isCredited)
	_, r, frozen := fixture.SettledRecharge(t, w, fixture.RechargeIn(isCredited), fixture.RechargeIs(funds.GatewayDepositRefused, 100_00), fixture.Look)
	if !r.NeedsAttention || frozen.Status != funds.WalletFrozen || frozen.Balance != w.Balance {
		t.Fatalf("%+v, %+v", r, frozen)
	}
	if _, again, _ := fixture.SettledRecharge(t, frozen, r, fixture.RechargeIs(funds.GatewayDepositRefused, 100_00), fixture.Look.Add(time.Hour)); len(again.Lines) != len(r.Lines) {
		t.Errorf("told twice: %+v", again)
	}
	closed := fixture.With(w, func(w *funds.Wallet) { w.Status, w.Balance, w.Frozen, w.Open = funds.WalletClosed, 0, 0, 0 })
	if change, _, _ := fixture.SettledRecharge(t, closed, fixture.RechargeIn(isCredited), fixture.RechargeIs(funds.GatewayDepositRefused, 100_00), fixture.Look); change.Wallet.To.Status != funds.WalletClosed {
		t.Errorf("the closed wallet is %s", change.Wallet.To.Status)
	}
	_, other, active := fixture.SettledRecharge(t, w, fixture.RechargeIn(isCredited), fixture.RechargeIs(funds.GatewayDepositDone, 120_00), fixture.Look)
	if !other.NeedsAttention || other.Received != 120_00 || other.Credited != 100_00 || active.Status != funds.WalletActive {
		t.Errorf("another amount after the credit: %+v", other)
	}
	if _, again, _ := fixture.SettledRecharge(t, w, other, fixture.RechargeIs(funds.GatewayDepositDone, 120_00), fixture.Look.Add(time.Hour)); len(again.Lines) != len(other.Lines) {
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
			r, w := fixture.FreshRecharge(), fixture.RechargeWallet(isOpen)
			for _, after := range test.at {
				_, r, w = fixture.SettledRecharge(t, w, r, absentWord, fixture.Gone.Add(after))
			}
			if r.State != test.want || r.Watch.Due.IsZero() {
				t.Fatalf("%s, due %v", r.State, r.Watch.Due)
			}
			if test.want == isExpired && (!r.Watch.Due.Equal(r.EndedAt.Add(time.Hour)) || w.OpenRecharges != 0) {
				t.Errorf("due %v, ended %v, %d wait", r.Watch.Due, r.EndedAt, w.OpenRecharges)
			}
		})
	}
	r := fixture.FreshRecharge()
	_, r, _ = fixture.SettledRecharge(t, fixture.RechargeWallet(isOpen), r, absentWord, fixture.Gone.Add(time.Second))
	if _, r, _ = fixture.SettledRecharge(t, fixture.RechargeWallet(isOpen), r, fixture.RechargeIs(0, 100_00), fixture.Gone.Add(time.Minute)); r.Watch.Absents != 0 || r.AcceptedAt.IsZero() {
		t.Errorf("a word of the order does not begin anew: %+v", r.Watch)
	}
}

func TestWhatEndedUnpaidIsAskedAboutTwiceAndThenNoMore(t *testing.T) {
	t.Parallel()
	for _, state := range []funds.RechargeState{isRefused, isExpired} {
		r, w := fixture.RechargeIn(state), fixture.RechargeWallet(state)
		for _, want := range []time.Duration{time.Hour, 24 * time.Hour} {
			if !r.Watch.Due.Equal(fixture.LeftAt.Add(want)) {
				t.Fatalf("%s is due at %v, want %v after its end", state, r.Watch.Due, want)
			}
			_, r, w = fixture.SettledRecharge(t, w, r, fixture.RechargeIs(r.GatewayState, 100_00), r.Watch.Due)
		}
		if !r.Watch.Due.IsZero() || r.State != state {
			t.Errorf("%s is due once more at %v", r.State, r.Watch.Due)
		}
		if r.NotifyInfo != "before" {
			t.Errorf("what users read became %q", r.NotifyInfo)
		}
	}
}
