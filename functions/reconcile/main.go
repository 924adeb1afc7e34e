// Command reconcile runs on a schedule: it asks the gateway about everything still open, and settles it.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
)

func main() { os.Exit(app.MainSchedule(app.Reconcile)) }
