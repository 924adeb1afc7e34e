package withdrawal

import (
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// What is said of money that came back, and why it is not taken.
const (
	ReasonReturned           funds.Reason = "returned"             // its entry
	ReasonFeeReturned        funds.Reason = "fee_returned"         // the entry of our fee
	ReasonReturnParked       funds.Reason = "return_parked"        // its line, as [funds.ReasonReturnCredited]
	ReasonReturnClosed       funds.Reason = "return_closed"        // its line, likewise: Text is why
	ReasonReturnOver         funds.Reason = "return_over"          // at most Most may still come back
	ReasonReturnToClosed     funds.Reason = "return_to_closed"     // the wallet takes nothing
	ReasonReturnOverMaximum  funds.Reason = "return_over_maximum"  // the wallet cannot hold it
	ReasonReferenceForm      funds.Reason = "reference_form"       // it is visible ASCII, of Maximum characters
	ReasonReturnsTooMany     funds.Reason = "returns_too_many"     // of one withdrawal: Maximum
	ReasonReturnNotParked    funds.Reason = "return_not_parked"    // there is nothing to decide about
	ReasonReturnAmountNeeded funds.Reason = "return_amount_needed" // it is more than nothing
)

const (
	maxReference    = 64
	maxReturnReason = 35 // characters: a code, or what a bank's form has room for
)

// What an admin decides about a return that is parked.
const (
	ReturnCredit = "credit"
	ReturnClose  = "close"
)

// Told is what somebody reports of money that came back.
type Told struct {
	Source    funds.ReturnSource
	Account   string // that it came back to
	Reference string // the bank's
	Reason    string // an ISO 20022 code, or what the bank wrote
	Amount    funds.Amount
}

// Return gives the wallet what the bank sent back of a completed withdrawal, whose state stays: by an entry, and by another one
// for the fee, where the policy gives it back for this reason and all of the money has come. Limits get nothing back.
// What cannot be given is parked for an admin: more than was paid and not settled otherwise, for a closed wallet, and for one
// that cannot hold it. That a reference was reported before is the write door's to refuse.
//
// Refusals: [funds.ErrForbidden] for their own money, [funds.ErrIllegal] for what is not completed, [funds.CodeInvalid]
// for a field.
func Return(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, told Told, policy funds.Policy) (funds.Change, error) {
	if err := funds.NotOwn(act, withdrawal.UserID); err != nil {
		return funds.Change{}, err
	}
	told.Reference, told.Reason = strings.TrimSpace(told.Reference), strings.TrimSpace(told.Reason)
	if err := told.check(); err != nil {
		return funds.Change{}, err
	}
	if _, err := funds.Next(withdrawal.State, funds.CommandReturn); err != nil {
		return funds.Change{}, err
	}
	if withdrawal.ReturnAt(funds.ReturnKey(told.Account, told.Reference)) >= 0 {
		return funds.Change{}, funds.ErrReturnKnown
	}
	if len(withdrawal.Returns) >= funds.MaxReturns {
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonReturnsTooMany).About(funds.Facts{Maximum: funds.MaxReturns, State: withdrawal.State, Command: funds.CommandReturn})
	}
	reason, _ := policy.ReturnReason(told.Reason)
	made := funds.Return{
		Returned: funds.Returned{Account: told.Account, Reference: told.Reference, Reason: reason, Amount: told.Amount, At: act.At},
		Source:   told.Source, By: funds.Actor{Role: act.Actor.Role, ID: act.Actor.ID, Name: act.Actor.Name}, CreatedAt: act.At,
	}
	d := ledger.New(act, &wallet, &withdrawal)
	d.Withdrawal.Returns = append(slices.Clip(withdrawal.Returns), made.Returned)
	return giveOrPark(d, made, len(withdrawal.Returns), policy)
}

func (t Told) check() error {
	switch {
	case t.Reference == "":
		return funds.Missing("reference")
	case len(t.Reference) > maxReference || strings.ContainsFunc(t.Reference, unseenInNumber):
		return funds.Invalid("reference", ReasonReferenceForm).About(funds.Facts{Maximum: maxReference})
	case t.Amount <= 0:
		return funds.Invalid("amount", ReasonReturnAmountNeeded)
	case t.Reason == "":
		return funds.Missing("reason")
	case len([]rune(t.Reason)) > maxReturnReason:
		return funds.Invalid("reason", funds.ReasonTextTooLong).About(funds.Facts{Maximum: maxReturnReason})
	}
	return funds.CheckText("reason", t.Reason)
}

// giveOrPark makes the return that the withdrawal has at a place what comes of it.
func giveOrPark(d *ledger.Draft, made funds.Return, at int, policy funds.Policy) (funds.Change, error) {
	w := d.Withdrawal
	kept := &w.Returns[at]
	kept.State, kept.At = funds.ReturnCredited, d.Act.At
	kept.Fee, kept.Disputed = feeBack(*w, kept.Reason, policy), contested(*w)
	why := parks(*d.Wallet, *w, *kept)
	if why != "" {
		kept.State, kept.Fee, kept.Disputed = funds.ReturnParked, 0, false
	}
	said := funds.ReasonReturnCredited
	if why != "" {
		said = ReasonReturnParked
	}
	if err := d.Apply(funds.CommandReturn, returnLine(said, *kept, kept.Reason)+why); err != nil {
		return funds.Change{}, err
	}
	if why == "" {
		credit(d, *kept)
	}
	made.Why = why
	return withReturn(d, made, *kept), nil
}

