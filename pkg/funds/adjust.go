package funds

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Why a balance, or a wallet's status, is not changed.
const (
	ReasonAdjustmentZero   Reason = "adjustment_zero"
	ReasonAdjustmentReason Reason = "adjustment_reason" // it needs one
	ReasonAdjustmentOver   Reason = "adjustment_over"   // the wallet cannot hold it
	ReasonStatusUnknown    Reason = "status_unknown"
	ReasonWalletNotEmpty   Reason = "wallet_not_empty" // it has money, or something unfinished, and is not closed
	ReasonWalletUnsettled  Reason = "wallet_unsettled" // Options are the orders to settle before it is made active
)

// Adjust is an admin's change of a balance, by entry and audit record: positive adds (and counts
// as recharged), negative takes. It may not take available below zero ([CodeInsufficient]); a closed
// wallet takes nothing ([CodeWalletInactive]); nobody adjusts their own ([ErrForbidden]).
func Adjust(act Act, wallet Wallet, amount Amount, reason string, claim *Claim) (Change, error) {
	return adjust(act, wallet, adjustment{amount: amount, reason: reason, claim: claim})
}

// adjustment is an admin's wish, and the order that it settles, if any.
type adjustment struct {
	amount     Amount
	reason     string
	claim      *Claim
	withdrawal *Withdrawal
	recharge   *Recharge
}

func adjust(act Act, wallet Wallet, wish adjustment) (Change, error) {
	if err := wish.check(act, wallet); err != nil {
		return Change{}, err
	}
	d := newDraft(act, &wallet, wish.withdrawal)
	detail := map[string]string{"amount": wish.amount.Fixed(), "reason": wish.reason}
	switch {
	case wish.withdrawal != nil:
		if err := d.settleWithdrawal(wish); err != nil {
			return Change{}, err
		}
		detail["withdrawalId"], detail["due"] = string(d.withdrawal.ID), d.withdrawal.Due().Fixed()
	case wish.recharge != nil:
		if err := d.settleDeposit(wish); err != nil {
			return Change{}, err
		}
		detail["rechargeId"], detail["due"] = string(d.recharge.ID), d.recharge.DueShown().Fixed()
	}
	if wish.amount > 0 {
		d.wallet.TotalRecharge += wish.amount
	}
	d.change.Claim = wish.claim.to(wallet.UserID)
	if wish.amount != 0 {
		d.enter(EntryAdjustment, wish.amount, 0, Message(wish.reason))
		d.change.Claim = wish.claim.to(d.change.Entries[0].ID())
	}
	d.change.Audit = walletAudit(act, wallet.UserID, "adjust", detail)
	return d.done(), nil
}

// check is what every adjustment must be, whatever it settles.
func (a adjustment) check(act Act, wallet Wallet) error {
	settles := a.withdrawal != nil || a.recharge != nil
	switch {
	case act.Actor.Role == RoleAdmin && act.Actor.ID == wallet.UserID:
		return ErrForbidden
	case a.amount == 0 && !settles:
		return Invalid("amount", ReasonAdjustmentZero)
	case a.reason == "":
		return Invalid("reason", ReasonAdjustmentReason)
	}
	if err := a.within(); err != nil {
		return err
	}
	switch {
	case wallet.Status == WalletClosed && a.amount != 0:
		return ErrWalletInactive
	case wallet.Available()+a.amount < 0:
		return Refuse(CodeInsufficient, ReasonInsufficient).About(Facts{
			Balance: wallet.Balance, Frozen: wallet.Frozen, Available: wallet.Available(), Requested: -a.amount,
		})
	case wallet.Balance+a.amount > MaxAmount:
		return Invalid("amount", ReasonAdjustmentOver)
	}
	return CheckProse("reason", a.reason)
}

// SetStatus freezes, closes or reopens a wallet, with a reason and an audit record. Only an empty
// wallet with nothing open may be closed ([CodeIllegal]), and none with an unsettled order is made active; nobody
// decides about their own ([ErrForbidden]).
func SetStatus(act Act, wallet Wallet, status WalletStatus, reason string) (Change, error) {
	if err := notOwn(act, wallet.UserID); err != nil {
		return Change{}, err
	}
	switch {
	case !status.known():
		return Change{}, Invalid("status", ReasonStatusUnknown)
	case reason == "":
		return Change{}, Invalid("reason", ReasonReasonMissing)
	case status == WalletClosed && (wallet.Balance != 0 || wallet.Open != 0 || wallet.OpenRecharges != 0):
		return Change{}, &Error{Code: CodeIllegal, Reason: ReasonWalletNotEmpty, Field: "status"}
	case status == WalletActive && len(wallet.Unsettled) > 0:
		return Change{}, &Error{
			Code: CodeIllegal, Reason: ReasonWalletUnsettled, Field: "status", Facts: Facts{Options: strings.Join(wallet.Unsettled, ",")},
		}
	}
	if err := CheckProse("reason", reason); err != nil {
		return Change{}, err
	}
	d := newDraft(act, &wallet, nil)
	d.change.Audit = walletAudit(act, wallet.UserID, "status", map[string]string{"from": string(wallet.Status), "to": string(status), "reason": reason})
	d.wallet.Status = status
	d.walletDirty = true
	return d.done(), nil
}

// Touch makes a wallet that does not exist yet, and takes over a new profile of the user's own
// token. The change is empty where there is nothing to do.
func Touch(act Act, wallet Wallet, profile *Profile) Change {
	d := newDraft(act, &wallet, nil)
	d.walletDirty = wallet.Version == 0
	d.refresh(profile)
	return d.done()
}

// Unmasked is the audit record of an admin who read a user's whole account.
func Unmasked(act Act, withdrawal Withdrawal) AuditRecord {
	return AuditRecord{
		ID: act.CommitID, Module: "withdraw", Action: "view_unmasked", TargetID: string(withdrawal.ID), TargetType: "withdrawal",
		Actor: act.Actor, At: act.At,
	}
}

// UnmaskedList is the audit record of an admin who read so many of a user's whole accounts in a list.
func UnmaskedList(act Act, userID string, accounts int) AuditRecord {
	return AuditRecord{
		ID: act.CommitID, Module: moduleWithdraw, Action: "view_unmasked", TargetID: userID, TargetType: "wallet",
		Detail: fmt.Sprintf(`{"count":%d}`, accounts), Actor: act.Actor, At: act.At,
	}
}

func walletAudit(act Act, userID, action string, detail map[string]string) *AuditRecord {
	return auditOf(act, "wallet", action, userID, "wallet", detail)
}

func auditOf(act Act, module, action, targetID, targetType string, detail map[string]string) *AuditRecord {
	text, err := json.Marshal(detail)
	if err != nil {
		panic(fmt.Sprintf("a map of strings does not marshal: %v", err))
	}
	return &AuditRecord{
		ID: act.CommitID, Module: module, Action: action, TargetID: targetID, TargetType: targetType,
		Detail: string(text), Actor: act.Actor, At: act.At,
	}
}
