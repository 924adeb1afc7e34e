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
	reconcileWorkers = 16
	reconcileBatch   = 100
	reconcileMargin  = 5 * time.Second // a settlement that has begun ends within this
)

// ReconcileLine is the msg of the line that each run ends with: metric filters of template.yaml read its numbers.
const ReconcileLine = "reconcile run"

// Reconcile asks the gateway about everything that is due, until the context's deadline nears. An
// error means that not all of what is due could even be read.
func Reconcile(ctx context.Context, a *App) error {
	_ = a.renew(ctx, true) // what it does without, it is told for each batch
	done, err := a.Flow.Reconcile(ctx, flow.Reconciliation{
		Shards: table.DueShards, Workers: reconcileWorkers, Batch: reconcileBatch,
		Ask: gateway.DefaultTimeout, Margin: reconcileMargin,
		Policy: a.policyOfBatch,
	})
	a.Flow.Log.InfoContext(ctx, ReconcileLine, "asked", done.Asked, "unknown", done.Unknown, "absent", done.Absent, "failed", done.Failed, "unfinished", done.Unfinished,
		"dueBacklog", done.Backlog, "oldestDueSeconds", int(done.OldestDue.Seconds()))
	if err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	return nil
}
