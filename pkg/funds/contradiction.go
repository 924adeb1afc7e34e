package funds

// What the gateway's word about an ended withdrawal contradicts: first its word, then the end, then what follows.
const (
	ReasonGatewaySaysPaid   Reason = "gateway_says_paid"
	ReasonGatewaySaysUnpaid Reason = "gateway_says_unpaid"
	ReasonGatewaySaysOpen   Reason = "gateway_says_open" // it has the order again, and may pay it
	ReasonThoughPaidByHand  Reason = "though_paid_by_hand"
	ReasonThoughCompleted   Reason = "though_completed"
	ReasonThoughEnded       Reason = "though_ended"   // the money was given back
	ReasonWalletFrozen      Reason = "wallet_frozen"  // by the machine, until an admin has settled it
	ReasonLeftToSettle      Reason = "left_to_settle" // Settled, and Due
)

// Contradiction says how the gateway's last word contradicts the end, with what was settled and what is due; empty where
// the gateway has said nothing about it.
func (w Withdrawal) Contradiction() Message {
	if !w.State.Final() || (w.Payout.GatewayState == GatewayWithdrawalNew && !w.Reopened()) {
		return ""
	}
	return DescribeContradiction(w, false)
}

// DescribeContradiction says what the gateway's word leaves to settle.
func DescribeContradiction(w Withdrawal, freezes bool) Message {
	words, paid := Say(ReasonGatewaySaysUnpaid, Facts{}), w.Payout.GatewayState == GatewayWithdrawalPaid
	switch {
	case w.Reopened():
		words = Say(ReasonGatewaySaysOpen, Facts{})
	case paid:
		words = Say(ReasonGatewaySaysPaid, Facts{})
	}
	switch completed := w.State == StateCompleted; {
	case w.PaidByHand():
		words += Say(ReasonThoughPaidByHand, Facts{})
	case completed && !paid:
		words += Say(ReasonThoughCompleted, Facts{})
	case !completed && (paid || w.Reopened()):
		words += Say(ReasonThoughEnded, Facts{})
	}
	if freezes {
		words += Say(ReasonWalletFrozen, Facts{})
	}
	return words + LeftToSettle(w.Settled, w.Due())
}

// LeftToSettle says what was settled of an order, and what is due.
func LeftToSettle(settled, due Amount) Message {
	return Say(ReasonLeftToSettle, Facts{Settled: settled, Due: due})
}
