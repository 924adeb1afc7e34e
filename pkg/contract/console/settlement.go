package console

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// settlementPart is what was settled of an order that the gateway's word contradicted, and what is due: additions,
// left out where neither is.
type settlementPart struct {
	SettledAmount *edge.Major `json:"settledAmount,omitempty"` // below zero where it was taken
	DueAmount     *edge.Major `json:"dueAmount,omitempty"`     // an adjustment that names the order takes from 0 to this
}

// listedView is a row of the list, with what is due of it: an addition, as in the detail.
type listedView struct {
	rowView
	DueAmount *edge.Major `json:"dueAmount,omitempty"`
}

func listedViewOf(record list.Record, policy funds.Policy, at time.Time, reader words.Reader) listedView {
	return listedView{rowViewOf(record, policy, at, reader), settlementOf(record.Withdrawal).DueAmount}
}

func settlementOf(w funds.Withdrawal) settlementPart {
	part := settlementPart{SettledAmount: optionalMajor(w.Settled), DueAmount: optionalMajor(w.Due())}
	if w.NeedsAttention && w.State.Final() && part.DueAmount == nil {
		part.DueAmount = new(edge.Major)
	}
	return part
}

func rechargeSettlementOf(r funds.Recharge) settlementPart {
	part := settlementPart{SettledAmount: optionalMajor(r.Settled), DueAmount: optionalMajor(r.DueToSettle())}
	if r.NeedsAttention && !r.State.Waiting() && part.DueAmount == nil {
		part.DueAmount = new(edge.Major)
	}
	return part
}

// settlementView is a step that the document's log has no word for: the gateway contradicted an end, or an admin
// settled what was due.
type settlementView struct {
	Action       string       `json:"action"` // contradict, settle, return
	Operator     string       `json:"operator"`
	OperatorID   string       `json:"operatorId,omitempty"`
	OperatorName string       `json:"operatorName,omitempty"`
	Message      string       `json:"message"`
	MessageParts *words.Parts `json:"messageParts,omitempty"`
	CreatedAt    string       `json:"createdAt"`
}

// The actions of a settlementView.
const contradicted, settled, returned = "contradict", "settle", "return"

func settlementsOf(lines []funds.Line, reader words.Reader) (views []settlementView) {
	for _, line := range lines {
		action := settled
		switch line.Command {
		case funds.CommandContradict:
			action = contradicted
		case funds.CommandRecheck:
			if line.Message == "" || line.Actor.Role == funds.RoleAdmin {
				continue
			}
			action = contradicted
		case funds.CommandResolve:
		case funds.CommandReturn:
			action = returned
		default:
			continue
		}
		views = append(views, settlementView{
			Action: action, Operator: operatorOf(line.Actor), OperatorID: line.Actor.ID, OperatorName: line.Actor.Name,
			Message: reader.Message(line.Message), MessageParts: words.PartsOf(line.Message), CreatedAt: edge.Moment(line.At),
		})
	}
	return views
}

// rechargeSettlementsOf leaves out that one was parked or closed, unless an adjustment named it.
func rechargeSettlementsOf(r funds.Recharge, reader words.Reader) (views []settlementView) {
	for _, line := range r.Lines {
		action := settled
		switch command := line.Command; {
		case command == funds.RechargeContradict, command == funds.RechargePark && r.Settled != 0:
			action = contradicted
		case command == funds.RechargeSettle, command == funds.RechargeClose && r.Settled != 0:
		default:
			continue
		}
		views = append(views, settlementView{
			Action: action, Operator: operatorOf(line.Actor), OperatorID: line.Actor.ID, OperatorName: line.Actor.Name,
			Message: reader.Message(line.Message), MessageParts: words.PartsOf(line.Message), CreatedAt: edge.Moment(line.At),
		})
	}
	return views
}
