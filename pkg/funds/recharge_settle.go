package funds

import (
	"cmp"
	"time"
)

// What becomes of a recharge by the gateway's word, and what that contradicts.
const (
	ReasonRechargeAccepted     Reason = "recharge_accepted"
	ReasonRechargeRefused      Reason = "recharge_refused"
	ReasonRechargeTimedOut     Reason = "recharge_timed_out"
	ReasonRechargeAbsent       Reason = "recharge_absent"        // it has said so often that there is no such order
	ReasonRechargeMismatch     Reason = "recharge_mismatch"      // money came, and not what was asked for
	ReasonRechargeSettled      Reason = "recharge_settled"       // it came though adjustments have settled it: Settled
	ReasonRechargeToClosed     Reason = "recharge_to_closed"     // it came for a closed wallet
	ReasonRechargeOverMaximum  Reason = "recharge_over_maximum"  // it came, and the wallet cannot hold it
	ReasonCredited             Reason = "credited"               // the wallet has it
	ReasonCreditedInstead      Reason = "credited_instead"       // which is another Amount than was Requested
	ReasonRechargeStateMoved   Reason = "recharge_state_moved"   // the gateway's state is another now: Gateway
	ReasonThoughCredited       Reason = "though_credited"        // which the credit stands against
	ReasonThoughSettled        Reason = "though_settled"         // which an adjustment stands against
	ReasonConfirmedNotCredited Reason = "confirmed_not_credited" // it confirms another Amount than was Credited
	ReasonCameAfterClose       Reason = "came_after_close"       // it says that money came for what an admin closed
	ReasonWaitsForAdmin        Reason = "waits_for_admin"
)

// SettleRecharge applies the gateway's word to a recharge, whatever brought the word: the answer to our own
// call, a check, a callback that get confirmed, or reconcile. It credits at the gateway's state 2 alone, once,
// what the gateway confirms. asked is when the question was put: a word that may be older than the state that it
// would change does not change it, except for the word that the money came. The change is empty where the word
// is no news.
func SettleRecharge(act Act, wallet Wallet, recharge Recharge, report DepositReport, asked time.Time, policy Policy) (Change, error) {
	d := newDraft(act, &wallet, nil)
	d.takeRecharge(recharge)
	d.asked = asked
	var err error
	switch report.Outcome {
	case DepositKnown:
		err = d.rechargeKnown(report, policy)
	case DepositDeclined:
		if recharge.State == RechargeOpen && recharge.AcceptedAt.IsZero() {
			err = d.endRecharge(RechargeRefuse, report, Say(ReasonGatewayDeclined, Facts{Text: string(report.Detail)}), policy)
		} else {
			err = d.rechargeLater(report, policy)
		}
	case DepositAbsent:
		err = d.rechargeAbsent(report, policy)
	case DepositUnknown:
		err = d.rechargeLater(report, policy)
	default:
		err = d.rechargeLater(report, policy)
	}
	if err != nil {
		return Change{}, err
	}
	return d.done(), nil
}

func (d *draft) takeRecharge(recharge Recharge) {
	d.recharge, d.rechargeFrom = &recharge, recharge.Version
}

func (d *draft) rechargeKnown(report DepositReport, policy Policy) error {
	switch {
	case d.recharge.State == RechargeCredited || d.recharge.State == RechargeClosed:
		return d.rechargeEnded(report, policy)
	case report.State != DepositDone && d.asked.Before(d.recharge.movedAt()):
		return nil // overtaken
	}
	switch report.State {
	case DepositDone:
		return d.creditOrPark(report, policy)
	case DepositMismatch:
		return d.parkRecharge(report, Say(ReasonRechargeMismatch, Facts{}), policy)
	case DepositRefused:
		return d.endRecharge(RechargeRefuse, report, Say(ReasonRechargeRefused, Facts{}), policy)
	case DepositTimedOut:
		return d.endRecharge(RechargeExpire, report, Say(ReasonRechargeTimedOut, Facts{}), policy)
	default:
		return d.rechargeOpen(report, policy)
	}
}

