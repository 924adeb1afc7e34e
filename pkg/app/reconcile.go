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

// Reconcile asks the gateway about everything that is due, until the context's deadline nears. An
// error means that not all of what is due could even be read.
func Reconcile(ctx context.Context, a *App) error {
	_ = a.renew(ctx, true) // what it does without, it is told for each batch
	done, err := a.Flow.Reconcile(ctx, flow.Reconciliation{
		Shards: table.DueShards, Workers: reconcileWorkers, Batch: reconcileBatch,
		Ask: gateway.DefaultTimeout, Margin: reconcileMargin,
		Policy: a.policyOfBatch,
	})
	a.Flow.Log.Info("reconcile run", "asked", done.Asked, "failed", done.Failed, "unfinished", done.Unfinished)
	if err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	return nil
}
