package withdrawal

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Cancel is a user's own: they take back what waits for a review, however many have approved it by then, and its money
// is available again: pending → cancelled. What they have cancelled already stays as it is, so that a request whose
// answer was lost can be sent again. Another's is [funds.ErrNotFound], another state [funds.ErrIllegal].
func Cancel(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal) (funds.Change, error) {
	switch {
	case act.Actor.Role != funds.RoleUser || act.Actor.ID != withdrawal.UserID:
		return funds.Change{}, funds.ErrNotFound
	case withdrawal.State == funds.StateCancelled && withdrawal.Review.By == withdrawal.UserID:
		return funds.Change{}, nil
	}
	return giveBack(ledger.New(act, &wallet, &withdrawal), funds.CommandCancel, "", funds.Say(funds.ReasonCancelledByUser, funds.Facts{}))
}
