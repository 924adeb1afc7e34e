package job_test

import (
	"context"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/job"
)

// acts are what admins did, oldest first.
type acts []funds.Audited

func (a acts) Audits(_ context.Context, from, until time.Time, _ int) (found []funds.Audited, complete bool, err error) {
	for _, line := range a {
		if !line.At.Before(from) && line.At.Before(until) {
			found = append([]funds.Audited{line}, found...)
		}
	}
	return found, true, nil
}

// asked are recharges, all in one segment.
type asked []funds.Recharge

func (a asked) RechargePart(_ context.Context, segment, _ int, _ string, from, until time.Time) (found []funds.Recharge, next string, err error) {
	for _, recharge := range a {
		if segment == 5 && !recharge.CreatedAt.Before(from) && recharge.CreatedAt.Before(until) {
			found = append(found, recharge)
		}
	}
	return found, "", nil
}

// columnOf has a job of a kind done for October, and reads the column of its file, without the header.
func columnOf(t *testing.T, kind func(h *house) job.Kind, column int) (values []string) {
	t.Helper()
	h := newHouse()
	h.Kinds = []job.Kind{kind(h)}
	begun, err := h.Begin(t.Context(), asker, h.Kinds[0].Name, map[string]string{"month": "2026-10"})
	if err != nil {
		t.Fatal(err)
	}
	now := h.drive(t, begun.Job.ID)
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(h.files[now.File.Key], "\ufeff"))).ReadAll()
	if err != nil || now.State != funds.JobDone || int64(len(lines)-1) != now.Counts[funds.CountDone] {
		t.Fatalf("%v, %d lines: %+v", err, len(lines), now)
	}
	for _, line := range lines[1:] {
		values = append(values, line[column])
	}
	return values
}

// around are moments at the edges of October in the policy's zone, of which the middle four are within.
func around() []time.Time {
	begin, end := time.Date(2026, 9, 30, 16, 0, 0, 0, time.UTC), time.Date(2026, 10, 31, 16, 0, 0, 0, time.UTC)
	return []time.Time{begin.Add(-time.Millisecond), begin, begin.Add(time.Hour), begin.Add(24 * time.Hour), end.Add(-time.Millisecond), end}
}

func TestAMonthOfTheAuditLogHasEachActOnce(t *testing.T) {
	t.Parallel()
	var all acts
	for i, at := range around() {
		all = append(all, funds.Audited{AuditRecord: funds.AuditRecord{ID: string(rune('a' + i)), Action: string(rune('a' + i)), At: at, Actor: funds.Actor{ID: "a1"}}})
	}
	got := columnOf(t, func(h *house) job.Kind {
		return job.Audit(all, func() funds.Policy { return policy }, tables(), h.now)
	}, 4)
	if strings.Join(got, "") != "cbde" { // newest first within a day
		t.Errorf("got %q", got)
	}
}

func TestTheAuditLogTakesTheRightToReadItToo(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.Kinds = []job.Kind{job.Audit(acts{}, func() funds.Policy { return policy }, tables(), h.now)}
	if _, err := h.Begin(t.Context(), asker, job.KindAudit, map[string]string{"month": "2026-10"}); err != nil {
		t.Fatal(err)
	}
	needed, err := h.Needs(job.KindAudit)
	if err != nil || !needed.Has(funds.PermissionExport) || !needed.Has(funds.PermissionAudit) {
		t.Errorf("it needs %v, %v", needed, err)
	}
	for _, may := range []funds.Permissions{{funds.PermissionExport}, {funds.PermissionAudit}, funds.AllPermissions()} {
		jobs, err := h.Service.Jobs(t.Context(), may)
		if err != nil || (len(jobs) == 1) != (len(may) > 1) {
			t.Errorf("%v sees %v, %v", may, jobs, err)
		}
	}
}

func TestAMonthOfRechargesHasEachThatWasAskedForInIt(t *testing.T) {
	t.Parallel()
	var all asked
	for i, at := range around() {
		all = append(all, funds.Recharge{ID: funds.RechargeID(string(rune('a' + i))), CreatedAt: at, Amount: 100, Credited: 90})
	}
	got := columnOf(t, func(h *house) job.Kind {
		return job.Recharges(all, func() funds.Policy { return policy }, tables(), h.now)
	}, 1)
	if strings.Join(got, "") != "bcde" {
		t.Errorf("got %q", got)
	}
}
