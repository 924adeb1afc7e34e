package withdrawal

import (
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// How a withdrawal is paid, and why it is not.
const (
	ReasonPaidByHand        funds.Reason = "paid_by_hand"
	ReasonSentByChannel     funds.Reason = "sent"                // Channel
	ReasonSentAgain         funds.Reason = "sent_again"          // by Channel, under the same serial
	ReasonTransactionNoForm funds.Reason = "transaction_no_form" // it is visible ASCII, of Maximum characters
	ReasonPayoutUnderWay    funds.Reason = "payout_under_way"    // not parked: the machine is at it
	ReasonResendUnsafe      funds.Reason = "resend_unsafe"       // this gateway is not known to refuse a repeated serial
	ReasonAttemptsUsedUp    funds.Reason = "attempts_used_up"
	ReasonSenderAtWork      funds.Reason = "sender_at_work" // the last claim's window and grace are not over
)

// PayManually records that an admin paid: dispatch and complete in one change, with a line for
// each. The wallet must be active. A transaction number, where given, is claimed across all withdrawals
// of the account that it was paid from ([funds.CodeDuplicateNumber] comes from the write door).
func PayManually(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, paid funds.Transfer, policy funds.Policy) (funds.Change, error) {
	d := ledger.New(act, &wallet, &withdrawal)
	if err := payManually(d, paid, policy); err != nil {
		return funds.Change{}, err
	}
	return d.Done(), nil
}

// ApproveAndPay is a review that is also the payout by hand, for contracts that finish in one step: approve,
// dispatch and complete in one change, from pending. Nobody has said in as many words that it was paid, so its
// method must be one that is paid by hand ([funds.CodeUnpayable], field method). Where it takes several people, all but
// the last endorse it; and under a policy that keeps who approved from paying by hand, the last approves it.
func ApproveAndPay(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, policy funds.Policy) (funds.Change, error) {
	d := ledger.New(act, &wallet, &withdrawal)
	if err := approve(d, wallet, "", policy); err != nil {
		return funds.Change{}, err
	}
	if err := policy.CheckByHand(withdrawal.Method); err != nil {
		return funds.Change{}, err
	}
	if !releasedNow(d, withdrawal, wallet, policy) || payerMustBeApart(act, QuorumOf(wallet, *d.Withdrawal, act.At, policy), *d.Withdrawal, policy) {
		return d.Done(), nil
	}
	if err := payManually(d, funds.Transfer{}, policy); err != nil {
		return funds.Change{}, err
	}
	return d.Done(), nil
}

// releasedNow says that the approval of this draft lets the withdrawal be paid at once. before is what it was decided on:
// where people are counted from this approval on, there is nothing yet that the database could hold a payout to.
func releasedNow(d *ledger.Draft, before funds.Withdrawal, wallet funds.Wallet, policy funds.Policy) bool {
	quorum := QuorumOf(wallet, *d.Withdrawal, d.Act.At, policy)
	enough := quorum.Short() == 0 && (!quorum.Several() || counted(before))
	return len(d.Change.Lines) > 0 && enough && !d.Withdrawal.NotBefore.After(d.Act.At)
}

// Confirm records that a withdrawal was paid, for the withdraw-flow contract: the whole path from pending, or the
// rest of it from approved, in one change. Its method must be one that is paid by hand ([funds.CodeUnpayable], field
// method). Of one that has a channel, an admin's word that it was paid all the same counts, and a service's does
// not: it is a program, which confirms whatever it has asked for.
//
// Who may pay: a service may by this alone, and never through the gateway.
func Confirm(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, policy funds.Policy) (funds.Change, error) {
	d := ledger.New(act, &wallet, &withdrawal)
	if withdrawal.State == funds.StatePending {
		if err := approveToConfirm(d, wallet, policy); err != nil {
			return funds.Change{}, err
		}
	}
	if err := payManually(d, funds.Transfer{}, policy); err != nil {
		return funds.Change{}, err
	}
	if _, hasChannel := policy.Channel(withdrawal.Method); hasChannel && act.Actor.Role == funds.RoleAdmin {
		return d.Done(), nil
	}
	if err := policy.CheckByHand(withdrawal.Method); err != nil {
		return funds.Change{}, err
	}
	return d.Done(), nil
}

// approveToConfirm approves what takes nobody else. A confirmation says that the money has left: where it takes several
// people it is nobody's approval.
func approveToConfirm(d *ledger.Draft, wallet funds.Wallet, policy funds.Policy) error {
	if err := reviewable(d, funds.StatePending); err != nil {
		return err
	}
	if err := endorsedOnly(d, wallet, policy); err != nil {
		return err
	}
	alone := wallet.FilledAlone(d.Act.At) || d.Withdrawal.Maker != ""
	if d.Act.Actor.Role != funds.RoleAdmin && !policy.Controls.OnePerson() && alone {
		return funds.Refuse(funds.CodeApproval, ReasonApprovalsShort).About(funds.Facts{Count: 1}) // a program is no second person
	}
	return approve(d, wallet, "", policy)
}

func payManually(d *ledger.Draft, paid funds.Transfer, policy funds.Policy) error {
	paid.Number = strings.TrimSpace(paid.Number)
	if err := checkTransactionNo(paid.Number); err != nil {
		return err
	}
	account, err := policy.AccountByHand(paid.Account)
	if err != nil {
		return err
	}
	if err := mayPayByHand(d, d.Act, funds.CommandComplete, policy); err != nil {
		return err
	}
	if err := d.Apply(funds.CommandDispatch, funds.Say(ReasonPaidByHand, funds.Facts{})); err != nil {
		return err
	}
	if d.Wallet.Status != funds.WalletActive {
		return funds.ErrWalletInactive
	}
	if err := d.Apply(funds.CommandComplete, funds.Text(paid.Number)); err != nil {
		return err
	}
	d.Withdrawal.Payout = funds.Payout{
		Kind: funds.PayoutManual, Account: funds.KeptAccount(account), TransactionNo: paid.Number, Booked: paid.Booked, PaidAt: d.Act.At,
	}
	d.Change.Number = d.Withdrawal.Payout.Claim(paid.Number)
	d.Change.Unpaused = funds.UnpausedPayout(*d.Withdrawal)
	return nil
}

// mayPayByHand refuses to have somebody pay a withdrawal by hand, one by one or in a batch's file: it is one mechanism.
func mayPayByHand(d *ledger.Draft, payer funds.Act, command funds.Command, policy funds.Policy) error {
	if err := funds.NotOwn(payer, d.Withdrawal.UserID); err != nil {
		return err
	}
	if err := endorsedOnly(d, *d.Wallet, policy); err != nil {
		return err
	}
	if d.Withdrawal.State != funds.StateApproved {
		return d.Withdrawal.Illegal(command)
	}
	return released(d, payer, *d.Wallet, true, policy)
}

const maxTransactionNo = 128

// unseenInNumber says that a character is not visible ASCII.
func unseenInNumber(c rune) bool { return c <= ' ' || c > '~' }

// checkTransactionNo allows visible ASCII alone, so that no two numbers look alike and are not.
func checkTransactionNo(number string) error {
	if len(number) > maxTransactionNo || strings.ContainsFunc(number, unseenInNumber) {
		return funds.Invalid("transactionNo", ReasonTransactionNoForm).About(funds.Facts{Maximum: maxTransactionNo})
	}
	return nil
}

// Dispatch claims an approved withdrawal for the gateway. Only the winner of the claim may send, and only until
// Payout.SendBy. The wallet must be active, which the write door checks. A method without a channel is
// [funds.CodeInvalid]; what the channel does not take, as it is now, is [funds.CodeUnpayable]. word is what the
// gateway said when it was asked before, where that is needed ([AskFirst]): it must not have the order already
// ([funds.CodeGatewayDisagrees]). Enough people must have approved it as it is, and nobody pays from a wallet that they
// alone put money into: so the wallet, which is not written, is looked at as in [Approve].
func Dispatch(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, word funds.Report, policy funds.Policy) (funds.Change, error) {
	d := ledger.New(act, nil, &withdrawal)
	if err := dispatch(d, act, wallet, word, policy); err != nil {
		return funds.Change{}, err
	}
	d.Change.ActiveWallet = withdrawal.UserID
	return d.Done(), nil
}

// ApproveAndDispatch is a review that is also the claim: approve, and [Dispatch], in one change. Where it takes several
// people, all but the last endorse it, and nothing is claimed: see [Claims].
func ApproveAndDispatch(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, word funds.Report, policy funds.Policy) (funds.Change, error) {
	d := ledger.New(act, nil, &withdrawal)
	if err := approve(d, wallet, "", policy); err != nil {
		return funds.Change{}, err
	}
	if !releasedNow(d, withdrawal, wallet, policy) {
		return d.Done(), nil
	}
	if err := dispatch(d, act, wallet, word, policy); err != nil {
		return funds.Change{}, err
	}
	d.Change.ActiveWallet = withdrawal.UserID
	return d.Done(), nil
}

// Claims says that a change claims its withdrawal for the gateway: whoever commits it sends.
func Claims(change funds.Change) bool {
	return slices.ContainsFunc(change.Lines, func(line funds.Line) bool {
		return line.Command == funds.CommandDispatch || line.Command == funds.CommandResend
	})
}

func dispatch(d *ledger.Draft, act funds.Act, wallet funds.Wallet, word funds.Report, policy funds.Policy) error {
	if err := funds.NotOwn(act, d.Withdrawal.UserID); err != nil {
		return err
	}
	if err := endorsedOnly(d, wallet, policy); err != nil {
		return err
	}
	if _, err := d.Withdrawal.Next(funds.CommandDispatch); err != nil {
		return err
	}
	if err := released(d, act, wallet, false, policy); err != nil {
		return err
	}
	channel, err := policy.Payable(*d.Withdrawal)
	if err != nil {
		return err
	}
	if err := mayBeFirst(act, *d.Withdrawal, word, policy); err != nil {
		return err
	}
	if err := d.ApplyBy(act, funds.CommandDispatch, funds.Say(ReasonSentByChannel, funds.Facts{Channel: channel.Name})); err != nil {
		return err
	}
	claim(d, policy)
	return nil
}

// claim opens the window in which this attempt may be sent, and makes the withdrawal due after it. Nothing that is
// paused is claimed, which the write door checks.
func claim(d *ledger.Draft, policy funds.Policy) {
	w := d.Withdrawal
	w.Payout.Kind = funds.PayoutChannel
	w.Payout.Account = funds.KeptAccount(policy.AccountOfChannels())
	w.Payout.Attempt++
	w.Payout.SendBy = d.Act.At.Add(policy.Timing.SendWindow)
	w.Watch = funds.Watch{Due: w.Payout.SendBy.Add(policy.Timing.SendGrace)}
	w.Payout.Answer = funds.Answer{}
	w.NeedsAttention, w.Parked = false, false
	d.Change.Unpaused = funds.UnpausedPayout(*w)
}

// MayBeSent says that a withdrawal was claimed, and that its sender may still be at it at a moment: its window is open, and
// the gateway has not spoken of it since the claim.
func MayBeSent(withdrawal funds.Withdrawal, at time.Time, policy funds.Policy) bool {
	claimed := withdrawal.Payout.SendBy.Add(-policy.Timing.SendWindow)
	return withdrawal.State == funds.StateProcessing && withdrawal.Payout.SendBy.After(at) && withdrawal.Payout.WordAt.Before(claimed)
}

// Resend claims a parked withdrawal again, to be sent under the same serial. It is legal only where
// this gateway is known to refuse a repeated serial ([funds.CodeGatewayDisagrees] otherwise), once the
// withdrawal is parked, and after the last sender's window and grace ([funds.CodeTooEarly]). The wallet is looked at as
// in [Dispatch].
func Resend(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, policy funds.Policy) (funds.Change, error) {
	if err := funds.NotOwn(act, withdrawal.UserID); err != nil {
		return funds.Change{}, err
	}
	if _, err := withdrawal.Next(funds.CommandResend); err != nil {
		return funds.Change{}, err
	}
	if err := senderGone(act, withdrawal, policy); err != nil {
		return funds.Change{}, err
	}
	switch {
	case !withdrawal.Parked:
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonPayoutUnderWay).About(funds.Facts{State: withdrawal.State, Command: funds.CommandResend})
	case !policy.RepeatedSerialRefused:
		return funds.Change{}, funds.Refuse(funds.CodeGatewayDisagrees, ReasonResendUnsafe)
	case withdrawal.Payout.Attempt >= funds.MaxAttempts:
		return funds.Change{}, funds.Refuse(funds.CodeGatewayDisagrees, ReasonAttemptsUsedUp)
	}
	channel, err := policy.Payable(withdrawal)
	if err != nil {
		return funds.Change{}, err
	}
	d := ledger.New(act, nil, &withdrawal)
	if err := released(d, act, wallet, false, policy); err != nil {
		return funds.Change{}, err
	}
	if err := d.Apply(funds.CommandResend, funds.Say(ReasonSentAgain, funds.Facts{Channel: channel.Name})); err != nil {
		return funds.Change{}, err
	}
	claim(d, policy)
	d.Change.ActiveWallet = withdrawal.UserID
	return d.Done(), nil
}

// MayResend says that [Resend] grants it, once the last sender is gone, and that the wallet pays.
func MayResend(wallet funds.Wallet, withdrawal funds.Withdrawal, policy funds.Policy) bool {
	gone := withdrawal.Payout.SendBy.Add(policy.Timing.SendGrace + time.Nanosecond)
	_, err := Resend(funds.Act{At: gone, Actor: funds.System("")}, wallet, withdrawal, policy)
	return err == nil && wallet.Status == funds.WalletActive
}

// senderGone refuses while the sender of the last claim may still be at it.
func senderGone(act funds.Act, withdrawal funds.Withdrawal, policy funds.Policy) error {
	if withdrawal.State != funds.StateProcessing || act.At.After(withdrawal.Payout.SendBy.Add(policy.Timing.SendGrace)) {
		return nil
	}
	return funds.Refuse(funds.CodeTooEarly, ReasonSenderAtWork)
}
