package funds

// Ask claims the right to ask the gateway about a withdrawal for a user's check: at most once in the policy's
// AskInterval, and about those that have ended once in it for all of one user's. ok is false where it was asked
// lately, or where nobody is to be asked: a completed one has its answer, and one that was never sent none,
// unless the gateway has called back about it.
func Ask(act Act, wallet Wallet, withdrawal Withdrawal, policy Policy) (change Change, ok bool, err error) {
	if !withdrawal.askable() || askedLately(act, wallet, withdrawal.Watch, withdrawal.State.Final(), policy) {
		return Change{}, false, nil
	}
	d := newDraft(act, &wallet, &withdrawal)
	return d.ask()
}

func (w Withdrawal) askable() bool {
	ended := w.State.Final() && w.State != StateCompleted
	return w.State == StateProcessing || (ended && (w.Payout.Attempt > 0 || w.NeedsAttention))
}

// ask takes the right to ask about the draft's order.
func (d *draft) ask() (change Change, ok bool, err error) {
	ended := false
	switch {
	case d.recharge != nil:
		err = d.rechargeStep(RechargeDefer, "")
		d.recharge.Watch.AskedAt, ended = d.act.At, !d.recharge.State.Waiting()
	case d.withdrawal.State.Final():
		err = d.step(CommandRecheck, "")
		d.withdrawal.Watch.AskedAt, ended = d.act.At, true
	default:
		err = d.step(CommandDefer, "")
		d.withdrawal.Watch.AskedAt = d.act.At
	}
	if err != nil {
		return Change{}, false, err
	}
	if ended {
		d.wallet.AskedAt = d.act.At
		d.walletDirty = true
	}
	return d.done(), true, nil
}

func askedLately(act Act, wallet Wallet, watch Watch, ended bool, policy Policy) bool {
	interval := policy.Timing.AskInterval
	return act.At.Sub(watch.AskedAt) < interval || (ended && act.At.Sub(wallet.AskedAt) < interval)
}

// AskAgain is [Ask] for an admin, who is told why nobody is asked: [ErrIllegal], or [CodeTooEarly] where it was
// asked lately. It leaves an audit record; nobody asks about their own ([ErrForbidden]).
func AskAgain(act Act, wallet Wallet, withdrawal Withdrawal, policy Policy) (Change, error) {
	if err := notOwn(act, withdrawal.UserID); err != nil {
		return Change{}, err
	}
	switch {
	case !withdrawal.askable():
		return Change{}, Refuse(CodeIllegal, ReasonNotAskable).About(Facts{State: withdrawal.State, Command: CommandRecheck})
	case askedLately(act, wallet, withdrawal.Watch, withdrawal.State.Final(), policy):
		return Change{}, errAskedLately
	}
	d := newDraft(act, &wallet, &withdrawal)
	d.change.Audit = auditOf(act, moduleWithdraw, actionAsk, string(withdrawal.ID), relatedWithdrawal, map[string]string{"status": string(withdrawal.State)})
	change, _, err := d.ask()
	return change, err
}

const actionAsk = "ask"

// Why the gateway is not asked.
const (
	ReasonNotAskable         Reason = "not_askable" // it was not to pay it, or has paid it
	ReasonAskedLately        Reason = "asked_lately"
	ReasonRechargeNotAskable Reason = "recharge_not_askable" // it is credited
)

var errAskedLately = Refuse(CodeTooEarly, ReasonAskedLately)

// AskDeposit is [Ask] about a recharge. What was credited is not asked about.
func AskDeposit(act Act, wallet Wallet, recharge Recharge, policy Policy) (change Change, ok bool, err error) {
	if recharge.State == RechargeCredited || askedLately(act, wallet, recharge.Watch, !recharge.State.Waiting(), policy) {
		return Change{}, false, nil
	}
	d := newDraft(act, &wallet, nil)
	d.takeRecharge(recharge)
	return d.ask()
}

// AskDepositAgain is [AskAgain] about a recharge.
func AskDepositAgain(act Act, wallet Wallet, recharge Recharge, policy Policy) (Change, error) {
	if err := notOwn(act, recharge.UserID); err != nil {
		return Change{}, err
	}
	switch {
	case recharge.State == RechargeCredited:
		return Change{}, Refuse(CodeIllegal, ReasonRechargeNotAskable)
	case askedLately(act, wallet, recharge.Watch, !recharge.State.Waiting(), policy):
		return Change{}, errAskedLately
	}
	d := newDraft(act, &wallet, nil)
	d.takeRecharge(recharge)
	d.change.Audit = auditOf(act, relatedRecharge, actionAsk, string(recharge.ID), relatedRecharge, map[string]string{"state": string(recharge.State)})
	change, _, err := d.ask()
	return change, err
}
