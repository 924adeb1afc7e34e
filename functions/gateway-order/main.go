// Command gateway-order takes the orders that wait for the gateway's answer: withdrawals that it pays by policy, and
// recharges.
package main

import (
	"os"
	"slices"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return slices.Concat(merchant.CreateRoutes(a.Flow), merchant.RechargeCreateRoutes(a.Flow))
}
