// Command proposals shows what waits for other people's approval, and carries out what has enough of it.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return console.ProposalRoutes(a.Lists, a.Flow)
}
