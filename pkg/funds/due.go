package funds

import "time"

// What the gateway says of an order after its end may contradict the end. What is then to be moved, by an
// admin's adjustments that name the order, is due = target − Σ of those made before. The target comes from the
// gateway's last word, by when it was asked for: an older question's answer overrides no newer's.

// Due is what is to be settled of a withdrawal that has ended, in minor units: below zero it is to be taken from
// the wallet. One that was given back and that the gateway paid costs its whole amount; one that was paid, and
// that the gateway refused, is owed. One that was paid by hand is owed nothing, and what the gateway paid besides came
// twice. While the gateway calls it open, nothing can be said yet: 0.
func (w Withdrawal) Due() Amount {
	if w.closedUntold() {
		return 0
	}
	return w.due()
}

// due is [Withdrawal.Due] also where nobody knows what was settled.
func (w Withdrawal) due() Amount {
	if !w.State.Final() || w.reopened() {
		return 0
	}
	return w.dueUnder(w.Payout.GatewayState)
}

// closedUntold says that a program which keeps neither when a word was asked for, nor what was settled, ended the alarm
// about it. That is closed: the same word makes nothing due once more.
func (w Withdrawal) closedUntold() bool {
	return w.State.Final() && !w.NeedsAttention && w.Payout.WordAt.IsZero() && w.SettledAt.IsZero() && w.due() != 0
}

// dueUnder is what would be due if one of the gateway's states were its last word.
func (w Withdrawal) dueUnder(state int) Amount {
	var target Amount
	refused := state == GatewayRefused || state == GatewayCancelled
	switch {
	case state == GatewayPaid && w.State.Final() && w.State != StateCompleted:
		target = -w.Amount
	case state == GatewayPaid && w.paidByHand():
		target = -w.Net()
	case refused && w.State == StateCompleted && !w.paidByHand():
		target = w.Amount
	}
	return target - w.Settled
}

// paidByHand says that the gateway's word is about another payment than the one that completed it.
func (w Withdrawal) paidByHand() bool {
	return w.State == StateCompleted && w.Payout.Kind == PayoutManual
}

// reopened says that the gateway has called the order open after its end. Where nobody kept when, that an admin is
// asked for tells it.
func (w Withdrawal) reopened() bool {
	if !w.State.Final() || w.Payout.GatewayState != GatewayNew {
		return false
	}
	return w.Payout.WordAt.After(w.EndedAt) || (w.Payout.WordAt.IsZero() && w.NeedsAttention && w.Payout.Attempt > 0)
}

// Knows says that a callback which names one of the gateway's final states tells nothing new: it would leave what
// is due of an ended withdrawal as it is.
func (w Withdrawal) Knows(state int) bool { return w.State.Final() && w.dueUnder(state) == w.due() }

// says whether the gateway's last word about an ended withdrawal is the same as a report's.
func (w Withdrawal) says(report Report) bool {
	state := w.Payout.GatewayState
	switch report.Outcome {
	case OutcomePaid:
		return state == GatewayPaid
	case OutcomeRefused:
		return state == GatewayRefused || state == GatewayCancelled
	case OutcomeOpen:
		return w.reopened()
	case OutcomeUnknown, OutcomeDeclined, OutcomeAbsent, OutcomeUnsent:
	}
	return false
}

// Due is what is to be settled of a recharge, in minor units: what the gateway confirms that came, less what was
// credited and what adjustments have settled. One that waits for the gateway, or that it calls open again after
// the credit, has nothing due; neither has one that ended unpaid, which is credited where money comes after all.
func (r Recharge) Due() Amount {
	if r.closedUntold() {
		return 0
	}
	return r.due()
}

// closedUntold is as a withdrawal's, of what was credited.
func (r Recharge) closedUntold() bool {
	return r.State == RechargeCredited && !r.NeedsAttention && r.WordAt.IsZero() && r.Settled == 0 && r.due() != 0
}

func (r Recharge) due() Amount {
	switch r.State {
	case RechargeNone, RechargeOpen, RechargeRefused, RechargeExpired:
		return 0
	case RechargeParked, RechargeCredited, RechargeClosed:
	}
	if r.reopened() {
		return 0
	}
	return r.confirmed() - r.Credited - r.Settled
}

// DueShown is [Recharge.Due] where there is anything to settle: what was credited, or closed, is contradicted, or was
// settled before. An advance of what the gateway has not confirmed is none, and what an admin closed is closed.
func (r Recharge) DueShown() Amount {
	contested := r.State == RechargeCredited || (r.State == RechargeClosed && r.NeedsAttention)
	if contested || (r.Settled != 0 && r.came()) {
		return r.Due()
	}
	return 0
}

// came says that by the gateway's last word money came.
func (r Recharge) came() bool {
	return r.GatewayState == DepositDone || r.GatewayState == DepositMismatch
}

// confirmed is what the gateway's last word says that came.
func (r Recharge) confirmed() Amount {
	switch {
	case !r.came():
		return 0
	case r.Received != 0:
		return r.Received
	}
	return r.Amount
}

// reopened says that the gateway has called the order open after its end.
func (r Recharge) reopened() bool {
	open := r.GatewayState == DepositNew || r.GatewayState == DepositProcessing
	return open && !r.State.Waiting() && r.WordAt.After(r.EndedAt)
}

// Knows says that a callback which names one of the gateway's states tells nothing new. How much came is get's to
// say, so that only a word which was heard before is known to be done.
func (r Recharge) Knows(state int) bool {
	switch r.State {
	case RechargeCredited, RechargeClosed:
		if state == r.GatewayState || state == DepositDone {
			return state == r.GatewayState
		}
		return r.due() == -r.Credited-r.Settled
	case RechargeNone, RechargeOpen, RechargeParked, RechargeRefused, RechargeExpired:
	}
	return r.Shown() == state
}

// near says that of two questions it cannot be told which was put first: machines' clocks differ by as much as grace.
func near(one, other time.Time, grace time.Duration) bool {
	return one.Sub(other).Abs() < grace
}

func later(one, other time.Time) time.Time {
	if other.After(one) {
		return other
	}
	return one
}
