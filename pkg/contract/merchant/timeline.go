package merchant

import (
	"strings"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// momentView is one step of an order, for its owner: what happened and when, never by whom.
type momentView struct {
	Action  string `json:"action"` // one of momentWords'
	Message string `json:"message"`
	At      string `json:"at"`
}

// momentWords are the steps that users see. A taken-back approval is a rejection to them; what the machine
// notes between two steps is not theirs.
var momentWords = map[funds.Command]struct{ action, message string }{
	funds.CommandCreate:   {"create", "提现申请已提交，金额已冻结"},
	funds.CommandApprove:  {"approve", "审核通过"},
	funds.CommandReject:   {"reject", "审核未通过，金额已退回"},
	funds.CommandRevoke:   {"reject", "审核未通过，金额已退回"},
	funds.CommandCancel:   {"cancel", "提现已取消，金额已退回"},
	funds.CommandDispatch: {"payout", "正在打款"},
	funds.CommandAccept:   {"accept", "打款渠道已受理"},
	funds.CommandComplete: {"complete", "打款成功"},
	funds.CommandFail:     {"fail", "打款失败，金额已退回"},
}

func timelineOf(lines []funds.Line, reader words.Reader) []momentView {
	timeline := make([]momentView, 0, len(lines))
	for _, line := range lines {
		words, shown := momentWords[line.Command]
		if !shown {
			continue
		}
		message := words.message
		if reason := reasonOf(line, reader); !strings.HasPrefix(message, reason) {
			message += "：" + reason
		}
		timeline = append(timeline, momentView{words.action, message, edge.Moment(line.At)})
	}
	return timeline
}

// refusedByChannel is why the machine alone ever gives money back: its own line quotes the gateway.
const refusedByChannel = "打款渠道拒绝"

// reasonOf is why the money came back, in the words of whoever decided it.
func reasonOf(line funds.Line, reader words.Reader) string {
	switch line.Command {
	case funds.CommandReject, funds.CommandRevoke, funds.CommandCancel:
		return reader.Message(line.Message)
	case funds.CommandFail:
		if line.Actor.Role == funds.RoleSystem {
			return refusedByChannel
		}
		return reader.Message(line.Message)
	default:
		return ""
	}
}
