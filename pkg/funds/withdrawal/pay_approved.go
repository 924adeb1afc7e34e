package withdrawal

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// ReasonNotAutomatic says that the policy has taken Channel from the machine.
const ReasonNotAutomatic funds.Reason = "not_automatic"

// ReasonPayoutHeld says that the machine could not claim it. The reason that follows it says why.
const ReasonPayoutHeld funds.Reason = "payout_held"

// PayApproved is [Dispatch] for the machine: it claims what an approval has made due ([funds.Channel.PayOnApproval]).
// What is not due, any more or at all, is [funds.ErrIllegal]; what the policy has meanwhile taken from the machine is
// [funds.CodeUnpayable]. Whatever refuses it is for [Hold].
//
// Who may pay: the machine, through a channel that the policy leaves to it, what an admin has approved.
func PayApproved(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, word funds.Report, policy funds.Policy) (funds.Change, error) {
	if !withdrawal.Watch.IsDue(act.At) {
		return funds.Change{}, withdrawal.Illegal(funds.CommandDispatch)
	}
	if channel, ok := policy.Channel(withdrawal.Method); ok && !mayPay(channel, withdrawal) {
		return funds.Change{}, funds.Refuse(funds.CodeUnpayable, ReasonNotAutomatic).About(funds.Facts{Channel: channel.Name})
	}
	return Dispatch(act, wallet, withdrawal, word, policy)
}

// LeftToMachine says that the machine is to pay a withdrawal at a moment, as far as it tells by itself.
func LeftToMachine(withdrawal funds.Withdrawal, at time.Time, policy funds.Policy) bool {
	channel, ok := policy.Channel(withdrawal.Method)
	return ok && withdrawal.State == funds.StateApproved && withdrawal.Watch.IsDue(at) && !withdrawal.Held() && mayPay(channel, withdrawal)
}

// Unanswered says that a withdrawal was claimed for the gateway a moment ago, and that nobody knows yet whether it has the order.
func Unanswered(withdrawal funds.Withdrawal, at time.Time, policy funds.Policy) bool {
	return withdrawal.State == funds.StateProcessing && withdrawal.Payout.AcceptedAt.IsZero() && at.Before(withdrawal.Payout.SendBy.Add(policy.Timing.SendGrace))
}

// mayPay says that the policy leaves an approved withdrawal to the machine: whoever has approved it, or where the policy
// itself has, and a pause kept it from being paid in the same step.
func mayPay(channel funds.Channel, withdrawal funds.Withdrawal) bool {
	return channel.PayOnApproval || (channel.AutoApprove && withdrawal.Review.By == "")
}

// Hold asks for an admin about an approved withdrawal that the machine could not claim, and says why. Where the
// gateway's word was missing, which may come, or the account is blocked, which may be lifted, the machine tries again, each time later; otherwise it waits until it
// is approved again or paid. The change is empty where it is not due any more: somebody else was faster.
func Hold(act funds.Act, withdrawal funds.Withdrawal, refused *funds.Error, policy funds.Policy) (funds.Change, error) {
	if withdrawal.State != funds.StateApproved || !withdrawal.Watch.IsDue(act.At) {
		return funds.Change{}, nil
	}
	words := funds.Say(ReasonPayoutHeld, funds.Facts{}) + refused.Said()
	line := words
	if withdrawal.NeedsAttention && withdrawal.NotifyInfo == words {
		line = ""
	}
	d := ledger.New(act, nil, &withdrawal)
	if err := d.Apply(funds.CommandHold, line); err != nil {
		return funds.Change{}, err
	}
	d.Withdrawal.NeedsAttention, d.Withdrawal.NotifyInfo = true, words
	d.Withdrawal.Watch.Due = ledger.Never
	if refused.Code == funds.CodeGatewayDisagrees || refused.Reason == funds.ReasonAccountBlocked {
		ledger.LookLater(&d.Withdrawal.Watch, act.At, policy.Timing)
	}
	return d.Done(), nil
}
