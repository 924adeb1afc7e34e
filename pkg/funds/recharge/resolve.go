package recharge

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// The ways in which an admin resolves a recharge.
const (
	ResolveCredit = "credit" // the wallet gets what the gateway confirms now
	ResolveClose  = "close"  // nothing is credited; of what was credited already, only the alarm ends
)

// Why an admin cannot resolve a recharge, and what it says where one has closed it.
const (
	ReasonNothingToResolve    funds.Reason = "nothing_to_resolve"
	ReasonAlreadySettled      funds.Reason = "already_settled" // by adjustments: Settled
	ReasonRechargeUnconfirmed funds.Reason = "recharge_unconfirmed"
	ReasonClosedByAdmin       funds.Reason = "closed_by_admin" // Text is why
)

// Resolve is an admin's decision about a recharge that needs attention, with a reason and an audit record. To credit,
// report is what the gateway says now: only money that it says came (states 2 and 5) can be credited
// ([funds.CodeGatewayDisagrees]), and what was credited already never is again ([funds.ErrIllegal]). A closed wallet
// takes nothing ([funds.CodeWalletInactive]); nobody decides about their own ([funds.ErrForbidden]).
func Resolve(act funds.Act, wallet funds.Wallet, recharge funds.Recharge, action, reason string, report funds.RechargeReport) (funds.Change, error) {
	if err := funds.NotOwn(act, recharge.UserID); err != nil {
		return funds.Change{}, err
	}
	switch {
	case action != ResolveCredit && action != ResolveClose:
		return funds.Change{}, funds.NotOneOf("action", ResolveCredit, ResolveClose)
	case reason == "":
		return funds.Change{}, funds.Invalid("reason", funds.ReasonNoReasonGiven)
	case !recharge.NeedsAttention:
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonNothingToResolve)
	}
	if err := funds.CheckProse("reason", reason); err != nil {
		return funds.Change{}, err
	}
	d := ledger.NewRecharge(act, &wallet, recharge)
	if err := resolve(d, action, reason, report); err != nil {
		return funds.Change{}, err
	}
	r := d.Recharge
	r.NeedsAttention = false
	d.Settled(string(r.ID))
	r.Resolution = funds.Review{By: act.Actor.ID, Note: funds.Text(reason), At: act.At}
	d.Change.Audit = ledger.AuditOf(act, "recharge", action, string(r.ID), "recharge", map[string]string{
		"from": string(recharge.State), "to": string(r.State), "credited": r.Credited.Fixed(), "reason": reason,
	})
	return d.Done(), nil
}

func resolve(d *ledger.Draft, action, reason string, report funds.RechargeReport) error {
	if action == ResolveCredit {
		return creditByAdmin(d, reason, report)
	}
	command, due := funds.RechargeSettle, d.Recharge.Watch.Due
	if d.Recharge.State.Waiting() {
		command = funds.RechargeClose
	}
	if err := d.ApplyRecharge(command, funds.Text(reason)); err != nil {
		return err
	}
	d.Recharge.Watch.Due = due // of a callback that is not yet confirmed
	d.Recharge.NotifyInfo = funds.Say(ReasonClosedByAdmin, funds.Facts{Text: reason})
	return nil
}

func creditByAdmin(d *ledger.Draft, reason string, report funds.RechargeReport) error {
	if _, err := funds.NextRecharge(d.Recharge.State, funds.RechargeCredit); err != nil {
		return err
	}
	came := report.Outcome == funds.RechargeKnown && (report.State == funds.GatewayDepositDone || report.State == funds.GatewayDepositMismatch)
	switch settled := d.Recharge.Settled; {
	case settled != 0:
		return funds.Refuse(funds.CodeIllegal, ReasonAlreadySettled).About(funds.Facts{Settled: settled})
	case !came:
		return funds.Refuse(funds.CodeGatewayDisagrees, ReasonRechargeUnconfirmed)
	case d.Wallet.Status == funds.WalletClosed:
		return funds.Refuse(funds.CodeWalletInactive, ReasonWalletClosed)
	case report.Amount > funds.MaxAmount-d.Wallet.Balance:
		return funds.Invalid("amount", ReasonBalanceOver)
	}
	return credit(d, report, reason)
}
