package wallet

import (
	"net/http"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// refusal is this contract's error table. It knows no 409 for a wrong state, ours or the gateway's: that is a 400.
func refusal(err *funds.Error, requestID string) (int, any) {
	status, message := edge.Status(err.Code), edge.PublicMessage(err, requestID)
	switch {
	case err.Code == funds.CodeNotFound && err.Field == "":
		message = "提现记录不存在"
	case err.Code == funds.CodeIllegal && err.Field == "":
		status, message = http.StatusBadRequest, "提现记录状态不正确"
	case err.Code == funds.CodeIllegal || err.Code == funds.CodeUnpayable || err.Code == funds.CodeGatewayDisagrees:
		status = http.StatusBadRequest
	}
	return status, contract.Failed(err, message)
}
