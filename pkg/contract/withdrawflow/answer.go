package withdrawflow

import (
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// answer is the one body of this contract, of errors too.
type answer struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data"`
}

func success(data any) edge.Response { return successWith("success", data) }

func successWith(message string, data any) edge.Response {
	return edge.OK(answer{http.StatusOK, message, data})
}

// inWords is what a reason says to whoever asked.
func inWords(reader words.Reader, reason funds.Reason) string {
	return reader.Message(funds.Say(reason, funds.Facts{}))
}

// duplicateView is the earlier one that a refused request is a likely duplicate of: an addition.
type duplicateView struct {
	TransactionNo string `json:"transaction_no"`
	CreatedAt     string `json:"created_at"`
}

// ReasonBalanceShort says by how much a balance is not enough: Balance, Available, Frozen and Requested. The document's
// own sentences for it have these amounts.
const ReasonBalanceShort funds.Reason = "balance_short"

// refusal is this contract's error table. The body's code is what the HTTP status would be; of that, only
// a missing token's and a forbidden act's are the HTTP status too.
func refusal(err *funds.Error, reader words.Reader) (int, any) {
	code, status := edge.Status(err.Code), http.StatusOK
	if code == http.StatusUnauthorized || code == http.StatusForbidden {
		status = code
	}
	if err.Code == funds.CodeInsufficient {
		short := *err
		short.Why = []funds.Statement{{Reason: ReasonBalanceShort, Facts: err.Facts}}
		err = &short
	}
	refused := refusedAnswer{answer{Code: code, Message: reader.Error(err, sentence(err))}, reader.Refusal(err)}
	if err.Code == funds.CodeDuplicate {
		refused.Data = duplicateView{funds.ID(err.Facts.Earlier).FlowNo(), edge.Second(err.Facts.EarlierAt)}
	}
	return status, refused
}

// refusedAnswer is the body of an error, with what programs read: an addition.
type refusedAnswer struct {
	answer
	words.Refusal
}

// sentence is the document's own one (错误处理场景); empty where it has none.
func sentence(err *funds.Error) string {
	facts := err.Facts
	switch {
	case err.Code == funds.CodeWalletInactive && facts.Status == funds.WalletClosed:
		return "钱包已关闭，无法提现"
	case err.Code == funds.CodeWalletInactive:
		return "钱包已被冻结，无法提现"
	case err.Code == funds.CodeInsufficient && facts.Requested > facts.Balance:
		return "总余额不足，当前总余额: {balance}，申请提现: {requested}"
	case err.Code == funds.CodeInsufficient:
		return "可用余额不足，当前可用余额: {available}，已冻结金额: {frozen}，申请提现: {requested}"
	case err.Code == funds.CodeNotFound:
		return "交易记录不存在"
	case err.Code == funds.CodeIllegal && facts.State == funds.StateProcessing:
		return "交易正在通道打款中，以网关结果为准，不能确认或取消"
	case err.Code == funds.CodeIllegal:
		return "交易状态为" + statusNames[statuses[facts.State]] + "，只有待处理的交易可以确认或取消"
	default:
		return ""
	}
}
