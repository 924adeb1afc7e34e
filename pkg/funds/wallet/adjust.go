package wallet

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Why a balance is not changed.
const (
	ReasonAdjustmentZero   funds.Reason = "adjustment_zero"
	ReasonAdjustmentReason funds.Reason = "adjustment_reason" // it needs one
	ReasonAdjustmentOver   funds.Reason = "adjustment_over"   // the wallet cannot hold it
)

// Adjust is an admin's change of a balance, by entry and audit record: positive adds (and counts
// as recharged), negative takes. It may not take available below zero ([funds.CodeInsufficient]); a closed
// wallet takes nothing ([funds.CodeWalletInactive]); nobody adjusts their own ([funds.ErrForbidden]).
func Adjust(act funds.Act, wallet funds.Wallet, amount funds.Amount, reason string, claim *funds.Claim) (funds.Change, error) {
	return adjust(act, wallet, adjustment{amount: amount, reason: reason, claim: claim})
}

// adjustment is an admin's request, and the order that it settles, if any.
type adjustment struct {
	amount     funds.Amount
	reason     string
	claim      *funds.Claim
	withdrawal *funds.Withdrawal
	recharge   *funds.Recharge
}

func adjust(act funds.Act, wallet funds.Wallet, request adjustment) (funds.Change, error) {
	if err := request.check(act, wallet); err != nil {
		return funds.Change{}, err
	}
	d := begin(act, wallet, request)
	detail := map[string]string{"amount": request.amount.Fixed(), "reason": request.reason}
	switch {
	case request.withdrawal != nil:
		if err := settleWithdrawal(d, request); err != nil {
			return funds.Change{}, err
		}
		detail["withdrawalId"], detail["due"] = string(d.Withdrawal.ID), d.Withdrawal.Due().Fixed()
	case request.recharge != nil:
		if err := settleRecharge(d, request); err != nil {
			return funds.Change{}, err
		}
		detail["rechargeId"], detail["due"] = string(d.Recharge.ID), d.Recharge.DueToSettle().Fixed()
	}
	d.Wallet.TotalRecharge += max(request.amount, 0)
	d.Change.Claim = request.claim.For(wallet.UserID)
	if request.amount != 0 {
		d.Post(funds.EntryAdjustment, request.amount, 0, funds.Text(request.reason))
		d.Change.Claim = request.claim.For(d.Change.Entries[0].ID())
	}
	d.Change.Audit = walletAudit(act, wallet.UserID, "adjust", detail)
	return d.Done(), nil
}

// begin is the draft of an adjustment, with the order that it settles.
func begin(act funds.Act, wallet funds.Wallet, request adjustment) *ledger.Draft {
	if request.recharge != nil {
		return ledger.NewRecharge(act, &wallet, *request.recharge)
	}
	return ledger.New(act, &wallet, request.withdrawal)
}

// check is what every adjustment must be, whatever it settles.
func (a adjustment) check(act funds.Act, wallet funds.Wallet) error {
	settles := a.withdrawal != nil || a.recharge != nil
	switch {
	case act.Actor.Role == funds.RoleAdmin && act.Actor.ID == wallet.UserID:
		return funds.ErrForbidden
	case a.amount == 0 && !settles:
		return funds.Invalid("amount", ReasonAdjustmentZero)
	case a.reason == "":
		return funds.Invalid("reason", ReasonAdjustmentReason)
	}
	if err := a.checkOrder(); err != nil {
		return err
	}
	switch {
	case wallet.Status == funds.WalletClosed && a.amount != 0:
		return funds.ErrWalletInactive
	case wallet.Available()+a.amount < 0:
		return funds.Refuse(funds.CodeInsufficient, funds.ReasonInsufficient).About(funds.Facts{
			Balance: wallet.Balance, Frozen: wallet.Frozen, Available: wallet.Available(), Requested: -a.amount,
		})
	case wallet.Balance+a.amount > funds.MaxAmount:
		return funds.Invalid("amount", ReasonAdjustmentOver)
	}
	return funds.CheckProse("reason", a.reason)
}

func walletAudit(act funds.Act, userID, action string, detail map[string]string) *funds.AuditRecord {
	return ledger.AuditOf(act, "wallet", action, userID, "wallet", detail)
}
