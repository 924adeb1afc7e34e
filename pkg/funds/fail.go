package funds

import "time"

// Why an admin's word does not fail a payout.
const (
	ReasonFailureReason    Reason = "failure_reason"     // it needs one
	ReasonNotYetAbsent     Reason = "not_yet_absent"     // the gateway has no such order, and may yet
	ReasonGatewayPaid      Reason = "gateway_paid"       // it says paid
	ReasonGatewayPaying    Reason = "gateway_paying"     // it says open
	ReasonFailureUnclear   Reason = "failure_unclear"    // it gives no word that ends the doubt
	ReasonFailsLater       Reason = "fails_later"        // Hours after it was sent an admin's word will do
	ReasonFailNeedsConfirm Reason = "fail_needs_confirm" // an admin's word will do, in as many words
)

// Fail is an admin's word that a payout did not happen, and gives the money back. From approved it
// needs nobody. A channel payout is ended by the gateway's word alone, so report is what it says
// now: paid, open and unknown are [CodeGatewayDisagrees], and so is absent before it is parked; while
// a sender may still be at it, [CodeTooEarly]. The reason is required.
//
// Where the gateway answers, but only with an error that nobody has listed, that would be for ever. So an admin who
// has confirmed it in as many words may fail that too, long after it was sent, as long as the gateway never had the
// order: see [FailsUnknown].
func Fail(act Act, wallet Wallet, withdrawal Withdrawal, reason string, confirmed bool, report Report, policy Policy) (Change, error) {
	if err := notOwn(act, withdrawal.UserID); err != nil {
		return Change{}, err
	}
	if reason == "" {
		return Change{}, Invalid("reason", ReasonFailureReason)
	}
	if _, err := Next(withdrawal.State, CommandFail); err != nil {
		return Change{}, err
	}
	if withdrawal.State == StateProcessing {
		if err := mayFail(act, withdrawal, confirmed, report, policy); err != nil {
			return Change{}, err
		}
	}
	d := newDraft(act, &wallet, &withdrawal)
	if err := d.fail(report, Message(reason), policy); err != nil {
		return Change{}, err
	}
	return d.done(), nil
}

func mayFail(act Act, withdrawal Withdrawal, confirmed bool, report Report, policy Policy) error {
	if err := senderGone(act, withdrawal, policy); err != nil {
		return err
	}
	switch report.Outcome {
	case OutcomeRefused:
		return nil
	case OutcomeAbsent:
		if withdrawal.Parked {
			return nil
		}
		return Refuse(CodeGatewayDisagrees, ReasonNotYetAbsent)
	case OutcomePaid:
		return Refuse(CodeGatewayDisagrees, ReasonGatewayPaid)
	case OutcomeOpen:
		return Refuse(CodeGatewayDisagrees, ReasonGatewayPaying)
	case OutcomeUnknown, OutcomeDeclined, OutcomeUnsent:
		return mayFailUnknown(act, withdrawal, confirmed, report, policy)
	default:
		return mayFailUnknown(act, withdrawal, confirmed, report, policy)
	}
}

// mayFailUnknown decides about an answer that says neither yes nor no. Silence, and an answer with the order in it,
// end nothing.
func mayFailUnknown(act Act, withdrawal Withdrawal, confirmed bool, report Report, policy Policy) error {
	switch {
	case !report.Answered || report.Exists || withdrawal.Payout.known():
		return Refuse(CodeGatewayDisagrees, ReasonFailureUnclear)
	case !FailsUnknown(withdrawal, act.At, policy):
		return Refuse(CodeGatewayDisagrees, ReasonFailsLater).About(Facts{Hours: int64(policy.Timing.FailUnknown / time.Hour)})
	case !confirmed:
		return Invalid("operatorConfirmText", ReasonFailNeedsConfirm)
	}
	return nil
}

// FailsUnknown says that an admin may fail a payout by their own word, once confirmed, where the gateway answers with
// an error: it was sent so long ago, and the gateway never had it.
func FailsUnknown(withdrawal Withdrawal, at time.Time, policy Policy) bool {
	return withdrawal.State == StateProcessing && !withdrawal.Payout.known() &&
		!at.Before(withdrawal.Payout.SendBy.Add(policy.Timing.FailUnknown))
}
