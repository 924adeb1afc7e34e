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
	refusedInactive                // the wallet is not active
)

// ReasonNumberTaken says that a transaction number is another withdrawal's.
const ReasonNumberTaken funds.Reason = "number_taken"

// refused is the error for a change in which the conditions of the writes at the given positions failed.
func refused(writes []write, failed []int) error {
	first := refusedInactive
	for _, position := range failed {
		first = min(first, writes[position].refusal)
	}
	switch first {
	case refusedCode:
		return funds.ErrCodeTaken
	case refusedNumber:
		return &funds.Error{Code: funds.CodeDuplicateNumber, Reason: ReasonNumberTaken, Field: "transactionNo"}
	case refusedInactive:
		return funds.ErrWalletInactive
	case refusedConflict:
		return funds.ErrConflict
	default:
		return funds.ErrConflict
	}
}
