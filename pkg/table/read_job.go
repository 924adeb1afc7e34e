package table

import (
	"context"
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Job reads a job. It returns [funds.ErrNoJob] if there is none of this id.
func (s *Store) Job(ctx context.Context, id funds.JobID) (funds.Job, error) {
	var row jobItem
	err := s.get(ctx, key{pkJob(id), skJob}, &row)
	if errors.Is(err, funds.ErrNotFound) {
		return funds.Job{}, funds.ErrNoJob
	}
	return row.job(), err
}

// Jobs reads many jobs, in the order of ids. Unknown ids are left out.
func (s *Store) Jobs(ctx context.Context, ids []funds.JobID) ([]funds.Job, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key{pkJob(id), skJob})
	}
	return readInOrder(ctx, s, "jobs", keys, jobItem.job)
}
