package withdrawal

import (
	"cmp"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Why a withdrawal is on hold, what that stops, and what becomes of it.
const (
	ReasonSharedAccount funds.Reason = "shared_account" // Count wallets use its account; the policy allows Maximum
	ReasonHeld          funds.Reason = "held"           // it is on hold: somebody has to release it first
	ReasonHoldHours     funds.Reason = "hold_hours"     // of Minimum to Maximum
	ReasonHoldAge       funds.Reason = "hold_age"       // nothing is on hold later than Maximum days after it was asked for
	ReasonHoldOver      funds.Reason = "hold_over"      // nobody has decided about a hold in time
	ReasonNotInTime     funds.Reason = "not_in_time"    // nobody has decided about the withdrawal in time: what its user reads
	ReasonMachineCannot funds.Reason = "machine_cannot" // the machine was to reject it, and could not: why follows
)

// MaxHoldHours is the longest time for which an admin puts a hold, and MaxHoldDays how long after a withdrawal was asked for the
// last hold on it ends: nobody keeps it waiting for ever, by one hold after the other.
const (
	MaxHoldHours = 720
	MaxHoldDays  = 90
)

// HoldRequest is a hold that an admin asks for.
type HoldRequest struct {
	Reason   string
	Hours    int64
	OnExpiry funds.HoldEnd
}

// PutHold stops a withdrawal that is not sent yet, or replaces the hold that it has. It takes one person, and what is on
// hold waits, whoever approves it. Refusals:
// [funds.CodeForbidden] for one's own, [funds.ErrIllegal] for what is neither pending nor approved, [funds.CodeInvalid]
// for a field.
func PutHold(act funds.Act, withdrawal funds.Withdrawal, asked HoldRequest) (funds.Change, error) {
	d := ledger.New(act, nil, &withdrawal)
	if err := putHold(d, act, funds.Hold{
		Kind: funds.HoldByHand, Reason: funds.Text(asked.Reason), Until: act.At.Add(time.Duration(asked.Hours) * time.Hour), OnExpiry: asked.OnExpiry,
	}); err != nil {
		return funds.Change{}, err
	}
	switch {
	case strings.TrimSpace(asked.Reason) == "":
		return funds.Change{}, funds.Invalid("reason", funds.ReasonNoReasonGiven)
	case asked.Hours < 1 || asked.Hours > MaxHoldHours:
		return funds.Change{}, funds.Invalid("hours", ReasonHoldHours).About(funds.Facts{Minimum: 1, Maximum: MaxHoldHours})
	case d.Withdrawal.Hold.Until.After(withdrawal.CreatedAt.Add(MaxHoldDays * 24 * time.Hour)):
		return funds.Change{}, funds.Invalid("hours", ReasonHoldAge).About(funds.Facts{Maximum: MaxHoldDays})
	}
	if err := cmp.Or(asked.OnExpiry.Check("onExpiry"), funds.CheckProse("reason", asked.Reason)); err != nil {
		return funds.Change{}, err
	}
	return d.Done(), nil
}

// putHold writes the hold, and has the machine look once it is over.
func putHold(d *ledger.Draft, act funds.Act, hold funds.Hold) error {
	if err := d.ApplyBy(act, funds.CommandPutHold, hold.Reason); err != nil {
		return err
	}
	d.Withdrawal.Hold, d.Withdrawal.Watch.Due = hold, hold.Until
	return nil
}

// sharedHold is the hold of a new withdrawal whose account more wallets use than the policy allows.
func sharedHold(act funds.Act, request Request, policy funds.Policy) funds.Hold {
	rule := policy.Controls.SharedAccount
	if rule.Wallets == 0 || request.Wallets <= rule.Wallets {
		return funds.Hold{}
	}
	return funds.Hold{
		Kind: funds.HoldShared, Reason: funds.Say(ReasonSharedAccount, funds.Facts{Count: request.Wallets, Maximum: rule.Wallets}),
		Until: act.At.Add(rule.Hold), OnExpiry: rule.OnExpiry,
	}
}

// Release takes a hold away. It approves nothing: who has approved the withdrawal, and how many it takes, stays as it is,
// so one person is enough, who is nobody that stands apart from it. What the machine was to pay is due again. Refusals:
// [funds.CodeForbidden] and [funds.CodeApproval] for whoever stands apart, [funds.ErrIllegal] for what is neither pending
// nor approved, [funds.CodeInvalid] without a reason. What is not on hold stays as it is, so that a request whose answer
// was lost can be sent again. The wallet is looked at as in [Approve].
func Release(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, reason string, policy funds.Policy) (funds.Change, error) {
	if err := funds.NotOwn(act, withdrawal.UserID); err != nil {
		return funds.Change{}, err
	}
	if _, err := withdrawal.Next(funds.CommandRelease); err != nil {
		return funds.Change{}, err
	}
	if strings.TrimSpace(reason) == "" {
		return funds.Change{}, funds.Invalid("reason", funds.ReasonNoReasonGiven)
	}
	if err := cmp.Or(apart(act, wallet, withdrawal, policy), funds.CheckProse("reason", reason)); err != nil || !withdrawal.Held() {
		return funds.Change{}, err
	}
	d := ledger.New(act, nil, &withdrawal)
	if err := d.Apply(funds.CommandRelease, funds.Text(reason)); err != nil {
		return funds.Change{}, err
	}
	w := d.Withdrawal
	if w.NotifyInfo == funds.Say(ReasonHoldOver, funds.Facts{}) {
		w.NeedsAttention, w.NotifyInfo = false, ""
	}
	w.Hold, w.Watch.Due = funds.Hold{}, ledger.Never
	channel, ok := policy.Channel(w.Method)
	if ok && w.State == funds.StateApproved && mayPay(channel, *w) && QuorumOf(wallet, *w, act.At, policy).Short() == 0 {
		dueForMachine(d)
	}
	return d.Done(), nil
}

// EndHold is what becomes of a hold that nobody has released in time: its withdrawal is rejected, or an admin is asked
// for, while it stays on hold. The change is empty where there is nothing to do, any more or yet.
func EndHold(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal) (funds.Change, error) {
	if !withdrawal.Held() || !withdrawal.Watch.IsDue(act.At) {
		return funds.Change{}, nil
	}
	if withdrawal.Hold.OnExpiry != funds.HoldRejects {
		return Escalate(act, withdrawal, funds.Say(ReasonHoldOver, funds.Facts{}))
	}
	return rejectLate(act, wallet, withdrawal)
}

// EndPending rejects what has been pending for as long as the policy lets anything be. The change is empty where that is
// not so, any more or yet.
func EndPending(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, policy funds.Policy) (funds.Change, error) {
	if withdrawal.State != funds.StatePending || !TooOld(withdrawal, act.At, policy) {
		return funds.Change{}, nil
	}
	return rejectLate(act, wallet, withdrawal)
}

// TooOld says that the policy does not let a withdrawal be pending any more.
func TooOld(withdrawal funds.Withdrawal, at time.Time, policy funds.Policy) bool {
	life := policy.Controls.PendingLife
	return life > 0 && !at.Before(withdrawal.CreatedAt.Add(life))
}

// rejectLate gives the money back in the machine's name. Its user reads that nobody has decided in time, and nothing of
// why it was on hold.
func rejectLate(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal) (funds.Change, error) {
	command := funds.CommandReject
	if withdrawal.State == funds.StateApproved {
		command = funds.CommandRevoke
	}
	return giveBack(ledger.New(act, &wallet, &withdrawal), command, "", funds.Say(ReasonNotInTime, funds.Facts{}))
}

// Escalate asks for an admin about what waits, and says why. The machine does not look at it again by itself. The change is
// empty where that is done already.
func Escalate(act funds.Act, withdrawal funds.Withdrawal, why funds.Message) (funds.Change, error) {
	due := withdrawal.Held() && !withdrawal.Watch.Due.IsZero()
	if !due && withdrawal.NeedsAttention {
		return funds.Change{}, nil
	}
	d := ledger.New(act, nil, &withdrawal)
	if err := d.Apply(funds.CommandFlag, why); err != nil {
		return funds.Change{}, err
	}
	w := d.Withdrawal
	w.NeedsAttention, w.NotifyInfo = true, why
	if due {
		w.Watch.Due = ledger.Never
	}
	return d.Done(), nil
}
