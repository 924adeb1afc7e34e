package job

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// segments is how many parts of the table are scanned side by side.
const segments = 8

// Reasons about a month.
const (
	ReasonNoMonth     funds.Reason = "month_form"   // it is no month as 2026-10
	ReasonMonthBegins funds.Reason = "month_future" // it has not begun yet
)

// partReader gives what there is of a moment until another in the next part of a segment of the table, from behind a
// place (empty: from its beginning); next is empty where the segment ends.
type partReader[Item any] func(ctx context.Context, segment, segments int, after string, from, until time.Time) (items []Item, next string, err error)

// monthly is the kind of jobs that write all of something of a month, whose time is in that month of the policy's zone. Of
// the month that is under way it is what there was until the job was asked for.
//
// The table is scanned in [segments] parts side by side; the cursor says how far each is.
func monthly[Item any](
	name funds.JobKind, read partReader[Item], row func(Item) []any, header []string, policy func() funds.Policy, tables Tables, now func() time.Time,
) Kind {
	kind := monthlyPlan(name, policy, now)
	kind.Step = func(ctx context.Context, work Work) (Progress, error) {
		from, until, err := monthOf(work.Job, policy())
		if err != nil {
			return Progress{}, err
		}
		items, progress, err := scanned(ctx, read, work.Job.Cursor, from, until)
		if err != nil {
			return Progress{}, err
		}
		table := newRows(work.Out)
		for _, item := range items {
			if err := table.Row(row(item)); err != nil {
				return Progress{}, err
			}
		}
		return progress, table.Close()
	}
	kind.Join = joinTable(tables, header, func() *time.Location { return policy().Zone })
	return kind
}

// monthlyPlan is a kind that is asked for with a month and a format.
func monthlyPlan(name funds.JobKind, policy func() funds.Policy, now func() time.Time) Kind {
	return Kind{
		Name: name, Permission: funds.PermissionExport, Fields: []string{"month", "format"},
		Begin: func(_ context.Context, _ funds.Actor, given map[string]string) (Plan, error) {
			asked := map[string]string{"month": given["month"], "format": given["format"]}
			from, _, err := monthOf(funds.Job{Given: asked, CreatedAt: now()}, policy())
			if err != nil {
				return Plan{}, err
			}
			if now().Before(from) {
				return Plan{}, funds.Invalid("month", ReasonMonthBegins)
			}
			return tablePlan(asked, string(name)+"_"+asked["month"])
		},
	}
}

// monthOf is when a job's month begins and ends in the policy's zone, or when the job was asked for, if that was before.
func monthOf(job funds.Job, policy funds.Policy) (from, until time.Time, err error) {
	month, err := time.Parse("2006-01", job.Given["month"])
	if err != nil {
		return from, until, funds.Invalid("month", ReasonNoMonth)
	}
	until = policy.Begin(month.AddDate(0, 1, 0).Date())
	if job.CreatedAt.Before(until) {
		until = job.CreatedAt
	}
	return policy.Begin(month.Date()), until, nil
}

// ended stands in the cursor for a segment that has ended.
const ended = "."

// scanned reads the next part of every segment.
func scanned[Item any](ctx context.Context, read partReader[Item], cursor string, from, until time.Time) ([]Item, Progress, error) {
	places := make([]string, segments)
	if cursor != "" {
		if err := json.Unmarshal([]byte(cursor), &places); err != nil || len(places) != segments {
			return nil, Progress{}, funds.Internal("read a cursor", err)
		}
	}
	found := make([][]Item, segments)
	var scans errgroup.Group
	for segment, place := range places {
		if place == ended {
			continue
		}
		scans.Go(func() (err error) {
			var next string
			found[segment], next, err = read(ctx, segment, segments, place, from, until)
			if next == "" {
				next = ended
			}
			places[segment] = next
			return err
		})
	}
	if err := scans.Wait(); err != nil {
		return nil, Progress{}, err //nolint:wrapcheck // it says of what
	}
	kept, err := json.Marshal(places)
	if err != nil {
		return nil, Progress{}, funds.Internal("keep a cursor", err)
	}
	items := slices.Concat(found...)
	done := !slices.ContainsFunc(places, func(place string) bool { return place != ended })
	return items, Progress{string(kept), map[string]int64{funds.CountDone: int64(len(items))}, done}, nil
}
