package funds

// What the gateway's word about an ended withdrawal contradicts: first its word, then the end, then what follows.
const (
	ReasonGatewaySaysPaid   Reason = "gateway_says_paid"
	ReasonGatewaySaysUnpaid Reason = "gateway_says_unpaid"
	ReasonGatewaySaysOpen   Reason = "gateway_says_open" // it has the order again, and may pay it
	ReasonThoughPaidByHand  Reason = "though_paid_by_hand"
	ReasonThoughCompleted   Reason = "though_completed"
	ReasonThoughEnded       Reason = "though_ended"   // the money was given back
	ReasonWalletFrozen      Reason = "wallet_frozen"  // by the machine, until an admin has settled it
	ReasonLeftToSettle      Reason = "left_to_settle" // Settled, and Due
	ReasonCallbackHeard     Reason = "callback_heard" // Gateway: waits for get's word
)

// settleFinal hears a word about a withdrawal that has ended. No money moves by it. It is kept, with when it was
// asked for; where it changes what is due to anything but 0, or says that an order may yet be paid which nobody
// has paid for, an admin is asked for.
func (d *draft) settleFinal(report Report, policy Policy) error {
	w := d.withdrawal
	switch report.Outcome {
	case OutcomePaid, OutcomeRefused, OutcomeOpen:
		return d.hearFinal(report, policy)
	case OutcomeUnknown, OutcomeDeclined, OutcomeAbsent, OutcomeUnsent:
	}
	if !w.Watch.IsDue(d.act.At) {
		return nil
	}
	if err := d.step(CommandRecheck, ""); err != nil {
		return err
	}
	if report.Outcome == OutcomeAbsent {
		w.Watch.Due = w.Watch.nextRecheck(d.act.At, policy.Timing)
	} else {
		w.Watch.lookLater(d.act.At, policy.Timing)
	}
	return nil
}

func (d *draft) hearFinal(report Report, policy Policy) error {
	w := d.withdrawal
	asked, known := report.askedBy(d.act), w.says(report)
	due := w.Watch.IsDue(d.act.At)
	switch {
	case near(asked, w.Payout.WordAt, policy.Timing.SendGrace):
		if !known {
			return d.lookSoonAgain(policy)
		}
		if !due {
			return nil
		}
	case asked.Before(w.Payout.WordAt): // overtaken
		return nil
	}
	before := *w
	next := before
	next.Payout.GatewayState, next.Payout.WordAt = report.State, asked
	if before.closedUntold() && next.due() == before.due() && !next.reopened() {
		return d.lookNoMore(due)
	}
	mayBePaid := next.reopened() && !before.reopened() && next.dueUnder(GatewayPaid) < 0
	changed := next.Due() != before.due()
	asks := mayBePaid || (changed && next.Due() != 0)
	freezes := asks && (mayBePaid || next.Due() < 0)
	command, words := CommandRecheck, Message("")
	switch {
	case asks:
		command, words = CommandContradict, contradiction(next, freezes)
	case changed && before.NeedsAttention: // an admin who has been asked for sees that there is nothing left to settle
		words = contradiction(next, false)
	}
	if err := d.step(command, words); err != nil {
		return err
	}
	d.heard(report)
	w.NeedsAttention = w.NeedsAttention || asks
	if w.NeedsAttention {
		d.unsettle(string(w.ID))
	}
	if freezes {
		d.freeze()
	}
	d.planFinal(report, !known, due, policy)
	return nil
}

// lookNoMore ends the looks where one was due.
func (d *draft) lookNoMore(due bool) error {
	if !due {
		return nil
	}
	if err := d.step(CommandRecheck, ""); err != nil {
		return err
	}
	d.withdrawal.Watch.Due = zeroTime
	return nil
}

// planFinal plans the next look after a word about an ended withdrawal. One that is open is looked at until it has
// an end; after a final word nothing more is planned.
func (d *draft) planFinal(report Report, news, due bool, policy Policy) {
	watch := &d.withdrawal.Watch
	switch {
	case report.Outcome == OutcomeOpen && (news || due):
		watch.lookLater(d.act.At, policy.Timing)
	case news || due:
		watch.Due = zeroTime
	}
}

