package job_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/job"
)

func TestAStepIsBoundedAndTheNextOneGoesOnFromItsCursor(t *testing.T) {
	t.Parallel()
	const to = 100
	h, id := counting(t, to)
	now, err := h.Step(t.Context(), id)
	if err != nil || now.State != funds.JobRunning || now.Counts[funds.CountDone] < 30 || now.Counts[funds.CountDone] > 60 {
		t.Fatalf("after a step of 15 s, where 3 take 1 s: %+v, %v", now, err)
	}
	if took := h.now().Sub(someTime); took > job.StepTime {
		t.Errorf("it took %v", took)
	}
	now = h.drive(t, id)
	if got := h.files[now.File.Key]; got != numbers(to) || now.File.Bytes != int64(len(got)) || !strings.HasPrefix(now.File.Key, string(job.Exports)) {
		t.Errorf("the file %+v is %q", now.File, got)
	}
	if now.State != funds.JobDone || now.Counts[funds.CountDone] != to || now.EndedAt.IsZero() {
		t.Errorf("%+v", now)
	}
	if len(h.audits) != 1 || h.audits[0].Actor.ID != asker.ID || h.audits[0].TargetID != string(id) || h.audits[0].Detail != `{"count":100,"kind":"counts"}` {
		t.Errorf("audited: %+v", h.audits)
	}
	again, err := h.Step(t.Context(), id)
	if err != nil || again.Version != now.Version {
		t.Errorf("a step of what is done: %+v, %v", again, err)
	}
}

// TestAStepThatDiesIsTakenAgainAndNothingIsTwice: at every commit, with and without its being written.
func TestAStepThatDiesIsTakenAgainAndNothingIsTwice(t *testing.T) {
	t.Parallel()
	const to = 50
	for dies := 2; dies < 8; dies++ {
		h, id := counting(t, to)
		h.refuse = func(n int) error {
			if n == dies {
				return funds.ErrBusy
			}
			return nil
		}
		now := h.drive(t, id)
		if got := h.files[now.File.Key]; got != numbers(to) || now.Counts[funds.CountDone] != to {
			t.Errorf("the commit %d fails: %v, and the file is %q", dies, now.Counts, got)
		}
	}
}

func TestOfTwoStepsAtOnceOneCounts(t *testing.T) {
	t.Parallel()
	const to, steppers = 200, 8
	h, id := counting(t, to)
	var all sync.WaitGroup
	for range steppers {
		all.Go(func() { h.drive(t, id) })
	}
	all.Wait()
	now := h.jobs[id]
	if got := h.files[now.File.Key]; got != numbers(to) || now.Counts[funds.CountDone] != to || len(h.audits) != 1 {
		t.Errorf("%v, %d audits, and the file is %q", now.Counts, len(h.audits), got)
	}
}

// reads is a kind that reads a file of lines that are to be numbers.
func reads() job.Kind {
	return job.Kind{
		Name: "reads", Permission: funds.PermissionPay, Takes: 1000, Place: job.Uploads,
		Begin: func(context.Context, funds.Actor, map[string]string) (job.Plan, error) { return job.Plan{}, nil },
		Step: func(ctx context.Context, work job.Work) (job.Progress, error) {
			file, err := work.Upload(ctx)
			if err != nil {
				return job.Progress{}, err
			}
			content, err := io.ReadAll(file)
			if strings.Contains(string(content), "x") {
				return job.Progress{}, funds.Invalid("line 1", funds.ReasonNotOneOf)
			}
			if work.Job.Cursor == "" {
				return job.Progress{Cursor: "half", Counts: map[string]int64{"lines": 1}}, errors.Join(err, file.Close())
			}
			return job.Progress{Cursor: "end", Done: true}, errors.Join(err, file.Close())
		},
	}
}

func TestAJobWaitsForItsFileAndReadsThatAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(reads())
	begun, err := h.Begin(t.Context(), asker, "reads", nil)
	if err != nil || begun.Job.State != funds.JobUploading || begun.Form.Fields["most"] != "1000" || begun.Most != 1000 {
		t.Fatalf("%+v, %v", begun, err)
	}
	id, key := begun.Job.ID, begun.Form.Fields["key"]
	if !strings.HasPrefix(key, string(job.Uploads)) || len(key) < 30 {
		t.Errorf("it is kept as %q", key)
	}
	if now, err := h.Step(t.Context(), id); funds.CodeOf(err) != funds.CodeTooEarly || now.State != funds.JobUploading {
		t.Errorf("before it came: %+v, %v", now, err)
	}
	h.files[key] = "12"
	if now := h.drive(t, id); now.State != funds.JobDone || now.Upload.Bytes != 2 || now.Counts["lines"] != 1 || now.File.Key != "" || len(h.audits) != 0 {
		t.Errorf("%+v, %d audits", now, len(h.audits))
	}
}

