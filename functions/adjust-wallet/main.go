// Command adjust-wallet corrects balances by hand, freezes, closes and reopens wallets, and pauses or blocks what pays.
package main

import (
	"os"
	"slices"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return slices.Concat(wallet.AdjustRoutes(a.Flow), console.PauseRoutes(a.Flow), console.BlockRoutes(a.Flow))
}
