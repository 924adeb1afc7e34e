package funds

// Settle applies the gateway's word to a withdrawal that was claimed for it, whatever brought the
// word: the answer to our own call, a check, a callback that get confirmed, or reconcile. The
// change is empty where the word is no news. A withdrawal that still waits for its review or its
// claim is [ErrIllegal].
func Settle(act Act, wallet Wallet, withdrawal Withdrawal, report Report, policy Policy) (Change, error) {
	d := newDraft(act, &wallet, &withdrawal)
	var err error
	switch withdrawal.State {
	case StateProcessing:
		err = d.settleOpen(report, policy)
	case StateCompleted, StateRejected, StateFailed, StateCancelled:
		err = d.settleFinal(report, policy)
	case StateNone, StatePending, StateApproved:
		_, err = Next(withdrawal.State, CommandComplete)
	}
	if err != nil {
		return Change{}, err
	}
	return d.done(), nil
}

// Why a payout through the gateway ends, or waits for an admin.
const (
	ReasonGatewayDeclined    Reason = "gateway_declined"     // it refused to make the order: Text is its answer
	ReasonRefusedByGateway   Reason = "refused_by_gateway"   // an admin of the gateway refused the order
	ReasonCancelledAtGateway Reason = "cancelled_at_gateway" // the merchant cancelled it there
	ReasonNotSubmitted       Reason = "not_submitted"        // nothing left us
	ReasonNotSubmittedAgain  Reason = "not_submitted_again"  // nor did a second attempt: it still waits for an admin
	ReasonOrderBack          Reason = "order_back"           // the gateway has the order after all
	ReasonOrderAbsent        Reason = "order_absent"         // it has said so often that there is no such order
	ReasonOrderUnconfirmed   Reason = "order_unconfirmed"    // it answers, and not with the order
)

func (d *draft) settleOpen(report Report, policy Policy) error {
	switch report.Outcome {
	case OutcomePaid:
		return d.complete(report)
	case OutcomeRefused:
		return d.fail(report, refusedReason(report.State), policy)
	case OutcomeDeclined:
		if d.mayBeThere() && !report.NothingThere {
			return d.postpone(report, policy)
		}
		return d.fail(report, Say(ReasonGatewayDeclined, Facts{Text: string(report.Detail)}), policy)
	case OutcomeOpen:
		return d.accept(report, policy)
	case OutcomeAbsent:
		return d.absent(report, policy)
	case OutcomeUnsent:
		return d.unsent(report, policy)
	case OutcomeUnknown:
		return d.postpone(report, policy)
	default:
		return d.postpone(report, policy)
	}
}

// unsent ends a first attempt of which nothing left us. Of a later one it says no more than was known before: it
// goes back to the admin who had it sent again, and the look that its claim has planned stays.
func (d *draft) unsent(report Report, policy Policy) error {
	w := d.withdrawal
	switch {
	case !d.mayBeThere():
		return d.fail(report, Say(ReasonNotSubmitted, Facts{}), policy)
	case w.Payout.Attempt == 1 || w.Parked:
		return d.postpone(report, policy)
	}
	if err := d.step(CommandPark, Say(ReasonNotSubmittedAgain, Facts{})); err != nil {
		return err
	}
	d.heard(report)
	w.NeedsAttention, w.Parked = true, true
	return nil
}

// mayBeThere says that a refusal of create does not show that there is no order: something was sent
// before, or the gateway has called the order its own.
func (d *draft) mayBeThere() bool {
	payout := d.withdrawal.Payout
	return payout.Attempt > 1 || payout.known()
}

// known says that the gateway has spoken of the order as one that it has.
func (p Payout) known() bool { return !p.AcceptedAt.IsZero() || p.Seen }

func refusedReason(state int) Message {
	if state == GatewayCancelled {
		return Say(ReasonCancelledAtGateway, Facts{})
	}
	return Say(ReasonRefusedByGateway, Facts{})
}

func (d *draft) complete(report Report) error {
	if err := d.step(CommandComplete, report.Detail); err != nil {
		return err
	}
	d.heard(report)
	d.withdrawal.Payout.PaidAt = d.act.At
	return nil
}

// fail gives the money back. Where it was claimed, and not the gateway's word ends it, an order may yet turn up:
// the gateway is asked again later.
func (d *draft) fail(report Report, reason Message, policy Policy) error {
	mayTurnUp := d.withdrawal.Payout.Attempt > 0 && report.Outcome != OutcomeRefused
	if err := d.step(CommandFail, reason); err != nil {
		return err
	}
	w := d.withdrawal
	w.FailReason = reason
	d.heard(report)
	if mayTurnUp {
		w.Watch.recheckFrom(w.EndedAt, policy.Timing)
	}
	return nil
}

