package recharge

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// settleFinal hears a word about a recharge that was credited, or that an admin closed. No money moves by it. It is
// kept, with when it was asked for; where it changes what is due to anything but 0, or calls what was credited open
// again, an admin is asked for. A word of about the time of the credit, or of another word, may be older than it, so
// the gateway is asked once more.
func settleFinal(d *ledger.Draft, report funds.RechargeReport, policy funds.Policy) error {
	switch report.Outcome {
	case funds.RechargeKnown:
		return applyFinalWord(d, report, policy)
	case funds.RechargeUnknown, funds.RechargeDeclined, funds.RechargeAbsent:
	}
	return postpone(d, report, policy)
}

func applyFinalWord(d *ledger.Draft, report funds.RechargeReport, policy funds.Policy) error {
	r := d.Recharge
	asked := report.AskedBy(d.Act)
	credited, done := r.State == funds.RechargeCredited, report.State == funds.GatewayDepositDone
	next := withReport(*r, report, asked)
	known := next.GatewayState == r.GatewayState && next.Received == r.Received
	due := r.Watch.IsDue(asked)
	unclear := freshnessOf(*r, asked, done, policy) != ledger.Newer
	mayNotCome := credited && next.Reopened() && !r.Reopened() && r.Credited+r.Settled > 0
	changes := next.Due() != r.DueByWord() || (done && r.GatewayState != funds.GatewayDepositDone)
	switch {
	case !credited && !done && ledger.FreshnessOf(asked, r.EndedAt, 0) == ledger.Older:
		return nil
	case !known && unclear && (changes || mayNotCome):
		return d.LookSoonAgain(policy.Timing)
	case r.ClosedUntold() && next.DueByWord() == r.DueByWord(): // which of one that is open again is nothing
		return postpone(d, report, policy)
	case known && unclear:
		return postpone(d, report, policy)
	}
	verdict := ledger.VerdictOn(next.Due(), changes, mayNotCome)
	command, words := funds.RechargeDefer, funds.Text("")
	if verdict.Asks {
		command, words = funds.RechargeContradict, describeContradiction(next, verdict.Freezes)
	}
	if err := d.ApplyRecharge(command, words); err != nil {
		return err
	}
	recordReport(d, report)
	if verdict.Asks {
		r.NotifyInfo, r.NeedsAttention = contradictionWords(next, verdict.Freezes), true
	}
	if r.NeedsAttention {
		d.Unsettle(string(r.ID))
	}
	if verdict.Freezes {
		d.Freeze()
	}
	switch {
	case credited && r.Reopened() && (!known || due): // until it has an end
		ledger.LookLater(&r.Watch, d.Act.At, policy.Timing)
	case verdict.Asks || due:
		r.Watch.Due = ledger.Never
	}
	return nil
}

// freshnessOf tells whether a word about an ended recharge is newer than the credit, and than the word that counts.
// The word that money came counts at once where nothing was credited.
func freshnessOf(r funds.Recharge, asked time.Time, done bool, policy funds.Policy) ledger.Freshness {
	switch grace := policy.Timing.SendGrace; {
	case r.State == funds.RechargeCredited:
		return ledger.FreshnessOf(asked, ledger.Later(r.WordAt, r.EndedAt), grace)
	case done:
		return ledger.FreshnessOf(asked, r.WordAt, 0)
	default:
		return ledger.FreshnessOf(asked, r.WordAt, grace)
	}
}

// describeContradiction says what the gateway's word leaves to settle.
func describeContradiction(r funds.Recharge, freezes bool) funds.Message {
	return contradictionWords(r, freezes) + funds.LeftToSettle(r.Settled, r.Due())
}

func contradictionWords(r funds.Recharge, freezes bool) funds.Message {
	moved := funds.Say(ReasonRechargeStateMoved, funds.Facts{Gateway: int64(r.GatewayState)})
	words := moved + funds.Say(ReasonThoughCredited, funds.Facts{})
	switch {
	case r.State == funds.RechargeCredited && r.Came():
		words = funds.Say(ReasonConfirmedNotCredited, funds.Facts{Amount: r.Confirmed(), Credited: r.Credited})
	case r.State != funds.RechargeCredited && r.Came():
		words = funds.Say(ReasonCameAfterClose, funds.Facts{})
	case r.State != funds.RechargeCredited:
		words = moved + funds.Say(ReasonThoughSettled, funds.Facts{})
	}
	if freezes {
		words += funds.Say(funds.ReasonWalletFrozen, funds.Facts{})
	}
	return words + funds.Say(ReasonWaitsForAdmin, funds.Facts{})
}
