package withdrawal

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// settleFinal hears a word about a withdrawal that has ended. No money moves by it. It is kept, with when it was
// asked for; where it changes what is due to anything but 0, or says that an order may yet be paid which nobody
// has paid for, an admin is asked for.
func settleFinal(d *ledger.Draft, report funds.Report, policy funds.Policy) error {
	w := d.Withdrawal
	switch report.Outcome {
	case funds.OutcomePaid, funds.OutcomeRefused, funds.OutcomeOpen:
		return applyFinalWord(d, report, policy)
	case funds.OutcomeUnknown, funds.OutcomeDeclined, funds.OutcomeAbsent, funds.OutcomeUnsent:
	}
	if !w.Watch.IsDue(report.AskedBy(d.Act)) {
		return nil
	}
	if err := d.Apply(funds.CommandRecheck, ""); err != nil {
		return err
	}
	if report.Outcome == funds.OutcomeAbsent {
		w.Watch.Due = ledger.NextRecheck(&w.Watch, d.Act.At, policy.Timing)
	} else {
		ledger.LookLater(&w.Watch, d.Act.At, policy.Timing)
	}
	return nil
}

func applyFinalWord(d *ledger.Draft, report funds.Report, policy funds.Policy) error {
	w := d.Withdrawal
	asked, known := report.AskedBy(d.Act), w.Says(report)
	due := w.Watch.IsDue(asked)
	switch freshness := ledger.FreshnessOf(asked, w.Payout.WordAt, policy.Timing.SendGrace); {
	case freshness == ledger.Older:
		return nil
	case freshness == ledger.Unclear && !known:
		return d.LookSoonAgain(policy.Timing)
	case freshness == ledger.Unclear && !due:
		return nil
	}
	before := *w
	next := before
	next.Payout.GatewayState, next.Payout.WordAt = report.State, asked
	if before.ClosedUntold() && next.DueByWord() == before.DueByWord() && !next.Reopened() {
		return stopLooking(d, due)
	}
	mayBePaid := next.Reopened() && !before.Reopened() && next.DueIf(funds.GatewayWithdrawalPaid) < 0
	changes := next.Due() != before.DueByWord()
	verdict := ledger.VerdictOn(next.Due(), changes, mayBePaid)
	command, words := funds.CommandRecheck, funds.Text("")
	switch {
	case verdict.Asks:
		command, words = funds.CommandContradict, funds.DescribeContradiction(next, verdict.Freezes)
	case changes && before.NeedsAttention: // an admin who has been asked for sees that there is nothing left to settle
		words = funds.DescribeContradiction(next, false)
	}
	if err := d.Apply(command, words); err != nil {
		return err
	}
	recordReport(d, report)
	w.NeedsAttention = w.NeedsAttention || verdict.Asks
	if w.NeedsAttention {
		d.Unsettle(string(w.ID))
	}
	if verdict.Freezes {
		d.Freeze()
	}
	planNextLook(d, report, !known, due, policy)
	return nil
}

// stopLooking ends the looks where one was due.
func stopLooking(d *ledger.Draft, due bool) error {
	if !due {
		return nil
	}
	if err := d.Apply(funds.CommandRecheck, ""); err != nil {
		return err
	}
	d.Withdrawal.Watch.Due = ledger.Never
	return nil
}

// planNextLook plans the next look after a word about an ended withdrawal. One that is open is looked at until it has
// an end; after a final word nothing more is planned.
func planNextLook(d *ledger.Draft, report funds.Report, news, due bool, policy funds.Policy) {
	watch := &d.Withdrawal.Watch
	switch {
	case report.Outcome == funds.OutcomeOpen && (news || due):
		ledger.LookLater(watch, d.Act.At, policy.Timing)
	case news || due:
		watch.Due = ledger.Never
	}
}
