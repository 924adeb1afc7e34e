// Command gateway-callback receives the gateway's notifications of outcomes, and asks it before it believes them.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return merchant.CallbackRoutes(a.Flow, a.Gateway)
}
