// Command export-withdrawals gives admins withdrawals as a file.
package main

import (
	"context"
	"io"
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/bucket"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	files := bucket.Open(a.AWS, a.Files.Endpoint, a.Files.Bucket)
	return console.ExportRoutes(a.Lists, console.ExportParts{
		CSV:  func(to io.Writer, header []string) (console.ExportTable, error) { return sheet.CSV(to, header) },
		XLSX: func(to io.Writer, header []string) (console.ExportTable, error) { return sheet.XLSX(to, header) },
		File: func(ctx context.Context, meta console.FileMeta) console.ExportFile {
			return files.Create(ctx, bucket.Meta(meta))
		},
	})
}
