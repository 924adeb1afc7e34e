package wallet

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Why an adjustment settles nothing, and what its line says.
const (
	ReasonNothingDue         funds.Reason = "nothing_due"          // of this withdrawal
	ReasonRechargeWaits      funds.Reason = "recharge_waits"       // for the gateway
	ReasonRechargeNothingDue funds.Reason = "recharge_nothing_due" // it is credited
	ReasonSettlementBounds   funds.Reason = "settlement_bounds"    // the amount is from Least to Most
	ReasonSettledBy          funds.Reason = "settled_by"           // Amount, and Due is left
)

// AdjustWithdrawal is [Adjust] for an admin who settles, by it, what the gateway's word contradicted: what is due of
// the withdrawal, or part of it, or nothing: the platform bears the rest. That closes it for that word. Only a final
// one of this wallet that waits for an admin, or of which anything is due, can be settled ([funds.ErrIllegal],
// [funds.ErrNotFound]), by an amount from 0 to what is due ([funds.CodeInvalid], field amount); 0 works on a closed
// wallet too.
func AdjustWithdrawal(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, amount funds.Amount, reason string, claim *funds.Claim) (funds.Change, error) {
	if withdrawal.UserID != wallet.UserID {
		return funds.Change{}, funds.ErrNotFound
	}
	return adjust(act, wallet, adjustment{amount: amount, reason: reason, claim: claim, withdrawal: &withdrawal})
}

// AdjustRecharge is [Adjust] that names a recharge. Of one that was credited, or closed, and that the gateway's word
// contradicts, it settles what is due, as [AdjustWithdrawal] does. A parked one is closed by it. One that has ended
// without a credit is given in advance, at most what was asked for or came: if money comes for it later, an admin is
// asked for, and nothing is credited by itself. One that still waits for the gateway is [funds.ErrIllegal], another
// user's [funds.ErrNoRecharge].
func AdjustRecharge(act funds.Act, wallet funds.Wallet, recharge funds.Recharge, amount funds.Amount, reason string, claim *funds.Claim) (funds.Change, error) {
	if recharge.UserID != wallet.UserID {
		return funds.Change{}, funds.ErrNoRecharge
	}
	return adjust(act, wallet, adjustment{amount: amount, reason: reason, claim: claim, recharge: &recharge})
}

// checkOrder refuses what settles more than is due, or the other way round.
func (a adjustment) checkOrder() error {
	switch {
	case a.withdrawal != nil:
		w := a.withdrawal
		due := w.Due()
		if !w.State.Final() || (!w.NeedsAttention && due == 0) {
			return &funds.Error{
				Code: funds.CodeIllegal, Reason: ReasonNothingDue, Field: "withdrawalId", Facts: funds.Facts{State: w.State, Command: funds.CommandResolve},
			}
		}
		return checkBounds(a.amount, min(due, 0), max(due, 0), w.NeedsAttention)
	case a.recharge != nil:
		return checkRecharge(*a.recharge, a.amount)
	}
	return nil
}

// checkRecharge refuses an adjustment that the recharge cannot take.
func checkRecharge(r funds.Recharge, amount funds.Amount) error {
	due, contested := r.Due(), r.NeedsAttention && r.State != funds.RechargeOpen
	switch {
	case r.State == funds.RechargeOpen:
		return &funds.Error{Code: funds.CodeIllegal, Reason: ReasonRechargeWaits, Field: "rechargeId"}
	case contested:
		return checkBounds(amount, min(due, 0), max(due, 0), true)
	case r.State == funds.RechargeCredited && due == 0:
		return &funds.Error{Code: funds.CodeIllegal, Reason: ReasonRechargeNothingDue, Field: "rechargeId"}
	case r.State == funds.RechargeCredited:
		return checkBounds(amount, min(due, 0), max(due, 0), false)
	}
	return checkBounds(amount, -r.Settled, max(r.Amount, r.Confirmed())-r.Settled, false)
}

// checkBounds refuses an amount that is not between two bounds, one of which is 0 or has another sign; zero says that
// nothing at all may be settled, too.
func checkBounds(amount, from, to funds.Amount, zero bool) error {
	switch {
	case amount < from || amount > to:
		return funds.Invalid("amount", ReasonSettlementBounds).About(funds.Facts{Least: from, Most: to})
	case amount == 0 && !zero:
		return funds.Invalid("amount", ReasonAdjustmentZero)
	}
	return nil
}

// settleWithdrawal closes what the gateway's last word contradicts, by an admin's amount.
func settleWithdrawal(d *ledger.Draft, request adjustment) error {
	settled := *d.Withdrawal
	settled.Settled += request.amount
	if err := d.Apply(funds.CommandResolve, funds.Text(request.reason)+settlementLine(request.amount, settled.Due())); err != nil {
		return err
	}
	w := d.Withdrawal
	w.Settled, w.SettledAt, w.NeedsAttention = settled.Settled, d.Act.At, false
	d.Settled(string(w.ID))
	return nil
}

// settleRecharge is settleWithdrawal for a recharge; a parked one ends by it.
func settleRecharge(d *ledger.Draft, request adjustment) error {
	settled := *d.Recharge
	settled.Settled += request.amount
	command, due := funds.RechargeSettle, d.Recharge.Watch.Due
	if d.Recharge.State == funds.RechargeParked {
		command = funds.RechargeClose
	}
	if err := d.ApplyRecharge(command, funds.Text(request.reason)+settlementLine(request.amount, settled.DueToSettle())); err != nil {
		return err
	}
	r := d.Recharge
	r.Settled, r.NeedsAttention, r.Watch.Due = settled.Settled, false, due
	r.Resolution = funds.Review{By: d.Act.Actor.ID, Note: funds.Text(request.reason), At: d.Act.At}
	d.Settled(string(r.ID))
	return nil
}

// settlementLine is what a line says of a settlement, behind its reason.
func settlementLine(amount, due funds.Amount) funds.Message {
	return funds.Say(ReasonSettledBy, funds.Facts{Amount: amount, Due: due})
}
