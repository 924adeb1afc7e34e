// Command fan-out has all readers of the table's stream but the counters' read it: what tells webhook endpoints.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
)

func main() { os.Exit(app.MainStreamWithoutTable(app.FanOut(app.TellWebhooks))) }
