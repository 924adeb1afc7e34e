// Package job does what takes longer than one request, step by step. A [Kind] knows how to take one kind of job on from a
// cursor; the [Service] keeps what each step came to, on the condition that nobody has taken the same step meanwhile. So a
// step may die, or be taken twice at once: it is taken again from the last cursor that was kept, or one of the two counts.
//
// What a step does beside its cursor, its counts and its file is its kind's own to do once: by a condition in the table.
//
// It owns the ports that the adapters fill. It imports funds and words, which files have.
package job

import (
	"context"
	"io"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	// StepTime bounds one request for a step: an answer has 30 s.
	StepTime = 20 * time.Second
	// workTime is how long a step takes work on; what is left of StepTime is for keeping it.
	workTime = 15 * time.Second
	// saveEvery is how long the work is whose loss is no harm.
	saveEvery = 4 * time.Second
	// Left is for how long a job rests before the schedule takes it that somebody has closed its page.
	Left = 45 * time.Second
	// uploadTime is how long a job waits for its file.
	uploadTime = time.Hour
	// maxBytes bounds the pieces of one file: they are joined within one step.
	maxBytes = 512 << 20
)

// Kind is what jobs of one kind do. It is registered by being among [Service.Kinds].
type Kind struct {
	Name funds.JobKind
	// Permission is what an admin needs for everything about such a job.
	Permission funds.Permission
	// Also is what it takes besides.
	Also funds.Permissions
	// Fields are the names of the texts that it is asked for with.
	Fields []string
	// Takes is the largest file, in bytes, that such a job is about; 0: it is about none.
	Takes int64
	// Place is where that file is kept, and for how long with it: one of [Places].
	Place Place
	// Begin checks what is asked for, and plans the job. It writes nothing.
	Begin func(ctx context.Context, by funds.Actor, given map[string]string) (Plan, error)
	// Step does the next part, of a second or so, from the job's cursor. An error that repeating does not cure ends the
	// job, with what it says; see [lasting].
	Step func(ctx context.Context, work Work) (Progress, error)
	// Join makes the file out of all that the steps wrote. nil: it is that.
	Join func(ctx context.Context, job funds.Job, pieces io.Reader, out io.Writer) error
}

// Place is where files are kept: the template has a rule for each, which says for how long.
type Place string

// The places.
const (
	Exports Place = "exports/" // what somebody has asked for, and fetches soon: a day
	Uploads Place = "uploads/" // what somebody has sent, to be read soon: a week
)

// Places are all that there are.
func Places() []Place { return []Place{Exports, Uploads} }

// Plan is what a job is to be.
type Plan struct {
	Given map[string]string // what was asked for, whole and checked
	Total int64             // what there is to do, where that is known; otherwise 0
	// FileName is what its file is called, in ASCII, and FileType what it is; empty where nothing comes of it.
	FileName, FileType string
}

// Work is one step's.
type Work struct {
	Job funds.Job // its cursor is where to begin
	Out io.Writer // takes the next bytes of the file
	// Upload reads the file that the job is about, from its beginning. Close it.
	Upload func(ctx context.Context) (io.ReadCloser, error)
}

// Progress is what a step came to.
type Progress struct {
	Cursor string           // where the next one begins
	Counts map[string]int64 // what this step adds to the job's
	Done   bool             // nothing is left
}

// Store keeps jobs.
type Store interface {
	// Job is funds.ErrNoJob where there is none of this id. It is read consistently.
	Job(ctx context.Context, id funds.JobID) (funds.Job, error)
	// Jobs keeps the order of ids and leaves unknown ones out.
	Jobs(ctx context.Context, ids []funds.JobID) ([]funds.Job, error)
	// JobIDs lists those in any of the states, newest first; it may lag.
	JobIDs(ctx context.Context, states []funds.JobState) ([]funds.JobID, error)
	// Commit is the one write door. funds.ErrConflict: a version moved.
	Commit(ctx context.Context, change funds.Change) error
}

// Files are files outside the table.
type Files interface {
	// Form lets a browser put one file of 1 to mostBytes bytes in its place.
	Form(ctx context.Context, file funds.File, mostBytes int64) (funds.UploadForm, error)
	// Look says how large a file is, and its tag; false where it is not there yet.
	Look(ctx context.Context, file funds.File) (funds.File, bool, error)
	// Open reads a file of a tag. Close it.
	Open(ctx context.Context, file funds.File) (io.ReadCloser, error)
	// Create begins a file.
	Create(ctx context.Context, file funds.File) Writer
	// Address lets whoever has it fetch a file, for some minutes.
	Address(ctx context.Context, file funds.File) (string, error)
}

// Writer is a file while it is written.
type Writer interface {
	io.Writer
	// Keep puts it in its place, whole.
	Keep() error
	// Discard clears away what was not kept.
	Discard()
}

// Service begins jobs and takes them on. Its fields are set once and not changed after.
type Service struct {
	Store  Store
	Files  Files
	Kinds  []Kind
	Now    func() time.Time
	Random io.Reader // for commit ids; cryptographic
}

// Why something is refused that is about a job.
const (
	ReasonKindUnknown funds.Reason = "job_kind_unknown" // Options are those that there are
	ReasonNoFile      funds.Reason = "job_file_missing" // nothing comes of it, or nothing yet
	ReasonNotUploaded funds.Reason = "job_not_uploaded" // the file that it is about has not come
	ReasonTooLate     funds.Reason = "job_too_late"     // it took longer than Wait
	ReasonTooLarge    funds.Reason = "job_too_large"    // its file would have more than Maximum bytes
)
