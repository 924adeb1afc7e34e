package proposal

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Reject ends a proposal, for a reason: by whoever could approve it, or by its proposer, who takes it back. One that has
// ended or expired is [funds.CodeIllegal].
func Reject(caller Caller, p funds.Proposal, reason string, controls funds.Controls) (funds.Change, error) {
	act, person := caller.Act, controls.PersonOf(caller.Act.Actor)
	if act.Actor.Role != funds.RoleAdmin || person != p.Proposer().Person {
		if err := mayDecide(caller, p, controls); err != nil {
			return funds.Change{}, err
		}
	}
	if reason == "" {
		return funds.Change{}, funds.Invalid("reason", funds.ReasonNoReasonGiven)
	}
	if err := funds.CheckProse("reason", reason); err != nil {
		return funds.Change{}, err
	}
	if err := isOpen(act, p); err != nil {
		return funds.Change{}, err
	}
	next := p
	next.Version, next.CommitID, next.UpdatedAt = p.Version+1, act.CommitID, act.At
	next.State, next.Reason, next.EndedAt, next.Ended = funds.ProposalRejected, funds.Text(reason), act.At, approvalOf(act, person).By
	return funds.Change{
		CommitID: act.CommitID, At: act.At, Proposal: &funds.ProposalChange{From: p.Version, To: next},
		Audit: audit(act, "reject", next, map[string]string{"reason": reason}),
	}, nil
}
