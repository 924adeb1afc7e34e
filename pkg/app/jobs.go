package app

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/job"
)

// Jobs are what begins jobs of every kind, and takes them on. A kind is registered by being listed here.
func (a *App) Jobs(files job.Files, tables job.Tables) *job.Service {
	policy := func() funds.Policy { return a.Lists.Policy }
	return &job.Service{
		Store: a.table, Files: files, Now: time.Now, Random: rand.Reader,
		Kinds: []job.Kind{
			job.Ledger(a.table, policy, tables, time.Now),
			job.Recharges(a.table, policy, tables, time.Now),
			job.Audit(a.table, policy, tables, time.Now),
		},
	}
}

// JobsLine is the msg of the line that each run ends with which takes on what closed pages have left.
const JobsLine = "jobs run"

// FinishJobs takes on what closed pages have left.
func FinishJobs(ctx context.Context, a *App, jobs *job.Service) error {
	_ = a.renew(ctx, true) // a kind that needs the policy in force asks for it
	taken, err := jobs.Finish(ctx, a.Flow.Log)
	a.Flow.Log.InfoContext(ctx, JobsLine, "taken", taken)
	return err
}
