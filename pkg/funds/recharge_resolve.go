package funds

// The ways in which an admin resolves a recharge.
const (
	ResolveCredit = "credit" // the wallet gets what the gateway confirms now
	ResolveClose  = "close"  // nothing is credited; of what was credited already, only the alarm ends
)

// Why an admin cannot resolve a recharge, and what it says where one has closed it.
const (
	ReasonReasonMissing       Reason = "reason_missing" // an admin's decision needs one
	ReasonNothingToResolve    Reason = "nothing_to_resolve"
	ReasonAlreadySettled      Reason = "already_settled" // by adjustments: Settled
	ReasonRechargeUnconfirmed Reason = "recharge_unconfirmed"
	ReasonClosedByAdmin       Reason = "closed_by_admin" // Text is why
)

// ResolveRecharge is an admin's decision about a recharge that needs attention, with a reason and an audit
// record. To credit, report is what the gateway says now: only money that it says came (states 2 and 5) can be
// credited ([CodeGatewayDisagrees]), and what was credited already never is again ([ErrIllegal]). A closed wallet
// takes nothing ([CodeWalletInactive]); nobody decides about their own ([ErrForbidden]).
func ResolveRecharge(act Act, wallet Wallet, recharge Recharge, action, reason string, report DepositReport) (Change, error) {
	if err := notOwn(act, recharge.UserID); err != nil {
		return Change{}, err
	}
	switch {
	case action != ResolveCredit && action != ResolveClose:
		return Change{}, NotOneOf("action", ResolveCredit, ResolveClose)
	case reason == "":
		return Change{}, Invalid("reason", ReasonReasonMissing)
	case !recharge.NeedsAttention:
		return Change{}, Refuse(CodeIllegal, ReasonNothingToResolve)
	}
	if err := CheckProse("reason", reason); err != nil {
		return Change{}, err
	}
	d := newDraft(act, &wallet, nil)
	d.takeRecharge(recharge)
	if err := d.resolve(action, reason, report); err != nil {
		return Change{}, err
	}
	r := d.recharge
	r.NeedsAttention = false
	d.settled(string(r.ID))
	r.Resolution = Review{By: act.Actor.ID, Note: Message(reason), At: act.At}
	d.change.Audit = auditOf(act, "recharge", action, string(r.ID), "recharge", map[string]string{
		"from": string(recharge.State), "to": string(r.State), "credited": r.Credited.Fixed(), "reason": reason,
	})
	return d.done(), nil
}

func (d *draft) resolve(action, reason string, report DepositReport) error {
	if action == ResolveCredit {
		return d.creditByAdmin(reason, report)
	}
	command, due := RechargeSettle, d.recharge.Watch.Due
	if d.recharge.State.Waiting() {
		command = RechargeClose
	}
	if err := d.rechargeStep(command, Message(reason)); err != nil {
		return err
	}
	d.recharge.Watch.Due = due // of a callback that is not yet confirmed
	d.recharge.NotifyInfo = Say(ReasonClosedByAdmin, Facts{Text: reason})
	return nil
}

func (d *draft) creditByAdmin(reason string, report DepositReport) error {
	if _, err := NextRecharge(d.recharge.State, RechargeCredit); err != nil {
		return err
	}
	came := report.Outcome == DepositKnown && (report.State == DepositDone || report.State == DepositMismatch)
	switch settled := d.recharge.Settled; {
	case settled != 0:
		return Refuse(CodeIllegal, ReasonAlreadySettled).About(Facts{Settled: settled})
	case !came:
		return Refuse(CodeGatewayDisagrees, ReasonRechargeUnconfirmed)
	case d.wallet.Status == WalletClosed:
		return Refuse(CodeWalletInactive, ReasonWalletClosed)
	case report.Amount > MaxAmount-d.wallet.Balance:
		return Invalid("amount", ReasonBalanceOver)
	}
	return d.credit(report, reason)
}
