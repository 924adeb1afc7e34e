// Command payout-batches has payouts paid by files: it makes batches, claims their rows once they are released, keeps their
// files and hears what became of them.
package main

import (
	"context"
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/bucket"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/handover"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	kept := cabinet{bucket.Open(a.AWS, a.Files.Endpoint, a.Files.Bucket)}
	desk := handover.Desk{Files: kept, Service: a.Flow}
	return console.BatchRoutes(a.Lists, a.Flow, console.BatchParts{
		Forms: handover.Forms(), Form: desk.Form, Results: handover.Results, Files: desk, Link: desk.Link,
	})
}

// cabinet is the bucket of files.
type cabinet struct{ files *bucket.Bucket }

// Keep is [handover.Cabinet]'s.
func (c cabinet) Keep(ctx context.Context, file handover.File, content []byte) error {
	return c.files.Keep(ctx, bucket.Meta(file), content)
}

// Link is [handover.Cabinet]'s.
func (c cabinet) Link(ctx context.Context, file handover.File) (string, error) {
	return c.files.Link(ctx, bucket.Meta(file))
}
