package list

import "github.com/outflow-pay/outflow/pkg/funds"

// What would be done, in a sentence. Text is the user that it is about.
const (
	ReasonProposesAdding   funds.Reason = "proposes_adding"   // Amount
	ReasonProposesTaking   funds.Reason = "proposes_taking"   // Amount
	ReasonProposesSettling funds.Reason = "proposes_settling" // Amount, of either sign, for the order Other
	ReasonProposesOpening  funds.Reason = "proposes_opening"
	ReasonProposesClosing  funds.Reason = "proposes_closing"
	ReasonProposesFailing  funds.Reason = "proposes_failing"   // the payout Other, of Amount
	ReasonProposesCredit   funds.Reason = "proposes_credit"    // of Amount, for the recharge Other
	ReasonProposesNoCredit funds.Reason = "proposes_no_credit" // for the recharge Other, of Amount
)

// ProposalSummary says what would be done.
func ProposalSummary(p funds.Proposal) funds.Message {
	amount := p.Body.Amount()
	facts := funds.Facts{Text: p.Target, Amount: amount, Other: p.Body[funds.BodyWithdrawal] + p.Body[funds.BodyRecharge]}
	reason := ReasonProposesAdding
	switch p.Act {
	case funds.ProposeAdjust:
		if amount < 0 {
			reason, facts.Amount = ReasonProposesTaking, -amount
		}
	case funds.ProposeSettle:
		reason = ReasonProposesSettling
	case funds.ProposeStatus:
		reason = ReasonProposesOpening
		if p.Body[funds.BodyStatus] == string(funds.WalletClosed) {
			reason = ReasonProposesClosing
		}
	case funds.ProposeFail:
		reason = ReasonProposesFailing
	case funds.ProposeResolve:
		reason = ReasonProposesCredit
		if p.Body[funds.BodyAction] == "close" {
			reason = ReasonProposesNoCredit
		}
	default:
		return ""
	}
	return funds.Say(reason, facts)
}
