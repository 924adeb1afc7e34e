package withdrawal

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Settle applies the gateway's word to a withdrawal that was claimed for it, whatever brought the
// word: the answer to our own call, a check, a callback that get confirmed, or reconcile. The
// change is empty where the word is no news. A withdrawal that still waits for its review or its
// claim is [funds.ErrIllegal].
func Settle(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, report funds.Report, policy funds.Policy) (funds.Change, error) {
	d := ledger.New(act, &wallet, &withdrawal)
	var err error
	switch withdrawal.State {
	case funds.StateProcessing:
		if withdrawal.InBatch() {
			return funds.Change{}, withdrawal.Illegal(funds.CommandComplete) // the gateway never had it
		}
		err = settleOpen(d, report, policy)
	case funds.StateCompleted, funds.StateRejected, funds.StateFailed, funds.StateCancelled:
		err = settleFinal(d, report, policy)
	case funds.StateNone, funds.StatePending, funds.StateApproved:
		_, err = withdrawal.Next(funds.CommandComplete)
	}
	if err != nil {
		return funds.Change{}, err
	}
	return d.Done(), nil
}

// NeedsWallet says whether [Settle] looks at the wallet to apply a word. It does not while the order stays under way,
// nor where the gateway says nothing about one that has ended: then it may be given none.
func NeedsWallet(withdrawal funds.Withdrawal, report funds.Report) bool {
	switch report.Outcome {
	case funds.OutcomePaid, funds.OutcomeRefused:
		return true
	case funds.OutcomeOpen:
		return withdrawal.State.Final()
	case funds.OutcomeDeclined, funds.OutcomeUnsent:
		return !withdrawal.State.Final()
	case funds.OutcomeAbsent, funds.OutcomeUnknown:
	}
	return false
}

// Why a payout through the gateway ends, or waits for an admin.
const (
	ReasonRefusedByGateway   funds.Reason = "refused_by_gateway"   // an admin of the gateway refused the order
	ReasonCancelledAtGateway funds.Reason = "cancelled_at_gateway" // the merchant cancelled it there
	ReasonNotSubmitted       funds.Reason = "not_submitted"        // nothing left us
	ReasonNotSubmittedAgain  funds.Reason = "not_submitted_again"  // nor did a second attempt: it still waits for an admin
	ReasonOrderBack          funds.Reason = "order_back"           // the gateway has the order after all
	ReasonOrderAbsent        funds.Reason = "order_absent"         // it has said so often that there is no such order
	ReasonOrderUnconfirmed   funds.Reason = "order_unconfirmed"    // it answers, but without the order
)

func settleOpen(d *ledger.Draft, report funds.Report, policy funds.Policy) error {
	switch report.Outcome {
	case funds.OutcomePaid:
		return complete(d, report)
	case funds.OutcomeRefused:
		return fail(d, report, refusedReason(report.State), policy)
	case funds.OutcomeDeclined:
		if mayBeThere(d) && !report.NothingThere {
			return postpone(d, report, policy)
		}
		return fail(d, report, funds.Say(funds.ReasonGatewayDeclined, funds.Facts{Text: string(report.Detail)}), policy)
	case funds.OutcomeOpen:
		return accept(d, report, policy)
	case funds.OutcomeAbsent:
		return absent(d, report, policy)
	case funds.OutcomeUnsent:
		return unsent(d, report, policy)
	case funds.OutcomeUnknown:
	}
	return postpone(d, report, policy)
}

// unsent ends a first attempt of which nothing left us. Of a later one it says no more than was known before: it
// goes back to the admin who had it sent again, and the look that its claim has planned stays.
//
// This, too, is when an order is parked.
func unsent(d *ledger.Draft, report funds.Report, policy funds.Policy) error {
	w := d.Withdrawal
	switch {
	case !mayBeThere(d):
		return fail(d, report, funds.Say(ReasonNotSubmitted, funds.Facts{}), policy)
	case w.Payout.Attempt == 1 || w.Parked:
		return postpone(d, report, policy)
	}
	if err := d.Apply(funds.CommandPark, funds.Say(ReasonNotSubmittedAgain, funds.Facts{})); err != nil {
		return err
	}
	recordReport(d, report)
	w.NeedsAttention, w.Parked = true, true
	return nil
}

// mayBeThere says that a refusal of create does not show that there is no order: something was sent
// before, or the gateway has called the order its own.
func mayBeThere(d *ledger.Draft) bool {
	payout := d.Withdrawal.Payout
	return payout.Attempt > 1 || payout.Known()
}

func refusedReason(state int) funds.Message {
	if state == funds.GatewayWithdrawalCancelled {
		return funds.Say(ReasonCancelledAtGateway, funds.Facts{})
	}
	return funds.Say(ReasonRefusedByGateway, funds.Facts{})
}

func complete(d *ledger.Draft, report funds.Report) error {
	if err := d.Apply(funds.CommandComplete, report.Detail); err != nil {
		return err
	}
	recordReport(d, report)
	d.Withdrawal.Payout.PaidAt = d.Act.At
	return nil
}

