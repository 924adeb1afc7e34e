package withdrawal

import (
	"cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Approve is a review that allows the payout: pending → approved, or one of several people's word for it, which leaves
// the state as it is until enough have approved ([QuorumOf]). Once they have, and where its channel says so, it is due
// for the machine at once: see [PayApproved]. Another state is [funds.ErrIllegal]. The wallet, which is not written, is
// looked at where the policy has rules about people, and may be the zero value otherwise.
func Approve(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, note string, policy funds.Policy) (funds.Change, error) {
	d := ledger.New(act, nil, &withdrawal)
	if err := approve(d, wallet, note, policy); err != nil {
		return funds.Change{}, err
	}
	dueOnApproval(d, wallet, policy)
	return d.Done(), nil
}

// dueOnApproval hands what is approved by enough people to the machine, where its channel says so. An approval that is
// given again lets the machine try again.
func dueOnApproval(d *ledger.Draft, wallet funds.Wallet, policy funds.Policy) {
	w := d.Withdrawal
	channel, ok := policy.Channel(w.Method)
	if !ok || !channel.PayOnApproval || w.State != funds.StateApproved || QuorumOf(wallet, *w, d.Act.At, policy).Short() > 0 {
		return
	}
	dueForMachine(d)
}

// dueForMachine has the machine pay what is approved, as soon as it may be paid.
func dueForMachine(d *ledger.Draft) {
	w := d.Withdrawal
	w.Watch.Due = d.Act.At
	if w.NotBefore.After(d.Act.At) {
		w.Watch.Due = w.NotBefore
	}
}

// review applies a decision with what its maker wrote about it, or with what is said where they wrote nothing.
func review(d *ledger.Draft, command funds.Command, field, written string, otherwise funds.Message) error {
	words := cmp.Or(funds.Text(written), otherwise)
	if err := d.Apply(command, words); err != nil {
		return err
	}
	d.Withdrawal.Review = funds.Review{By: d.Act.Actor.ID, Note: words, At: d.Act.At}
	return funds.CheckProse(field, written)
}

// Reject is a review that refuses and gives the money back: pending → rejected. The reason is
// required ([funds.CodeInvalid], field reason). Another state is [funds.ErrIllegal].
func Reject(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, reason string) (funds.Change, error) {
	if reason == "" {
		return funds.Change{}, funds.Invalid("reason", funds.ReasonRejectionReason)
	}
	return giveBack(ledger.New(act, &wallet, &withdrawal), funds.CommandReject, reason, "")
}

// Recall gives up before the payout, for the withdraw-flow contract: pending → cancelled, approved →
// rejected. The reason may be empty.
func Recall(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, reason string) (funds.Change, error) {
	command := funds.CommandCancel
	if withdrawal.State == funds.StateApproved {
		command = funds.CommandRevoke
	}
	return giveBack(ledger.New(act, &wallet, &withdrawal), command, reason, funds.Say(funds.ReasonRecalled, funds.Facts{}))
}

// AuditApprove is batch-audit's approval, as [Approve] is, and one that enough people have approved gets the new remark.
func AuditApprove(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, remark string, policy funds.Policy) (funds.Change, error) {
	quorum := QuorumOf(wallet, withdrawal, act.At, policy)
	switch {
	case withdrawal.State != funds.StateApproved || quorum.Short() > 0:
		return Approve(act, wallet, withdrawal, remark, policy)
	case quorum.Several() && saidBefore(act, withdrawal, policy):
		return funds.Change{}, unchanged(withdrawal) // the same answer again
	}
	if err := unchanged(withdrawal); err != nil {
		return funds.Change{}, err
	}
	d := ledger.New(act, nil, &withdrawal)
	if err := reviewable(d, funds.StateApproved); err != nil {
		return funds.Change{}, err
	}
	if err := apart(act, wallet, withdrawal, policy); err != nil {
		return funds.Change{}, err
	}
	if err := review(d, funds.CommandAnnotate, "note", remark, ""); err != nil {
		return funds.Change{}, err
	}
	if !policy.Controls.OnePerson() { // a remark is nobody's review: whoever approved it did
		d.Withdrawal.Review.By, d.Withdrawal.Review.At = withdrawal.Review.By, withdrawal.Review.At
	}
	dueOnApproval(d, wallet, policy)
	return d.Done(), nil
}

// AuditReject is batch-audit's rejection, of an approved one too: the money is given back by a refund
// entry, where the other contracts write an unfreeze. The remark may be empty.
func AuditReject(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, remark string) (funds.Change, error) {
	command := funds.CommandReject
	if withdrawal.State == funds.StateApproved {
		command = funds.CommandRevoke
	}
	d := ledger.New(act, &wallet, &withdrawal)
	d.Refunds = true
	return giveBack(d, command, remark, funds.Say(ledger.ReasonRefunded, funds.Facts{}))
}

func giveBack(d *ledger.Draft, command funds.Command, reason string, otherwise funds.Message) (funds.Change, error) {
	if err := review(d, command, "reason", reason, otherwise); err != nil {
		return funds.Change{}, err
	}
	return d.Done(), nil
}
