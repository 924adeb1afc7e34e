package table

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestAttentionIsToldFromWhatIsParked: programs of the time when both were the same read attn alone, and take a
// processing withdrawal that has it for parked. What they have stored is still read in that way.
func TestAttentionIsToldFromWhatIsParked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		state         funds.State
		needs, parked bool
		attn, look    bool
	}{
		{funds.StateProcessing, false, false, false, false},
		{funds.StateProcessing, true, true, true, false},
		{funds.StateProcessing, true, false, false, true},
		{funds.StateApproved, true, false, false, true},
		{funds.StateFailed, true, false, true, false},
		{funds.StateCompleted, true, false, true, false},
	}
	for _, test := range tests {
		var item withdrawalItem
		item.setAttention(funds.Withdrawal{State: test.state, NeedsAttention: test.needs, Parked: test.parked})
		if item.Attention != test.attn || item.Look != test.look || (item.AttnPK != "") != test.needs {
			t.Errorf("%+v is stored as %t, %t, %q", test, item.Attention, item.Look, item.AttnPK)
		}
		if needs, parked := attentionOf(test.state, item.Attention, item.Look); needs != test.needs || parked != test.parked {
			t.Errorf("%+v is read as %t, %t", test, needs, parked)
		}
	}
}
