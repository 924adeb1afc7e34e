package job_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/job"
)

var (
	asker    = funds.Actor{Role: funds.RoleAdmin, ID: "a1", Person: "li", Name: "李四", IP: "192.0.2.1"}
	someTime = time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC)
)

// house is a service with a table and files in memory, and a clock that is set.
type house struct {
	job.Service

	mu      sync.Mutex
	jobs    map[funds.JobID]funds.Job
	audits  []funds.AuditRecord
	files   map[string]string // by key
	at      time.Time
	commits int
	// refuse is asked before each commit, by its number from 1; an error is what comes of it.
	refuse func(n int) error
}

func newHouse(kinds ...job.Kind) *house {
	h := &house{jobs: map[funds.JobID]funds.Job{}, files: map[string]string{}, at: someTime, refuse: func(int) error { return nil }}
	h.Service = job.Service{Store: h, Files: stored{h}, Kinds: kinds, Now: h.now, Random: rand.Reader}
	return h
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

// Job is [job.Store]'s.
func (h *house) Job(_ context.Context, id funds.JobID) (funds.Job, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if found, ok := h.jobs[id]; ok {
		return found, nil
	}
	return funds.Job{}, funds.ErrNoJob
}

// Jobs is [job.Store]'s.
func (h *house) Jobs(ctx context.Context, ids []funds.JobID) (found []funds.Job, _ error) {
	for _, id := range ids {
		if one, err := h.Job(ctx, id); err == nil {
			found = append(found, one)
		}
	}
	return found, nil
}

// JobIDs is [job.Store]'s.
func (h *house) JobIDs(_ context.Context, states []funds.JobState) (ids []funds.JobID, _ error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, one := range h.jobs {
		for _, state := range states {
			if one.State == state {
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}

// Commit is [job.Store]'s.
func (h *house) Commit(_ context.Context, change funds.Change) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.commits++
	if err := h.refuse(h.commits); err != nil {
		return err
	}
	if change.Job != nil {
		if h.jobs[change.Job.To.ID].Version != change.Job.From {
			return funds.ErrConflict
		}
		h.jobs[change.Job.To.ID] = change.Job.To
	}
	if change.Audit != nil {
		h.audits = append(h.audits, *change.Audit)
	}
	return nil
}

// stored are files in memory, whose tags are their contents.
type stored struct{ *house }

func (s stored) Form(_ context.Context, file funds.File, most int64) (funds.UploadForm, error) {
	return funds.UploadForm{URL: "https://s3/", Fields: map[string]string{"key": file.Key, "most": strconv.FormatInt(most, 10)}}, nil
}

func (s stored) Look(_ context.Context, file funds.File) (funds.File, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	content, there := s.files[file.Key]
	file.Bytes, file.Tag = int64(len(content)), content
	return file, there, nil
}

func (s stored) Open(_ context.Context, file funds.File) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	content, there := s.files[file.Key]
	if !there || (file.Tag != "" && file.Tag != content) {
		return nil, funds.Refuse(funds.CodeIllegal, "file_changed")
	}
	return io.NopCloser(bytes.NewReader([]byte(content))), nil
}

func (s stored) Create(_ context.Context, file funds.File) job.Writer {
	return &written{house: s.house, key: file.Key}
}

func (s stored) Address(_ context.Context, file funds.File) (string, error) {
	return "https://s3/" + file.Key, nil
}

type written struct {
	*house
	bytes.Buffer

	key string
}

func (w *written) Keep() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files[w.key] = w.String()
	return nil
}

func (w *written) Discard() {}

// counts is a kind that writes the numbers from 1 to what is asked for, a line each, a few in each step.
func counts(pass func(time.Duration)) job.Kind {
	return job.Kind{
		Name: "counts", Permission: funds.PermissionExport, Fields: []string{"to"},
		Begin: func(_ context.Context, _ funds.Actor, given map[string]string) (job.Plan, error) {
			to, err := strconv.ParseInt(given["to"], 10, 64)
			if err != nil {
				return job.Plan{}, funds.Missing("to")
			}
			return job.Plan{Given: maps.Clone(given), Total: to, FileName: "numbers.txt", FileType: "text/plain"}, nil
		},
		Step: func(_ context.Context, work job.Work) (job.Progress, error) {
			from := 0
			if work.Job.Cursor != "" {
				from, _ = strconv.Atoi(work.Job.Cursor)
			}
			if int64(from) != work.Job.Counts[funds.CountDone] {
				return job.Progress{}, errors.New("the cursor is not where the counts are")
			}
			next := min(from+3, int(work.Job.Counts[funds.CountTotal]))
			for n := from + 1; n <= next; n++ {
				if _, err := fmt.Fprintln(work.Out, n); err != nil {
					return job.Progress{}, err
				}
			}
			pass(time.Second)
			done := int64(next) == work.Job.Counts[funds.CountTotal]
			return job.Progress{Cursor: strconv.Itoa(next), Counts: map[string]int64{funds.CountDone: int64(next - from)}, Done: done}, nil
		},
	}
}

// counting is a house whose one kind is counts.
func counting(t *testing.T, to int) (*house, funds.JobID) {
	t.Helper()
	var h *house
	h = newHouse(counts(func(d time.Duration) { h.pass(d) }))
	begun, err := h.Begin(t.Context(), asker, "counts", map[string]string{"to": strconv.Itoa(to)})
	if err != nil {
		t.Fatal(err)
	}
	return h, begun.Job.ID
}

func numbers(to int) (lines string) {
	for n := 1; n <= to; n++ {
		lines += strconv.Itoa(n) + "\n"
	}
	return lines
}

// drive steps until a job has ended, whatever goes wrong meanwhile.
func (h *house) drive(t *testing.T, id funds.JobID) funds.Job {
	t.Helper()
	for range 1000 {
		if now, err := h.Step(t.Context(), id); err == nil && !now.Open() {
			return now
		}
	}
	t.Fatalf("it does not end: %+v", h.jobs[id])
	return funds.Job{}
}
