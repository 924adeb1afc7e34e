package app

import (
	"context"
	"fmt"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	reconcileWorkers = 64 // at 300 ms a question, 200 in a second
	reconcileBatch   = 100
	reconcileHurried = time.Second     // a question while the gateway is silent
	reconcileMargin  = 5 * time.Second // a settlement that has begun ends within this
)

// DuePart is the part of the queue that a run is to look after, as the schedules of template.yaml give it: one of so many, from 0.
// Where an event names none, it is all of it.
type DuePart struct {
	Part int `json:"part"`
	Of   int `json:"of"`
}

func (p DuePart) check() error {
	if p.Part < 0 || p.Of < 0 || p.Part >= max(p.Of, 1) || p.Of > table.DueShards {
		return fmt.Errorf("reconcile: part %d of %d, where there are %d shards", p.Part, p.Of, table.DueShards)
	}
	return nil
}

// ReconcileLine is the msg of the line that each run ends with: metric filters of template.yaml read its numbers.
const ReconcileLine = "reconcile run"

// Reconcile asks the gateway about everything that is due in a part of the queue, until the context's deadline nears. An
// error means that not all of what is due could even be read.
func Reconcile(ctx context.Context, a *App, part DuePart) error {
	if err := part.check(); err != nil {
		return err
	}
	_ = a.renew(ctx, true) // what it does without, it is told for each batch
	if part.Part == 0 {
		a.sample(ctx)
	}
	done, err := a.Flow.Reconcile(ctx, flow.Reconciliation{
		Shards: table.DueShards, Part: part.Part, Parts: part.Of, Workers: reconcileWorkers, Batch: reconcileBatch,
		Ask: gateway.DefaultTimeout, Hurried: reconcileHurried, Silent: func() bool { return a.Flow.Silent(ctx) }, Margin: reconcileMargin,
		PerSecond: a.looksPerSecond, Policy: a.policyOfBatch,
	})
	a.Flow.Log.InfoContext(ctx, ReconcileLine, "part", part.Part, "of", part.Of, "asked", done.Asked, "unknown", done.Unknown, "absent", done.Absent, "failed", done.Failed, "unfinished", done.Unfinished,
		"dueBacklog", done.Backlog, "oldestDueSeconds", int(done.OldestDue.Seconds()))
	if err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	return nil
}
