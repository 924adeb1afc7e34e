// Command wallet shows wallets, which it makes on first access, and their entries.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return wallet.BalanceRoutes(a.Flow)
}
