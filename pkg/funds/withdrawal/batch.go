package withdrawal

import (
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// What a batch does with its rows, and why not.
const (
	ReasonRefusedAfterPaid funds.Reason = "refused_after_paid" // the bank refuses what Batch has paid already
	ReasonNotInBatch       funds.Reason = "not_in_batch"       // Batch has not claimed it
	ReasonNumberOther      funds.Reason = "number_other"       // it was paid with the number From
)

// Batching is a batch that claims one of its rows, for those who have released it.
type Batching struct {
	Batch   funds.BatchID
	Account string        // that it is paid from: its id
	Content string        // that was released: its hash
	Payers  []funds.Actor // they pay it, each of them
}

// ClaimForBatch claims an approved withdrawal for a batch's file: approved → processing. From then on only what becomes of
// the file moves it, and the machine never looks at it. Everybody who released the batch pays it by hand, so each of them
// must be somebody who may, by the same rules as in [PayManually]. It must be what was released
// ([ReasonContentOther]), its method one that is paid by hand ([funds.CodeUnpayable]), and its wallet active. The change
// is empty where the batch has it already: a step may be repeated.
func ClaimForBatch(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, claim Batching, policy funds.Policy) (funds.Change, error) {
	if withdrawal.Payout.Batch == claim.Batch && withdrawal.Payout.Kind == funds.PayoutManual {
		return funds.Change{}, nil
	}
	d := ledger.New(act, &wallet, &withdrawal)
	if len(claim.Payers) == 0 {
		return funds.Change{}, funds.ErrForbidden
	}
	for _, payer := range claim.Payers {
		if err := mayPayByHand(d, act.By(payer), funds.CommandDispatch, policy); err != nil {
			return funds.Change{}, err
		}
	}
	if withdrawal.Content() != claim.Content {
		return funds.Change{}, funds.Refuse(funds.CodeApproval, ReasonContentOther)
	}
	if err := policy.CheckByHand(withdrawal.Method); err != nil {
		return funds.Change{}, err
	}
	if wallet.Status != funds.WalletActive {
		return funds.Change{}, funds.ErrWalletInactive
	}
	if err := d.Apply(funds.CommandDispatch, funds.Say(funds.ReasonClaimedByBatch, funds.Facts{Batch: string(claim.Batch)})); err != nil {
		return funds.Change{}, err
	}
	w := d.Withdrawal
	w.Payout = funds.Payout{Kind: funds.PayoutManual, Batch: claim.Batch, Account: funds.KeptAccount(claim.Account), Seen: w.Payout.Seen}
	w.Watch, w.NeedsAttention = funds.Watch{}, false
	d.Change.Unpaused, d.Change.ActiveWallet = funds.UnpausedPayout(*w), w.UserID
	return d.Done(), nil
}

// CheckBatchable refuses what no batch could claim now, whoever releases it: what is not approved, on hold or not to be sent
// yet, and what is not paid by hand.
func CheckBatchable(act funds.Act, withdrawal funds.Withdrawal, policy funds.Policy) error {
	if withdrawal.State != funds.StateApproved {
		return withdrawal.Illegal(funds.CommandDispatch)
	}
	if err := unheld(withdrawal); err != nil {
		return err
	}
	if err := notYet(withdrawal, act.At); err != nil {
		return err
	}
	return policy.CheckByHand(withdrawal.Method)
}

// CompleteInBatch records the bank's word that a batch has paid one of its rows: processing → completed, whatever the
// wallet's status, as the money has left. The number may be empty, as not every bank gives one; the
// account is the one that the batch was claimed for. The change is empty where
// it is completed with this number; with another one it is for [CorrectNumber] ([ReasonNumberOther]).
func CompleteInBatch(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, batch funds.BatchID, paid funds.Transfer) (funds.Change, error) {
	number := strings.TrimSpace(paid.Number)
	if err := checkTransactionNo(number); err != nil {
		return funds.Change{}, err
	}
	if err := ofBatch(withdrawal, batch); err != nil {
		return funds.Change{}, err
	}
	if withdrawal.State == funds.StateCompleted {
		if had := withdrawal.Payout.TransactionNo; number != "" && had != number {
			return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonNumberOther).About(funds.Facts{From: had, To: number})
		}
		return funds.Change{}, nil
	}
	d := ledger.New(act, &wallet, &withdrawal)
	flagged, said := withdrawal.NeedsAttention, withdrawal.NotifyInfo
	if err := d.Apply(funds.CommandComplete, funds.Text(number)); err != nil {
		return funds.Change{}, err
	}
	w := d.Withdrawal
	w.Payout.TransactionNo, w.Payout.Booked, w.Payout.PaidAt = number, paid.Booked, act.At
	w.NeedsAttention, w.NotifyInfo = flagged, said // the gateway has spoken of it meanwhile
	d.Change.Number = w.Payout.Claim(number)
	return d.Done(), nil
}

// RefuseInBatch records the bank's definite word that a batch has not paid one of its rows, and why: processing →
// approved, so that it can be paid again. Where it is completed, the bank contradicts what it has said before: nothing
// moves, and an admin is asked for. The change is empty where that is so already.
func RefuseInBatch(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, batch funds.BatchID, why string) (funds.Change, error) {
	if err := funds.CheckProse("reason", why); err != nil {
		return funds.Change{}, err
	}
	if err := ofBatch(withdrawal, batch); err != nil {
		return funds.Change{}, err
	}
	if withdrawal.State != funds.StateCompleted {
		return Unclaim(act, withdrawal, batch, why)
	}
	words := funds.Text(why) + funds.Say(ReasonRefusedAfterPaid, funds.Facts{Batch: string(batch)})
	if withdrawal.NotifyInfo == words {
		return funds.Change{}, nil // told already, and perhaps settled since
	}
	d := ledger.New(act, &wallet, &withdrawal)
	if err := d.Apply(funds.CommandContradict, words); err != nil {
		return funds.Change{}, err
	}
	d.Withdrawal.NeedsAttention, d.Withdrawal.NotifyInfo = true, words
	d.Unsettle(string(withdrawal.ID))
	return d.Done(), nil
}

// Unclaim has a batch let go of one of its rows, which it has not paid: processing → approved. Its approvals stay, and the
// machine does not pay it by itself.
func Unclaim(act funds.Act, withdrawal funds.Withdrawal, batch funds.BatchID, why string) (funds.Change, error) {
	if err := ofBatch(withdrawal, batch); err != nil {
		return funds.Change{}, err
	}
	words := funds.Text(why) + funds.Say(funds.ReasonUnclaimedByBatch, funds.Facts{Batch: string(batch)})
	d := ledger.New(act, nil, &withdrawal)
	if err := d.Apply(funds.CommandUnclaim, words); err != nil {
		return funds.Change{}, err
	}
	w := d.Withdrawal
	w.Payout = funds.Payout{Seen: w.Payout.Seen}
	if !w.NeedsAttention {
		w.NotifyInfo = words
	}
	return d.Done(), nil
}

// ofBatch refuses what a batch has not claimed, or not any more.
func ofBatch(withdrawal funds.Withdrawal, batch funds.BatchID) error {
	if batch == "" || withdrawal.Payout.Batch != batch {
		return funds.Refuse(funds.CodeIllegal, ReasonNotInBatch).About(funds.Facts{Batch: string(batch)})
	}
	return nil
}
