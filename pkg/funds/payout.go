package funds

import (
	"strings"
	"time"
)

// How a withdrawal is paid, and why it is not.
const (
	ReasonPaidByHand        Reason = "paid_by_hand"
	ReasonSentByChannel     Reason = "sent_by_channel"     // Channel
	ReasonSentAgain         Reason = "sent_again"          // by Channel, under the same serial
	ReasonTransactionNoForm Reason = "transaction_no_form" // it is visible ASCII, of Maximum characters
	ReasonPayoutUnderWay    Reason = "payout_under_way"    // not parked: the machine is at it
	ReasonResendUnsafe      Reason = "resend_unsafe"       // this gateway is not known to refuse a repeated serial
	ReasonAttemptsUsedUp    Reason = "attempts_used_up"
	ReasonSenderAtWork      Reason = "sender_at_work" // the last claim's window and grace are not over
)

// PayManually records that an admin paid: dispatch and complete in one change, with a line for
// each. The wallet must be active. A transaction number, where given, is claimed across all
// withdrawals ([CodeDuplicateNumber] comes from the write door).
func PayManually(act Act, wallet Wallet, withdrawal Withdrawal, transactionNo string) (Change, error) {
	d := newDraft(act, &wallet, &withdrawal)
	if err := d.payManually(transactionNo); err != nil {
		return Change{}, err
	}
	return d.done(), nil
}

// ApproveAndPay is a review that is also the payout by hand, for contracts that finish in one step: approve,
// dispatch and complete in one change, from pending. Nobody has said in as many words that it was paid, so its
// method must be one that is paid by hand ([CodeUnpayable], field method).
func ApproveAndPay(act Act, wallet Wallet, withdrawal Withdrawal, policy Policy) (Change, error) {
	d := newDraft(act, &wallet, &withdrawal)
	if err := d.approve(""); err != nil {
		return Change{}, err
	}
	if err := policy.checkByHand(withdrawal.Method); err != nil {
		return Change{}, err
	}
	if err := d.payManually(""); err != nil {
		return Change{}, err
	}
	return d.done(), nil
}

// Confirm records that a withdrawal was paid, for the withdraw-flow contract: the whole path from pending, or the
// rest of it from approved, in one change. Its method must be one that is paid by hand ([CodeUnpayable], field
// method). Of one that has a channel, an admin's word that it was paid all the same counts, and a service's does
// not: it is a program, which confirms whatever it has asked for.
func Confirm(act Act, wallet Wallet, withdrawal Withdrawal, policy Policy) (Change, error) {
	d := newDraft(act, &wallet, &withdrawal)
	if withdrawal.State == StatePending {
		if err := d.approve(""); err != nil {
			return Change{}, err
		}
	}
	if err := d.payManually(""); err != nil {
		return Change{}, err
	}
	if _, hasChannel := policy.Channel(withdrawal.Method); hasChannel && act.Actor.Role == RoleAdmin {
		return d.done(), nil
	}
	if err := policy.checkByHand(withdrawal.Method); err != nil {
		return Change{}, err
	}
	return d.done(), nil
}

func (d *draft) payManually(transactionNo string) error {
	transactionNo = strings.TrimSpace(transactionNo)
	if err := checkTransactionNo(transactionNo); err != nil {
		return err
	}
	if err := notOwn(d.act, d.withdrawal.UserID); err != nil {
		return err
	}
	if d.withdrawal.State != StateApproved {
		return illegal(d.withdrawal.State, CommandComplete)
	}
	if err := d.step(CommandDispatch, Say(ReasonPaidByHand, Facts{})); err != nil {
		return err
	}
	if d.wallet.Status != WalletActive {
		return ErrWalletInactive
	}
	if err := d.step(CommandComplete, Message(transactionNo)); err != nil {
		return err
	}
	d.withdrawal.Payout = Payout{Kind: PayoutManual, TransactionNo: transactionNo, PaidAt: d.act.At}
	d.change.TransactionNo = ClaimedNumber(transactionNo)
	return nil
}

const maxTransactionNo = 128

// checkTransactionNo allows visible ASCII alone, so that no two numbers look alike and are not.
func checkTransactionNo(number string) error {
	if len(number) > maxTransactionNo || strings.ContainsFunc(number, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return Invalid("transactionNo", ReasonTransactionNoForm).About(Facts{Maximum: maxTransactionNo})
	}
	return nil
}

// ClaimedNumber is the form in which a transaction number is claimed: letter case makes no other number.
func ClaimedNumber(number string) string { return strings.ToUpper(number) }

