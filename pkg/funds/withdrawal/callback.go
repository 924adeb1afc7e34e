package withdrawal

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Receive records a callback that is not confirmed, and makes the withdrawal due soon: reconcile settles it. state is
// the one that the callback names. A word that changes nothing of what is due after the end is no news; one that does
// starts the rechecks anew. A withdrawal that still waits for its review or its claim is [funds.ErrIllegal].
func Receive(act funds.Act, withdrawal funds.Withdrawal, state int, policy funds.Policy) (funds.Change, error) {
	change, _, err := receive(act, withdrawal, state, false, policy)
	return change, err
}

// ReceiveAndAsk is [Receive] for a callback that may be confirmed now. asks says that the gateway is to be asked: at
// most once in the policy's AskInterval for each word, however often callbacks come.
func ReceiveAndAsk(act funds.Act, withdrawal funds.Withdrawal, state int, policy funds.Policy) (change funds.Change, asks bool, err error) {
	return receive(act, withdrawal, state, true, policy)
}

func receive(act funds.Act, withdrawal funds.Withdrawal, state int, takes bool, policy funds.Policy) (change funds.Change, asks bool, err error) {
	command, line := funds.CommandDefer, funds.Text("")
	words := ledger.CallbackHeard(state)
	d := ledger.New(act, nil, &withdrawal)
	watch := &d.Withdrawal.Watch
	if withdrawal.State.Final() {
		if withdrawal.Knows(state) {
			return funds.Change{}, false, nil
		}
		command = funds.CommandRecheck
		if !watch.Since.After(withdrawal.EndedAt) { // the first such word
			line = words
		}
		watch.Since, watch.Rechecks = act.At, 0
	}
	asks, news := ledger.NoteCallback(watch, act.At, state == funds.GatewayWithdrawalPaid, takes, policy.Timing)
	if !news && line == "" && (withdrawal.State.Final() || withdrawal.NotifyInfo == words) {
		return funds.Change{}, false, nil
	}
	if err := d.Apply(command, line); err != nil {
		return funds.Change{}, false, err
	}
	if !withdrawal.State.Final() {
		d.Withdrawal.NotifyInfo = words
		d.Withdrawal.Payout.Seen = true
	}
	return d.Done(), asks, nil
}
