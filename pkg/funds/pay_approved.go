package funds

// ReasonNotAutomatic says that the policy has taken Channel from the machine.
const ReasonNotAutomatic Reason = "not_automatic"

// ReasonPayoutHeld says that the machine could not claim it. What is behind it is why.
const ReasonPayoutHeld Reason = "payout_held"

// PayApproved is [Dispatch] for the machine: it claims what an approval has made due ([Channel.PayOnApproval]). What
// is not due, any more or at all, is [ErrIllegal]; what the policy has meanwhile taken from the machine is
// [CodeUnpayable]. Whatever refuses it is for [Hold].
func PayApproved(act Act, withdrawal Withdrawal, word Report, policy Policy) (Change, error) {
	if !withdrawal.Watch.IsDue(act.At) {
		return Change{}, illegal(withdrawal.State, CommandDispatch)
	}
	if channel, ok := policy.Channel(withdrawal.Method); ok && !channel.PayOnApproval {
		return Change{}, Refuse(CodeUnpayable, ReasonNotAutomatic).About(Facts{Channel: channel.Name})
	}
	return Dispatch(act, withdrawal, word, policy)
}

// Hold asks for an admin about an approved withdrawal that the machine could not claim, and says why. Where the
// gateway's word was missing, which may come, the machine tries again, each time later; otherwise it waits until it
// is approved again or paid. The change is empty where it is not due any more: somebody else was faster.
func Hold(act Act, withdrawal Withdrawal, refused *Error, policy Policy) (Change, error) {
	if withdrawal.State != StateApproved || !withdrawal.Watch.IsDue(act.At) {
		return Change{}, nil
	}
	words := Say(ReasonPayoutHeld, Facts{}) + refused.Said()
	line := words
	if withdrawal.NeedsAttention && withdrawal.NotifyInfo == words {
		line = ""
	}
	d := newDraft(act, nil, &withdrawal)
	if err := d.step(CommandHold, line); err != nil {
		return Change{}, err
	}
	d.withdrawal.NeedsAttention, d.withdrawal.NotifyInfo = true, words
	d.withdrawal.Watch.Due = zeroTime
	if refused.Code == CodeGatewayDisagrees {
		d.withdrawal.Watch.lookLater(act.At, policy.Timing)
	}
	return d.done(), nil
}
