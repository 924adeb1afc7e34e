package job

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// act chooses what one change has: its commit id, its time and its actor.
func (s *Service) act(by funds.Actor) (funds.Act, error) {
	var raw [funds.CommitIDBytes]byte
	if _, err := io.ReadFull(s.Random, raw[:]); err != nil {
		return funds.Act{}, funds.Internal("draw a commit id", err)
	}
	return funds.NewAct(raw, s.Now(), by), nil
}

func (s *Service) kind(name funds.JobKind) (Kind, error) {
	i := slices.IndexFunc(s.Kinds, func(kind Kind) bool { return kind.Name == name })
	if i < 0 {
		var names []string
		for _, kind := range s.Kinds {
			names = append(names, string(kind.Name))
		}
		return Kind{}, funds.Invalid("kind", ReasonKindUnknown).About(funds.Facts{Options: strings.Join(names, ",")})
	}
	return s.Kinds[i], nil
}

// Needs are the permissions, all of them, that an admin needs for jobs of a kind.
func (s *Service) Needs(name funds.JobKind) (funds.Permissions, error) {
	kind, err := s.kind(name)
	return kind.needs(), err
}

func (k Kind) needs() funds.Permissions { return append(funds.Permissions{k.Permission}, k.Also...) }

// Permissions are the first of those of all kinds, each once, in the order of [funds.AllPermissions]: who has none of them
// has to do with no job.
func (s *Service) Permissions() funds.Permissions {
	return slices.DeleteFunc(funds.AllPermissions(), func(permission funds.Permission) bool {
		return !slices.ContainsFunc(s.Kinds, func(kind Kind) bool { return kind.Permission == permission })
	})
}

// Fields are the names of what jobs of any kind are asked for with.
func (s *Service) Fields() (names []string) {
	for _, kind := range s.Kinds {
		names = append(names, kind.Fields...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Begun is a job that was begun, and how to send the file that it is about; its address is empty where it is about none.
type Begun struct {
	Job  funds.Job
	Form funds.UploadForm
	Most int64 // bytes of that file
}

// Begin begins a job: nothing of it is done yet.
func (s *Service) Begin(ctx context.Context, by funds.Actor, name funds.JobKind, given map[string]string) (Begun, error) {
	kind, err := s.kind(name)
	if err != nil {
		return Begun{}, err
	}
	plan, err := kind.Begin(ctx, by, given)
	if err != nil {
		return Begun{}, err
	}
	act, err := s.act(by)
	if err != nil {
		return Begun{}, err
	}
	job := funds.Job{ID: funds.NewJobID(act), Kind: name, Given: plan.Given, By: by, CreatedAt: act.At, File: funds.File{Name: plan.FileName, Type: plan.FileType}}
	if plan.Total > 0 {
		job.Counts = map[string]int64{funds.CountTotal: plan.Total}
	}
	begun := Begun{Job: moved(act, job, funds.JobRunning)}
	if kind.Takes > 0 {
		begun.Job.State, begun.Most = funds.JobUploading, kind.Takes
		begun.Job.Upload = funds.File{Key: string(kind.Place) + rand.Text(), Type: "application/octet-stream"}
		if begun.Form, err = s.Files.Form(ctx, begun.Job.Upload, kind.Takes); err != nil {
			return Begun{}, err
		}
	}
	return begun, s.Store.Commit(ctx, changeOf(act, begun.Job))
}

// Job reads one job.
func (s *Service) Job(ctx context.Context, id funds.JobID) (funds.Job, error) {
	return s.Store.Job(ctx, id)
}

// maxListed bounds how many jobs are looked through for a list.
const maxListed = 200

// Jobs lists the newest jobs of all kinds that somebody with these permissions may have to do with, newest first.
func (s *Service) Jobs(ctx context.Context, may funds.Permissions) ([]funds.Job, error) {
	ids, err := s.Store.JobIDs(ctx, funds.JobStates())
	if err != nil {
		return nil, err
	}
	jobs, err := s.Store.Jobs(ctx, ids[:min(len(ids), maxListed)])
	return slices.DeleteFunc(jobs, func(job funds.Job) bool {
		kind, err := s.kind(job.Kind)
		return err != nil || slices.ContainsFunc(kind.needs(), func(needed funds.Permission) bool { return !may.Has(needed) })
	}), err
}

// Fetch gives the address of a job's file, after the audit has whom it was given to.
func (s *Service) Fetch(ctx context.Context, by funds.Actor, id funds.JobID) (address string, err error) {
	job, err := s.Store.Job(ctx, id)
	if err != nil {
		return "", err
	}
	if job.State != funds.JobDone || job.File.Key == "" {
		return "", funds.Refuse(funds.CodeIllegal, ReasonNoFile)
	}
	act, err := s.act(by)
	if err != nil {
		return "", err
	}
	record := funds.JobFetched(act, job)
	if err := s.Store.Commit(ctx, funds.Change{CommitID: record.ID, At: record.At, Audit: &record}); err != nil {
		return "", err
	}
	return s.Files.Address(ctx, job.File)
}

// Finish takes on what closed pages have left, oldest first, until ctx's deadline is nearer than a step takes. It returns
// how many jobs it took on. What one job's step fails of is logged, and is no reason to leave the others.
func (s *Service) Finish(ctx context.Context, log *slog.Logger) (taken int, err error) {
	ids, err := s.Store.JobIDs(ctx, funds.OpenJobStates())
	if err != nil {
		return 0, err
	}
	jobs, err := s.Store.Jobs(ctx, ids)
	if err != nil {
		return 0, err
	}
	for _, job := range slices.Backward(jobs) {
		if deadline, has := ctx.Deadline(); has && time.Until(deadline) < StepTime {
			return taken, nil
		}
		if !job.Open() || s.Now().Sub(job.UpdatedAt) < Left {
			continue
		}
		taken++
		if _, err := s.Step(ctx, job.ID); err != nil && !early(err) {
			log.ErrorContext(ctx, "a job's step", "job", job.ID, "kind", job.Kind, "error", err)
		}
	}
	return taken, nil
}

// early says that there is nothing to do yet.
func early(err error) bool {
	var refused *funds.Error
	return errors.As(err, &refused) && refused.Code == funds.CodeTooEarly
}
