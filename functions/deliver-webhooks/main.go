// Command deliver-webhooks sends events to webhook endpoints, again until they are taken.
package main

import (
	"os"

	"github.com/outflow-pay/outflow/pkg/app"
)

func main() { os.Exit(app.MainEvent(app.Deliver)) }
