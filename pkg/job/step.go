package job

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Step takes a job on for at most [StepTime], and gives it as it is then: whoever asked for it asks again while it is open.
// Where somebody else takes it on at the same time, one of the two steps counts. A job that has ended stays as it is.
func (s *Service) Step(ctx context.Context, id funds.JobID) (funds.Job, error) {
	ctx, cancel := context.WithTimeout(ctx, StepTime)
	defer cancel()
	until := s.Now().Add(workTime)
	job, err := s.Store.Job(ctx, id)
	for err == nil && job.Open() && s.Now().Before(until) {
		next, turned := s.turn(ctx, job, until)
		if errors.Is(turned, funds.ErrConflict) { // somebody else's step counts
			return s.Store.Job(ctx, id)
		}
		job, err = next, turned
	}
	return job, err
}

// turn takes a job on by one version.
func (s *Service) turn(ctx context.Context, job funds.Job, until time.Time) (funds.Job, error) {
	kind, err := s.kind(job.Kind)
	if err != nil {
		return job, err
	}
	act, err := s.act(job.By)
	if err != nil {
		return job, err
	}
	next, err := s.advance(ctx, act, kind, job, until)
	if why := lasting(err); why != nil {
		next, err = failed(act, job, why), nil
	}
	if err != nil {
		return job, err
	}
	change := changeOf(act, next)
	if next.File.Key != "" {
		change.Audit = funds.JobExported(act, next)
	}
	return next, s.Store.Commit(ctx, change)
}

func (s *Service) advance(ctx context.Context, act funds.Act, kind Kind, job funds.Job, until time.Time) (funds.Job, error) {
	if err := overdue(job, act.At); err != nil {
		return job, err
	}
	switch job.State { //nolint:exhaustive // what has ended is not taken on
	case funds.JobUploading:
		file, there, err := s.Files.Look(ctx, job.Upload)
		if err == nil && !there {
			err = funds.Refuse(funds.CodeTooEarly, ReasonNotUploaded)
		}
		return uploaded(act, job, file), err
	case funds.JobJoining:
		file, err := s.join(ctx, kind, job)
		return joined(act, job, file), err
	}
	return s.work(ctx, act, kind, job, until)
}

// work takes parts of the kind's, one after the other, until their loss would be some harm, and keeps what they wrote.
func (s *Service) work(ctx context.Context, act funds.Act, kind Kind, job funds.Job, until time.Time) (funds.Job, error) {
	piece := &piece{ctx: ctx, files: s.Files, file: funds.File{Key: string(Exports) + rand.Text(), Type: "application/octet-stream"}}
	defer piece.discard()
	save := s.Now().Add(saveEvery)
	now, sum := job, Progress{Cursor: job.Cursor}
	for {
		progress, err := kind.Step(ctx, Work{Job: now, Out: piece, Upload: func(ctx context.Context) (io.ReadCloser, error) { return s.Files.Open(ctx, job.Upload) }})
		if err != nil {
			return job, err
		}
		sum = Progress{progress.Cursor, added(sum.Counts, progress.Counts), progress.Done}
		now.Cursor, now.Counts = sum.Cursor, added(job.Counts, sum.Counts)
		if at := s.Now(); sum.Done || !at.Before(save) || !at.Before(until) {
			break
		}
	}
	if job.Bytes+piece.bytes > maxBytes {
		return job, funds.Refuse(funds.CodeIllegal, ReasonTooLarge).About(funds.Facts{Maximum: maxBytes})
	}
	key, err := piece.keep()
	return advanced(act, job, sum, key, piece.bytes), err
}

// piece is what the parts of one step write: a file of its own once there is anything.
type piece struct {
	ctx    context.Context //nolint:containedctx // an io.Writer's Write takes none; the piece lives within one step
	files  Files
	file   funds.File
	writer Writer
	bytes  int64
}

// Write is io.Writer's.
func (p *piece) Write(b []byte) (int, error) {
	if p.writer == nil {
		p.writer = p.files.Create(p.ctx, p.file)
	}
	n, err := p.writer.Write(b)
	p.bytes += int64(n)
	return n, err //nolint:wrapcheck // it is the file's own
}

func (p *piece) keep() (key string, err error) {
	if p.writer == nil {
		return "", nil
	}
	return p.file.Key, p.writer.Keep()
}

func (p *piece) discard() {
	if p.writer != nil {
		p.writer.Discard()
	}
}

// join makes one file of a job's pieces.
func (s *Service) join(ctx context.Context, kind Kind, job funds.Job) (funds.File, error) {
	file := job.File
	file.Key = string(Exports) + rand.Text()
	out := &counting{Writer: s.Files.Create(ctx, file)}
	defer out.Discard()
	pieces := &reading{ctx: ctx, files: s.Files, keys: slices.Clone(job.Pieces)}
	defer pieces.close()
	joining := kind.Join
	if joining == nil {
		joining = func(_ context.Context, _ funds.Job, pieces io.Reader, out io.Writer) error {
			_, err := io.Copy(out, pieces)
			return err
		}
	}
	if err := joining(ctx, job, pieces, out); err != nil {
		return job.File, err
	}
	file.Bytes = out.bytes
	return file, out.Keep()
}

// counting counts what is written.
type counting struct {
	Writer

	bytes int64
}

// Write is io.Writer's.
func (c *counting) Write(b []byte) (int, error) {
	n, err := c.Writer.Write(b)
	c.bytes += int64(n)
	return n, err //nolint:wrapcheck // it is the file's own
}

// reading reads pieces one after the other.
type reading struct {
	ctx   context.Context //nolint:containedctx // an io.Reader's Read takes none; it lives within one step
	files Files
	keys  []string
	open  io.ReadCloser
}

// Read is io.Reader's.
func (r *reading) Read(b []byte) (int, error) {
	for {
		if r.open == nil {
			if len(r.keys) == 0 {
				return 0, io.EOF
			}
			open, err := r.files.Open(r.ctx, funds.File{Key: r.keys[0]})
			if err != nil {
				return 0, err
			}
			r.open, r.keys = open, r.keys[1:]
		}
		n, err := r.open.Read(b)
		if errors.Is(err, io.EOF) {
			r.close()
			err = nil
		}
		if n > 0 || err != nil {
			return n, err //nolint:wrapcheck // it is the file's own
		}
	}
}

func (r *reading) close() {
	if r.open != nil {
		_ = r.open.Close() // it is only read
		r.open = nil
	}
}
