package withdrawal

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Why an admin's word does not fail a payout.
const (
	ReasonFailureReason    funds.Reason = "failure_reason"     // it needs one
	ReasonNotYetAbsent     funds.Reason = "not_yet_absent"     // the gateway has no such order, and may yet
	ReasonGatewayPaid      funds.Reason = "gateway_paid"       // it says paid
	ReasonGatewayPaying    funds.Reason = "gateway_paying"     // it says open
	ReasonFailureUnclear   funds.Reason = "failure_unclear"    // it gives no word that ends the doubt
	ReasonFailsLater       funds.Reason = "fails_later"        // Hours after it was sent an admin's word will do
	ReasonFailNeedsConfirm funds.Reason = "fail_needs_confirm" // an admin's word will do, in as many words
)

// Fail is an admin's word that a payout did not happen, and gives the money back. From approved it
// needs nobody. A channel payout is ended by the gateway's word alone, so report is what it says
// now: paid, open and unknown are [funds.CodeGatewayDisagrees], and so is absent before it is parked; while
// a sender may still be at it, [funds.CodeTooEarly]. The reason is required.
//
// Where the gateway answers, but only with an error that nobody has listed, that would be for ever. So an admin who
// has confirmed it in as many words may fail that too, long after it was sent, as long as the gateway never had the
// order: see [FailsUnknown].
func Fail(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, reason string, confirmed bool, report funds.Report, policy funds.Policy) (funds.Change, error) {
	if err := funds.NotOwn(act, withdrawal.UserID); err != nil {
		return funds.Change{}, err
	}
	if reason == "" {
		return funds.Change{}, funds.Invalid("reason", ReasonFailureReason)
	}
	if _, err := withdrawal.Next(funds.CommandFail); err != nil {
		return funds.Change{}, err
	}
	if withdrawal.State == funds.StateProcessing {
		if err := mayFail(act, withdrawal, confirmed, report, policy); err != nil {
			return funds.Change{}, err
		}
	}
	if err := funds.CheckProse("reason", reason); err != nil {
		return funds.Change{}, err
	}
	d := ledger.New(act, &wallet, &withdrawal)
	if err := fail(d, report, funds.Text(reason), policy); err != nil {
		return funds.Change{}, err
	}
	return d.Done(), nil
}

func mayFail(act funds.Act, withdrawal funds.Withdrawal, confirmed bool, report funds.Report, policy funds.Policy) error {
	if err := senderGone(act, withdrawal, policy); err != nil {
		return err
	}
	switch report.Outcome {
	case funds.OutcomeRefused:
		return nil
	case funds.OutcomeAbsent:
		if withdrawal.Parked {
			return nil
		}
		return funds.Refuse(funds.CodeGatewayDisagrees, ReasonNotYetAbsent)
	case funds.OutcomePaid:
		return funds.Refuse(funds.CodeGatewayDisagrees, ReasonGatewayPaid)
	case funds.OutcomeOpen:
		return funds.Refuse(funds.CodeGatewayDisagrees, ReasonGatewayPaying)
	case funds.OutcomeUnknown, funds.OutcomeDeclined, funds.OutcomeUnsent:
	}
	return mayFailUnknown(act, withdrawal, confirmed, report, policy)
}

// mayFailUnknown decides about an answer that says neither yes nor no. Silence, and an answer with the order in it,
// end nothing.
func mayFailUnknown(act funds.Act, withdrawal funds.Withdrawal, confirmed bool, report funds.Report, policy funds.Policy) error {
	switch {
	case !report.Answered || report.Exists || withdrawal.Payout.Known():
		return funds.Refuse(funds.CodeGatewayDisagrees, ReasonFailureUnclear)
	case !FailsUnknown(withdrawal, act.At, policy):
		return funds.Refuse(funds.CodeGatewayDisagrees, ReasonFailsLater).About(funds.Facts{Hours: int64(policy.Timing.FailUnknown / time.Hour)})
	case !confirmed:
		return funds.Invalid("operatorConfirmText", ReasonFailNeedsConfirm)
	}
	return nil
}

// FailsUnknown says that an admin may fail a payout by their own word, once confirmed, where the gateway answers with
// an error: the policy's FailUnknown has passed since it was sent, and the gateway never had it.
func FailsUnknown(withdrawal funds.Withdrawal, at time.Time, policy funds.Policy) bool {
	return withdrawal.State == funds.StateProcessing && !withdrawal.Payout.Known() &&
		!at.Before(withdrawal.Payout.SendBy.Add(policy.Timing.FailUnknown))
}
