package table

import (
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// RuleJob is broken if a job is not found by its state, or says that it has ended and not how.
const RuleJob = "a job stands where its state says, and has a file or a failure where that says so"

// verifyJob checks one job, and that it stands in the index where its content says.
func verifyJob(stored jobItem) (found []invariant.Violation) {
	job := stored.job()
	broken := func(format string, args ...any) {
		found = append(found, invariant.Violation{Rule: RuleJob, Subject: stored.ID, Detail: fmt.Sprintf(format, args...)})
	}
	want := jobItemOf(job)
	compareKeys(broken, []indexKey{
		{"PK", stored.PK, want.PK},
		{"statusPK", stored.StatusPK, want.StatusPK},
		{"timeSK", stored.TimeSK, want.TimeSK},
	})
	switch {
	case !slices.Contains(funds.JobStates(), job.State):
		broken("it is %q", job.State)
	case job.Open() != job.EndedAt.IsZero():
		broken("it is %s, and ended at %v", job.State, job.EndedAt)
	case (job.State == funds.JobFailed) != (job.Failure != ""):
		broken("it is %s, and its failure is %q", job.State, job.Failure)
	case job.State == funds.JobDone && len(job.Pieces) > 0 && job.File.Key == "":
		broken("it is done, and its %d pieces are no file", len(job.Pieces))
	}
	return found
}
