package withdrawflow

import (
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// answer is the one body of this contract, of errors too.
type answer struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data"`
}

func success(data any) edge.Response { return said("success", data) }

func said(message string, data any) edge.Response {
	return edge.OK(answer{http.StatusOK, message, data})
}

// duplicateView is the earlier one that a refused request is a likely duplicate of: an addition.
type duplicateView struct {
	TransactionNo string `json:"transaction_no"`
	CreatedAt     string `json:"created_at"`
}

// refusal is this contract's error table. The body's code is what the HTTP status would be; of that, only
// a missing token's and a forbidden act's are the HTTP status too.
func refusal(err *funds.Error, requestID string) (int, any) {
	code, status := edge.Status(err.Code), http.StatusOK
	if code == http.StatusUnauthorized || code == http.StatusForbidden {
		status = code
	}
	refused := answer{Code: code, Message: textOf(err, requestID)}
	if err.Code == funds.CodeDuplicate {
		refused.Data = duplicateView{funds.ID(err.Facts.Earlier).FlowNo(), edge.Second(err.Facts.EarlierAt)}
	}
	return status, refused
}

// textOf is one of the document's own texts (错误处理场景), where it has one.
func textOf(err *funds.Error, requestID string) string {
	facts := err.Facts
	switch {
	case err.Code == funds.CodeWalletInactive && facts.Status == funds.WalletClosed:
		return "钱包已关闭，无法提现"
	case err.Code == funds.CodeWalletInactive:
		return "钱包已被冻结，无法提现"
	case err.Code == funds.CodeInsufficient && facts.Requested > facts.Balance:
		return "总余额不足，当前总余额: " + facts.Balance.Fixed() + "，申请提现: " + facts.Requested.Fixed()
	case err.Code == funds.CodeInsufficient:
		return "可用余额不足，当前可用余额: " + facts.Available.Fixed() + "，已冻结金额: " + facts.Frozen.Fixed() + "，申请提现: " + facts.Requested.Fixed()
	case err.Code == funds.CodeNotFound:
		return "交易记录不存在"
	case err.Code == funds.CodeIllegal && facts.State == funds.StateProcessing:
		return "交易正在通道打款中，以网关结果为准，不能确认或取消"
	case err.Code == funds.CodeIllegal:
		return "交易状态为" + statusNames[statuses[facts.State]] + "，只有待处理的交易可以确认或取消"
	default:
		return edge.PublicMessage(err, requestID)
	}
}
