package recharge

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Receive records a callback that is not confirmed, and makes the recharge due soon. state is the one that the
// callback names; one that the recharge knows is no news.
func Receive(act funds.Act, recharge funds.Recharge, state int, policy funds.Policy) (funds.Change, error) {
	change, _, err := receive(act, recharge, state, false, policy)
	return change, err
}

// ReceiveAndAsk is [Receive] for a callback that may be confirmed now; asks is as withdrawal.ReceiveAndAsk has it.
func ReceiveAndAsk(act funds.Act, recharge funds.Recharge, state int, policy funds.Policy) (change funds.Change, asks bool, err error) {
	return receive(act, recharge, state, true, policy)
}

func receive(act funds.Act, recharge funds.Recharge, state int, takes bool, policy funds.Policy) (change funds.Change, asks bool, err error) {
	if recharge.Knows(state) {
		return funds.Change{}, false, nil
	}
	d := ledger.NewRecharge(act, nil, recharge)
	r, info := d.Recharge, recharge.NotifyInfo
	if r.State == funds.RechargeOpen {
		info = ledger.CallbackHeard(state)
	}
	asks, news := ledger.NoteCallback(&r.Watch, act.At, state == funds.GatewayDepositDone, takes, policy.Timing)
	if !news && info == recharge.NotifyInfo {
		return funds.Change{}, false, nil
	}
	if err := d.ApplyRecharge(funds.RechargeDefer, ""); err != nil {
		return funds.Change{}, false, err
	}
	r.NotifyInfo = info
	if !r.State.Waiting() {
		r.Watch.Since, r.Watch.Rechecks = act.At, 0
	}
	return d.Done(), asks, nil
}
