package merchant

import (
	"cmp"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// The order's states on the pages. stateCancelled is the gateway's own number for an order that the
// merchant cancelled there.
const (
	stateWaiting   = 0
	stateSuccess   = 1
	stateFailed    = 2
	stateCancelled = 3
)

// pageStates spells each state for the pages.
var pageStates = map[funds.State]int{
	funds.StatePending:    stateWaiting,
	funds.StateApproved:   stateWaiting,
	funds.StateProcessing: stateWaiting,
	funds.StateCompleted:  stateSuccess,
	funds.StateRejected:   stateFailed,
	funds.StateFailed:     stateFailed,
	funds.StateCancelled:  stateFailed,
}

// StateOf spells a state for the pages.
func StateOf(state funds.State) int { return pageStates[state] }

var stateTexts = map[int]string{
	stateWaiting:   "等待中",
	stateSuccess:   "成功",
	stateFailed:    "失败",
	stateCancelled: "失败",
}

func pageStateOf(w funds.Withdrawal) int {
	if w.State == funds.StateFailed && w.Payout.GatewayState == stateCancelled {
		return stateCancelled
	}
	return pageStates[w.State]
}

// orderView is one of the user's own orders: they see their account whole.
type orderView struct {
	ID              string       `json:"id"`
	Type            string       `json:"type"`
	TargetOwner     string       `json:"targetOwner"`
	TargetAccount   string       `json:"targetAccount"`
	Amount          edge.Major   `json:"amount"`
	State           int          `json:"state"`
	StateText       string       `json:"stateText"`
	NotifyInfo      string       `json:"notifyInfo"`
	NotifyInfoParts *words.Parts `json:"notifyInfoParts,omitempty"` // an addition
	Time            int64        `json:"time"`                      // of the creation, in milliseconds
	CreatedAt       string       `json:"createdAt"`
	UpdatedAt       string       `json:"updatedAt"`
	MayCancel       bool         `json:"mayCancel,omitempty"` // an addition
}

func orderViewOf(w funds.Withdrawal, reader words.Reader) orderView {
	state := pageStateOf(w)
	return orderView{
		ID: string(w.ID), Type: string(w.Method), TargetOwner: w.Target.Owner, TargetAccount: w.Target.Account,
		Amount: edge.Major(w.Amount), State: state, StateText: stateTexts[state], NotifyInfo: reader.Message(notifyInfo(w)), NotifyInfoParts: words.PartsOf(notifyInfo(w)),
		Time: w.CreatedAt.UnixMilli(), CreatedAt: edge.Moment(w.CreatedAt), UpdatedAt: edge.Moment(w.UpdatedAt),
		MayCancel: w.State == funds.StatePending,
	}
}

// notifyInfo says how an order ended: why the money came back, or the gateway's last word. Before the
// end that word may be a broken connection's error, which is for the log and admins.
func notifyInfo(w funds.Withdrawal) funds.Message {
	if !w.State.Final() {
		return ""
	}
	return cmp.Or(w.EndReason(), w.NotifyInfo)
}

// What has become of a new order.
const (
	ReasonSubmitted   funds.Reason = "submitted"
	ReasonUnconfirmed funds.Reason = "submitted_unconfirmed" // the gateway may or may not have it
	ReasonNotTaken    funds.Reason = "order_not_taken"       // it ended, for what somebody wrote: Text
)

// outcome says what became of a new order: accepted or waiting for a review, not known yet, or refused by
// the gateway, which is an error with its reason (the money is back).
func outcome(w funds.Withdrawal) (said funds.Reason, err error) {
	switch {
	case w.State == funds.StateFailed:
		return "", funds.RefusedBecause(funds.CodeInvalid, w.EndReason(), ReasonNotTaken)
	case w.State == funds.StateProcessing && w.Payout.AcceptedAt.IsZero():
		return ReasonUnconfirmed, nil
	}
	return ReasonSubmitted, nil
}
