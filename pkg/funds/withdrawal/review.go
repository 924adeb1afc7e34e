package withdrawal

import (
	"cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Approve is a review that allows the payout: pending → approved. Where its channel says so, it is due for the
// machine at once: see [PayApproved]. Another state is [funds.ErrIllegal].
func Approve(act funds.Act, withdrawal funds.Withdrawal, note string, policy funds.Policy) (funds.Change, error) {
	d := ledger.New(act, nil, &withdrawal)
	if err := approve(d, note); err != nil {
		return funds.Change{}, err
	}
	dueOnApproval(d, policy)
	return d.Done(), nil
}

// dueOnApproval hands what is approved to the machine, where its channel says so. An approval that is given again
// lets the machine try again.
func dueOnApproval(d *ledger.Draft, policy funds.Policy) {
	if channel, ok := policy.Channel(d.Withdrawal.Method); ok && channel.PayOnApproval {
		d.Withdrawal.Watch.Due = d.Act.At
	}
}

func approve(d *ledger.Draft, note string) error {
	if err := d.Apply(funds.CommandApprove, funds.Text(note)); err != nil {
		return err
	}
	d.Withdrawal.Review = funds.Review{By: d.Act.Actor.ID, Note: funds.Text(note), At: d.Act.At}
	return nil
}

// Reject is a review that refuses and gives the money back: pending → rejected. The reason is
// required ([funds.CodeInvalid], field reason). Another state is [funds.ErrIllegal].
func Reject(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, reason string) (funds.Change, error) {
	if reason == "" {
		return funds.Change{}, funds.Invalid("reason", funds.ReasonRejectionReason)
	}
	return giveBack(act, wallet, withdrawal, funds.CommandReject, funds.Text(reason), false)
}

// Recall gives up before the payout, for the withdraw-flow contract: pending → cancelled, approved →
// rejected. The reason may be empty.
func Recall(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, reason string) (funds.Change, error) {
	command := funds.CommandCancel
	if withdrawal.State == funds.StateApproved {
		command = funds.CommandRevoke
	}
	return giveBack(act, wallet, withdrawal, command, cmp.Or(funds.Text(reason), funds.Say(funds.ReasonRecalled, funds.Facts{})), false)
}

// AuditApprove is batch-audit's approval: pending → approved, and an approved one gets the new remark.
func AuditApprove(act funds.Act, withdrawal funds.Withdrawal, remark string, policy funds.Policy) (funds.Change, error) {
	if withdrawal.State != funds.StateApproved {
		return Approve(act, withdrawal, remark, policy)
	}
	d := ledger.New(act, nil, &withdrawal)
	if err := d.Apply(funds.CommandAnnotate, funds.Text(remark)); err != nil {
		return funds.Change{}, err
	}
	d.Withdrawal.Review = funds.Review{By: act.Actor.ID, Note: funds.Text(remark), At: act.At}
	dueOnApproval(d, policy)
	return d.Done(), nil
}

// AuditReject is batch-audit's rejection, of an approved one too: the money is given back by a refund
// entry. The remark may be empty.
func AuditReject(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, remark string) (funds.Change, error) {
	command := funds.CommandReject
	if withdrawal.State == funds.StateApproved {
		command = funds.CommandRevoke
	}
	return giveBack(act, wallet, withdrawal, command, cmp.Or(funds.Text(remark), funds.Say(ledger.ReasonRefunded, funds.Facts{})), true)
}

// giveBack gives the money back, by a refund entry or, in the other contracts, an unfreeze.
func giveBack(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, command funds.Command, reason funds.Message, refunds bool) (funds.Change, error) {
	d := ledger.New(act, &wallet, &withdrawal)
	d.Refunds = refunds
	if err := d.Apply(command, reason); err != nil {
		return funds.Change{}, err
	}
	d.Withdrawal.Review = funds.Review{By: act.Actor.ID, Note: reason, At: act.At}
	return d.Done(), nil
}
