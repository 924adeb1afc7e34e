// Command audit-logs lists what admins did, shows and changes the policy that says what they may, and tells them who they are.
package main

import (
	"os"
	"slices"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/edge"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return slices.Concat(console.AuditRoutes(a.Lists), console.PolicyRoutes(a.Policies()))
}
