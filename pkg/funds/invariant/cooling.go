package invariant

import (
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// RuleCooling is broken if something was sent, or paid by hand, while it waited for its time.
const RuleCooling = "nothing is sent or paid by hand before its time"

// verifyCooling holds each claim, for the gateway or by hand, to the moment before which there is none.
func verifyCooling(history funds.History) (found []Violation) {
	w := history.Withdrawal
	for _, line := range history.Lines {
		pays := line.Command == funds.CommandDispatch || line.Command == funds.CommandResend
		if wait := w.NotBefore.Sub(line.At); pays && wait > 0 {
			found = append(found, Violation{RuleCooling, string(w.ID), fmt.Sprintf("%s at %d, %s too early", line.Command, line.Version, wait)})
		}
	}
	return found
}
