package funds

// Approve is a review that allows the payout: pending → approved. Another state is [ErrIllegal].
func Approve(act Act, withdrawal Withdrawal, note string) (Change, error) {
	d := newDraft(act, nil, &withdrawal)
	if err := d.approve(note); err != nil {
		return Change{}, err
	}
	return d.done(), nil
}

func (d *draft) approve(note string) error {
	if err := d.step(CommandApprove, note); err != nil {
		return err
	}
	d.withdrawal.Review = Review{By: d.act.Actor.ID, Note: note, At: d.act.At}
	return nil
}

// Reject is a review that refuses and gives the money back: pending → rejected. The reason is
// required ([CodeInvalid], field reason). Another state is [ErrIllegal].
func Reject(act Act, wallet Wallet, withdrawal Withdrawal, reason string) (Change, error) {
	return refuse(act, wallet, withdrawal, CommandReject, reason)
}

// Revoke takes an approval back and gives the money back: approved → rejected.
func Revoke(act Act, wallet Wallet, withdrawal Withdrawal, reason string) (Change, error) {
	return refuse(act, wallet, withdrawal, CommandRevoke, reason)
}

// Cancel gives up before a review: pending → cancelled.
func Cancel(act Act, wallet Wallet, withdrawal Withdrawal, reason string) (Change, error) {
	return refuse(act, wallet, withdrawal, CommandCancel, reason)
}

func refuse(act Act, wallet Wallet, withdrawal Withdrawal, command Command, reason string) (Change, error) {
	if command != CommandCancel && reason == "" {
		return Change{}, Invalid("reason", "驳回必须填写原因")
	}
	d := newDraft(act, &wallet, &withdrawal)
	if err := d.step(command, reason); err != nil {
		return Change{}, err
	}
	d.withdrawal.Review = Review{By: act.Actor.ID, Note: reason, At: act.At}
	return d.done(), nil
}
