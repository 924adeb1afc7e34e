// Command jobs begins what takes longer than one request, takes it on step by step, and gives out what comes of it. A
// schedule has it finish what closed pages have left.
package main

import (
	"context"
	"io"
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/bucket"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/job"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

func main() { os.Exit(app.MainWithSchedule(routes, finish)) }

func routes(a *app.App) []edge.Route { return console.JobRoutes(jobs(a)) }

func finish(ctx context.Context, a *app.App) error { return app.FinishJobs(ctx, a, jobs(a)) }

func jobs(a *app.App) *job.Service {
	return a.Jobs(files{bucket.Open(a.AWS, a.Files.Endpoint, a.Files.Bucket)}, job.Tables{
		CSV:  func(to io.Writer, header []string) (job.Table, error) { return sheet.CSV(to, header) },
		XLSX: func(to io.Writer, header []string) (job.Table, error) { return sheet.XLSX(to, header) },
	})
}

// files are S3's.
type files struct{ *bucket.Bucket }

// Create begins a file.
func (f files) Create(ctx context.Context, file funds.File) job.Writer {
	return f.Bucket.Create(ctx, bucket.Meta{Key: file.Key, Type: file.Type})
}
