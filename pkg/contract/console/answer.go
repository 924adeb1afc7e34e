package console

import (
	"net/http"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

type success struct {
	Code int `json:"code"`
	Data any `json:"data"`
}

type failure struct {
	Code    int               `json:"code"`
	Message string            `json:"message"`
	Details map[string]string `json:"details,omitempty"`
	words.Refusal
}

func ok(data any) edge.Response { return edge.OK(success{Data: data}) }

// refusal is this contract's error table (section 11).
func refusal(err *funds.Error, reader words.Reader) (int, any) {
	return failed(err, reader, sentence(err))
}

// sentence is the document's own one; empty where it has none.
func sentence(err *funds.Error) string {
	if err.Code == funds.CodeNotFound {
		return "提现记录不存在"
	}
	if _, stepped := goals[err.Facts.Command]; stepped && err.Code == funds.CodeIllegal {
		return illegal(err.Facts)
	}
	return ""
}

// failed is an error's status and body. A wallet that pays nothing, or takes nothing, is a conflict of states
// here: the request itself is right.
func failed(err *funds.Error, reader words.Reader, own string) (int, any) {
	status := edge.Status(err.Code)
	if err.Code == funds.CodeWalletInactive {
		status = http.StatusConflict
	}
	message := reader.Error(err, own)
	body := failure{Code: status, Message: message, Refusal: reader.Refusal(err)}
	if err.Field != "" {
		body.Details = map[string]string{err.Field: message}
	}
	return status, body
}

// goals is the status that each of the console's commands leads to.
var goals = map[funds.Command]string{
	funds.CommandApprove:  statuses[funds.StateApproved],
	funds.CommandReject:   statuses[funds.StateRejected],
	funds.CommandDispatch: statuses[funds.StateProcessing],
	funds.CommandResend:   statuses[funds.StateProcessing],
	funds.CommandComplete: statuses[funds.StateCompleted],
	funds.CommandFail:     statuses[funds.StateFailed],
}

// illegal is the text of the 409 for an illegal transition, as the document has it. Of a payout that is under way it also
// says why, since the two statuses alone would read as a legal step.
func illegal(facts funds.Facts) string {
	message := "状态转换非法: " + statuses[facts.State] + " → " + goals[facts.Command]
	reviewing := facts.Command == funds.CommandApprove || facts.Command == funds.CommandReject
	if facts.State == funds.StateProcessing && !reviewing {
		message += "（通道打款处理中，以网关结果为准）"
	}
	return message
}
