package recharge_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

// toldAt is a recharge in a state of which the gateway's last word was asked for at a moment.
func toldAt(state funds.RechargeState, gatewayState int, at time.Time) funds.Recharge {
	return fixture.With(fixture.RechargeIn(state), func(r *funds.Recharge) {
		r.GatewayState, r.WordAt, r.Received = gatewayState, at, 0
	})
}

// heard is what a word at [fixture.Look], or a while after it, makes of a recharge.
func heard(t *testing.T, r funds.Recharge, state int, amount funds.Amount, after time.Duration) (change funds.Change, now funds.Recharge) {
	t.Helper()
	report := fixture.AskedAt(fixture.RechargeIs(state, amount), fixture.Look.Add(after))
	act := fixture.Act(fixture.Machine, fixture.Look.Add(time.Minute))
	change = fixture.Decided(t)(recharge.Settle(act, fixture.RechargeWallet(r.State), r, report, fixture.Policy()))
	return change, fixture.RechargeAfter(r, change)
}

func TestTheSameWordAtOneTimeIsNoNewsAndAnotherAmountIs(t *testing.T) {
	t.Parallel()
	credited := toldAt(isCredited, funds.GatewayDepositDone, fixture.Look)
	if change, _ := heard(t, credited, funds.GatewayDepositDone, 100_00, 0); !change.Empty() {
		t.Errorf("the same word writes %+v", change)
	}
	soon := fixture.Look.Add(time.Minute + fixture.Policy().Timing.ReceiptDelay)
	if _, now := heard(t, credited, funds.GatewayDepositDone, 120_00, 0); !now.Watch.Due.Equal(soon) || now.NeedsAttention {
		t.Errorf("another amount, at one time, is looked at %s", now.Watch.Due)
	}
	taken := fixture.With(toldAt(isCredited, funds.GatewayDepositRefused, fixture.Look), func(r *funds.Recharge) { r.Settled = -100_00 })
	if _, now := heard(t, taken, funds.GatewayDepositTimedOut, 100_00, 0); now.GatewayState != funds.GatewayDepositTimedOut || now.NeedsAttention {
		t.Errorf("another state that leaves nothing due is kept: %d", now.GatewayState)
	}
}

func TestWhatAProgramOfBeforeClosedIsHeardWhereItChangesWhatIsDue(t *testing.T) {
	t.Parallel()
	untold := toldAt(isCredited, funds.GatewayDepositRefused, time.Time{})
	if change, _ := heard(t, untold, funds.GatewayDepositRefused, 100_00, 0); !change.Empty() {
		t.Errorf("the same word opens it: %+v", change)
	}
	if _, now := heard(t, untold, funds.GatewayDepositDone, 100_00, 0); now.GatewayState != funds.GatewayDepositDone {
		t.Errorf("that it came after all is not kept: %d", now.GatewayState)
	}
	if _, now := heard(t, untold, funds.GatewayDepositProcessing, 100_00, 0); now.GatewayState != funds.GatewayDepositProcessing || !now.NeedsAttention {
		t.Errorf("that it is open again is not kept: %d", now.GatewayState)
	}
}

func TestOfWhatIsClosedTheWordThatItCameCountsAtOnce(t *testing.T) {
	t.Parallel()
	closed := toldAt(isClosed, funds.GatewayDepositTimedOut, fixture.Look)
	if _, now := heard(t, closed, funds.GatewayDepositDone, 100_00, time.Second); !now.NeedsAttention || now.GatewayState != funds.GatewayDepositDone {
		t.Errorf("it came: %+v", now)
	}
	came := toldAt(isClosed, funds.GatewayDepositDone, fixture.Look)
	soon := fixture.Look.Add(time.Minute + fixture.Policy().Timing.ReceiptDelay)
	if _, now := heard(t, came, funds.GatewayDepositRefused, 100_00, time.Second); now.GatewayState != funds.GatewayDepositDone || !now.Watch.Due.Equal(soon) {
		t.Errorf("it did not, at about one time: %d, looked at %s", now.GatewayState, now.Watch.Due)
	}
}

