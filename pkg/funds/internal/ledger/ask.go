package ledger

import "github.com/outflow-pay/outflow/pkg/funds"

// Ask takes the right to ask about the draft's order.
func (d *Draft) Ask() (change funds.Change, ok bool, err error) {
	ended := false
	switch {
	case d.Recharge != nil:
		err = d.ApplyRecharge(funds.RechargeDefer, "")
		d.Recharge.Watch.AskedAt, ended = d.Act.At, !d.Recharge.State.Waiting()
	case d.Withdrawal.State.Final():
		err = d.Apply(funds.CommandRecheck, "")
		d.Withdrawal.Watch.AskedAt, ended = d.Act.At, true
	default:
		err = d.Apply(funds.CommandDefer, "")
		d.Withdrawal.Watch.AskedAt = d.Act.At
	}
	if err != nil {
		return funds.Change{}, false, err
	}
	if ended {
		d.Wallet.AskedAt = d.Act.At
		d.WalletChanged()
	}
	return d.Done(), true, nil
}

// AskedLately says that the gateway was asked about this order within the policy's AskInterval, or, where the order has
// ended, about any ended order of the same user.
func AskedLately(act funds.Act, wallet funds.Wallet, watch funds.Watch, ended bool, policy funds.Policy) bool {
	interval := policy.Timing.AskInterval
	return act.At.Sub(watch.AskedAt) < interval || (ended && act.At.Sub(wallet.AskedAt) < interval)
}

// ActionAsk is the audit log's word for an admin's question to the gateway.
const ActionAsk = "ask"

// ErrAskedLately tells an admin that it is too early to ask once more.
var ErrAskedLately = funds.Refuse(funds.CodeTooEarly, funds.ReasonAskedLately)
