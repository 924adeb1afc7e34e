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

func (d *draft) settleOpen(report Report, policy Policy) error {
	switch report.Outcome {
	case OutcomePaid:
		return d.complete(report)
	case OutcomeRefused:
		return d.fail(report, refusedWords(report.State), policy)
	case OutcomeDeclined:
		if d.mayBeThere() && !report.NothingThere {
			return d.postpone(report, policy)
		}
		return d.fail(report, "网关拒绝: "+report.Detail, policy)
	case OutcomeOpen:
		return d.accept(report, policy)
	case OutcomeAbsent:
		return d.absent(report, policy)
	case OutcomeUnknown:
		return d.postpone(report, policy)
	default:
		return d.postpone(report, policy)
	}
}

// mayBeThere says that a refusal of create does not show that there is no order: something was sent
// before, or the gateway has called the order its own.
func (d *draft) mayBeThere() bool {
	payout := d.withdrawal.Payout
	return payout.Attempt > 1 || !payout.AcceptedAt.IsZero()
}

func refusedWords(state int) string {
	if state == GatewayCancelled {
		return "网关订单已被商户取消"
	}
	return "网关订单已被管理员驳回"
}

func (d *draft) complete(report Report) error {
	if err := d.step(CommandComplete, report.Detail); err != nil {
		return err
	}
	d.heard(report)
	d.withdrawal.Payout.PaidAt = d.act.At
	return nil
}

// fail gives the money back. Where an order may yet turn up, the gateway is asked again later.
func (d *draft) fail(report Report, reason string, policy Policy) error {
	mayTurnUp := report.Outcome == OutcomeAbsent || report.Outcome == OutcomeDeclined
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
	command, words := CommandDefer, ""
	switch {
	case first:
		command, words = CommandAccept, report.Detail
	case w.NeedsAttention:
		words = "网关又有此订单"
	}
	if err := d.step(command, words); err != nil {
		return err
	}
	if first {
		w.Payout.AcceptedAt = d.act.At
	}
	d.heard(report)
	w.NeedsAttention = false
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
	if w.NeedsAttention || !w.Watch.IsDue(d.act.At) || senderGone(d.act, *w, policy) != nil {
		return d.postpone(report, policy)
	}
	if !w.Watch.absent(d.act.At, policy.Timing) {
		return d.postpone(report, policy)
	}
	if err := d.step(CommandPark, "网关多次查无此订单，等待人工处理"); err != nil {
		return err
	}
	d.heard(report)
	w.NeedsAttention = true
	w.Watch.Due = zeroTime
	return nil
}

// postpone keeps everything as it is and looks again later. What is parked needs no look once the
// gateway repeats that there is no such order.
func (d *draft) postpone(report Report, policy Policy) error {
	w := d.withdrawal
	if !w.Watch.IsDue(d.act.At) {
		return nil
	}
	if err := d.step(CommandDefer, ""); err != nil {
		return err
	}
	d.heard(report)
	if w.NeedsAttention && report.Outcome == OutcomeAbsent {
		w.Watch.Due = zeroTime
		return nil
	}
	w.Watch.lookLater(d.act.At, policy.Timing)
	return nil
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
	case OutcomeUnknown, OutcomeDeclined, OutcomeAbsent:
	}
	if report.Detail != "" {
		w.NotifyInfo = report.Detail
	}
}

// Fail is an admin's word that a payout did not happen, and gives the money back. From approved it
// needs nobody. A channel payout is ended by the gateway's word alone, so report is what it says
// now: paid, open and unknown are [CodeGatewayDisagrees], and so is absent before it is parked; while
// a sender may still be at it, [CodeTooEarly]. The reason is required.
func Fail(act Act, wallet Wallet, withdrawal Withdrawal, reason string, report Report, policy Policy) (Change, error) {
	if err := notOwn(act, withdrawal.UserID); err != nil {
		return Change{}, err
	}
	if reason == "" {
		return Change{}, Invalid("reason", "标记失败必须填写原因")
	}
	if _, err := Next(withdrawal.State, CommandFail); err != nil {
		return Change{}, err
	}
	if withdrawal.State == StateProcessing {
		if err := mayFail(act, withdrawal, report, policy); err != nil {
			return Change{}, err
		}
	}
	d := newDraft(act, &wallet, &withdrawal)
	if err := d.fail(report, reason, policy); err != nil {
		return Change{}, err
	}
	return d.done(), nil
}

func mayFail(act Act, withdrawal Withdrawal, report Report, policy Policy) error {
	if err := senderGone(act, withdrawal, policy); err != nil {
		return err
	}
	switch report.Outcome {
	case OutcomeRefused:
		return nil
	case OutcomeAbsent:
		if withdrawal.NeedsAttention {
			return nil
		}
		return Refuse(CodeGatewayDisagrees, "网关查无此订单，但仍在确认期内，请稍后再试")
	case OutcomePaid:
		return Refuse(CodeGatewayDisagrees, "网关显示该订单已支付，不能标记失败")
	case OutcomeOpen:
		return Refuse(CodeGatewayDisagrees, "网关显示该订单处理中，不能标记失败")
	case OutcomeUnknown, OutcomeDeclined:
		return Refuse(CodeGatewayDisagrees, "无法从网关确认订单状态，不能标记失败")
	default:
		return Refuse(CodeGatewayDisagrees, "无法从网关确认订单状态，不能标记失败")
	}
}