// fail gives the money back. Where the withdrawal was claimed, and it is not the gateway's refusal that ends it, an order
// may still turn up: the gateway is asked again later.
func fail(d *ledger.Draft, report funds.Report, reason funds.Message, policy funds.Policy) error {
	mayTurnUp := d.Withdrawal.Payout.Attempt > 0 && report.Outcome != funds.OutcomeRefused
	if err := d.Apply(funds.CommandFail, reason); err != nil {
		return err
	}
	w := d.Withdrawal
	w.FailReason = reason
	recordReport(d, report)
	if mayTurnUp {
		ledger.RecheckFrom(&w.Watch, w.EndedAt, policy.Timing)
	}
	return nil
}

// accept records that the gateway has the order. The first word of it leaves a line, and one that was
// parked waits for the machine again; otherwise it only moves a look that was due.
func accept(d *ledger.Draft, report funds.Report, policy funds.Policy) error {
	w := d.Withdrawal
	first := w.Payout.AcceptedAt.IsZero()
	if !first && w.Watch.Absents == 0 && !w.NeedsAttention && !w.Watch.IsDue(report.AskedBy(d.Act)) {
		return nil
	}
	command, words := funds.CommandDefer, funds.Text("")
	switch {
	case first:
		command, words = funds.CommandAccept, report.Detail
	case w.NeedsAttention:
		words = funds.Say(ReasonOrderBack, funds.Facts{})
	}
	if err := d.Apply(command, words); err != nil {
		return err
	}
	if first {
		w.Payout.AcceptedAt = d.Act.At
	}
	recordReport(d, report)
	w.NeedsAttention, w.Parked = false, false
	ledger.OrderSeen(&w.Watch)
	if !w.Watch.Due.After(d.Act.At) { // our own call's answer comes before the first look: no need to move it
		ledger.LookLater(&w.Watch, d.Act.At, policy.Timing)
	}
	return nil
}

// absent believes "no such order" only when it is said at one due look after another over the grace
// period, and not while a sender may still be at it. Then an admin decides.
//
// This is when an order is parked: the machine has done what it can, and an admin sends it again or fails it.
func absent(d *ledger.Draft, report funds.Report, policy funds.Policy) error {
	w := d.Withdrawal
	if w.Parked || !w.Watch.IsDue(report.AskedBy(d.Act)) || senderGone(d.Act, *w, policy) != nil {
		return postpone(d, report, policy)
	}
	if !ledger.CountAbsent(&w.Watch, d.Act.At, policy.Timing) {
		return postpone(d, report, policy)
	}
	if err := d.Apply(funds.CommandPark, funds.Say(ReasonOrderAbsent, funds.Facts{})); err != nil {
		return err
	}
	recordReport(d, report)
	w.NeedsAttention, w.Parked = true, true
	w.Watch.Due = ledger.Never
	return nil
}

// postpone keeps everything as it is and looks again later, where a look was due; an error that the gateway
// answered with is kept at once. What is parked needs no look once the gateway repeats that there is no such order.
// Where the gateway goes on answering without the order, an admin is asked for, and the machine looks on.
//
// A lost answer of the gateway comes here: unknown is not failed.
func postpone(d *ledger.Draft, report funds.Report, policy funds.Policy) error {
	w := d.Withdrawal
	due := w.Watch.IsDue(report.AskedBy(d.Act))
	if !due && !hasNews(d, report) {
		return nil
	}
	words := funds.Text("")
	asks := due && !w.NeedsAttention && report.Outcome != funds.OutcomeAbsent && ledger.OddForLong(&w.Watch, d.Act.At, policy.Timing)
	if asks {
		words = funds.Say(ReasonOrderUnconfirmed, funds.Facts{})
	}
	if err := d.Apply(funds.CommandDefer, words); err != nil {
		return err
	}
	recordReport(d, report)
	w.NeedsAttention = w.NeedsAttention || asks
	switch {
	case !due:
	case w.Parked && report.Outcome == funds.OutcomeAbsent:
		w.Watch.Due = ledger.Never
	default:
		ledger.LookLater(&w.Watch, d.Act.At, policy.Timing)
	}
	return nil
}

// hasNews says that an answer without the order holds something that is not kept yet.
func hasNews(d *ledger.Draft, report funds.Report) bool {
	payout := d.Withdrawal.Payout
	return (report.Answered && report.Answer != payout.Answer) || (report.Exists && !payout.Known())
}

// recordReport keeps what the gateway said.
func recordReport(d *ledger.Draft, report funds.Report) {
	w := d.Withdrawal
	if report.PlatformID != "" {
		w.Payout.PlatformID = report.PlatformID
	}
	switch report.Outcome {
	case funds.OutcomePaid, funds.OutcomeRefused, funds.OutcomeOpen:
		w.Payout.GatewayState, w.Payout.WordAt = report.State, ledger.Later(w.Payout.WordAt, report.AskedBy(d.Act))
		w.Payout.Answer = funds.Answer{}
	case funds.OutcomeUnknown, funds.OutcomeDeclined, funds.OutcomeAbsent, funds.OutcomeUnsent:
		recordWithoutOrder(d, report)
	}
	if report.Detail != "" {
		w.NotifyInfo = report.Detail
	}
}

// recordWithoutOrder keeps an answer that does not have the order as it should be.
func recordWithoutOrder(d *ledger.Draft, report funds.Report) {
	w := d.Withdrawal
	if report.Answered {
		w.Payout.Answer = report.Answer
	}
	w.Payout.Seen = w.Payout.Seen || report.Exists
	if (report.Answered || report.Exists) && w.State == funds.StateProcessing && w.Watch.OddSince.IsZero() {
		w.Watch.OddSince = d.Act.At
	}
}