// returnLine is what a line says of a return.
func returnLine(said funds.Reason, of funds.Returned, why string) funds.Message {
	return funds.Say(said, funds.Facts{Amount: of.Amount, Text: why, Other: of.Reference})
}

// contested says that the gateway calls what it paid refused: what comes back settles that.
func contested(w funds.Withdrawal) bool {
	refused := w.Payout.GatewayState == funds.GatewayWithdrawalRefused || w.Payout.GatewayState == funds.GatewayWithdrawalCancelled
	return refused && !w.PaidByHand()
}

// feeBack is our fee, where it goes back with a return that makes all of the money come back. That happens once.
func feeBack(w funds.Withdrawal, reason string, policy funds.Policy) funds.Amount {
	_, back := policy.ReturnReason(reason)
	if !back || w.CameBack() != w.Net() {
		return 0
	}
	return w.Fee
}

// parks says why a return cannot be given to the wallet: all that comes back of a withdrawal, with what was settled of it
// otherwise, is at most what was paid. What was settled of a payment by hand is about another payment.
func parks(wallet funds.Wallet, w funds.Withdrawal, of funds.Returned) funds.Message {
	settled := w.Settled
	if w.PaidByHand() {
		settled = 0
	}
	gives := of.Amount + of.Fee
	switch left := w.Net() - settled - (w.CameBack() - of.Amount); {
	case of.Amount > left || w.Returned+gives+max(w.Settled, 0) > w.Amount:
		return funds.Say(ReasonReturnOver, funds.Facts{Most: max(left, 0)})
	case wallet.Status == funds.WalletClosed:
		return funds.Say(ReasonReturnToClosed, funds.Facts{})
	case gives > funds.MaxAmount-wallet.Balance:
		return funds.Say(ReasonReturnOverMaximum, funds.Facts{})
	}
	return ""
}

// credit is the one place where a return's money enters a wallet.
func credit(d *ledger.Draft, of funds.Returned) {
	w := d.Withdrawal
	w.Returned += of.Credited()
	d.Post(funds.EntryRefund, of.Amount, 0, funds.Say(ReasonReturned, funds.Facts{})+funds.DescribeReturn(of.Reason))
	if of.Fee > 0 {
		d.Post(funds.EntryRefund, of.Fee, 0, funds.Say(ReasonFeeReturned, funds.Facts{}))
	}
	if of.Disputed && w.NeedsAttention && w.Due() == 0 {
		w.NeedsAttention = false
		d.Settled(string(w.ID))
	}
}

// withReturn closes a draft with what became of a return.
func withReturn(d *ledger.Draft, made funds.Return, kept funds.Returned) funds.Change {
	made.Returned, made.Withdrawal, made.UserID = kept, d.Withdrawal.ID, d.Withdrawal.UserID
	made.Version++
	made.CommitID, made.UpdatedAt = d.Act.CommitID, d.Act.At
	d.Change.Return = &made
	return d.Done()
}

// ResolveReturn is an admin's decision about a return that is parked: it is credited, where nothing stands against that any
// more, or closed, which gives nothing to anybody, for a reason. What stands against a credit is [funds.CodeIllegal].
func ResolveReturn(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, known funds.Return, action, reason string, policy funds.Policy) (funds.Change, error) {
	if err := funds.NotOwn(act, withdrawal.UserID); err != nil {
		return funds.Change{}, err
	}
	at := withdrawal.ReturnAt(known.Key())
	switch {
	case action != ReturnCredit && action != ReturnClose:
		return funds.Change{}, funds.NotOneOf("action", ReturnCredit, ReturnClose)
	case reason == "":
		return funds.Change{}, funds.Invalid("reason", funds.ReasonNoReasonGiven)
	case known.State != funds.ReturnParked || at < 0:
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonReturnNotParked)
	}
	if err := funds.CheckProse("reason", reason); err != nil {
		return funds.Change{}, err
	}
	d := ledger.New(act, &wallet, &withdrawal)
	d.Withdrawal.Returns = slices.Clone(withdrawal.Returns)
	if action == ReturnClose {
		kept := &d.Withdrawal.Returns[at]
		kept.State = funds.ReturnClosed
		if err := d.Apply(funds.CommandReturn, returnLine(ReasonReturnClosed, *kept, reason)); err != nil {
			return funds.Change{}, err
		}
		known.Why = funds.Text(reason)
		return withReturn(d, known, *kept), nil
	}
	change, err := giveOrPark(d, known, at, policy)
	if err == nil && change.Return.State != funds.ReturnCredited {
		return funds.Change{}, funds.RefusedBecause(funds.CodeIllegal, change.Return.Why, ReasonReturnNotParked)
	}
	return change, err
}
