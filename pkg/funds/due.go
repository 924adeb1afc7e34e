package funds

// What the gateway says of an order after its end may contradict the end. What is then to be moved, by an
// admin's adjustments that name the order, is due = target − Σ of those made before. The target comes from the
// gateway's last word, by when it was asked for: an older question's answer overrides no newer's.

// Due is what is to be settled of a withdrawal that has ended, in minor units: below zero it is to be taken from
// the wallet. One that was given back and that the gateway paid costs its whole amount; one that was paid, and
// that the gateway refused, is owed. One that was paid by hand is owed nothing, and what the gateway paid besides came
// twice. While the gateway calls it open, nothing can be said yet: 0.
func (w Withdrawal) Due() Amount {
	if w.ClosedUntold() {
		return 0
	}
	return w.DueByWord()
}

// DueByWord is [Withdrawal.Due] also where nobody knows what was settled.
func (w Withdrawal) DueByWord() Amount {
	if !w.State.Final() || w.Reopened() {
		return 0
	}
	return w.DueIf(w.Payout.GatewayState)
}

// ClosedUntold says that a program which keeps neither when a word was asked for, nor what was settled, ended the alarm
// about it. That is closed: the same word makes nothing due once more.
func (w Withdrawal) ClosedUntold() bool {
	return w.State.Final() && !w.NeedsAttention && w.Payout.WordAt.IsZero() && w.SettledAt.IsZero() && w.DueByWord() != 0
}

// DueIf is what would be due if one of the gateway's states were its last word.
func (w Withdrawal) DueIf(state int) Amount {
	var target Amount
	refused := state == GatewayWithdrawalRefused || state == GatewayWithdrawalCancelled
	switch {
	case state == GatewayWithdrawalPaid && w.State.Final() && w.State != StateCompleted:
		target = -w.Amount
	case state == GatewayWithdrawalPaid && w.PaidByHand():
		target = -w.Net()
	case refused && w.State == StateCompleted && !w.PaidByHand():
		if len(w.Returns) > 0 { // what came back is settled
			return max(w.Amount-w.keptFee()-w.Returned-w.Settled, 0)
		}
		target = w.Amount
	case state == GatewayWithdrawalPaid:
		target = -w.Disputed() // what a return settled, and what was paid all the same
	}
	return target - w.Settled
}

// PaidByHand says that the gateway's word is about another payment than the one that completed it.
func (w Withdrawal) PaidByHand() bool {
	return w.State == StateCompleted && w.Payout.Kind == PayoutManual
}

// Reopened says that the gateway has called the order open after its end. Where nobody kept when, that an admin is
// asked for tells it.
func (w Withdrawal) Reopened() bool {
	if !w.State.Final() || w.Payout.GatewayState != GatewayWithdrawalNew {
		return false
	}
	return w.Payout.WordAt.After(w.EndedAt) || (w.Payout.WordAt.IsZero() && w.NeedsAttention && w.Payout.Attempt > 0)
}

// Knows says that a callback which names one of the gateway's final states tells nothing new: it would leave what
// is due of an ended withdrawal as it is.
func (w Withdrawal) Knows(state int) bool { return w.State.Final() && w.DueIf(state) == w.DueByWord() }

// Says whether the gateway's last word about an ended withdrawal is the same as a report's.
func (w Withdrawal) Says(report Report) bool {
	state := w.Payout.GatewayState
	switch report.Outcome {
	case OutcomePaid:
		return state == GatewayWithdrawalPaid
	case OutcomeRefused:
		return state == GatewayWithdrawalRefused || state == GatewayWithdrawalCancelled
	case OutcomeOpen:
		return w.Reopened()
	case OutcomeUnknown, OutcomeDeclined, OutcomeAbsent, OutcomeUnsent:
	}
	return false
}

// Due is what is to be settled of a recharge, in minor units: what the gateway confirms that came, less what was
// credited and what adjustments have settled. One that waits for the gateway, or that it calls open again after
// the credit, has nothing due; neither has one that ended unpaid, which is credited where money comes after all.
func (r Recharge) Due() Amount {
	if r.ClosedUntold() {
		return 0
	}
	return r.DueByWord()
}

// ClosedUntold is as a withdrawal's, of what was credited.
func (r Recharge) ClosedUntold() bool {
	return r.State == RechargeCredited && !r.NeedsAttention && r.WordAt.IsZero() && r.Settled == 0 && r.DueByWord() != 0
}

// DueByWord is [Recharge.Due] also where nobody knows what was settled.
func (r Recharge) DueByWord() Amount {
	switch r.State {
	case RechargeNone, RechargeOpen, RechargeRefused, RechargeExpired:
		return 0
	case RechargeParked, RechargeCredited, RechargeClosed:
	}
	if r.Reopened() {
		return 0
	}
	return r.Confirmed() - r.Credited - r.Settled
}

// DueToSettle is [Recharge.Due] where there is anything to settle: what was credited, or closed, is contradicted, or was
// settled before. An advance of what the gateway has not confirmed is none, and what an admin closed is closed.
func (r Recharge) DueToSettle() Amount {
	contested := r.State == RechargeCredited || (r.State == RechargeClosed && r.NeedsAttention)
	if contested || (r.Settled != 0 && r.Came()) {
		return r.Due()
	}
	return 0
}

// Came says that by the gateway's last word money came.
func (r Recharge) Came() bool {
	return r.GatewayState == GatewayDepositDone || r.GatewayState == GatewayDepositMismatch
}

// Confirmed is what the gateway's last word says that came.
func (r Recharge) Confirmed() Amount {
	switch {
	case !r.Came():
		return 0
	case r.Received != 0:
		return r.Received
	}
	return r.Amount
}

// Reopened says that the gateway has called the order open after its end.
func (r Recharge) Reopened() bool {
	open := r.GatewayState == GatewayDepositNew || r.GatewayState == GatewayDepositProcessing
	return open && !r.State.Waiting() && r.WordAt.After(r.EndedAt)
}

// Knows says that a callback which names one of the gateway's states tells nothing new. How much came is get's to
// say, so that only a word which was heard before is known to be done.
func (r Recharge) Knows(state int) bool {
	switch r.State {
	case RechargeCredited, RechargeClosed:
		if state == r.GatewayState || state == GatewayDepositDone {
			return state == r.GatewayState
		}
		return r.DueByWord() == -r.Credited-r.Settled
	case RechargeNone, RechargeOpen, RechargeParked, RechargeRefused, RechargeExpired:
	}
	return r.PublicState() == state
}
