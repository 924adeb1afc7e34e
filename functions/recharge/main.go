// Command recharge shows the ways to put money in and what came of it, and lets admins resolve what did not come as it
// was asked for.
package main

import (
	"os"
	"slices"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return slices.Concat(merchant.RechargeRoutes(a.Lists, a.Flow), console.RechargeRoutes(a.Lists, a.Flow))
}
