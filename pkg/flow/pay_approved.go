package flow

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// policyActor is the machine, where the policy decides.
var policyActor = funds.System("policy")

// payApproved claims and sends, in policy's name, what an approval has made due. What refuses the claim is told to an
// admin; a pause, a fault, or a race that is not decided, leaves it due for the next run. It gives the withdrawal as it then is.
func (s *Service) payApproved(ctx context.Context, approved funds.Withdrawal) (funds.Withdrawal, error) {
	paid, err := s.dispatch(ctx, policyActor, list.Record{Withdrawal: approved}, withdrawal.PayApproved)
	var refused *funds.Error
	switch {
	case err == nil:
		return paid, nil
	case !errors.As(err, &refused) || refused.Code == funds.CodeInternal || refused.Code == funds.CodeBusy:
		return approved, err
	case refused.Code == funds.CodeIllegal:
		return approved, nil // somebody else was faster
	case refused.Code == funds.CodePaused:
		return approved, nil // it stays due, and nobody has to do anything about it
	}
	return s.updateWithdrawal(ctx, policyActor, approved, func(act funds.Act, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.Hold(act, order, refused, s.Policy)
	})
}
