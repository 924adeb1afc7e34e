package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestAnEndHasTheReasonOfItsWay(t *testing.T) {
	t.Parallel()
	for _, state := range append(funds.States(), funds.StateNone) {
		w := funds.Withdrawal{State: state, FailReason: "failed", Review: funds.Review{Note: "note"}}
		want := map[funds.State]funds.Message{funds.StateFailed: "failed", funds.StateRejected: "note", funds.StateCancelled: "note"}[state]
		if got := w.EndReason(); got != want {
			t.Errorf("%s: %q, want %q", state, got, want)
		}
	}
}

func TestAnOrderIsKnownWhereTheGatewayHasSpokenOfItAsItsOwn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		payout funds.Payout
		known  bool
	}{
		"never": {funds.Payout{}, false}, "accepted": {funds.Payout{AcceptedAt: fixture.Late}, true}, "seen": {funds.Payout{Seen: true}, true},
	} {
		if got := test.payout.Known(); got != test.known {
			t.Errorf("%s: known %v", name, got)
		}
	}
	for outcome, known := range map[funds.Outcome]bool{
		funds.OutcomeOpen: true, funds.OutcomePaid: true, funds.OutcomeRefused: true, funds.OutcomeUnknown: false, funds.OutcomeDeclined: false,
		funds.OutcomeAbsent: false, funds.OutcomeUnsent: false,
	} {
		if got := (funds.Report{Outcome: outcome}).Known(); got != known {
			t.Errorf("%s: known %v", outcome, got)
		}
	}
}

func TestAWordIsOfWhenItWasAskedForOrElseOfWhenItIsHeard(t *testing.T) {
	t.Parallel()
	act := fixture.Act(fixture.Machine, fixture.Late)
	for asked, want := range map[time.Time]time.Time{{}: fixture.Late, fixture.Claimed: fixture.Claimed} {
		if got := (funds.Report{Asked: asked}).AskedBy(act); !got.Equal(want) {
			t.Errorf("about a withdrawal: %v, want %v", got, want)
		}
		if got := (funds.RechargeReport{Asked: asked}).AskedBy(act); !got.Equal(want) {
			t.Errorf("about a recharge: %v, want %v", got, want)
		}
	}
}

func TestARechargesOrderIsWhatWasAskedForUnderItsID(t *testing.T) {
	t.Parallel()
	r := fixture.RechargeIn(funds.RechargeParked)
	fixture.Same(t, funds.RechargeOrderOf(r), funds.RechargeOrder{Serial: string(r.ID), Amount: 100_00, Channel: "C1"})
	if r.ID.Time() != "20260301080100" || !r.MovedAt().Equal(fixture.LeftAt) || !(funds.Recharge{}).MovedAt().IsZero() {
		t.Errorf("%s, moved at %v", r.ID.Time(), r.MovedAt())
	}
	names := map[funds.RechargeOutcome]string{
		funds.RechargeUnknown: "unknown", funds.RechargeKnown: "known", funds.RechargeDeclined: "declined", funds.RechargeAbsent: "absent", 99: "unknown", -1: "unknown",
	}
	for outcome, want := range names {
		if got := outcome.String(); got != want {
			t.Errorf("%d is %s, want %s", outcome, got, want)
		}
	}
}

func TestOneEntryOfEachOrderOpensItsRow(t *testing.T) {
	t.Parallel()
	opens := map[funds.EntryType]bool{funds.EntryFreeze: true, funds.EntryRecharge: true, funds.EntryAdjustment: true, funds.EntryConsumption: true}
	for _, entryType := range append(funds.EntryTypes(), "") {
		if got := entryType.OpensRow(); got != opens[entryType] {
			t.Errorf("%q opens a row: %v", entryType, got)
		}
	}
}