func TestWhatIsOpenAgainIsLookedAtUntilItHasAnEnd(t *testing.T) {
	t.Parallel()
	again := toldAt(isCredited, funds.GatewayDepositProcessing, fixture.Look.Add(-time.Hour))
	again.NeedsAttention = true
	later, looked := fixture.Look.Add(time.Hour), fixture.Look.Add(time.Minute)
	for name, test := range map[string]struct {
		due, want time.Time
	}{"due": {fixture.Look, looked.Add(soonest)}, "planned": {later, later}, "never": {time.Time{}, time.Time{}}} {
		r := fixture.With(again, func(r *funds.Recharge) { r.Watch.Due = test.due })
		if _, now := heard(t, r, funds.GatewayDepositProcessing, 100_00, 0); !now.Watch.Due.Equal(test.want) {
			t.Errorf("%s: it is looked at %s, want %s", name, now.Watch.Due, test.want)
		}
	}
}

func TestALookThatIsPlannedEndsWithAContradiction(t *testing.T) {
	t.Parallel()
	later := fixture.Look.Add(time.Hour)
	credited := fixture.With(toldAt(isCredited, funds.GatewayDepositDone, fixture.Claimed), func(r *funds.Recharge) { r.Watch.Due = later })
	if _, now := heard(t, credited, funds.GatewayDepositRefused, 100_00, 0); !now.NeedsAttention || !now.Watch.Due.IsZero() {
		t.Errorf("contradicted, it is looked at %s", now.Watch.Due)
	}
	if _, now := heard(t, credited, funds.GatewayDepositDone, 100_00, 0); !now.Watch.Due.Equal(later) {
		t.Errorf("confirmed, it is looked at %s", now.Watch.Due)
	}
}

func TestAContradictionSaysWhatStandsAgainstTheWord(t *testing.T) {
	t.Parallel()
	waits, frozen := fixture.Said(recharge.ReasonWaitsForAdmin), fixture.Said(funds.ReasonWalletFrozen)
	refused := fixture.Said(recharge.ReasonRechargeStateMoved, funds.Facts{Gateway: funds.GatewayDepositRefused})
	settled := fixture.With(toldAt(isClosed, funds.GatewayDepositDone, fixture.LeftAt), func(r *funds.Recharge) { r.Settled = 100_00 })
	for name, test := range map[string]struct {
		r      funds.Recharge
		state  int
		amount funds.Amount
		want   funds.Message
	}{
		"credited, and refused": {fixture.RechargeIn(isCredited), funds.GatewayDepositRefused, 100_00, refused + fixture.Said(recharge.ReasonThoughCredited) + frozen + waits},
		"credited, and more came": {
			fixture.RechargeIn(isCredited), funds.GatewayDepositDone, 120_00,
			fixture.Said(recharge.ReasonConfirmedNotCredited, funds.Facts{Amount: 120_00, Credited: 100_00}) + waits,
		},
		"credited, and less came": {
			fixture.RechargeIn(isCredited), funds.GatewayDepositMismatch, 80_00,
			fixture.Said(recharge.ReasonConfirmedNotCredited, funds.Facts{Amount: 80_00, Credited: 100_00}) + frozen + waits,
		},
		"closed, and it came":   {fixture.RechargeIn(isClosed), funds.GatewayDepositDone, 100_00, fixture.Said(recharge.ReasonCameAfterClose) + waits},
		"settled, and it is no": {settled, funds.GatewayDepositRefused, 100_00, refused + fixture.Said(recharge.ReasonThoughSettled) + frozen + waits},
	} {
		if _, now := heard(t, test.r, test.state, test.amount, 0); now.NotifyInfo != test.want {
			t.Errorf("%s: %s", name, now.NotifyInfo)
		}
	}
}
