package funds

import (
	"slices"
	"strings"
	"time"
)

// JobID is a job's id: JB and then what a withdrawal's [ID] is made of.
type JobID string

const jobPrefix = "JB"

// ReasonNoJob says that there is no such job, or that it is none of the caller's business.
const ReasonNoJob Reason = "job_not_found"

// ErrNoJob is the answer to the id of no job.
var ErrNoJob = Refuse(CodeNotFound, ReasonNoJob)

// NewJobID is the id of the job that an act begins: what is random in it comes from the act's commit id.
func NewJobID(act Act) JobID { return JobID(newPrefixedID(jobPrefix, act)) }

// ParseJobID reads an id in any letter case. Anything else is [ErrNoJob].
func ParseJobID(text string) (JobID, error) {
	id, ok := parsePrefixedID(jobPrefix, text)
	if !ok {
		return "", ErrNoJob
	}
	return JobID(id), nil
}

// newPrefixedID is the id of what an act makes, of a kind that has a prefix.
func newPrefixedID(prefix string, act Act) string {
	sum := ContentHash(prefix, act.CommitID)
	return prefix + string(NewID([CodeBytes]byte([]byte(sum[:CodeBytes])), act.At))
}

// parsePrefixedID reads such an id in any letter case.
func parsePrefixedID(prefix, text string) (id string, ok bool) {
	rest, ok := strings.CutPrefix(strings.ToUpper(text), prefix)
	if !ok || len(rest) != idChars || len(text) != len(prefix)+idChars {
		return "", false
	}
	parsed, err := ParseID(rest)
	return prefix + string(parsed), err == nil
}

// JobKind is what a job does; package job knows how.
type JobKind string

// JobState is how far a job is.
type JobState string

// The states. All but the last two are open: a step takes them on.
const (
	JobUploading JobState = "uploading" // the file that it is about is not there yet
	JobRunning   JobState = "running"   // the next step begins at its cursor
	JobJoining   JobState = "joining"   // all is done but to make one file of its pieces
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
)

// JobStates are all that there are.
func JobStates() []JobState {
	return []JobState{JobUploading, JobRunning, JobJoining, JobDone, JobFailed}
}

// OpenJobStates are those of which something is left to do.
func OpenJobStates() []JobState { return JobStates()[:3] }

const (
	// JobLife is how long a job may take, its upload included. What is not done by then has failed: its pieces expire.
	JobLife = 12 * time.Hour
	// JobKept is how long one is remembered. What it did is in the audit log.
	JobKept = 90 * 24 * time.Hour
)

// What jobs count, whatever their kind.
const (
	CountDone  = "done"  // rows, entries or lines so far
	CountTotal = "total" // of how many, where that is known
)

// Job is work that takes longer than one request: it goes on step by step, each from the cursor that the last one left.
type Job struct {
	ID      JobID
	Version int64 // 0: not stored yet
	State   JobState

	Kind  JobKind
	Given map[string]string // what was asked for
	By    Actor             // who asked; it is done in their name, whoever takes it on

	Cursor string           // where the next step begins, in the kind's own words; empty: at the beginning
	Counts map[string]int64 // so far

	Upload File     // what it is about; its tag is empty until it is there
	Pieces []string // keys of what its steps wrote, in order
	Bytes  int64    // of all pieces
	File   File     // what comes of it; its key is empty until it is done

	Failure Message // why it failed

	CommitID  string
	CreatedAt time.Time
	UpdatedAt time.Time
	EndedAt   time.Time
}

// Open says that something is left to do.
func (j Job) Open() bool { return slices.Contains(OpenJobStates(), j.State) }

// File is a file outside the table.
type File struct {
	Key   string // where it is; nobody can guess it
	Name  string // what to call it where it is saved, in ASCII
	Type  string // media type
	Bytes int64
	Tag   string // changes with its content
}

// UploadForm is what a browser needs to put one file in its place: the address, and the fields to send before the file, as
// multipart/form-data. Whoever has it may do so, until it ends.
type UploadForm struct {
	URL    string
	Fields map[string]string
	Ends   time.Time
}

// JobChange is a job's next state and the version, and with it the cursor, that it was decided on (0: must not exist).
type JobChange struct {
	From int64
	To   Job
}
