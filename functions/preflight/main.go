// Command preflight runs before requests go over to new versions: it has each check itself, and tells CodeDeploy what
// came of it.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/rollout"
)

func main() {
	os.Exit(app.MainEvent(func(a *app.App) app.EventHandler[rollout.Hook] {
		return rollout.New(a.AWS, os.Getenv).BeforeTraffic
	}))
}
