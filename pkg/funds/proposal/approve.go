package proposal

import (
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Why a proposal is not approved, or not rejected.
const (
	ReasonOwnProposal     funds.Reason = "proposal_own"     // whoever proposed it has approved it already
	ReasonProposalChanged funds.Reason = "proposal_changed" // it is not what was shown, or not what was proposed
	ReasonProposalEnded   funds.Reason = "proposal_ended"   // To is its state
	ReasonProposalExpired funds.Reason = "proposal_expired"
)

// Caller is who decides about a proposal, and what they may do at all.
type Caller struct {
	Act  funds.Act
	May  funds.Permissions
	Seen string // the hash of what was shown to them; empty: they do not say
}

// Approval is one more person's word for a proposal, before it is written.
type Approval struct {
	caller  Caller
	from    int64
	next    funds.Proposal
	known   bool // this person has approved it before
	enough  bool // with this word there are as many people as it takes
	counted []string
}

// Approve weighs one more person's word. The approver must be allowed what the act itself takes, and is neither who
// proposed it nor whom it is about, by whichever account ([funds.ErrForbidden]). What is not what was shown, what has
// ended, and what has expired is [funds.CodeIllegal]. A person's second word for it changes nothing, also after its end.
func Approve(caller Caller, p funds.Proposal, controls funds.Controls) (Approval, error) {
	person := controls.PersonOf(caller.Act.Actor)
	if err := mayDecide(caller, p, controls); err != nil {
		return Approval{}, err
	}
	switch {
	case person == p.Proposer().Person:
		return Approval{}, funds.Refuse(funds.CodeForbidden, ReasonOwnProposal)
	case p.Hash != p.ContentHash(), caller.Seen != "" && caller.Seen != p.Hash:
		return Approval{}, funds.Refuse(funds.CodeIllegal, ReasonProposalChanged)
	case p.ApprovedBy(person):
		return Approval{next: p, known: true}, nil
	}
	if err := isOpen(caller.Act, p); err != nil {
		return Approval{}, err
	}
	next := p
	next.Version, next.CommitID, next.UpdatedAt = p.Version+1, caller.Act.CommitID, caller.Act.At
	next.Need = max(p.Need, controls.NeedOfAll(p.Judged))
	next.Approvals = append(slices.Clip(p.Approvals), approvalOf(caller.Act, person))
	var counted []string
	for i, approval := range next.Approvals {
		took := p.Act.Permission()
		if i == 0 {
			took = p.Act.ProposerPermission()
		}
		if controls.Counts(approval.Person, took) {
			counted = append(counted, approval.Person)
		}
	}
	return Approval{caller: caller, from: p.Version, next: next, enough: int64(len(counted)) >= next.Need, counted: counted}, nil
}

// mayDecide refuses who may not do such things, and whom the act is about.
func mayDecide(caller Caller, p funds.Proposal, controls funds.Controls) error {
	if caller.Act.Actor.Role != funds.RoleAdmin || !p.Act.Known() || !p.Act.Permits(caller.May) {
		return funds.ErrForbidden
	}
	return notTarget(caller.Act, p.Target, controls)
}

func isOpen(act funds.Act, p funds.Proposal) error {
	switch {
	case p.State != funds.ProposalOpen:
		return funds.Refuse(funds.CodeIllegal, ReasonProposalEnded).About(funds.Facts{To: string(p.State)})
	case p.Expired(act.At):
		return funds.Refuse(funds.CodeIllegal, ReasonProposalExpired)
	}
	return nil
}

// Repeated says that this person has given their word before: it changes nothing.
func (a Approval) Repeated() bool { return a.known }

// Last says that the act is to be carried out with this word.
func (a Approval) Last() bool { return a.enough }

// Counted writes the word down, where it is not the last. It writes nothing where the person has given it before.
func (a Approval) Counted() funds.Change {
	if a.known {
		return funds.Change{}
	}
	return a.change(funds.Change{}, "approve")
}

// CarriedOut is what the act writes, as it was decided now, together with the proposal's end: one change.
func (a Approval) CarriedOut(done funds.Change) funds.Change {
	a.end(funds.ProposalDone)
	return a.change(done, "execute")
}

// Failed is the proposal's end where the act is no longer legal: nothing else is written, and it is not tried again.
func (a Approval) Failed(why *funds.Error) funds.Change {
	a.end(funds.ProposalFailed)
	a.next.Failure = why.Said()
	return a.change(funds.Change{}, "fail")
}

func (a *Approval) end(state funds.ProposalState) {
	a.next.State, a.next.EndedAt, a.next.Ended = state, a.caller.Act.At, a.next.Approvals[len(a.next.Approvals)-1].By
}

// change puts the proposal to what else is written. The audit names it and everybody whose word counted.
func (a Approval) change(with funds.Change, action string) funds.Change {
	with.CommitID, with.At = a.caller.Act.CommitID, a.caller.Act.At
	with.Proposal = &funds.ProposalChange{From: a.from, To: a.next}
	with.Claim = nil // of nobody's request
	people := map[string]string{"proposalId": string(a.next.ID), "approvedBy": strings.Join(a.counted, ",")}
	if with.Audit == nil {
		with.Audit = audit(a.caller.Act, action, a.next, people)
	} else {
		with.Audit = ledger.WithDetail(*with.Audit, people)
	}
	return with
}
