package proposal

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Request is an act that takes more than one person.
type Request struct {
	Act    funds.ProposedAct
	Target string // the user whose money or wallet it is about; empty: nobody's
	Body   funds.ProposalBody
	Judged []funds.Asked // what the rules are asked about
	Least  int64         // people, whatever the rules say; 0 and 1: as they say
	Claim  *funds.Claim
}

// need is how many different people the act takes.
func (r Request) need(controls funds.Controls) int64 {
	return max(r.Least, controls.NeedOfAll(r.Judged))
}

// Propose writes down an act that was found legal, with its proposer's approval, for others to approve. Nobody proposes
// what is about their own money ([funds.ErrForbidden]), whichever of their accounts owns it.
func Propose(act funds.Act, request Request, controls funds.Controls) (funds.Change, error) {
	person := controls.PersonOf(act.Actor)
	if err := notTarget(act, request.Target, controls); err != nil {
		return funds.Change{}, err
	}
	id := funds.NewProposalID(act)
	proposed := funds.Proposal{
		ID: id, Version: 1, State: funds.ProposalOpen, Act: request.Act, Target: request.Target, Body: request.Body, Judged: request.Judged,
		Need: request.need(controls), Approvals: []funds.ProposalApproval{approvalOf(act, person)},
		Expires: act.At.Add(funds.ProposalLife), CommitID: act.CommitID, CreatedAt: act.At, UpdatedAt: act.At,
	}
	proposed.Hash = proposed.ContentHash()
	return funds.Change{
		CommitID: act.CommitID, At: act.At, Claim: request.Claim.For(funds.ProposalClaim(id)),
		Proposal: &funds.ProposalChange{To: proposed}, Audit: audit(act, "propose", proposed, nil),
	}, nil
}

// notTarget refuses whoever the act is about.
func notTarget(act funds.Act, target string, controls funds.Controls) error {
	if target == "" {
		return nil
	}
	if err := funds.NotOwn(act, target); err != nil {
		return err
	}
	if controls.Owns(act.Actor, target) {
		return funds.ErrForbidden
	}
	return nil
}

func approvalOf(act funds.Act, person string) funds.ProposalApproval {
	by := funds.Actor{Role: act.Actor.Role, ID: act.Actor.ID, Name: act.Actor.Name}
	return funds.ProposalApproval{Person: person, By: by, At: act.At}
}

// audit is the record of what somebody does to a proposal, with its hash's content in short.
func audit(act funds.Act, action string, p funds.Proposal, more map[string]string) *funds.AuditRecord {
	detail := map[string]string{"act": string(p.Act), "target": p.Target}
	for name, text := range more {
		detail[name] = text
	}
	for name, text := range p.Body {
		detail["body."+name] = text
	}
	return ledger.AuditOf(act, "proposal", action, string(p.ID), "proposal", detail)
}
