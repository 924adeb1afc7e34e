// Command payout-withdrawal pays approved withdrawals out, by hand or through the gateway, or marks them as failed.
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
	return slices.Concat(console.PayoutRoutes(a.Lists, a.Flow), withdrawflow.PayoutRoutes(a.Flow))
}
