package invariant

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// RuleHold is broken if something was approved or paid, or had been, while it was on hold.
const RuleHold = "what is on hold is neither approved nor paid"

// verifyHold follows the log from each hold to its release.
func verifyHold(history funds.History) (found []Violation) {
	w, held := history.Withdrawal, false
	lines := slices.SortedFunc(slices.Values(history.Lines), func(a, b funds.Line) int { return cmp.Compare(a.Version, b.Version) })
	for _, line := range lines {
		switch line.Command {
		case funds.CommandPutHold:
			held = true
		case funds.CommandRelease:
			held = false
		case funds.CommandEndorse, funds.CommandApprove, funds.CommandDispatch, funds.CommandResend, funds.CommandComplete:
			if held {
				found = append(found, Violation{RuleHold, string(w.ID), fmt.Sprintf("%s at %d", line.Command, line.Version)})
			}
		default:
		}
	}
	if held != w.Hold.On() {
		found = append(found, Violation{RuleHold, string(w.ID), fmt.Sprintf("by its log it is on hold: %t, and it says %q", held, w.Hold.Kind)})
	}
	return found
}
