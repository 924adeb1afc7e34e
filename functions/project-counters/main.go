// Command project-counters keeps the counters of all withdrawals from the table's stream.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
)

func main() { os.Exit(app.MainStream(app.Project)) }
