package ledger

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Apply takes the withdrawal through one transition: its state, its money, its line.
func (d *Draft) Apply(command funds.Command, message funds.Message) error {
	return d.ApplyBy(d.Act, command, message)
}

// ApplyBy is [Draft.Apply] in another actor's name.
func (d *Draft) ApplyBy(act funds.Act, command funds.Command, message funds.Message) error {
	w := d.Withdrawal
	from := w.State
	next := func(_ funds.State, command funds.Command) (funds.State, error) { return w.Next(command) }
	if err := advance(act, w.UserID, next, &w.State, command, &w.Version, &w.UpdatedAt); err != nil {
		return err
	}
	if w.State.Final() && !from.Final() {
		w.EndedAt = act.At
		w.Watch = funds.Watch{}
		w.NeedsAttention, w.Parked = false, false
	}
	d.postEffect(command)
	silent := command == funds.CommandDefer || command == funds.CommandRecheck || command == funds.CommandHold
	if silent && message == "" {
		return nil // a look without news leaves no line
	}
	w.Actor = act.Actor
	d.Change.Lines = append(d.Change.Lines, funds.Line{
		Version: w.Version, Command: command, From: from, To: w.State,
		Actor: act.Actor, Message: message, At: act.At,
	})
	return nil
}

// ApplyRecharge takes the recharge through one transition: its state, the count of waiting ones, its line.
func (d *Draft) ApplyRecharge(command funds.RechargeCommand, message funds.Message) error {
	r := d.Recharge
	from := r.State
	if err := advance(d.Act, r.UserID, funds.NextRecharge, &r.State, command, &r.Version, &r.UpdatedAt); err != nil {
		return err
	}
	if from != r.State {
		r.Watch, r.EndedAt = funds.Watch{}, Never
		if !r.State.Waiting() {
			r.EndedAt = d.Act.At
		}
	}
	d.countWaiting(from.Waiting(), r.State.Waiting())
	if command == funds.RechargeDefer {
		return nil // a look without news leaves no line
	}
	r.Lines = append(r.Lines[:len(r.Lines):len(r.Lines)], funds.RechargeLine{
		Version: r.Version, Command: command, From: from, To: r.State,
		Actor: d.Act.Actor, Message: message, At: d.Act.At,
	})
	return nil
}

// advance is what every step of an order is: nobody decides about their own money, the transition is legal, and the
// order has its new state and the next version.
func advance[State, Command any](
	act funds.Act, userID string, next func(State, Command) (State, error), state *State, command Command, version *int64, updatedAt *time.Time,
) error {
	if err := funds.NotOwn(act, userID); err != nil {
		return err
	}
	to, err := next(*state, command)
	if err != nil {
		return err
	}
	*state, *updatedAt = to, act.At
	*version++
	return nil
}

// countWaiting counts a recharge on its wallet, which begins or ends to wait.
func (d *Draft) countWaiting(before, after bool) {
	switch {
	case after && !before:
		d.Wallet.OpenRecharges++
	case before && !after:
		d.Wallet.OpenRecharges--
	default:
		return
	}
	d.WalletChanged()
}