func TestAFileThatIsReplacedOrWrongEndsTheJob(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first, then string
		want        funds.Message
	}{
		"replaced": {"12", "13", funds.Say("file_changed", funds.Facts{})},
		"wrong":    {"1x", "1x", funds.Say(funds.ReasonNotOneOf, funds.Facts{Field: "line 1"})},
	} {
		h := newHouse(reads())
		begun, err := h.Begin(t.Context(), asker, "reads", nil)
		if err != nil {
			t.Fatal(err)
		}
		key := begun.Form.Fields["key"]
		h.files[key] = test.first
		h.refuse = func(n int) error {
			if n == 3 { // the step that has read it first
				h.files[key] = test.then
				return funds.ErrBusy
			}
			return nil
		}
		now := h.drive(t, begun.Job.ID)
		if now.State != funds.JobFailed || now.Failure != test.want || now.EndedAt.IsZero() {
			t.Errorf("%s: %+v", name, now)
		}
	}
}

func TestWhatTakesTooLongEnds(t *testing.T) {
	t.Parallel()
	h := newHouse(reads(), counts(func(time.Duration) {}))
	for _, kind := range []funds.JobKind{"reads", "counts"} {
		begun, err := h.Begin(t.Context(), asker, kind, map[string]string{"to": "3"})
		if err != nil {
			t.Fatal(err)
		}
		h.pass(funds.JobLife)
		now, err := h.Step(t.Context(), begun.Job.ID)
		if err != nil || now.State != funds.JobFailed || now.Failure == "" {
			t.Errorf("%s: %+v, %v", kind, now, err)
		}
	}
}

func TestTheScheduleTakesOnWhatClosedPagesHaveLeft(t *testing.T) {
	t.Parallel()
	h, id := counting(t, 40)
	log := slog.New(slog.DiscardHandler)
	if taken, err := h.Finish(t.Context(), log); taken != 0 || err != nil {
		t.Errorf("a page is still at it: %d, %v", taken, err)
	}
	for runs := 0; h.jobs[id].Open(); runs++ {
		h.pass(job.Left)
		if taken, err := h.Finish(t.Context(), log); taken != 1 || err != nil || runs > 9 {
			t.Fatalf("run %d: %d, %v: %+v", runs, taken, err, h.jobs[id])
		}
	}
	if got := h.files[h.jobs[id].File.Key]; got != numbers(40) {
		t.Errorf("the file is %q", got)
	}
}

func TestOnlyAFileThatIsThereIsGivenOutAndThatIsAudited(t *testing.T) {
	t.Parallel()
	h, id := counting(t, 3)
	other := funds.Actor{Role: funds.RoleAdmin, ID: "a2"}
	if _, err := h.Fetch(t.Context(), other, id); funds.CodeOf(err) != funds.CodeIllegal {
		t.Errorf("before: %v", err)
	}
	now := h.drive(t, id)
	h.refuse = func(int) error { return funds.ErrBusy }
	if address, err := h.Fetch(t.Context(), other, id); address != "" || !errors.Is(err, funds.ErrBusy) {
		t.Errorf("without its record: %q, %v", address, err)
	}
	h.refuse = func(int) error { return nil }
	address, err := h.Fetch(t.Context(), other, id)
	last := h.audits[len(h.audits)-1]
	if err != nil || address != "https://s3/"+now.File.Key || last.Action != "download" || last.Actor.ID != "a2" {
		t.Errorf("%q, %v: %+v", address, err, last)
	}
}

func TestAJobIsOfAKindThatThereIs(t *testing.T) {
	t.Parallel()
	h, id := counting(t, 3)
	if _, err := h.Begin(t.Context(), asker, "dances", nil); funds.CodeOf(err) != funds.CodeInvalid {
		t.Errorf("%v", err)
	}
	if _, err := h.Begin(t.Context(), asker, "counts", nil); funds.CodeOf(err) != funds.CodeInvalid {
		t.Errorf("without what it needs: %v", err)
	}
	h.Kinds = nil // a program that is a version older
	if now, err := h.Step(t.Context(), id); err == nil || h.jobs[id].State != funds.JobRunning {
		t.Errorf("a step of an unknown kind: %+v, %v", now, err)
	}
}
