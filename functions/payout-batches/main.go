// Command payout-batches has payouts paid by files: it makes batches, claims their rows once they are released, keeps their
// files and hears what became of them.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/bucket"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/handover"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	desk := handover.Desk{Files: bucket.Open(a.AWS, a.Files.Endpoint, a.Files.Bucket), Service: a.Flow}
	return console.BatchRoutes(a.Lists, a.Flow, console.BatchParts{
		Forms: handover.Forms(), Form: desk.Form, Results: handover.Results, Files: desk, Link: desk.Link,
	})
}
