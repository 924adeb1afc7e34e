package merchant

import (
	"strings"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// refusal is this contract's error table.
func refusal(err *funds.Error, requestID string) (int, any) {
	return edge.Status(err.Code), contract.Failure{Message: messageOf(err, requestID)}
}

func messageOf(err *funds.Error, requestID string) string {
	if err.Code == funds.CodeNotFound {
		return "提现记录不存在"
	}
	return edge.PublicMessage(err, requestID)
}

// callbackRefusal is refusal for the gateway's people, who read which of their fields is wrong.
func callbackRefusal(err *funds.Error, requestID string) (int, any) {
	message := messageOf(err, requestID)
	if !strings.Contains(message, err.Field) {
		message = err.Field + ": " + message
	}
	return edge.Status(err.Code), contract.Failure{Message: message}
}