// Contradiction says how the gateway's last word contradicts the end, with what was settled and what is due; empty where
// the gateway has said nothing about it.
func (w Withdrawal) Contradiction() Message {
	if !w.State.Final() || (w.Payout.GatewayState == GatewayNew && !w.reopened()) {
		return ""
	}
	return contradiction(w, false)
}

// contradiction says what the gateway's word leaves to settle.
func contradiction(w Withdrawal, freezes bool) Message {
	words, paid := Say(ReasonGatewaySaysUnpaid, Facts{}), w.Payout.GatewayState == GatewayPaid
	switch {
	case w.reopened():
		words = Say(ReasonGatewaySaysOpen, Facts{})
	case paid:
		words = Say(ReasonGatewaySaysPaid, Facts{})
	}
	switch completed := w.State == StateCompleted; {
	case w.paidByHand():
		words += Say(ReasonThoughPaidByHand, Facts{})
	case completed && !paid:
		words += Say(ReasonThoughCompleted, Facts{})
	case !completed && (paid || w.reopened()):
		words += Say(ReasonThoughEnded, Facts{})
	}
	if freezes {
		words += Say(ReasonWalletFrozen, Facts{})
	}
	return words + leftToSettle(w.Settled, w.Due())
}

// leftToSettle says what was settled of an order, and what is due.
func leftToSettle(settled, due Amount) Message {
	return Say(ReasonLeftToSettle, Facts{Settled: settled, Due: due})
}

// unsettle notes on the wallet that an admin must settle an order.
func (d *draft) unsettle(id string) {
	if d.wallet.unsettle(id) {
		d.walletDirty = true
	}
}

// settled notes on the wallet that an admin has.
func (d *draft) settled(id string) {
	if d.wallet.settle(id) {
		d.walletDirty = true
	}
}

// freeze lets nothing more leave the wallet until an admin has settled what the gateway's word leaves due.
func (d *draft) freeze() {
	if d.wallet.Status == WalletActive {
		d.wallet.Status = WalletFrozen
		d.walletDirty = true
	}
}

// lookSoonAgain plans a look, unless one is planned: of two words that contradict each other it cannot be told which
// is the later one.
func (d *draft) lookSoonAgain(policy Policy) error {
	if !d.withdrawal.Watch.Due.IsZero() {
		return nil
	}
	if err := d.step(CommandRecheck, ""); err != nil {
		return err
	}
	d.withdrawal.Watch.lookSoon(d.act.At, policy.Timing)
	return nil
}

// Receive records a callback that is not confirmed, and makes the withdrawal due soon: reconcile settles it. state is
// the one that the callback names. A word that changes nothing of what is due after the end is no news; one that does
// starts the rechecks anew. A withdrawal that still waits for its review or its claim is [ErrIllegal].
func Receive(act Act, withdrawal Withdrawal, state int, policy Policy) (Change, error) {
	change, _, err := receive(act, withdrawal, state, false, policy)
	return change, err
}

// Hear is [Receive] for a callback that may be confirmed now. asks says that the gateway is to be asked: at most once
// in the policy's AskInterval for each word, however often callbacks come.
func Hear(act Act, withdrawal Withdrawal, state int, policy Policy) (change Change, asks bool, err error) {
	return receive(act, withdrawal, state, true, policy)
}

func callbackHeard(state int) Message {
	return Say(ReasonCallbackHeard, Facts{Gateway: int64(state)})
}

func receive(act Act, withdrawal Withdrawal, state int, takes bool, policy Policy) (change Change, asks bool, err error) {
	command, line := CommandDefer, Message("")
	words := callbackHeard(state)
	d := newDraft(act, nil, &withdrawal)
	watch := &d.withdrawal.Watch
	if withdrawal.State.Final() {
		if withdrawal.Knows(state) {
			return Change{}, false, nil
		}
		command = CommandRecheck
		if !watch.Since.After(withdrawal.EndedAt) { // the first such word
			line = words
		}
		watch.Since, watch.Rechecks = act.At, 0
	}
	asks, news := watch.hear(act.At, state == GatewayPaid, takes, policy.Timing)
	if !news && line == "" && (withdrawal.State.Final() || withdrawal.NotifyInfo == words) {
		return Change{}, false, nil
	}
	if err := d.step(command, line); err != nil {
		return Change{}, false, err
	}
	if !withdrawal.State.Final() {
		d.withdrawal.NotifyInfo = words
		d.withdrawal.Payout.Seen = true
	}
	return d.done(), asks, nil
}
