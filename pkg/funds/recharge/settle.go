package recharge

import (
	"cmp"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// What becomes of a recharge by the gateway's word, and what that contradicts.
const (
	ReasonRechargeAccepted     funds.Reason = "recharge_accepted"
	ReasonRechargeRefused      funds.Reason = "recharge_refused"
	ReasonRechargeTimedOut     funds.Reason = "recharge_timed_out"
	ReasonRechargeAbsent       funds.Reason = "recharge_absent"        // it has said so often that there is no such order
	ReasonRechargeMismatch     funds.Reason = "recharge_mismatch"      // money came, and not what was asked for
	ReasonRechargeSettled      funds.Reason = "recharge_settled"       // it came though adjustments have settled it: Settled
	ReasonRechargeToClosed     funds.Reason = "recharge_to_closed"     // it came for a closed wallet
	ReasonRechargeOverMaximum  funds.Reason = "recharge_over_maximum"  // it came, and the wallet cannot hold it
	ReasonCredited             funds.Reason = "credited"               // the wallet has it
	ReasonCreditedInstead      funds.Reason = "credited_instead"       // which is another Amount than was Requested
	ReasonRechargeStateMoved   funds.Reason = "recharge_state_moved"   // the gateway's state is another now: Gateway
	ReasonThoughCredited       funds.Reason = "though_credited"        // which the credit stands against
	ReasonThoughSettled        funds.Reason = "though_settled"         // which an adjustment stands against
	ReasonConfirmedNotCredited funds.Reason = "confirmed_not_credited" // it confirms another Amount than was Credited
	ReasonCameAfterClose       funds.Reason = "came_after_close"       // it says that money came for what an admin closed
	ReasonWaitsForAdmin        funds.Reason = "waits_for_admin"
)

// Settle applies the gateway's word to a recharge, whatever brought the word: the answer to our own
// call, a check, a callback that get confirmed, or reconcile. It credits at the gateway's state 2 alone, once,
// what the gateway confirms. A word that was asked for before the recharge came into its state does not change it,
// except for the word that the money came. The change is empty where the word is no news.
func Settle(act funds.Act, wallet funds.Wallet, recharge funds.Recharge, report funds.RechargeReport, policy funds.Policy) (funds.Change, error) {
	d := ledger.NewRecharge(act, &wallet, recharge)
	var err error
	switch recharge.State {
	case funds.RechargeOpen, funds.RechargeParked, funds.RechargeRefused, funds.RechargeExpired:
		err = settleOpen(d, report, policy)
	case funds.RechargeCredited, funds.RechargeClosed:
		err = settleFinal(d, report, policy)
	case funds.RechargeNone:
		_, err = funds.NextRecharge(recharge.State, funds.RechargeCredit)
	}
	if err != nil {
		return funds.Change{}, err
	}
	return d.Done(), nil
}

// NeedsWallet says whether [Settle] looks at the wallet to apply a word. The wallet counts its recharges that wait, so
// every word that may end one needs it, and so does one about what has been credited or closed.
func NeedsWallet(recharge funds.Recharge, report funds.RechargeReport) bool {
	switch report.Outcome {
	case funds.RechargeKnown:
		waits := report.State == funds.GatewayDepositNew || report.State == funds.GatewayDepositProcessing
		return !waits || recharge.State == funds.RechargeCredited || recharge.State == funds.RechargeClosed
	case funds.RechargeDeclined, funds.RechargeAbsent:
		return true
	case funds.RechargeUnknown:
	}
	return false
}

// settleOpen hears a word about a recharge that has not ended, or has ended without a credit: late money counts.
func settleOpen(d *ledger.Draft, report funds.RechargeReport, policy funds.Policy) error {
	switch report.Outcome {
	case funds.RechargeKnown:
		return settleKnown(d, report, policy)
	case funds.RechargeDeclined:
		if d.Recharge.State == funds.RechargeOpen && d.Recharge.AcceptedAt.IsZero() {
			return end(d, funds.RechargeRefuse, report, funds.Say(funds.ReasonGatewayDeclined, funds.Facts{Text: string(report.Detail)}), policy)
		}
		return postpone(d, report, policy)
	case funds.RechargeAbsent:
		return absent(d, report, policy)
	case funds.RechargeUnknown:
	}
	return postpone(d, report, policy)
}

func settleKnown(d *ledger.Draft, report funds.RechargeReport, policy funds.Policy) error {
	if report.State != funds.GatewayDepositDone && ledger.FreshnessOf(report.AskedBy(d.Act), d.Recharge.MovedAt(), 0) == ledger.Older {
		return nil
	}
	switch report.State {
	case funds.GatewayDepositDone:
		return creditOrPark(d, report, policy)
	case funds.GatewayDepositMismatch:
		return park(d, report, funds.Say(ReasonRechargeMismatch, funds.Facts{}), policy)
	case funds.GatewayDepositRefused:
		return end(d, funds.RechargeRefuse, report, funds.Say(ReasonRechargeRefused, funds.Facts{}), policy)
	case funds.GatewayDepositTimedOut:
		return end(d, funds.RechargeExpire, report, funds.Say(ReasonRechargeTimedOut, funds.Facts{}), policy)
	default:
		return accept(d, report, policy)
	}
}

// creditOrPark credits what the gateway confirms, unless the wallet cannot take it, or an admin's adjustment may
// have given it already.
func creditOrPark(d *ledger.Draft, report funds.RechargeReport, policy funds.Policy) error {
	settled := d.Recharge.Settled
	switch {
	case settled != 0:
		return park(d, report, funds.Say(ReasonRechargeSettled, funds.Facts{Settled: settled}), policy)
	case d.Wallet.Status == funds.WalletClosed:
		return park(d, report, funds.Say(ReasonRechargeToClosed, funds.Facts{}), policy)
	case report.Amount > funds.MaxAmount-d.Wallet.Balance:
		return park(d, report, funds.Say(ReasonRechargeOverMaximum, funds.Facts{}), policy)
	}
	return credit(d, report, "")
}

// credit is the one place where a recharge's money enters a wallet. reason is an admin's, for the line alone.
func credit(d *ledger.Draft, report funds.RechargeReport, reason string) error {
	r := d.Recharge
	words := funds.Say(ReasonCredited, funds.Facts{})
	if r.Amount != report.Amount {
		words += funds.Say(ReasonCreditedInstead, funds.Facts{Amount: report.Amount, Requested: r.Amount})
	}
	if err := d.ApplyRecharge(funds.RechargeCredit, cmp.Or(funds.Text(reason), words)); err != nil {
		return err
	}
	recordReport(d, report)
	r.NotifyInfo = words
	r.Credited, r.NeedsAttention = report.Amount, false
	d.Wallet.TotalRecharge += report.Amount
	d.Post(funds.EntryRecharge, report.Amount, 0, funds.Say(ReasonCredited, funds.Facts{}))
	return nil
}

// park leaves to an admin what cannot be credited by itself. A repeated word is no news.
//
// This is when an order is parked that brings money in: another amount came, the wallet is closed or would overflow,
// or an admin has settled it already.
func park(d *ledger.Draft, report funds.RechargeReport, words funds.Message, policy funds.Policy) error {
	r := d.Recharge
	command := funds.RechargePark
	if r.State == funds.RechargeParked {
		if r.Received == report.Amount && r.GatewayState == report.State {
			return postpone(d, report, policy)
		}
		command = funds.RechargeDefer
	}
	if err := d.ApplyRecharge(command, words); err != nil {
		return err
	}
	recordReport(d, report)
	r.NotifyInfo, r.Received, r.NeedsAttention = words, report.Amount, true
	r.Watch.Due = ledger.Never
	return nil
}

// end ends it without a credit, and asks again later: money may come late.
func end(d *ledger.Draft, command funds.RechargeCommand, report funds.RechargeReport, words funds.Message, policy funds.Policy) error {
	r := d.Recharge
	if !r.State.Waiting() {
		return postpone(d, report, policy)
	}
	if err := d.ApplyRecharge(command, words); err != nil {
		return err
	}
	recordReport(d, report)
	r.NotifyInfo, r.NeedsAttention = words, false
	ledger.RecheckFrom(&r.Watch, r.EndedAt, policy.Timing)
	return nil
}

// accept hears that the gateway has the order and waits. The first such word leaves a line, and what
// the user needs to pay.
func accept(d *ledger.Draft, report funds.RechargeReport, policy funds.Policy) error {
	r := d.Recharge
	first := r.State == funds.RechargeOpen && r.AcceptedAt.IsZero()
	news := r.State == funds.RechargeOpen && (r.GatewayState != report.State || r.Watch.Absents > 0 || (r.URL == "" && report.URL != ""))
	if !first && !news {
		return postpone(d, report, policy)
	}
	command := funds.RechargeDefer
	if first {
		command = funds.RechargeAccept
	}
	if err := d.ApplyRecharge(command, funds.Say(ReasonRechargeAccepted, funds.Facts{})); err != nil {
		return err
	}
	if first {
		r.AcceptedAt = d.Act.At
	}
	recordReport(d, report)
	r.NotifyInfo = report.Detail
	ledger.OrderSeen(&r.Watch)
	if !r.Watch.Due.After(d.Act.At) {
		ledger.LookLater(&r.Watch, d.Act.At, policy.Timing)
	}
	return nil
}

// absent believes "no such order" as a withdrawal does; then nobody can have paid it. It is asked
// about again later all the same.
func absent(d *ledger.Draft, report funds.RechargeReport, policy funds.Policy) error {
	r := d.Recharge
	sending := !d.Act.At.After(r.SendBy.Add(policy.Timing.SendGrace))
	if r.State != funds.RechargeOpen || sending || !r.Watch.IsDue(report.AskedBy(d.Act)) || !ledger.CountAbsent(&r.Watch, d.Act.At, policy.Timing) {
		return postpone(d, report, policy)
	}
	return end(d, funds.RechargeExpire, report, funds.Say(ReasonRechargeAbsent, funds.Facts{}), policy)
}

// overdue is how long a recharge may stay without a final word before an admin is asked for. It is not the policy's
// AbsentGrace, after which a payout is odd: that nobody has paid yet is no fault, and no money of ours waits for it.
const overdue = 24 * time.Hour

// postpone keeps everything as it is, and plans the next look if one was due when the question was put.
// A word that comes between two looks moves nothing. Silence ends no look.
func postpone(d *ledger.Draft, report funds.RechargeReport, policy funds.Policy) error {
	r := d.Recharge
	if !r.Watch.IsDue(report.AskedBy(d.Act)) {
		return nil
	}
	if err := d.ApplyRecharge(funds.RechargeDefer, ""); err != nil {
		return err
	}
	silence := report.Outcome != funds.RechargeKnown && report.Outcome != funds.RechargeAbsent
	switch {
	case r.State == funds.RechargeOpen || silence:
		ledger.LookLater(&r.Watch, d.Act.At, policy.Timing)
		if r.State == funds.RechargeOpen && report.Detail != "" {
			r.NotifyInfo = report.Detail
		}
		if r.State == funds.RechargeOpen && d.Act.At.Sub(r.CreatedAt) > overdue {
			r.NeedsAttention = true // it is still looked at, and ends by the gateway's word, or an admin closes it
		}
	case r.State == funds.RechargeParked || r.State == funds.RechargeCredited || r.State == funds.RechargeClosed:
		r.Watch.Due = ledger.Never
	default:
		r.Watch.Due = ledger.NextRecheck(&r.Watch, d.Act.At, policy.Timing)
	}
	return nil
}

// recordReport keeps what the gateway said.
func recordReport(d *ledger.Draft, report funds.RechargeReport) {
	*d.Recharge = withReport(*d.Recharge, report, report.AskedBy(d.Act))
}

// withReport is a recharge with what the gateway said when it was asked at a moment.
func withReport(r funds.Recharge, report funds.RechargeReport, asked time.Time) funds.Recharge {
	if report.Outcome != funds.RechargeKnown {
		return r
	}
	r.GatewayState, r.PlatformID, r.Received, r.WordAt = report.State, report.PlatformID, 0, ledger.Later(r.WordAt, asked)
	if report.URL != "" {
		r.URL = report.URL
	}
	if report.Amount != r.Amount {
		r.Received = report.Amount
	}
	return r
}
