package merchant

import (
	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// refusal is this contract's error table.
func refusal(err *funds.Error, requestID string) (int, any) {
	return refusalOf("提现记录不存在", err, requestID)
}

// rechargeRefusal is the table of the routes that are about recharges.
func rechargeRefusal(err *funds.Error, requestID string) (int, any) {
	return refusalOf("充值记录不存在", err, requestID)
}

func refusalOf(missing string, err *funds.Error, requestID string) (int, any) {
	message := edge.PublicMessage(err, requestID)
	if err.Code == funds.CodeNotFound {
		message = missing
	}
	return edge.Status(err.Code), contract.Failed(err, message)
}

// callbackRefusal is a table for the gateway's people, who read which of their fields is wrong.
func callbackRefusal(table edge.ErrorForm) edge.ErrorForm {
	return func(err *funds.Error, requestID string) (int, any) {
		status, body := table(err, requestID)
		if failure, ok := body.(contract.Failure); ok {
			body = contract.Failure{Message: edge.Named(err.Field, failure.Message)}
		}
		return status, body
	}
}
