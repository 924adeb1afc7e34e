package console

import (
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// approvalsPart is how a withdrawal stands with the people that it takes: left out where it takes one.
type approvalsPart struct {
	Approvals       []approvalView `json:"approvals,omitempty"`
	ApprovalsNeeded int64          `json:"approvalsNeeded,omitempty"`
}

// approvalView is one person's approval.
type approvalView struct {
	By   string  `json:"by"`             // the policy's name for the person, or the admin's id where it lists nobody
	Name string  `json:"name,omitempty"` // left out where the policy lists nobody
	At   *string `json:"at,omitempty"`
}

func approvalsPartOf(standing withdrawal.Quorum, policy funds.Policy) (part approvalsPart) {
	if !standing.Several() {
		return part
	}
	part.ApprovalsNeeded = standing.Need
	for _, approval := range standing.Approvals {
		part.Approvals = append(part.Approvals, approvalView{approval.Person, policy.Controls.Named(approval.Person), edge.OptionalMoment(approval.At)})
	}
	return part
}
