package flowtest

import (
	"slices"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// Notice is an honest callback about an order, not signed yet. The amount is in major units.
func Notice(serial, platformID, amount string, state int, at time.Time) gateway.Message {
	return gateway.Message{
		gateway.Text("username", sandbox.Username), gateway.Text("merchantSerial", serial), gateway.Text("platformId", platformID),
		gateway.Number("amount", amount), gateway.Number("state", strconv.Itoa(state)),
		gateway.Number("timestamp", strconv.FormatInt(at.UnixMilli(), 10)),
	}
}

// Replaced is a message with another value of one field; without the field where there is none.
func Replaced(message gateway.Message, name, value string) gateway.Message {
	at := slices.IndexFunc(message, func(f gateway.Field) bool { return f.Name == name })
	changed := slices.Clone(message)
	if value == "" {
		return slices.Delete(changed, at, at+1)
	}
	changed[at].Text = value
	return changed
}
