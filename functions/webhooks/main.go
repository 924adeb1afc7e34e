// Command webhooks shows admins the endpoints that events are delivered to, and what became of that, and lets them change both.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route { return console.WebhookRoutes(a.Webhooks()) }
