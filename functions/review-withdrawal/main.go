// Command review-withdrawal approves and rejects withdrawals.
package main

import (
	"os"
	"slices"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/batchaudit"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/contract/withdrawflow"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return slices.Concat(batchaudit.ReviewRoutes(a.Flow), console.ReviewRoutes(a.Lists, a.Flow), wallet.ReviewRoutes(a.Flow), withdrawflow.ReviewRoutes(a.Flow))
}
