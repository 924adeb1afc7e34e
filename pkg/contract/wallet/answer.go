package wallet

import (
	"net/http"
	"slices"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// refusal is this contract's error table. It knows no 409 for a wrong state, ours or the gateway's, for a pause, or for what
// takes other people: that is a 400.
func refusal(err *funds.Error, reader words.Reader) (int, any) {
	status := edge.Status(err.Code)
	if slices.Contains([]funds.Code{funds.CodeIllegal, funds.CodeUnpayable, funds.CodeGatewayDisagrees, funds.CodePaused, funds.CodeApproval}, err.Code) {
		status = http.StatusBadRequest
	}
	return status, contract.Failed(err, reader.Error(err, sentence(err)), reader)
}

// sentence is the document's own one; empty where it has none.
func sentence(err *funds.Error) string {
	switch {
	case err.Code == funds.CodeNotFound && err.Field == "":
		return "提现记录不存在"
	case err.Code == funds.CodeIllegal && err.Field == "":
		return "提现记录状态不正确"
	case err.Reason == funds.ReasonRejectionReason:
		return "拒绝提现时必须填写拒绝原因"
	}
	return ""
}
