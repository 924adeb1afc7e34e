// Command reconcile runs on schedules, one for each part of what is due: it asks the gateway about everything still open, and
// settles it.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
)

func main() { os.Exit(app.MainSchedule(app.Reconcile)) }