// creditOrPark credits what the gateway confirms, unless the wallet cannot take it, or an admin's adjustment may
// have given it already.
func (d *draft) creditOrPark(report DepositReport, policy Policy) error {
	settled := d.recharge.Settled
	switch {
	case settled != 0:
		return d.parkRecharge(report, Say(ReasonRechargeSettled, Facts{Settled: settled}), policy)
	case d.wallet.Status == WalletClosed:
		return d.parkRecharge(report, Say(ReasonRechargeToClosed, Facts{}), policy)
	case report.Amount > MaxAmount-d.wallet.Balance:
		return d.parkRecharge(report, Say(ReasonRechargeOverMaximum, Facts{}), policy)
	}
	return d.credit(report, "")
}

// credit is the one place where a recharge's money enters a wallet. reason is an admin's, for the line alone.
func (d *draft) credit(report DepositReport, reason string) error {
	r := d.recharge
	words := Say(ReasonCredited, Facts{})
	if r.Amount != report.Amount {
		words += Say(ReasonCreditedInstead, Facts{Amount: report.Amount, Requested: r.Amount})
	}
	if err := d.rechargeStep(RechargeCredit, cmp.Or(Message(reason), words)); err != nil {
		return err
	}
	d.heardDeposit(report)
	r.NotifyInfo = words
	r.Credited, r.NeedsAttention = report.Amount, false
	d.wallet.TotalRecharge += report.Amount
	d.enter(EntryTopUp, report.Amount, 0, Say(ReasonCredited, Facts{}))
	return nil
}

// parkRecharge leaves to an admin what cannot be credited by itself. A repeated word is no news.
func (d *draft) parkRecharge(report DepositReport, words Message, policy Policy) error {
	r := d.recharge
	command := RechargePark
	if r.State == RechargeParked {
		if r.Received == report.Amount && r.GatewayState == report.State {
			return d.rechargeLater(report, policy)
		}
		command = RechargeDefer
	}
	if err := d.rechargeStep(command, words); err != nil {
		return err
	}
	d.heardDeposit(report)
	r.NotifyInfo, r.Received, r.NeedsAttention = words, report.Amount, true
	r.Watch.Due = zeroTime
	return nil
}

// endRecharge ends it without a credit, and asks again later: money may come late.
func (d *draft) endRecharge(command RechargeCommand, report DepositReport, words Message, policy Policy) error {
	r := d.recharge
	if !r.State.Waiting() {
		return d.rechargeLater(report, policy)
	}
	if err := d.rechargeStep(command, words); err != nil {
		return err
	}
	d.heardDeposit(report)
	r.NotifyInfo, r.NeedsAttention = words, false
	r.Watch.recheckFrom(r.EndedAt, policy.Timing)
	return nil
}

// rechargeOpen hears that the gateway has the order and waits. The first such word leaves a line, and what
// the user needs to pay.
func (d *draft) rechargeOpen(report DepositReport, policy Policy) error {
	r := d.recharge
	first := r.State == RechargeOpen && r.AcceptedAt.IsZero()
	news := r.State == RechargeOpen && (r.GatewayState != report.State || r.Watch.Absents > 0 || (r.URL == "" && report.URL != ""))
	if !first && !news {
		return d.rechargeLater(report, policy)
	}
	command := RechargeDefer
	if first {
		command = RechargeAccept
	}
	if err := d.rechargeStep(command, Say(ReasonRechargeAccepted, Facts{})); err != nil {
		return err
	}
	if first {
		r.AcceptedAt = d.act.At
	}
	d.heardDeposit(report)
	r.NotifyInfo = report.Detail
	r.Watch.present()
	if !r.Watch.Due.After(d.act.At) {
		r.Watch.lookLater(d.act.At, policy.Timing)
	}
	return nil
}

