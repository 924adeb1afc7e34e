// Command create-withdrawal takes withdrawal requests and freezes their money. It never waits for the gateway.
package main

import (
	"os"
	"slices"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/contract/withdrawflow"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return slices.Concat(wallet.CreateRoutes(a.Flow), withdrawflow.CreateRoutes(a.Flow))
}
