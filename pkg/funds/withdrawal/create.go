package withdrawal

import (
	"cmp"
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Request is what a user asks for: money out. The contract has checked the form of its fields.
type Request struct {
	ID      funds.ID
	Amount  funds.Amount // minor units
	Method  funds.Method
	Target  funds.Target
	Note    string
	Origin  funds.Origin
	Profile *funds.Profile // of the user's own token; nil where somebody else asks for them
	Claim   *funds.Claim   // the idempotency claim; nil without a key
	// AutoPay approves by policy and dispatches in the same commit: the merchant contract's channels.
	AutoPay bool
	// BlockedField is the field of the account, where nothing is paid to that; empty where something is.
	BlockedField string
	// KnownPayee says that the user's money went to this account before. It is looked up where a rule asks about it; not
	// known is the stricter. What anybody but the user asks for counts as to a new payee all the same.
	KnownPayee bool
	// PayeeSince is when the user first asked for money to this account; zero where that is not known, or never was.
	PayeeSince time.Time
	// Wallets is how many wallets use the account, this one with them. It is looked up where the policy asks about it.
	Wallets int64
	// Paused makes an AutoPay of what may not be paid now: it is approved by policy, and due for the machine, which pays
	// it once the pause is over.
	Paused bool
}

// Why a withdrawal is not made.
const (
	ReasonAmountPositive  funds.Reason = "amount_positive"   // it is above zero
	ReasonSingleLimit     funds.Reason = "single_limit"      // Limit of one withdrawal
	ReasonDailyLimit      funds.Reason = "daily_limit"       // Limit of one business day, of which Used is used up
	ReasonRolling24h      funds.Reason = "rolling_24h"       // Limit of 24 hours, of which Used is used up
	ReasonRolling24hCount funds.Reason = "rolling_24h_count" // Maximum withdrawals in 24 hours, of which there are Count
	ReasonRolling30d      funds.Reason = "rolling_30d"       // Limit of 30 days, of which Used is used up
	ReasonRolling30dCount funds.Reason = "rolling_30d_count" // Maximum withdrawals in 30 days, of which there are Count
	ReasonMinimum         funds.Reason = "minimum"           // Limit below which nothing is paid out
	ReasonTooManyOpen     funds.Reason = "too_many_open"     // the user has as many unfinished ones as the policy allows
	ReasonTooManyWaiting  funds.Reason = "too_many_waiting"  // the same, with how many of them wait for whom
	ReasonNothingAfterFee funds.Reason = "nothing_after_fee"
)

// ReasonApprovedByPolicy is why nobody reviewed it.
const ReasonApprovedByPolicy funds.Reason = "by_policy"

// Create freezes the amount and makes the withdrawal. With AutoPay it also approves and dispatches
// it, in the same change, unless that takes people, or it is put on hold: then it stays pending. How many it takes is fixed here, and
// only ever raised. The checks, in their order (withdraw-flow's document): amount above zero
// ([funds.CodeInvalid]), known method ([funds.CodeInvalid]), wallet status ([funds.CodeWalletInactive]), balance and
// available ([funds.CodeInsufficient]), single limit ([funds.CodeSingleLimit]), daily limit ([funds.CodeDailyLimit]),
// minimum ([funds.CodeMinimum]), number of unfinished ones ([funds.CodeTooManyOpen]), rolling limits
// ([funds.CodeRollingLimit], field amount), fee, channel bounds and
// what the gateway takes as text ([funds.CodeInvalid]).
func Create(act funds.Act, wallet funds.Wallet, request Request, policy funds.Policy) (funds.Change, error) {
	day := max(policy.Day(act.At), wallet.Day)
	if err := checkRequest(act.At, wallet, request, policy, day); err != nil {
		return funds.Change{}, err
	}
	withdrawal := funds.Withdrawal{
		ID: request.ID, UserID: wallet.UserID, Amount: request.Amount, Fee: policy.Fee.Of(request.Amount),
		Method: request.Method, Target: request.Target, Note: request.Note, Origin: request.Origin,
		Before: funds.Balances{Balance: wallet.Balance, Frozen: wallet.Frozen}, Day: day, CreatedAt: act.At,
		Rolls: policy.Rolls(), PolicyVersion: policy.Version, KnownPayee: request.KnownPayee && act.Actor.Role == funds.RoleUser,
	}
	if act.Actor.Role != funds.RoleUser {
		withdrawal.AskedBy = act.Actor.Role
	}
	if act.Actor.Role == funds.RoleAdmin {
		withdrawal.Maker = act.Actor.ID
	}
	if cools := coolingEnds(act, request, policy); cools.After(act.At) {
		withdrawal.NotBefore = cools
	}
	if need := QuorumOf(wallet, withdrawal, act.At, policy); need.Several() {
		withdrawal.Need = need.Need
	}
	d := ledger.New(act, &wallet, &withdrawal)
	if day > wallet.Day {
		d.Wallet.Day, d.Wallet.DayUsed, d.Wallet.Today = day, 0, funds.Today{}
	}
	d.Refresh(request.Profile)
	d.Change.Claim = request.Claim.For(string(request.ID))
	if err := d.Apply(funds.CommandCreate, ""); err != nil {
		return funds.Change{}, err
	}
	if hold := sharedHold(act, request, policy); hold.On() {
		if err := putHold(d, act.By(funds.System("policy")), hold); err != nil {
			return funds.Change{}, err
		}
	}
	if request.AutoPay && byPolicyAlone(d, policy) {
		if err := autoPay(d, request.Paused, policy); err != nil {
			return funds.Change{}, err
		}
	}
	return d.Done(), nil
}

// coolingEnds is when a withdrawal may be sent: the policy's cooling after its payee was first asked for, however often it
// was asked for since. What somebody else asks for in the user's name counts as to a new payee.
func coolingEnds(act funds.Act, request Request, policy funds.Policy) time.Time {
	since := request.PayeeSince
	if since.IsZero() || act.Actor.Role != funds.RoleUser {
		since = act.At
	}
	return since.Add(policy.Controls.Cooling)
}

// autoPay approves by policy and claims for the gateway, or leaves that to the machine.
func autoPay(d *ledger.Draft, paused bool, policy funds.Policy) error {
	byPolicy := d.Act.By(funds.System("policy"))
	if err := d.ApplyBy(byPolicy, funds.CommandApprove, funds.Say(ReasonApprovedByPolicy, funds.Facts{})); err != nil {
		return err
	}
	d.Withdrawal.Review.At = d.Act.At
	if paused || d.Withdrawal.NotBefore.After(d.Act.At) {
		dueForMachine(d)
		return nil
	}
	return dispatch(d, byPolicy, *d.Wallet, funds.Report{}, policy) // made just now: nobody can have sent it
}

// checkRequest holds the limits of a request: what is available, the single limit, the daily limit, the minimum, and how
// many may be unfinished. Its order is that of the refusals.
func checkRequest(at time.Time, wallet funds.Wallet, request Request, policy funds.Policy, day string) error {
	facts := funds.Facts{
		Balance: wallet.Balance, Frozen: wallet.Frozen, Available: wallet.Available(),
		Requested: request.Amount, Limit: policy.Daily,
	}
	_, facts.Used = wallet.On(day)
	refusal := func(code funds.Code, reason funds.Reason) error { return funds.Refuse(code, reason).About(facts) }
	switch {
	case request.Amount <= 0:
		return funds.Invalid("amount", ReasonAmountPositive)
	case !policy.KnownMethod(request.Method):
		return funds.Invalid("method", funds.ReasonMethodUnknown)
	case wallet.Status != funds.WalletActive:
		facts.Status = wallet.Status
		return refusal(funds.CodeWalletInactive, funds.ReasonWalletInactive)
	case request.Amount > wallet.Available():
		return refusal(funds.CodeInsufficient, funds.ReasonInsufficient)
	case request.Amount > policy.Single:
		facts.Limit = policy.Single
		return refusal(funds.CodeSingleLimit, ReasonSingleLimit)
	case facts.Used > policy.Daily-request.Amount:
		return refusal(funds.CodeDailyLimit, ReasonDailyLimit)
	case request.Amount < policy.Minimum:
		facts.Limit = policy.Minimum
		return refusal(funds.CodeMinimum, ReasonMinimum)
	case wallet.Open >= policy.MaxOpen:
		return refusal(funds.CodeTooManyOpen, ReasonTooManyOpen)
	}
	if err := cmp.Or(checkRolling(at, wallet, request, policy), request.checkTexts()); err != nil {
		return err
	}
	if request.BlockedField != "" {
		return funds.Invalid(request.BlockedField, funds.ReasonAccountBlocked)
	}
	return checkPayable(request, policy)
}

// checkRolling holds what one user asks for within the last 24 hours, and within the last 30 days.
func checkRolling(at time.Time, wallet funds.Wallet, request Request, policy funds.Policy) error {
	day, month := policy.Rolling24h, policy.Rolling30d
	inDay, inMonth := wallet.Recent.Day(at), wallet.Recent.Month(at)
	for _, bound := range []struct {
		limit           funds.RollingLimit
		used            funds.Tally
		amounts, counts funds.Reason
	}{{day, inDay, ReasonRolling24h, ReasonRolling24hCount}, {month, inMonth, ReasonRolling30d, ReasonRolling30dCount}} {
		facts := funds.Facts{Field: "amount", Requested: request.Amount, Used: bound.used.Amount, Limit: bound.limit.Amount, Count: bound.used.Count, Maximum: bound.limit.Count}
		switch {
		case bound.limit.Amount > 0 && bound.used.Amount > bound.limit.Amount-request.Amount:
			return funds.Refuse(funds.CodeRollingLimit, bound.amounts).About(facts)
		case bound.limit.Count > 0 && bound.used.Count >= bound.limit.Count:
			return funds.Refuse(funds.CodeRollingLimit, bound.counts).About(facts)
		}
	}
	return nil
}

// checkTexts refuses texts that do not say what they show. The contracts have done so by their own names of the fields.
func (r Request) checkTexts() error {
	return cmp.Or(
		funds.CheckAccount("account", r.Target.Account), funds.CheckText("accountName", r.Target.Owner), funds.CheckText("bankName", r.Target.Bank),
		funds.CheckProse("remark", r.Target.Remark), funds.CheckProse("note", r.Note),
	)
}

// TooManyOpen adds to a refusal for too many unfinished withdrawals how many of them wait for whom, as far as they were
// looked through.
func TooManyOpen(refused error, waiting map[funds.State]int64) error {
	var tooMany *funds.Error
	if !errors.As(refused, &tooMany) {
		return refused
	}
	about := tooMany.Facts
	about.Pending, about.Approved, about.Processing = waiting[funds.StatePending], waiting[funds.StateApproved], waiting[funds.StateProcessing]
	said := tooMany.About(about)
	said.Reason = ReasonTooManyWaiting
	return said
}

// checkPayable refuses what could be frozen but never be paid out.
func checkPayable(request Request, policy funds.Policy) error {
	net := request.Amount - policy.Fee.Of(request.Amount)
	if net <= 0 {
		return funds.Invalid("amount", ReasonNothingAfterFee)
	}
	channel, ok := policy.Channel(request.Method)
	if !ok {
		return nil
	}
	return channel.Check(funds.Order{
		Serial: string(request.ID), Type: channel.Type, Owner: request.Target.Owner, Account: request.Target.Account, Amount: net,
	})
}