// rechargeAbsent believes "no such order" as a withdrawal does; then nobody can have paid it. It is asked
// about again later all the same.
func (d *draft) rechargeAbsent(report DepositReport, policy Policy) error {
	r := d.recharge
	sending := !d.act.At.After(r.SendBy.Add(policy.Timing.SendGrace))
	if r.State != RechargeOpen || sending || !r.Watch.IsDue(d.asked) || !r.Watch.absent(d.act.At, policy.Timing) {
		return d.rechargeLater(report, policy)
	}
	return d.endRecharge(RechargeExpire, report, Say(ReasonRechargeAbsent, Facts{}), policy)
}

// rechargeOverdue is how long a recharge may stay without a final word before an admin is asked for.
const rechargeOverdue = 24 * time.Hour

// rechargeLater keeps everything as it is, and plans the next look where the question was put when one was due.
// A word that comes between two looks moves nothing. Silence ends no look.
func (d *draft) rechargeLater(report DepositReport, policy Policy) error {
	r := d.recharge
	if !r.Watch.IsDue(d.asked) {
		return nil
	}
	if err := d.rechargeStep(RechargeDefer, ""); err != nil {
		return err
	}
	silence := report.Outcome != DepositKnown && report.Outcome != DepositAbsent
	switch {
	case r.State == RechargeOpen || silence:
		r.Watch.lookLater(d.act.At, policy.Timing)
		if r.State == RechargeOpen && report.Detail != "" {
			r.NotifyInfo = report.Detail
		}
		if r.State == RechargeOpen && d.act.At.Sub(r.CreatedAt) > rechargeOverdue {
			r.NeedsAttention = true // it is still looked at, and ends by the gateway's word, or an admin closes it
		}
	case r.State == RechargeParked || r.State == RechargeCredited || r.State == RechargeClosed:
		r.Watch.Due = zeroTime
	default:
		r.Watch.Due = r.Watch.nextRecheck(d.act.At, policy.Timing)
	}
	return nil
}

// rechargeEnded hears a word about a recharge that was credited, or that an admin closed. No money moves by
// it. It is kept, with when it was asked for; where it changes what is due to anything but 0, or calls what was
// credited open again, an admin is asked for. A word of about the time of the credit, or of another word, may be
// older than it, so the gateway is asked once more.
func (d *draft) rechargeEnded(report DepositReport, policy Policy) error {
	r := d.recharge
	credited, done := r.State == RechargeCredited, report.State == DepositDone
	next := *r
	next.hear(report, d.asked)
	known := next.GatewayState == r.GatewayState && next.Received == r.Received
	unclear := d.mayBeOlder(done, policy)
	mayNotCome := credited && next.reopened() && !r.reopened() && r.Credited+r.Settled > 0
	changed := next.Due() != r.due() || (done && r.GatewayState != DepositDone)
	switch {
	case !credited && !done && d.asked.Before(r.EndedAt):
		return nil // overtaken
	case !known && unclear && (changed || mayNotCome):
		return d.lookSoonAtRecharge(policy)
	case r.closedUntold() && next.due() == r.due() && !next.reopened():
		return d.rechargeLater(report, policy)
	case known && unclear:
		return d.rechargeLater(report, policy)
	}
	asks := mayNotCome || (changed && next.Due() != 0)
	freezes := asks && (mayNotCome || next.Due() < 0)
	command, words := RechargeDefer, Message("")
	if asks {
		command, words = RechargeContradict, rechargeContradiction(next, freezes)
	}
	due := r.Watch.IsDue(d.asked)
	if err := d.rechargeStep(command, words); err != nil {
		return err
	}
	d.heardDeposit(report)
	if asks {
		r.NotifyInfo, r.NeedsAttention = rechargeContradictionWords(next, freezes), true
	}
	if r.NeedsAttention {
		d.unsettle(string(r.ID))
	}
	if freezes {
		d.freeze()
	}
	switch {
	case credited && r.reopened() && (!known || due): // until it has an end
		r.Watch.lookLater(d.act.At, policy.Timing)
	case asks || due:
		r.Watch.Due = zeroTime
	}
	return nil
}

