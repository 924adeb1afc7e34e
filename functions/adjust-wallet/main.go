// Command adjust-wallet corrects balances by hand, and freezes, closes and reopens wallets.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return wallet.AdjustRoutes(a.Flow)
}
