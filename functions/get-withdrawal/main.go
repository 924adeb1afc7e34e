// Command get-withdrawal shows one withdrawal and its logs, asks the gateway where its owner checks it, and gives its
// money back where they cancel it.
package main

import (
	"os"
	"slices"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/batchaudit"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return slices.Concat(batchaudit.GetRoutes(a.Lists), console.GetRoutes(a.Lists), merchant.GetRoutes(a.Lists, a.Flow), wallet.GetRoutes(a.Lists, a.Flow))
}