// mayBeOlder says that a word about an ended recharge may have been asked for before the credit, or the word that
// counts: clocks differ. That money came for one without a credit counts at once.
func (d *draft) mayBeOlder(done bool, policy Policy) bool {
	r := d.recharge
	if r.State == RechargeCredited {
		return d.asked.Before(later(r.WordAt, r.EndedAt).Add(policy.Timing.SendGrace))
	}
	if done {
		return d.asked.Before(r.WordAt)
	}
	return d.asked.Before(r.WordAt.Add(policy.Timing.SendGrace))
}

// rechargeContradiction says what the gateway's word leaves to settle.
func rechargeContradiction(r Recharge, freezes bool) Message {
	return rechargeContradictionWords(r, freezes) + leftToSettle(r.Settled, r.Due())
}

func rechargeContradictionWords(r Recharge, freezes bool) Message {
	moved := Say(ReasonRechargeStateMoved, Facts{Gateway: int64(r.GatewayState)})
	words := moved + Say(ReasonThoughCredited, Facts{})
	switch {
	case r.State == RechargeCredited && r.came():
		words = Say(ReasonConfirmedNotCredited, Facts{Amount: r.confirmed(), Credited: r.Credited})
	case r.State != RechargeCredited && r.came():
		words = Say(ReasonCameAfterClose, Facts{})
	case r.State != RechargeCredited:
		words = moved + Say(ReasonThoughSettled, Facts{})
	}
	if freezes {
		words += Say(ReasonWalletFrozen, Facts{})
	}
	return words + Say(ReasonWaitsForAdmin, Facts{})
}

// lookSoonAtRecharge plans a look, unless one is planned.
func (d *draft) lookSoonAtRecharge(policy Policy) error {
	if !d.recharge.Watch.Due.IsZero() {
		return nil
	}
	if err := d.rechargeStep(RechargeDefer, ""); err != nil {
		return err
	}
	d.recharge.Watch.lookSoon(d.act.At, policy.Timing)
	return nil
}

// heardDeposit keeps what the gateway said.
func (d *draft) heardDeposit(report DepositReport) {
	asked := d.asked
	if asked.IsZero() {
		asked = d.act.At
	}
	d.recharge.hear(report, asked)
}

// hear keeps what the gateway said when it was asked at a moment.
func (r *Recharge) hear(report DepositReport, asked time.Time) {
	if report.Outcome != DepositKnown {
		return
	}
	r.GatewayState, r.PlatformID, r.Received, r.WordAt = report.State, report.PlatformID, 0, later(r.WordAt, asked)
	if report.URL != "" {
		r.URL = report.URL
	}
	if report.Amount != r.Amount {
		r.Received = report.Amount
	}
}

// ReceiveDeposit records a callback that is not confirmed, and makes the recharge due soon. state is the one that the
// callback names; one that the recharge knows is no news.
func ReceiveDeposit(act Act, recharge Recharge, state int, policy Policy) (Change, error) {
	change, _, err := receiveDeposit(act, recharge, state, false, policy)
	return change, err
}

// HearDeposit is [ReceiveDeposit] for a callback that may be confirmed now; asks is as [Hear] has it.
func HearDeposit(act Act, recharge Recharge, state int, policy Policy) (change Change, asks bool, err error) {
	return receiveDeposit(act, recharge, state, true, policy)
}

func receiveDeposit(act Act, recharge Recharge, state int, takes bool, policy Policy) (change Change, asks bool, err error) {
	if recharge.Knows(state) {
		return Change{}, false, nil
	}
	d := newDraft(act, nil, nil)
	d.takeRecharge(recharge)
	r, info := d.recharge, recharge.NotifyInfo
	if r.State == RechargeOpen {
		info = callbackHeard(state)
	}
	asks, news := r.Watch.hear(act.At, state == DepositDone, takes, policy.Timing)
	if !news && info == recharge.NotifyInfo {
		return Change{}, false, nil
	}
	if err := d.rechargeStep(RechargeDefer, ""); err != nil {
		return Change{}, false, err
	}
	r.NotifyInfo = info
	if !r.State.Waiting() {
		r.Watch.Since, r.Watch.Rechecks = act.At, 0
	}
	return d.done(), asks, nil
}
