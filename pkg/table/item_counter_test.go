package table

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// What is stored must not change, so the letter of each state is repeated here.
func TestEveryStateHasALetterOfItsOwnInANode(t *testing.T) {
	t.Parallel()
	names := map[funds.State]string{
		funds.StatePending: "cP#bank", funds.StateApproved: "cA#bank", funds.StateProcessing: "cS#bank", funds.StateCompleted: "cC#bank",
		funds.StateRejected: "cR#bank", funds.StateFailed: "cF#bank", funds.StateCancelled: "cX#bank",
	}
	for _, state := range funds.States() {
		counter := count.Key{State: state, Method: "bank"}
		name := counterName(countKind, counter)
		if name != names[state] {
			t.Errorf("%s is named %q, want %q", state, name, names[state])
		}
		if kind, got, ok := counterOf(name); !ok || kind != countKind || got != counter {
			t.Errorf("%q is read as %c of %+v, %v", name, kind, got, ok)
		}
	}
}

func TestWhatIsNoCellOfANodeIsPassedOver(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"PK", "SK", "m#shardId-000", "t#shardId-000", "", "c", "c#bank", "cZ#bank", "xP#bank", "cPP#bank"} {
		if _, counter, ok := counterOf(name); ok {
			t.Errorf("%q is read as %+v", name, counter)
		}
	}
}
