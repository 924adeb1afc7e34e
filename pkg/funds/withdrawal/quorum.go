package withdrawal

import (
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// several is where people are counted: what takes one person, or none, has neither approvals nor a content hash.
const several = 2

// Quorum is how a withdrawal stands with the people that it takes.
type Quorum struct {
	Need      int64            // different people
	Approvals []funds.Approval // that count now, in their order
}

// Short is how many of several people are still missing. Where it takes one, that is whoever reviews it.
func (q Quorum) Short() int64 {
	if !q.Several() {
		return 0
	}
	return max(q.Need-int64(len(q.Approvals)), 0)
}

// Several says that it takes more than one person.
func (q Quorum) Several() bool { return q.Need >= several }

// refusal says how many people are still missing.
func (q Quorum) refusal() error {
	return funds.Refuse(funds.CodeApproval, ReasonApprovalsShort).About(funds.Facts{Count: q.Short()})
}

// has says whether somebody's approval counts.
func (q Quorum) has(person string) bool {
	return slices.ContainsFunc(q.Approvals, func(a funds.Approval) bool { return a.Person == person })
}

// QuorumOf is how a withdrawal stands at a moment, and says how many people it takes: its need is the larger of what is
// stored and what the policy in force says, with what the wallet pays where the wallet is known. Nothing but what is
// given is looked at.
func QuorumOf(wallet funds.Wallet, withdrawal funds.Withdrawal, at time.Time, policy funds.Policy) Quorum {
	quorum := Quorum{Need: max(withdrawal.Need, needOf(wallet, withdrawal, at, policy))}
	if !quorum.Several() {
		return quorum
	}
	for _, approval := range approvalsOf(withdrawal, policy) {
		if policy.Controls.Counts(approval.Person, funds.PermissionReview) {
			quorum.Approvals = append(quorum.Approvals, approval)
		}
	}
	return quorum
}

// Standing is how a withdrawal is shown to stand with the people that it takes: while it waits, as [QuorumOf] says, and
// with all who approved it afterwards, whatever the policy says since.
func Standing(wallet funds.Wallet, withdrawal funds.Withdrawal, at time.Time, policy funds.Policy) Quorum {
	if withdrawal.State == funds.StatePending || withdrawal.State == funds.StateApproved {
		return QuorumOf(wallet, withdrawal, at, policy)
	}
	return Quorum{withdrawal.Need, withdrawal.Approvals}
}

// needOf is how many people the policy asks for.
func needOf(wallet funds.Wallet, withdrawal funds.Withdrawal, at time.Time, policy funds.Policy) int64 {
	if policy.Controls.OnePerson() {
		return 1
	}
	return policy.Controls.Need(funds.Asked{
		Act: funds.ActPayout, Amount: wallet.PayoutsWith(withdrawal, at), Method: withdrawal.Method, NewPayee: !withdrawal.KnownPayee,
	})
}

// approvalsOf are those that were given for the withdrawal's present way of payment. Those for a channel of another type
// do not count: they begin anew. One that was approved before anybody was counted has its reviewer's.
func approvalsOf(withdrawal funds.Withdrawal, policy funds.Policy) []funds.Approval {
	if len(withdrawal.Approvals) > 0 {
		if withdrawal.ApprovedType != typeOf(withdrawal.Method, policy) {
			return nil
		}
		return withdrawal.Approvals
	}
	if withdrawal.State == funds.StatePending || withdrawal.Review.By == "" {
		return nil
	}
	reviewer, listed := policy.Controls.Person(withdrawal.Review.By)
	if !listed {
		return nil
	}
	return []funds.Approval{{Person: reviewer.ID, At: withdrawal.Review.At}}
}

// typeOf is what the gateway calls a method's channel; empty where it has none.
func typeOf(method funds.Method, policy funds.Policy) string {
	channel, _ := policy.Channel(method)
	return channel.Type
}
