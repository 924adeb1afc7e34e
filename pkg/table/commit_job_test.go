package table_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

var fullJob = funds.Job{
	ID: "JB0123ABCD20260331163000", Version: 1, State: funds.JobRunning, Kind: "ledger", Given: map[string]string{"month": "2026-03"},
	By: funds.Actor{Role: funds.RoleAdmin, ID: "a1", Person: "li", Name: "李四", IP: "192.0.2.7", UserAgent: "Browser/1"}, Cursor: "[1]", Counts: map[string]int64{"done": 7},
	Upload: funds.File{Key: "uploads/a", Name: "a.csv", Type: "text/csv", Bytes: 5, Tag: `"t"`}, Pieces: []string{"exports/p1", "exports/p2"}, Bytes: 9,
	File:    funds.File{Key: "exports/f", Name: "f.csv", Type: "text/csv", Bytes: 11, Tag: `"u"`},
	Failure: funds.Say("busy", funds.Facts{}), CommitID: "job-1", CreatedAt: someDay, UpdatedAt: someDay.Add(time.Second), EndedAt: someDay.Add(2 * time.Second),
}

// aJobIsStoredWhole: every field of it, and of two that take the same step one is refused.
func aJobIsStoredWhole(t *testing.T, h *house) {
	t.Helper()
	if zero := zeroFields(reflect.ValueOf(fullJob), "job"); len(zero) > 0 {
		t.Fatalf("this test sets no value for %s", strings.Join(zero, ", "))
	}
	write := func(from int64, to funds.Job) error {
		return h.store.Commit(t.Context(), funds.Change{CommitID: to.CommitID, At: someDay, Job: &funds.JobChange{From: from, To: to}})
	}
	if _, err := h.store.Job(t.Context(), fullJob.ID); !errors.Is(err, funds.ErrNoJob) {
		t.Errorf("before: %v", err)
	}
	if err := write(0, fullJob); err != nil {
		t.Fatal(err)
	}
	stored, err := h.store.Job(t.Context(), fullJob.ID)
	same(t, "job", fullJob, stored)
	mine, others := fullJob, fullJob
	mine.Version, mine.CommitID, mine.State = 2, "job-2", funds.JobDone
	others.Version, others.CommitID = 2, "job-3"
	if first, second := write(1, mine), write(1, others); first != nil || !errors.Is(second, funds.ErrConflict) {
		t.Errorf("two of the same step: %v, %v", first, second)
	}
	if again := write(1, mine); again != nil && !errors.Is(again, funds.ErrConflict) {
		t.Errorf("the same again: %v", again)
	}
	open, openErr := h.store.JobIDs(t.Context(), funds.OpenJobStates())
	all, allErr := h.store.JobIDs(t.Context(), funds.JobStates())
	jobs, jobsErr := h.store.Jobs(t.Context(), append(all, "JB0123ABCD20260331163001"))
	same(t, "jobs", []funds.Job{mine}, jobs)
	if err := errors.Join(err, openErr, allErr, jobsErr); err != nil || len(open) != 0 || len(all) != 1 {
		t.Errorf("listed: %v, %v, %v", open, all, err)
	}
}

// jobWriters begin a job, and take it on.
func (l *unknownLife) jobWriters() []writer {
	begun := funds.Job{ID: "JB0123ABCD20260331163000", Version: 1, State: funds.JobRunning, Kind: "ledger", CommitID: "job-1", CreatedAt: someDay, UpdatedAt: someDay}
	done := begun
	done.Version, done.State, done.CommitID, done.EndedAt = 2, funds.JobDone, "job-2", someDay
	write := func(from int64, to funds.Job) func() error {
		return func() error {
			return l.store.Commit(l.t.Context(), funds.Change{CommitID: to.CommitID, At: someDay, Job: &funds.JobChange{From: from, To: to}})
		}
	}
	return []writer{
		{"a job", write(0, begun), []string{}, nil},
		{"a job's step", write(1, done), []string{"JOB"}, nil},
	}
}

// theLedgerIsReadInParts: each entry of the time is in one segment, once, however the table is divided.
func theLedgerIsReadInParts(t *testing.T, h *house) {
	t.Helper()
	want := map[string]funds.Entry{}
	for _, user := range []string{"u1", "u2", "u3", "u4", "u5"} {
		h.pending(t, handRequest(h.funded(t, user, 100*yuan), yuan*2))
		wallet := h.wallet(t, user)
		entries, err := h.store.Entries(t.Context(), user, "", 1, wallet.Counts.Entries)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			want[entry.ID()] = entry
		}
	}
	read := func(segments int, from, until time.Time) map[string]funds.Entry {
		got := map[string]funds.Entry{}
		for segment := range segments {
			for after := ""; ; {
				entries, next, err := h.store.LedgerPart(t.Context(), segment, segments, after, from, until)
				if err != nil {
					t.Fatal(err)
				}
				for _, entry := range entries {
					if _, twice := got[entry.ID()]; twice {
						t.Errorf("%s is there twice", entry.ID())
					}
					got[entry.ID()] = entry
				}
				if after = next; next == "" {
					break
				}
			}
		}
		return got
	}
	from, until := time.UnixMilli(0), time.Now().AddDate(100, 0, 0)
	for _, segments := range []int{1, 8} {
		same(t, "the ledger", want, read(segments, from, until))
	}
	if before := read(8, from, from.Add(time.Millisecond)); len(before) != 0 {
		t.Errorf("before there was any: %v", before)
	}
}
