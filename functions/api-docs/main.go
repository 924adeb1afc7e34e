// Command api-docs serves the description of the API and the page that shows it.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/api"
	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.MainWithoutTable(routes)) }

// envDocs is true where they are shown. Any other value hides them.
const envDocs = "OUTFLOW_DOCS"

func routes(*app.App) []edge.Route { return api.Routes(os.Getenv(envDocs) == "true") }
