package merchant

import (
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// momentView is one step of an order, for its owner: what happened and when, never by whom.
type momentView struct {
	Action       string       `json:"action"` // one of moments'
	Message      string       `json:"message"`
	MessageParts *words.Parts `json:"messageParts,omitempty"`
	At           string       `json:"at"`
}

// What users read of a step.
const (
	ReasonOrderSubmitted funds.Reason = "order_submitted"
	ReasonOrderApproved  funds.Reason = "order_approved"
	ReasonOrderRejected  funds.Reason = "order_rejected"
	ReasonOrderCancelled funds.Reason = "order_cancelled"
	ReasonOrderBeingPaid funds.Reason = "order_being_paid"
	ReasonOrderAccepted  funds.Reason = "order_accepted"
	ReasonOrderPaid      funds.Reason = "order_paid"
	ReasonOrderFailed    funds.Reason = "order_failed"
	ReasonOrderReturned  funds.Reason = "order_returned"     // Amount, by the bank
	ReasonBecause        funds.Reason = "because"            // of Text, or of what is said behind it
	ReasonChannelRefused funds.Reason = "refused_by_channel" // why the machine alone ever gives money back: its own line quotes the gateway
)

// moments are the steps that users see. A taken-back approval is a rejection to them; what the machine notes between
// two steps is not theirs.
var moments = map[funds.Command]struct {
	action string
	reason funds.Reason
}{
	funds.CommandCreate:   {"create", ReasonOrderSubmitted},
	funds.CommandApprove:  {"approve", ReasonOrderApproved},
	funds.CommandReject:   {"reject", ReasonOrderRejected},
	funds.CommandRevoke:   {"reject", ReasonOrderRejected},
	funds.CommandCancel:   {"cancel", ReasonOrderCancelled},
	funds.CommandDispatch: {"payout", ReasonOrderBeingPaid},
	funds.CommandAccept:   {"accept", ReasonOrderAccepted},
	funds.CommandComplete: {"complete", ReasonOrderPaid},
	funds.CommandFail:     {"fail", ReasonOrderFailed},
}

func timelineOf(lines []funds.Line, reader words.Reader) []momentView {
	timeline := make([]momentView, 0, len(lines))
	for _, line := range lines {
		moment, shown := moments[line.Command]
		message := funds.Say(moment.reason, funds.Facts{}) + because(line)
		if line.Command == funds.CommandReturn {
			moment.action, message = "return", cameBack(line)
			shown = message != ""
		}
		if !shown {
			continue
		}
		timeline = append(timeline, momentView{moment.action, reader.Message(message), words.PartsOf(message), edge.Moment(line.At)})
	}
	return timeline
}

// cameBack is what the user got back; empty where an admin decides about it, or has closed it.
func cameBack(line funds.Line) funds.Message {
	_, statements := line.Message.Parts()
	if len(statements) == 0 || statements[0].Reason != funds.ReasonReturnCredited {
		return ""
	}
	about := statements[0].Facts
	return funds.Say(ReasonOrderReturned, funds.Facts{Amount: about.Amount}) + funds.DescribeReturn(about.Text)
}

// cancelledBefore is what was stored of a cancellation without a reason, before there were statements.
const cancelledBefore = "提现已取消"

// because is why the money came back, by whoever decided it; empty where nobody said.
func because(line funds.Line) funds.Message {
	text, statements := line.Message.Parts()
	cancelled := text == cancelledBefore || (len(statements) > 0 && statements[0].Reason == funds.ReasonRecalled) // which is all the reason there is
	switch line.Command {
	case funds.CommandReject, funds.CommandRevoke, funds.CommandCancel:
	case funds.CommandFail:
		if line.Actor.Role == funds.RoleSystem {
			return funds.Say(ReasonBecause, funds.Facts{}) + funds.Say(ReasonChannelRefused, funds.Facts{})
		}
	default:
		return ""
	}
	if line.Message == "" || (cancelled && line.Command == funds.CommandCancel) {
		return ""
	}
	said := funds.Say(ReasonBecause, funds.Facts{Text: text})
	for _, statement := range statements {
		said += funds.Say(statement.Reason, statement.Facts)
	}
	return said
}
