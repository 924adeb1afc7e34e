package merchant

import (
	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// What the routes about withdrawals, and those about recharges, say of an unknown one.
const (
	noWithdrawal = "提现记录不存在"
	noRecharge   = "充值记录不存在"
)

// refusal is this contract's error table.
func refusal(err *funds.Error, reader words.Reader) (int, any) {
	return edge.Status(err.Code), contract.Failed(err, reader.Error(err, missing(err, noWithdrawal)), reader)
}

// rechargeRefusal is the table of the routes that are about recharges.
func rechargeRefusal(err *funds.Error, reader words.Reader) (int, any) {
	return edge.Status(err.Code), contract.Failed(err, reader.Error(err, missing(err, noRecharge)), reader)
}

// callbackRefusal is a table for the gateway's people, who read which of their fields is wrong.
func callbackRefusal(unknown string) edge.ErrorForm {
	return func(err *funds.Error, reader words.Reader) (int, any) {
		return edge.Status(err.Code), contract.Failed(err, reader.WithField(err, missing(err, unknown)), reader)
	}
}

// missing is the contract's own sentence; empty where it has none.
func missing(err *funds.Error, unknown string) string {
	if err.Code == funds.CodeNotFound {
		return unknown
	}
	return ""
}
