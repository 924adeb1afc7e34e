package table

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// ProposalIDs lists the ids of all proposals in any of the states, newest first. The index may lag.
func (s *Store) ProposalIDs(ctx context.Context, states []funds.ProposalState) ([]funds.ProposalID, error) {
	keys, err := s.newestByStatus(ctx, "proposals", partitionsOf(states, proposalPartition))
	return idsOf[funds.ProposalID](keys), err
}
