package withdrawal

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Ask claims the right to ask the gateway about a withdrawal for a user's check: at most once in the policy's
// AskInterval, and about those that have ended once in it for all of one user's. ok is false where it was asked
// lately, or where nobody is to be asked: a completed one has its answer, and one that was never sent none,
// unless the gateway has called back about it.
func Ask(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, policy funds.Policy) (change funds.Change, ok bool, err error) {
	if !askable(withdrawal) || ledger.AskedLately(act, wallet, withdrawal.Watch, withdrawal.State.Final(), policy) {
		return funds.Change{}, false, nil
	}
	d := ledger.New(act, &wallet, &withdrawal)
	return d.Ask()
}

func askable(w funds.Withdrawal) bool {
	ended := w.State.Final() && w.State != funds.StateCompleted
	return w.AtGateway() || (ended && (w.Payout.Attempt > 0 || w.NeedsAttention))
}

// Why the gateway is not asked.
const (
	ReasonNotAskable funds.Reason = "not_askable" // it was not to pay it, or has paid it
)

// AskAgain is [Ask] for an admin, who is told why nobody is asked: [funds.ErrIllegal], or [funds.CodeTooEarly] where
// it was asked lately. It leaves an audit record; nobody asks about their own ([funds.ErrForbidden]).
func AskAgain(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, policy funds.Policy) (funds.Change, error) {
	if err := funds.NotOwn(act, withdrawal.UserID); err != nil {
		return funds.Change{}, err
	}
	switch {
	case withdrawal.InBatch():
		return funds.Change{}, withdrawal.Illegal(funds.CommandRecheck)
	case !askable(withdrawal):
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonNotAskable).About(funds.Facts{State: withdrawal.State, Command: funds.CommandRecheck})
	case ledger.AskedLately(act, wallet, withdrawal.Watch, withdrawal.State.Final(), policy):
		return funds.Change{}, ledger.ErrAskedLately
	}
	d := ledger.New(act, &wallet, &withdrawal)
	d.Change.Audit = ledger.AuditOf(act, funds.ModuleWithdraw, ledger.ActionAsk, string(withdrawal.ID), funds.RelatedWithdrawal, map[string]string{"status": string(withdrawal.State)})
	change, _, err := d.Ask()
	return change, err
}
