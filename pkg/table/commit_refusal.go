package table

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

// refusal is what a failed condition means. If several conditions of a change fail, the first of them in this order is
// reported.
type refusal int

const (
	refusedConflict refusal = iota // a version moved, or the place is taken: reload and decide again
	refusedCode                    // the withdrawal's code is taken
	refusedNumber                  // the transaction number is taken
	refusedReturn                  // what came back was reported before
	refusedPaused                  // somebody has paused it
	refusedInactive                // the wallet is not active
)

// ReasonNumberTaken says that a transaction number is another withdrawal's, and whose.
const ReasonNumberTaken funds.Reason = "number_taken"

// refused is the error for a change in which the conditions of the writes at the given positions failed.
func refused(writes []write, failed []failure) error {
	first := refusedInactive
	var paused error
	var taken item
	for _, one := range failed {
		w := writes[one.position]
		first = min(first, w.refusal)
		if w.refusal == refusedPaused {
			paused = w.pauses.refusal(one.was)
		}
		if w.refusal == refusedNumber {
			taken = one.was
		}
	}
	switch first {
	case refusedCode:
		return funds.ErrCodeTaken
	case refusedNumber:
		return &funds.Error{Code: funds.CodeDuplicateNumber, Reason: ReasonNumberTaken, Field: "transactionNo", Facts: funds.Facts{Withdrawal: text(taken["wd"])}}
	case refusedReturn:
		return funds.ErrReturnKnown
	case refusedPaused:
		return paused
	case refusedInactive:
		return funds.ErrWalletInactive
	case refusedConflict:
		return funds.ErrConflict
	default:
		return funds.ErrConflict
	}
}
