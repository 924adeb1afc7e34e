package invariant_test

import (
	"slices"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// TestVerifyFindsWhatWasDecidedOnHold, and a hold of which the log knows nothing. Lines may come in any order.
func TestVerifyFindsWhatWasDecidedOnHold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		commands []funds.Command // from the first version on
		on       bool
		found    int
	}{
		"held":                           {[]funds.Command{funds.CommandCreate, funds.CommandPutHold}, true, 0},
		"held, and the item says not":    {[]funds.Command{funds.CommandCreate, funds.CommandPutHold}, false, 1},
		"never held, and the item is":    {[]funds.Command{funds.CommandCreate, funds.CommandApprove}, true, 1},
		"released, then approved":        {[]funds.Command{funds.CommandCreate, funds.CommandPutHold, funds.CommandRelease, funds.CommandApprove}, false, 0},
		"released, and the item is held": {[]funds.Command{funds.CommandCreate, funds.CommandPutHold, funds.CommandRelease}, true, 1},
		"rejected on hold":               {[]funds.Command{funds.CommandCreate, funds.CommandPutHold, funds.CommandReject}, true, 0},
		"endorsed on hold":               {[]funds.Command{funds.CommandCreate, funds.CommandPutHold, funds.CommandEndorse}, true, 1},
		"approved and paid on hold": {[]funds.Command{
			funds.CommandCreate, funds.CommandPutHold, funds.CommandApprove, funds.CommandDispatch, funds.CommandResend, funds.CommandComplete,
		}, true, 4},
	} {
		ledger := wholeLedger(t)
		history := &ledger.Withdrawals[isPending]
		history.Lines = nil
		for i, command := range test.commands {
			history.Lines = append(history.Lines, funds.Line{Version: int64(i + 1), Command: command})
		}
		slices.Reverse(history.Lines)
		if test.on {
			history.Withdrawal.Hold = funds.Hold{Kind: funds.HoldByHand}
		}
		if found := broken(ledger, invariant.RuleHold, history.Withdrawal.ID); found != test.found {
			t.Errorf("%s: %d found, want %d", name, found, test.found)
		}
	}
}

// broken is how often a withdrawal breaks a rule.
func broken(ledger invariant.Ledger, rule string, id funds.ID) (times int) {
	for _, violation := range invariant.Verify(ledger) {
		if violation.Rule == rule && violation.Subject == string(id) {
			times++
		}
	}
	return times
}
