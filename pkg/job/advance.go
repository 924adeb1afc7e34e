package job

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// What becomes of a job is told from the job and what happened alone.

// moved is a job's next version.
func moved(act funds.Act, job funds.Job, state funds.JobState) funds.Job {
	next := job
	next.Version, next.State, next.CommitID, next.UpdatedAt = job.Version+1, state, act.CommitID, act.At
	if !next.Open() {
		next.EndedAt = act.At
	}
	return next
}

// changeOf writes a job's next version in the place of the one that it was decided on, and of no other.
func changeOf(act funds.Act, next funds.Job) funds.Change {
	return funds.Change{CommitID: act.CommitID, At: act.At, Job: &funds.JobChange{From: next.Version - 1, To: next}}
}

// uploaded is a job whose file has come.
func uploaded(act funds.Act, job funds.Job, file funds.File) funds.Job {
	next := moved(act, job, funds.JobRunning)
	next.Upload = file
	return next
}

// advanced is a job after a step, which wrote so many bytes as a piece (empty: none).
func advanced(act funds.Act, job funds.Job, progress Progress, piece string, bytes int64) funds.Job {
	state := funds.JobRunning
	switch {
	case !progress.Done:
	case job.File.Name != "":
		state = funds.JobJoining
	default:
		state = funds.JobDone
	}
	next := moved(act, job, state)
	next.Cursor, next.Counts = progress.Cursor, added(job.Counts, progress.Counts)
	if piece != "" {
		next.Pieces, next.Bytes = append(slices.Clone(job.Pieces), piece), job.Bytes+bytes
	}
	return next
}

// joined is a job whose file is there.
func joined(act funds.Act, job funds.Job, file funds.File) funds.Job {
	next := moved(act, job, funds.JobDone)
	next.File = file
	return next
}

// failed is a job that has ended for a reason.
func failed(act funds.Act, job funds.Job, why *funds.Error) funds.Job {
	next := moved(act, job, funds.JobFailed)
	next.Failure = why.Said()
	return next
}

// overdue ends a job that has taken too long.
func overdue(job funds.Job, at time.Time) error {
	reason, most := ReasonTooLate, funds.JobLife
	if job.State == funds.JobUploading {
		reason, most = ReasonNotUploaded, uploadTime
	}
	if at.Sub(job.CreatedAt) < most {
		return nil
	}
	return funds.Refuse(funds.CodeIllegal, reason).About(funds.Facts{Wait: most})
}

func added(counts, more map[string]int64) map[string]int64 {
	if len(more) == 0 {
		return counts
	}
	sum := maps.Clone(counts)
	if sum == nil {
		sum = map[string]int64{}
	}
	for name, n := range more {
		sum[name] += n
	}
	return sum
}

// lasting is the refusal that ends a job; nil where the same step may succeed later, or where it is our fault.
func lasting(err error) *funds.Error {
	var refused *funds.Error
	if !errors.As(err, &refused) || refused.Reason == "" {
		return nil
	}
	switch refused.Code { //nolint:exhaustive // all others last
	case funds.CodeBusy, funds.CodeTooMany, funds.CodeTooEarly, funds.CodeInternal:
		return nil
	}
	return refused
}
