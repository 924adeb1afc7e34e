package funds

import (
	"encoding/json"
	"fmt"
)

// Adjust is an admin's change of a balance, by entry and audit record: positive adds (and counts
// as recharged), negative takes. It may not take available below zero ([CodeInsufficient]); a closed
// wallet takes nothing ([CodeWalletInactive]); nobody adjusts their own ([ErrForbidden]).
func Adjust(act Act, wallet Wallet, amount Amount, reason string, claim *Claim) (Change, error) {
	return adjust(act, wallet, nil, amount, reason, claim)
}

// Resolve is [Adjust] for an admin who settles, by it, what the gateway's word contradicted: the
// withdrawal no longer needs attention. Only a final one of this wallet that does can be resolved
// ([ErrIllegal], [ErrNotFound]). The amount may be zero, where no money is to move: the platform takes
// the loss, or the user has spent it.
func Resolve(act Act, wallet Wallet, withdrawal Withdrawal, amount Amount, reason string, claim *Claim) (Change, error) {
	switch {
	case withdrawal.UserID != wallet.UserID:
		return Change{}, ErrNotFound
	case !withdrawal.NeedsAttention || !withdrawal.State.Final():
		return Change{}, illegal(withdrawal.State, CommandResolve)
	}
	return adjust(act, wallet, &withdrawal, amount, reason, claim)
}

func adjust(act Act, wallet Wallet, resolved *Withdrawal, amount Amount, reason string, claim *Claim) (Change, error) {
	if err := notOwn(act, wallet.UserID); err != nil {
		return Change{}, err
	}
	switch {
	case amount == 0 && resolved == nil:
		return Change{}, Invalid("amount", "调整金额不能为0")
	case reason == "":
		return Change{}, Invalid("reason", "调整原因不能为空")
	case wallet.Status == WalletClosed:
		return Change{}, ErrWalletInactive
	case wallet.Available()+amount < 0:
		return Change{}, &Error{Code: CodeInsufficient, Message: "余额不足", Facts: Facts{
			Balance: wallet.Balance, Frozen: wallet.Frozen, Available: wallet.Available(), Requested: -amount,
		}}
	case wallet.Balance+amount > MaxAmount:
		return Change{}, Invalid("amount", "调整后余额超出上限")
	}
	if err := CheckProse("reason", reason); err != nil {
		return Change{}, err
	}
	d := newDraft(act, &wallet, resolved)
	if resolved != nil {
		if err := d.step(CommandResolve, reason); err != nil {
			return Change{}, err
		}
		d.withdrawal.NeedsAttention = false
	}
	if amount > 0 {
		d.wallet.TotalRecharge += amount
	}
	d.change.Claim = claim.to(wallet.UserID)
	if amount != 0 {
		d.enter(EntryAdjustment, amount, 0, reason)
		d.change.Claim = claim.to(d.change.Entries[0].ID())
	}
	d.change.Audit = walletAudit(act, wallet.UserID, "adjust", map[string]string{"amount": amount.Fixed(), "reason": reason})
	return d.done(), nil
}

// SetStatus freezes, closes or reopens a wallet, with a reason and an audit record. Only an empty
// wallet with nothing open may be closed ([CodeIllegal]); nobody decides about their own ([ErrForbidden]).
func SetStatus(act Act, wallet Wallet, status WalletStatus, reason string) (Change, error) {
	if err := notOwn(act, wallet.UserID); err != nil {
		return Change{}, err
	}
	switch {
	case !status.known():
		return Change{}, Invalid("status", "钱包状态无效，应为 active、frozen 或 closed")
	case reason == "":
		return Change{}, Invalid("reason", "原因不能为空")
	case status == WalletClosed && (wallet.Balance != 0 || wallet.Open != 0 || wallet.OpenRecharges != 0):
		return Change{}, &Error{Code: CodeIllegal, Field: "status", Message: "只有余额为零且没有未完成提现和充值的钱包才能关闭"}
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
