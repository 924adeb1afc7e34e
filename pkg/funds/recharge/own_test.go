package recharge_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

func states() []funds.RechargeState {
	return []funds.RechargeState{
		funds.RechargeOpen, funds.RechargeParked, funds.RechargeCredited, funds.RechargeRefused, funds.RechargeExpired, funds.RechargeClosed,
	}
}

// TestNobodySettlesTheirOwn holds for whatever the machine would do: an admin who owns the wallet may bring no word.
func TestNobodySettlesTheirOwn(t *testing.T) {
	t.Parallel()
	reports := map[string]funds.RechargeReport{
		"unknown": {Outcome: funds.RechargeUnknown}, "absent": {Outcome: funds.RechargeAbsent}, "declined": {Outcome: funds.RechargeDeclined},
	}
	for state := range 6 {
		for _, amount := range []funds.Amount{100_00, 80_00} {
			reports[fmt.Sprint("state ", state, " of ", amount)] = fixture.RechargeIs(state, amount)
		}
	}
	moved := 0
	for _, state := range states() {
		for edited, edit := range map[string]func(*funds.Recharge){
			"":                func(*funds.Recharge) {},
			"to be looked at": func(r *funds.Recharge) { r.Watch.Due = fixture.LeftAt },
			"not accepted":    func(r *funds.Recharge) { r.AcceptedAt = time.Time{} },
			"absent so often": func(r *funds.Recharge) {
				r.Watch.Absents, r.Watch.FirstAbsentAt, r.Watch.Due = 9, fixture.Created, fixture.LeftAt
			},
			"told just now":                      func(r *funds.Recharge) { r.WordAt = fixture.Look },
			"told just now, and to be looked at": func(r *funds.Recharge) { r.WordAt, r.Watch.Due = fixture.Look, fixture.LeftAt },
			"closed by a program of before": func(r *funds.Recharge) {
				r.GatewayState, r.Watch.Due = funds.GatewayDepositRefused, fixture.LeftAt
			},
			"settled by an adjustment": func(r *funds.Recharge) { r.Settled = 10_00 },
		} {
			for name, report := range reports {
				for _, at := range []time.Time{fixture.Claimed, fixture.Look, fixture.Look.Add(time.Second), fixture.Look.Add(48 * time.Hour)} {
					r := fixture.With(fixture.RechargeIn(state), edit)
					report.Asked = at
					change, err := recharge.Settle(fixture.Act(fixture.Machine, at), fixture.RechargeWallet(state), r, report, fixture.Policy())
					if err != nil || change.Recharge == nil {
						continue
					}
					moved++
					own, err := recharge.Settle(fixture.Act(fixture.Self, at), fixture.RechargeWallet(state), r, report, fixture.Policy())
					if !errors.Is(err, funds.ErrForbidden) || !own.Empty() {
						t.Errorf("%s %s, %s at %s: %v", state, edited, name, at, err)
					}
				}
			}
		}
	}
	if moved < 300 {
		t.Errorf("only %d words move anything", moved)
	}
	none := fixture.With(fixture.RechargeIn(funds.RechargeOpen), func(r *funds.Recharge) { r.State = funds.RechargeNone })
	change, err := recharge.Settle(fixture.Act(fixture.Machine, fixture.Look), fixture.RechargeWallet(none.State), none, fixture.RechargeIs(2, 100_00), fixture.Policy())
	fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeIllegal))
}

// A credit that the gateway contradicts at about the time of its last word is asked about once more, soon.
func TestOfTwoWordsAtAboutOneTimeNeitherCounts(t *testing.T) {
	t.Parallel()
	grace := fixture.Policy().Timing.SendGrace
	refused := fixture.RechargeIs(funds.GatewayDepositRefused, 0)
	for name, test := range map[string]struct {
		between time.Duration
		planned bool
		looks   bool
		counts  bool
	}{
		"at the same time":             {0, false, true, false},
		"a moment later":               {grace - 1, false, true, false},
		"a moment before":              {-grace + 1, false, true, false},
		"where a look is planned":      {0, true, false, false},
		"later":                        {grace, false, false, true},
		"later, where one was planned": {grace, true, false, true},
	} {
		r := fixture.RechargeIn(funds.RechargeCredited)
		r.WordAt = fixture.Look
		if test.planned {
			r.Watch.Due = fixture.Look.Add(time.Hour)
		}
		act := fixture.Act(fixture.Machine, fixture.Look.Add(time.Minute))
		change, err := recharge.Settle(act, fixture.RechargeWallet(r.State), r, fixture.AskedAt(refused, fixture.Look.Add(test.between)), fixture.Policy())
		if err != nil {
			t.Fatal(err)
		}
		now := fixture.RechargeAfter(r, change)
		if now.NeedsAttention != test.counts || now.State != funds.RechargeCredited {
			t.Errorf("%s: it is %s, attention %t", name, now.State, now.NeedsAttention)
		}
		if soon := act.At.Add(fixture.Policy().Timing.ReceiptDelay); test.looks != now.Watch.Due.Equal(soon) {
			t.Errorf("%s: it is looked at %s", name, now.Watch.Due)
		}
	}
}