// Dispatch claims an approved withdrawal for the gateway. Only the winner of the claim may send, and
// only until Payout.SendBy. The wallet must be active, which the write door checks. A method without
// a channel is [CodeInvalid]; what the channel does not take, as it is now, is [CodeUnpayable]. word is what the
// gateway said when it was asked before, where that is needed ([AskFirst]): it must not have the order already
// ([CodeGatewayDisagrees]).
func Dispatch(act Act, withdrawal Withdrawal, word Report, policy Policy) (Change, error) {
	d := newDraft(act, nil, &withdrawal)
	if err := d.dispatch(act, word, policy); err != nil {
		return Change{}, err
	}
	d.change.ActiveWallet = withdrawal.UserID
	return d.done(), nil
}

// ApproveAndDispatch is a review that is also the claim: approve, and [Dispatch], in one change.
func ApproveAndDispatch(act Act, withdrawal Withdrawal, word Report, policy Policy) (Change, error) {
	d := newDraft(act, nil, &withdrawal)
	if err := d.approve(""); err != nil {
		return Change{}, err
	}
	if err := d.dispatch(act, word, policy); err != nil {
		return Change{}, err
	}
	d.change.ActiveWallet = withdrawal.UserID
	return d.done(), nil
}

func (d *draft) dispatch(act Act, word Report, policy Policy) error {
	if err := notOwn(act, d.withdrawal.UserID); err != nil {
		return err
	}
	if _, err := Next(d.withdrawal.State, CommandDispatch); err != nil {
		return err
	}
	channel, err := policy.payable(*d.withdrawal)
	if err != nil {
		return err
	}
	if err := mayBeFirst(act, *d.withdrawal, word, policy); err != nil {
		return err
	}
	if err := d.stepBy(act, CommandDispatch, Say(ReasonSentByChannel, Facts{Channel: channel.Name})); err != nil {
		return err
	}
	d.claim(policy)
	return nil
}

// claim opens the window in which this attempt may be sent, and makes the withdrawal due after it.
func (d *draft) claim(policy Policy) {
	w := d.withdrawal
	w.Payout.Kind = PayoutChannel
	w.Payout.Attempt++
	w.Payout.SendBy = d.act.At.Add(policy.Timing.SendWindow)
	w.Watch = Watch{Due: w.Payout.SendBy.Add(policy.Timing.SendGrace)}
	w.Payout.Answer = Answer{}
	w.NeedsAttention, w.Parked = false, false
}

// Resend claims a parked withdrawal again, to be sent under the same serial. It is legal only where
// this gateway is known to refuse a repeated serial ([CodeGatewayDisagrees] otherwise), once the
// withdrawal is parked, and after the last sender's window and grace ([CodeTooEarly]).
func Resend(act Act, withdrawal Withdrawal, policy Policy) (Change, error) {
	if err := notOwn(act, withdrawal.UserID); err != nil {
		return Change{}, err
	}
	if _, err := Next(withdrawal.State, CommandResend); err != nil {
		return Change{}, err
	}
	if err := senderGone(act, withdrawal, policy); err != nil {
		return Change{}, err
	}
	switch {
	case !withdrawal.Parked:
		return Change{}, Refuse(CodeIllegal, ReasonPayoutUnderWay).About(Facts{State: withdrawal.State, Command: CommandResend})
	case !policy.RepeatedSerialRefused:
		return Change{}, Refuse(CodeGatewayDisagrees, ReasonResendUnsafe)
	case withdrawal.Payout.Attempt >= MaxAttempts:
		return Change{}, Refuse(CodeGatewayDisagrees, ReasonAttemptsUsedUp)
	}
	channel, err := policy.payable(withdrawal)
	if err != nil {
		return Change{}, err
	}
	d := newDraft(act, nil, &withdrawal)
	if err := d.step(CommandResend, Say(ReasonSentAgain, Facts{Channel: channel.Name})); err != nil {
		return Change{}, err
	}
	d.claim(policy)
	d.change.ActiveWallet = withdrawal.UserID
	return d.done(), nil
}

// MayResend says that [Resend] grants it, once the last sender is gone, and that the wallet pays.
func MayResend(wallet Wallet, withdrawal Withdrawal, policy Policy) bool {
	gone := withdrawal.Payout.SendBy.Add(policy.Timing.SendGrace + time.Nanosecond)
	_, err := Resend(Act{At: gone, Actor: System("")}, withdrawal, policy)
	return err == nil && wallet.Status == WalletActive
}

// senderGone refuses while the sender of the last claim may still be at it.
func senderGone(act Act, withdrawal Withdrawal, policy Policy) error {
	if withdrawal.State != StateProcessing || act.At.After(withdrawal.Payout.SendBy.Add(policy.Timing.SendGrace)) {
		return nil
	}
	return Refuse(CodeTooEarly, ReasonSenderAtWork)
}
