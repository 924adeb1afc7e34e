// Command console serves the pages for users and admins, which are built out of web/ and embedded here, and
// tells them where people sign in, where business days begin and which channels there are. It touches neither the table nor a secret.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func main() {
	os.Exit(app.MainWithoutTable(func(a *app.App) []edge.Route {
		return routes(os.Getenv, func() funds.Policy { return a.Flow.Policy })
	}))
}
