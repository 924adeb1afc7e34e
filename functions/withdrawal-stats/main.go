// Command withdrawal-stats counts and adds up withdrawals, of everybody for admins and of one user for that user.
package main

import (
	"os"
	"slices"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/withdrawflow"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return slices.Concat(console.StatsRoutes(a.Lists), withdrawflow.StatsRoutes(a.Lists))
}
