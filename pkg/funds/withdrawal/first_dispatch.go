package withdrawal

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// FreshFor is how long after its creation a withdrawal is dispatched for the first time without a question.
// What is older may have been sent before: a table that was put back to an earlier moment has forgotten that,
// and the gateway has not.
const FreshFor = time.Minute

// What the gateway's word means for a first payout, and for what was never sent from here.
const (
	ReasonOrderKnown     funds.Reason = "order_known"      // the gateway has it: it is not sent again
	ReasonNeverSentDoubt funds.Reason = "never_sent_doubt" // it does not say that it has no such order
	ReasonOrderUnclear   funds.Reason = "order_unclear"    // it does not say how the order stands
	ReasonOrderAdopted   funds.Reason = "order_adopted"    // it had the order: nothing was sent
)

// AskFirst says that the gateway is to be asked about a withdrawal's order before the first dispatch, or before its
// money is given back: it is older than [FreshFor], or the gateway has called back about it.
func AskFirst(act funds.Act, withdrawal funds.Withdrawal) bool {
	waits := withdrawal.State == funds.StatePending || withdrawal.State == funds.StateApproved
	return waits && withdrawal.Payout.Attempt == 0 && (withdrawal.Payout.Seen || act.At.Sub(withdrawal.CreatedAt) > FreshFor)
}

// mayBeFirst refuses a first dispatch that could be a second one, by what the gateway said when it was asked before
// ([funds.CodeGatewayDisagrees]): it has the order, which is then to be adopted ([Adopt]), or it gave no answer that
// tells. An error that no pattern lists tells only where none are listed, as such a deployment knows no word for "no
// such order", and where the gateway has never called back about it.
func mayBeFirst(act funds.Act, withdrawal funds.Withdrawal, word funds.Report, policy funds.Policy) error {
	switch {
	case !AskFirst(act, withdrawal) || word.Outcome == funds.OutcomeAbsent:
		return nil
	case word.Known():
		return funds.Refuse(funds.CodeGatewayDisagrees, ReasonOrderKnown)
	case word.Answered && !policy.AbsentListed && !withdrawal.Payout.Seen:
		return nil
	}
	return funds.Refuse(funds.CodeGatewayDisagrees, ReasonNeverSentDoubt)
}

// MayGiveBack refuses to give a withdrawal's money back, or to pay it by hand, where the gateway has called back
// about its order, or answers with it, and says nothing now that ends the doubt ([funds.CodeGatewayDisagrees]).
// Silence about any other refuses nothing. It is asked about the withdrawal as it is when it is decided on: a
// callback may have come since the question.
func MayGiveBack(act funds.Act, withdrawal funds.Withdrawal, word funds.Report, policy funds.Policy) error {
	if !withdrawal.Payout.Seen && !word.Exists && !word.Known() {
		return nil
	}
	return mayBeFirst(act, withdrawal, word, policy)
}

// Adopt records an order that the gateway has though it was never sent from here: the claim and its outcome in one
// change, of a pending one the approval too. It sends nothing, and nobody can send it: its window ends as it begins.
// It is legal from pending and approved alone, whatever the wallet's status, and for a word that knows the
// order ([funds.CodeGatewayDisagrees] otherwise).
func Adopt(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, word funds.Report, policy funds.Policy) (funds.Change, error) {
	if !word.Known() {
		return funds.Change{}, funds.Refuse(funds.CodeGatewayDisagrees, ReasonOrderUnclear)
	}
	d := ledger.New(act, &wallet, &withdrawal)
	if withdrawal.State == funds.StatePending {
		if err := approve(d, wallet, "", policy); err != nil {
			return funds.Change{}, err
		}
	}
	if err := released(d, act, wallet, false, policy); err != nil {
		return funds.Change{}, err
	}
	if err := d.Apply(funds.CommandDispatch, funds.Say(ReasonOrderAdopted, funds.Facts{})); err != nil {
		return funds.Change{}, err
	}
	w := d.Withdrawal
	w.Payout.Kind, w.Payout.SendBy = funds.PayoutChannel, act.At
	w.Payout.Attempt++
	w.NeedsAttention = false
	d.Act = act.By(funds.System("gateway"))
	if err := settleOpen(d, word, policy); err != nil {
		return funds.Change{}, err
	}
	return d.Done(), nil
}
