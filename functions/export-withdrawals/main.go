// Command export-withdrawals gives admins withdrawals as a file.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return console.ExportRoutes(a.Flow, console.Encoders{CSV: sheet.CSV, XLSX: sheet.XLSX})
}
