package list

import (
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
)

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
	ReasonProposesRelease  funds.Reason = "proposes_release"   // of Batch: Count rows of Amount, as Method, from Channel
	ReasonProposesRecall   funds.Reason = "proposes_recall"    // of Batch: Count rows of Amount
	ReasonProposesWriteOff funds.Reason = "proposes_write_off" // of Amount, of either sign: the break Other

	ReasonProposesReturning    funds.Reason = "proposes_returning"     // that Amount came back of the withdrawal Other
	ReasonProposesReturnCredit funds.Reason = "proposes_return_credit" // of Amount, which came back of the withdrawal Other
	ReasonProposesReturnClose  funds.Reason = "proposes_return_close"  // likewise
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
	case funds.ProposeRelease, funds.ProposeRecall:
		return batchSummary(p)
	case funds.ProposeBreak:
		reason, facts.Other = ReasonProposesWriteOff, p.Body[funds.BodyBreak]
	case funds.ProposeReturn:
		reason = returnReasons[p.Body[funds.BodyAction]]
	default:
		return ""
	}
	return funds.Say(reason, facts)
}

func batchSummary(p funds.Proposal) funds.Message {
	count, err := strconv.ParseInt(p.Body[funds.BodyCount], 10, 64)
	if err != nil {
		return ""
	}
	facts := funds.Facts{Batch: p.Body[funds.BodyBatch], Count: count, Amount: p.Body.Amount()}
	if p.Act == funds.ProposeRecall {
		return funds.Say(ReasonProposesRecall, facts)
	}
	facts.Method, facts.Channel = p.Body[funds.BodyFormat], p.Body[funds.BodyAccount]
	return funds.Say(ReasonProposesRelease, facts)
}

// returnReasons are of a report, and of the decisions about what is parked.
var returnReasons = map[string]funds.Reason{
	"": ReasonProposesReturning, "credit": ReasonProposesReturnCredit, "close": ReasonProposesReturnClose,
}
