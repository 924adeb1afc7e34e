package table

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// JobIDs lists the ids of all jobs in any of the states, newest first. The index may lag.
func (s *Store) JobIDs(ctx context.Context, states []funds.JobState) ([]funds.JobID, error) {
	keys, err := s.newestByStatus(ctx, "jobs", partitionsOf(states, jobPartition))
	return idsOf[funds.JobID](keys), err
}
