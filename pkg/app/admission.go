package app

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// admission says who calls, and what the policy in force lets them do.
type admission struct {
	tokens edge.Authenticator
	flow   *flow.Service // has the policy
}

// Verify is [identity.Verifier.Verify], and [identity.Caller.Under].
func (a admission) Verify(ctx context.Context, token string) (identity.Caller, error) {
	caller, err := a.tokens.Verify(ctx, token)
	if err != nil {
		return caller, err
	}
	return caller.Under(a.flow.Policy.Controls)
}
