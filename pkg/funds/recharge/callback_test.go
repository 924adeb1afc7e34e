package recharge_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

func TestCallbacksMakeUsAskOnceInTheIntervalForEachWord(t *testing.T) {
	t.Parallel()
	done, refused := funds.GatewayDepositDone, funds.GatewayDepositRefused
	r, at := fixture.RechargeIn(isOpen), fixture.Look
	for _, step := range []struct {
		after time.Duration
		state int
		asks  bool
	}{
		{0, done, true}, {time.Second, done, false}, {0, refused, true}, {time.Second, refused, false},
		{fixture.Interval - 2*time.Second, done, true}, {time.Second, refused, true}, {0, done, false},
	} {
		at = at.Add(step.after)
		change, asks, err := recharge.ReceiveAndAsk(fixture.Act(fixture.Machine, at), r, step.state, fixture.Policy())
		if err != nil || asks != step.asks {
			t.Errorf("state %d at %v: asks %v, %v", step.state, at, asks, err)
		}
		r = fixture.RechargeAfter(r, change)
	}
	for _, state := range funds.RechargeStates() {
		known := fixture.RechargeIn(state)
		word := known.PublicState()
		if state == isClosed {
			word = known.GatewayState // an admin's end is not the gateway's
		}
		if change, asks, err := recharge.ReceiveAndAsk(fixture.Act(fixture.Machine, at), known, word, fixture.Policy()); asks || err != nil || !change.Empty() {
			t.Errorf("%s hears what it knows: asks %v, %+v, %v", state, asks, change, err)
		}
	}
}
