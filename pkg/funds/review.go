package funds

import "cmp"

// ReasonRejectionReason says that a rejection needs one.
const ReasonRejectionReason Reason = "rejection_reason"

// ReasonRecalled is why a withdrawal ended that was recalled without a reason.
const ReasonRecalled Reason = "recalled"

// Approve is a review that allows the payout: pending → approved. Where its channel says so, it is due for the
// machine at once: see [PayApproved]. Another state is [ErrIllegal].
func Approve(act Act, withdrawal Withdrawal, note string, policy Policy) (Change, error) {
	d := newDraft(act, nil, &withdrawal)
	if err := d.approve(note); err != nil {
		return Change{}, err
	}
	d.dueOnApproval(policy)
	return d.done(), nil
}

// dueOnApproval hands what is approved to the machine, where its channel says so. An approval that is given again
// lets the machine try again.
func (d *draft) dueOnApproval(policy Policy) {
	if channel, ok := policy.Channel(d.withdrawal.Method); ok && channel.PayOnApproval {
		d.withdrawal.Watch.Due = d.act.At
	}
}

func (d *draft) approve(note string) error {
	if err := d.step(CommandApprove, Message(note)); err != nil {
		return err
	}
	d.withdrawal.Review = Review{By: d.act.Actor.ID, Note: Message(note), At: d.act.At}
	return nil
}

// Reject is a review that refuses and gives the money back: pending → rejected. The reason is
// required ([CodeInvalid], field reason). Another state is [ErrIllegal].
func Reject(act Act, wallet Wallet, withdrawal Withdrawal, reason string) (Change, error) {
	if reason == "" {
		return Change{}, Invalid("reason", ReasonRejectionReason)
	}
	return refuse(act, wallet, withdrawal, CommandReject, Message(reason), false)
}

// Recall gives up before the payout, for the withdraw-flow contract: pending → cancelled, approved →
// rejected. The reason may be empty.
func Recall(act Act, wallet Wallet, withdrawal Withdrawal, reason string) (Change, error) {
	command := CommandCancel
	if withdrawal.State == StateApproved {
		command = CommandRevoke
	}
	return refuse(act, wallet, withdrawal, command, cmp.Or(Message(reason), Say(ReasonRecalled, Facts{})), false)
}

// AuditApprove is batch-audit's approval: pending → approved, and an approved one gets the new remark.
func AuditApprove(act Act, withdrawal Withdrawal, remark string, policy Policy) (Change, error) {
	if withdrawal.State != StateApproved {
		return Approve(act, withdrawal, remark, policy)
	}
	d := newDraft(act, nil, &withdrawal)
	if err := d.step(CommandAnnotate, Message(remark)); err != nil {
		return Change{}, err
	}
	d.withdrawal.Review = Review{By: act.Actor.ID, Note: Message(remark), At: act.At}
	d.dueOnApproval(policy)
	return d.done(), nil
}

// AuditReject is batch-audit's rejection, of an approved one too: the money is given back by a refund
// entry. The remark may be empty.
func AuditReject(act Act, wallet Wallet, withdrawal Withdrawal, remark string) (Change, error) {
	command := CommandReject
	if withdrawal.State == StateApproved {
		command = CommandRevoke
	}
	return refuse(act, wallet, withdrawal, command, cmp.Or(Message(remark), Say(ReasonRefunded, Facts{})), true)
}

// refuse gives the money back, by a refund entry or, in the other contracts, an unfreeze.
func refuse(act Act, wallet Wallet, withdrawal Withdrawal, command Command, reason Message, refunds bool) (Change, error) {
	d := newDraft(act, &wallet, &withdrawal)
	d.refunds = refunds
	if err := d.step(command, reason); err != nil {
		return Change{}, err
	}
	d.withdrawal.Review = Review{By: act.Actor.ID, Note: reason, At: act.At}
	return d.done(), nil
}
