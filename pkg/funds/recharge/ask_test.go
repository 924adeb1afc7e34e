package recharge_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

func TestARechargeThatHasEndedUnpaidMayBeAskedAbout(t *testing.T) {
	t.Parallel()
	for _, state := range funds.RechargeStates() {
		for name, test := range map[string]struct {
			order, another time.Duration
			bounded        bool
		}{
			"long ago":                      {fixture.Interval, fixture.Interval, false},
			"this one lately":               {fixture.Interval - 1, time.Hour, true},
			"another of the user's, lately": {time.Hour, fixture.Interval - 1, !state.Waiting()},
		} {
			r := fixture.With(fixture.RechargeIn(state), func(r *funds.Recharge) { r.Watch.AskedAt = fixture.Look.Add(-test.order) })
			wallet := fixture.With(fixture.RechargeWallet(state), func(w *funds.Wallet) { w.AskedAt = fixture.Look.Add(-test.another) })
			change, ok, err := recharge.Ask(fixture.Act(funds.System("check"), fixture.Look), wallet, r, fixture.Policy())
			want := !test.bounded && state != funds.RechargeCredited
			if err != nil || ok != want || change.Empty() == want {
				t.Errorf("%s, asked about %s: a check asks: %v, %v", state, name, ok, err)
			}
			change, err = recharge.AskAgain(fixture.Act(fixture.Admin, fixture.Look), wallet, r, fixture.Policy())
			switch {
			case state == funds.RechargeCredited:
				fixture.RefusedAs(t, change, err, funds.ErrIllegal)
			case test.bounded:
				fixture.RefusedAs(t, change, err, fixture.Coded(funds.CodeTooEarly))
			default:
				change = fixture.MustDecide(t, change, err)
				if (change.Wallet != nil) == state.Waiting() || change.Recharge.To.State != state || change.Audit == nil || change.Audit.Action != "ask" {
					t.Errorf("%s: wrote %+v", state, change)
				}
			}
			_, err = recharge.AskAgain(fixture.Act(fixture.Self, fixture.Look), wallet, r, fixture.Policy())
			fixture.RefusedAs(t, funds.Change{}, err, funds.ErrForbidden)
		}
	}
}
