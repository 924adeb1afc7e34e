package funds

import (
	"cmp"
	"errors"
	"time"
)

// zeroTime is "never".
var zeroTime time.Time

// Request is a user's wish to take money out. The contract has checked the form of its fields.
type Request struct {
	ID      ID
	Amount  Amount // minor units
	Method  Method
	Target  Target
	Note    string
	Origin  Origin
	Profile *Profile // of the user's own token; nil where somebody else asks for them
	Claim   *Claim   // the idempotency claim; nil without a key
	// AutoPay approves by policy and dispatches in the same commit: the merchant contract's channels.
	AutoPay bool
}

// Why a withdrawal is not made.
const (
	ReasonAmountPositive  Reason = "amount_positive" // it is above zero
	ReasonMethodUnknown   Reason = "method_unknown"
	ReasonInsufficient    Reason = "insufficient"     // Available does not cover what is Requested
	ReasonSingleLimit     Reason = "single_limit"     // Limit of one withdrawal
	ReasonDailyLimit      Reason = "daily_limit"      // Limit of one business day, of which Used is used up
	ReasonMinimum         Reason = "minimum"          // Limit below which nothing is paid out
	ReasonTooManyOpen     Reason = "too_many_open"    // the user has as many unfinished ones as the policy allows
	ReasonTooManyWaiting  Reason = "too_many_waiting" // the same, with how many of them wait for whom
	ReasonNothingAfterFee Reason = "nothing_after_fee"
)

// ReasonApprovedByPolicy is why nobody reviewed it.
const ReasonApprovedByPolicy Reason = "approved_by_policy"

// Create freezes the amount and makes the withdrawal. With AutoPay it also approves and dispatches
// it, in the same change. The checks, in their order (withdraw-flow's document): amount above zero
// ([CodeInvalid]), known method ([CodeInvalid]), wallet status ([CodeWalletInactive]), balance and
// available ([CodeInsufficient]), single limit ([CodeSingleLimit]), daily limit ([CodeDailyLimit]),
// minimum ([CodeMinimum]), number of unfinished ones ([CodeTooManyOpen]), fee, channel bounds and
// what the gateway takes as text ([CodeInvalid]).
func Create(act Act, wallet Wallet, request Request, policy Policy) (Change, error) {
	day := max(policy.Day(act.At), wallet.Day)
	if err := checkRequest(wallet, request, policy, day); err != nil {
		return Change{}, err
	}
	withdrawal := Withdrawal{
		ID: request.ID, UserID: wallet.UserID, Amount: request.Amount, Fee: policy.Fee.Of(request.Amount),
		Method: request.Method, Target: request.Target, Note: request.Note, Origin: request.Origin,
		Before: Balances{wallet.Balance, wallet.Frozen}, Day: day, CreatedAt: act.At,
	}
	d := newDraft(act, &wallet, &withdrawal)
	if day > wallet.Day {
		d.wallet.Day, d.wallet.DayUsed, d.wallet.Today = day, 0, Today{}
	}
	d.refresh(request.Profile)
	d.change.Claim = request.Claim.to(string(request.ID))
	if err := d.step(CommandCreate, ""); err != nil {
		return Change{}, err
	}
	if request.AutoPay {
		if err := d.autoPay(policy); err != nil {
			return Change{}, err
		}
	}
	return d.done(), nil
}

// autoPay approves by policy and claims for the gateway.
func (d *draft) autoPay(policy Policy) error {
	byPolicy := d.act.by(System("policy"))
	if err := d.stepBy(byPolicy, CommandApprove, Say(ReasonApprovedByPolicy, Facts{})); err != nil {
		return err
	}
	d.withdrawal.Review.At = d.act.At
	return d.dispatch(byPolicy, Report{}, policy) // made just now: nobody can have sent it
}

// refresh takes over what the user's own token says of them, and nothing that it does not say.
func (d *draft) refresh(profile *Profile) {
	if profile == nil {
		return
	}
	if now := d.wallet.Profile.updated(*profile); now != d.wallet.Profile {
		d.wallet.Profile = now
		d.walletDirty = true
	}
}

func checkRequest(wallet Wallet, request Request, policy Policy, day string) error {
	facts := Facts{
		Balance: wallet.Balance, Frozen: wallet.Frozen, Available: wallet.Available(),
		Requested: request.Amount, Limit: policy.Daily,
	}
	_, facts.Used = wallet.On(day)
	refuse := func(code Code, reason Reason) error { return Refuse(code, reason).About(facts) }
	switch {
	case request.Amount <= 0:
		return Invalid("amount", ReasonAmountPositive)
	case !policy.KnownMethod(request.Method):
		return Invalid("method", ReasonMethodUnknown)
	case wallet.Status != WalletActive:
		facts.Status = wallet.Status
		return refuse(CodeWalletInactive, ReasonWalletInactive)
	case request.Amount > wallet.Available():
		return refuse(CodeInsufficient, ReasonInsufficient)
	case request.Amount > policy.Single:
		facts.Limit = policy.Single
		return refuse(CodeSingleLimit, ReasonSingleLimit)
	case facts.Used > policy.Daily-request.Amount:
		return refuse(CodeDailyLimit, ReasonDailyLimit)
	case request.Amount < policy.Minimum:
		facts.Limit = policy.Minimum
		return refuse(CodeMinimum, ReasonMinimum)
	case wallet.Open >= policy.MaxOpen:
		return refuse(CodeTooManyOpen, ReasonTooManyOpen)
	}
	if err := request.checkTexts(); err != nil {
		return err
	}
	return checkPayable(request, policy)
}

// checkTexts refuses texts that do not say what they show. The contracts have done so by their own names of the fields.
func (r Request) checkTexts() error {
	return cmp.Or(
		CheckAccount("account", r.Target.Account), CheckText("accountName", r.Target.Owner), CheckText("bankName", r.Target.Bank),
		CheckProse("remark", r.Target.Remark), CheckProse("note", r.Note),
	)
}

// TooManyOpen adds to a refusal for too many unfinished withdrawals how many of them wait for whom, as far as they were
// looked through.
func TooManyOpen(refused error, waiting map[State]int64) error {
	var tooMany *Error
	if !errors.As(refused, &tooMany) {
		return refused
	}
	about := tooMany.Facts
	about.Pending, about.Approved, about.Processing = waiting[StatePending], waiting[StateApproved], waiting[StateProcessing]
	said := tooMany.About(about)
	said.Reason = ReasonTooManyWaiting
	return said
}

// checkPayable refuses what could be frozen but never be paid out.
func checkPayable(request Request, policy Policy) error {
	net := request.Amount - policy.Fee.Of(request.Amount)
	if net <= 0 {
		return Invalid("amount", ReasonNothingAfterFee)
	}
	channel, ok := policy.Channel(request.Method)
	if !ok {
		return nil
	}
	return channel.check(Order{
		Serial: string(request.ID), Type: channel.Type, Owner: request.Target.Owner, Account: request.Target.Account, Amount: net,
	})
}
