package recharge

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Ask does for a recharge what withdrawal.Ask does. One that was credited is not asked about.
func Ask(act funds.Act, wallet funds.Wallet, recharge funds.Recharge, policy funds.Policy) (change funds.Change, ok bool, err error) {
	if recharge.State == funds.RechargeCredited || ledger.AskedLately(act, wallet, recharge.Watch, !recharge.State.Waiting(), policy) {
		return funds.Change{}, false, nil
	}
	d := ledger.NewRecharge(act, &wallet, recharge)
	return d.Ask()
}

// ReasonRechargeNotAskable says that it is credited, so that there is nothing to ask about.
const ReasonRechargeNotAskable funds.Reason = "recharge_not_askable"

// AskAgain does for a recharge what withdrawal.AskAgain does.
func AskAgain(act funds.Act, wallet funds.Wallet, recharge funds.Recharge, policy funds.Policy) (funds.Change, error) {
	if err := funds.NotOwn(act, recharge.UserID); err != nil {
		return funds.Change{}, err
	}
	switch {
	case recharge.State == funds.RechargeCredited:
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonRechargeNotAskable)
	case ledger.AskedLately(act, wallet, recharge.Watch, !recharge.State.Waiting(), policy):
		return funds.Change{}, ledger.ErrAskedLately
	}
	d := ledger.NewRecharge(act, &wallet, recharge)
	d.Change.Audit = ledger.AuditOf(act, funds.RelatedRecharge, ledger.ActionAsk, string(recharge.ID), funds.RelatedRecharge, map[string]string{"state": string(recharge.State)})
	change, _, err := d.Ask()
	return change, err
}
