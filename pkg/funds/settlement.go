package funds

// Why an adjustment settles nothing, and what its line says.
const (
	ReasonNothingDue         Reason = "nothing_due"          // of this withdrawal
	ReasonRechargeWaits      Reason = "recharge_waits"       // for the gateway
	ReasonRechargeNothingDue Reason = "recharge_nothing_due" // it is credited
	ReasonSettlementBounds   Reason = "settlement_bounds"    // the amount is from Least to Most
	ReasonSettledBy          Reason = "settled_by"           // Amount, and Due is left
)

// Resolve is [Adjust] for an admin who settles, by it, what the gateway's word contradicted: what is due of the
// withdrawal, or part of it, or nothing: the platform bears the rest. That closes it for that word. Only a final
// one of this wallet that waits for an admin, or of which anything is due, can be settled ([ErrIllegal],
// [ErrNotFound]), by an amount from 0 to what is due ([CodeInvalid], field amount); 0 works on a closed wallet too.
func Resolve(act Act, wallet Wallet, withdrawal Withdrawal, amount Amount, reason string, claim *Claim) (Change, error) {
	if withdrawal.UserID != wallet.UserID {
		return Change{}, ErrNotFound
	}
	return adjust(act, wallet, adjustment{amount: amount, reason: reason, claim: claim, withdrawal: &withdrawal})
}

// AdjustRecharge is [Adjust] that names a recharge. Of one that was credited, or closed, and that the gateway's word
// contradicts, it settles what is due, as [Resolve] does. A parked one is closed by it. One that has ended without a
// credit is given in advance, at most what was asked for or came: if money comes for it later, an admin is asked
// for, and nothing is credited by itself. One that still waits for the gateway is [ErrIllegal], another user's
// [ErrNoRecharge].
func AdjustRecharge(act Act, wallet Wallet, recharge Recharge, amount Amount, reason string, claim *Claim) (Change, error) {
	if recharge.UserID != wallet.UserID {
		return Change{}, ErrNoRecharge
	}
	return adjust(act, wallet, adjustment{amount: amount, reason: reason, claim: claim, recharge: &recharge})
}

// within refuses what settles more than is due, or the other way round.
func (a adjustment) within() error {
	switch {
	case a.withdrawal != nil:
		w := a.withdrawal
		due := w.Due()
		if !w.State.Final() || (!w.NeedsAttention && due == 0) {
			return &Error{
				Code: CodeIllegal, Reason: ReasonNothingDue, Field: "withdrawalId", Facts: Facts{State: w.State, Command: CommandResolve},
			}
		}
		return settles(a.amount, min(due, 0), max(due, 0), w.NeedsAttention)
	case a.recharge != nil:
		return a.recharge.takes(a.amount)
	}
	return nil
}

// takes refuses an adjustment that the recharge cannot take.
func (r Recharge) takes(amount Amount) error {
	due, contested := r.Due(), r.NeedsAttention && r.State != RechargeOpen
	switch {
	case r.State == RechargeOpen:
		return &Error{Code: CodeIllegal, Reason: ReasonRechargeWaits, Field: "rechargeId"}
	case contested:
		return settles(amount, min(due, 0), max(due, 0), true)
	case r.State == RechargeCredited && due == 0:
		return &Error{Code: CodeIllegal, Reason: ReasonRechargeNothingDue, Field: "rechargeId"}
	case r.State == RechargeCredited:
		return settles(amount, min(due, 0), max(due, 0), false)
	}
	return settles(amount, -r.Settled, max(r.Amount, r.confirmed())-r.Settled, false)
}

// settles refuses an amount that is not between two bounds, one of which is 0 or has another sign; zero says that
// nothing at all may be settled, too.
func settles(amount, from, to Amount, zero bool) error {
	switch {
	case amount < from || amount > to:
		return Invalid("amount", ReasonSettlementBounds).About(Facts{Least: from, Most: to})
	case amount == 0 && !zero:
		return Invalid("amount", ReasonAdjustmentZero)
	}
	return nil
}

// settleWithdrawal closes what the gateway's last word contradicts, by an admin's amount.
func (d *draft) settleWithdrawal(wish adjustment) error {
	settled := *d.withdrawal
	settled.Settled += wish.amount
	if err := d.step(CommandResolve, Message(wish.reason)+settlementLine(wish.amount, settled.Due())); err != nil {
		return err
	}
	w := d.withdrawal
	w.Settled, w.SettledAt, w.NeedsAttention = settled.Settled, d.act.At, false
	d.settled(string(w.ID))
	return nil
}

// settleDeposit is settleWithdrawal for a recharge; a parked one ends by it.
func (d *draft) settleDeposit(wish adjustment) error {
	d.takeRecharge(*wish.recharge)
	settled := *d.recharge
	settled.Settled += wish.amount
	command, due := RechargeSettle, d.recharge.Watch.Due
	if d.recharge.State == RechargeParked {
		command = RechargeClose
	}
	if err := d.rechargeStep(command, Message(wish.reason)+settlementLine(wish.amount, settled.DueShown())); err != nil {
		return err
	}
	r := d.recharge
	r.Settled, r.NeedsAttention, r.Watch.Due = settled.Settled, false, due
	r.Resolution = Review{By: d.act.Actor.ID, Note: Message(wish.reason), At: d.act.At}
	d.settled(string(r.ID))
	return nil
}

// settlementLine is what a line says of a settlement, behind its reason.
func settlementLine(amount, due Amount) Message {
	return Say(ReasonSettledBy, Facts{Amount: amount, Due: due})
}