// accept records that the gateway has the order. The first word of it leaves a line, and one that was
// parked waits for the machine again; otherwise it only moves a look that was due.
func (d *draft) accept(report Report, policy Policy) error {
	w := d.withdrawal
	first := w.Payout.AcceptedAt.IsZero()
	if !first && w.Watch.Absents == 0 && !w.NeedsAttention && !w.Watch.IsDue(d.act.At) {
		return nil
	}
	command, words := CommandDefer, Message("")
	switch {
	case first:
		command, words = CommandAccept, report.Detail
	case w.NeedsAttention:
		words = Say(ReasonOrderBack, Facts{})
	}
	if err := d.step(command, words); err != nil {
		return err
	}
	if first {
		w.Payout.AcceptedAt = d.act.At
	}
	d.heard(report)
	w.NeedsAttention, w.Parked = false, false
	w.Watch.present()
	if !w.Watch.Due.After(d.act.At) { // our own call's answer comes before the first look: no need to move it
		w.Watch.lookLater(d.act.At, policy.Timing)
	}
	return nil
}

// absent believes "no such order" only when it is said at one due look after another over the grace
// period, and not while a sender may still be at it. Then an admin decides.
func (d *draft) absent(report Report, policy Policy) error {
	w := d.withdrawal
	if w.Parked || !w.Watch.IsDue(d.act.At) || senderGone(d.act, *w, policy) != nil {
		return d.postpone(report, policy)
	}
	if !w.Watch.absent(d.act.At, policy.Timing) {
		return d.postpone(report, policy)
	}
	if err := d.step(CommandPark, Say(ReasonOrderAbsent, Facts{})); err != nil {
		return err
	}
	d.heard(report)
	w.NeedsAttention, w.Parked = true, true
	w.Watch.Due = zeroTime
	return nil
}

// postpone keeps everything as it is and looks again later, where a look was due; an error that the gateway
// answered with is kept at once. What is parked needs no look once the gateway repeats that there is no such order.
// Where the gateway goes on answering without the order, an admin is asked for, and the machine looks on.
func (d *draft) postpone(report Report, policy Policy) error {
	w := d.withdrawal
	due := w.Watch.IsDue(d.act.At)
	if !due && !d.tells(report) {
		return nil
	}
	words := Message("")
	asks := due && !w.NeedsAttention && report.Outcome != OutcomeAbsent && w.Watch.odd(d.act.At, policy.Timing)
	if asks {
		words = Say(ReasonOrderUnconfirmed, Facts{})
	}
	if err := d.step(CommandDefer, words); err != nil {
		return err
	}
	d.heard(report)
	w.NeedsAttention = w.NeedsAttention || asks
	switch {
	case !due:
	case w.Parked && report.Outcome == OutcomeAbsent:
		w.Watch.Due = zeroTime
	default:
		w.Watch.lookLater(d.act.At, policy.Timing)
	}
	return nil
}

// tells says that an answer without the order holds something that is not kept yet.
func (d *draft) tells(report Report) bool {
	payout := d.withdrawal.Payout
	return (report.Answered && report.Answer != payout.Answer) || (report.Exists && !payout.known())
}

// heard keeps what the gateway said.
func (d *draft) heard(report Report) {
	w := d.withdrawal
	if report.PlatformID != "" {
		w.Payout.PlatformID = report.PlatformID
	}
	switch report.Outcome {
	case OutcomePaid, OutcomeRefused, OutcomeOpen:
		w.Payout.GatewayState, w.Payout.WordAt = report.State, later(w.Payout.WordAt, report.askedBy(d.act))
		w.Payout.Answer = Answer{}
	case OutcomeUnknown, OutcomeDeclined, OutcomeAbsent, OutcomeUnsent:
		d.heardNothingOf(report)
	}
	if report.Detail != "" {
		w.NotifyInfo = report.Detail
	}
}

// heardNothingOf keeps an answer that does not have the order as it should be.
func (d *draft) heardNothingOf(report Report) {
	w := d.withdrawal
	if report.Answered {
		w.Payout.Answer = report.Answer
	}
	w.Payout.Seen = w.Payout.Seen || report.Exists
	if (report.Answered || report.Exists) && w.State == StateProcessing && w.Watch.OddSince.IsZero() {
		w.Watch.OddSince = d.act.At
	}
}
