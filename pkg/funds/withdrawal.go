package funds

import "time"

// Method is how a withdrawal is paid: wechat, alipay, bank, or the name of a configured channel.
type Method string

// The methods that need no configuration.
const (
	MethodWechat Method = "wechat"
	MethodAlipay Method = "alipay"
	MethodBank   Method = "bank"
)

// PayoutKind is who sends the money.
type PayoutKind string

// The kinds of payout.
const (
	PayoutManual  PayoutKind = "manual"  // an admin did, and records the transaction number
	PayoutChannel PayoutKind = "channel" // the gateway does
)

// Numbered says that whoever sends the money gives a transaction number, which is claimed.
func (k PayoutKind) Numbered() bool { return k != "" && k != PayoutChannel }

// Withdrawal is one request to take money out, and its state.
type Withdrawal struct {
	ID      ID
	UserID  string
	Version int64 // 0: not stored yet; one more with every step
	State   State

	Amount Amount // leaves the wallet
	Fee    Amount // kept by the platform; Amount − Fee is paid out
	Method Method
	Target Target
	Note   string // the request's free description
	Origin Origin
	Before Balances // of the wallet, when it was asked for
	Day    string   // the business day whose limit it took from

	Review Review
	Payout Payout
	Watch  Watch

	// Need is how many different people must approve it, as far as that was fixed when it was made or raised since; 0
	// and 1 are as without it. Below two, neither Approvals nor ContentHash is kept.
	Need          int64
	Approvals     []Approval // in their order, each person once
	ApprovedType  string     // of the channel when the first of them was given: for another one they begin anew
	ContentHash   string     // of what they approved: 32 bytes; empty where nobody was asked for a second word
	KnownPayee    bool       // money went there before; false is the stricter, and what is said where nobody asked
	Rolls         bool       // it counts in its wallet's [Recent]
	PolicyVersion int64      // of the policy that it was made under; 0: the template's own
	AskedBy       Role       // who asked for it, where that was not the user: an admin, or a service
	Maker         string     // the admin, by their sub, who asked for it in the user's name; empty where somebody else did
	NotBefore     time.Time  // it is not sent before this; zero: at once
	Hold          Hold       // why it waits, whoever has approved it; none: nothing holds it

	FailReason     Message
	NeedsAttention bool      // an admin is asked for
	Parked         bool      // the machine waits for that admin: only then may it be sent again, or failed as absent
	Settled        Amount    // the sum of the adjustments that name it; below zero where they took
	SettledAt      time.Time // of the last of them; zero: there is none, or one of before this was kept
	Returned       Amount    // the sum of what its Returns gave back, with fees
	Returns        []Returned
	NotifyInfo     Message // the last word about it from a callback or a query

	Actor   Actor // who took the last step that left a line
	Counted int64 // the generation of the counters that it is in: carried along, never decided on

	Lines     []Line // kept with the withdrawal itself: see [Change.Lines]
	CommitID  string // of the last change
	CreatedAt time.Time
	UpdatedAt time.Time
	EndedAt   time.Time // when it became final; zero before
}

// Target is where the money goes.
type Target struct {
	Account string
	Owner   string
	Bank    string
	Remark  string // withdraw-flow's free bank_card_info
}

// Origin is what the request said of itself.
type Origin struct {
	IP, DeviceID, Platform, Model, Brand, OSVersion, AppVersion string
}

// Balances are a wallet's two amounts at one moment, in minor units.
type Balances struct {
	Balance, Frozen Amount
}

// Review is who decided, and why.
type Review struct {
	By   string  // the admin's id
	Note Message // the reason of a rejection, the remark of an approval
	At   time.Time
}

// Payout is how the money is sent.
type Payout struct {
	Kind          PayoutKind
	Batch         BatchID   // whose file pays, or paid, it; empty: none does
	Account       string    // the id of the account that it is paid from; empty: [DefaultAccount]
	TransactionNo string    // of a manual payout; unique over all withdrawals of its account
	Booked        string    // the day of the bank's booking, where a file has said it: see [Transfer]
	Attempt       int64     // how often it was claimed for the gateway
	SendBy        time.Time // the request of this attempt begins and ends before this
	AcceptedAt    time.Time // when the gateway first said that it has the order
	PlatformID    string    // the gateway's id of the order
	GatewayState  int       // the gateway's last word: its state of the order
	WordAt        time.Time // when that was asked for; zero where nobody has spoken, or kept it
	PaidAt        time.Time
	Answer        Answer // the gateway's last error about it, which the order has not followed since
	Seen          bool   // the gateway has spoken of the order in a way that says nothing else: it exists
}

// Answer is an error of the gateway's, as admins see it: cleaned, its message at most [MaxTextRunes] long.
type Answer struct {
	Code    int64
	Message string
}

// Net is what is paid out: amount − fee, in minor units.
func (w Withdrawal) Net() Amount { return w.Amount - w.Fee }

// Known says that the gateway has spoken of the order as one that it has.
func (p Payout) Known() bool { return !p.AcceptedAt.IsZero() || p.Seen }

// EndReason is why the money was given back, in whichever way it was; empty otherwise.
func (w Withdrawal) EndReason() Message {
	switch w.State {
	case StateRejected, StateCancelled:
		return w.Review.Note
	case StateFailed:
		return w.FailReason
	case StateNone, StatePending, StateApproved, StateProcessing, StateCompleted:
		return ""
	default:
		return ""
	}
}

// ReasonRejectionReason says that a rejection needs one.
const ReasonRejectionReason Reason = "rejection_reason"

// ReasonRecalled is why a withdrawal ended that was recalled without a reason.
const ReasonRecalled Reason = "recalled"

// ReasonCancelledByUser is why a withdrawal ended that its own user has cancelled.
const ReasonCancelledByUser Reason = "cancelled_by_user"

// Line is one step of a withdrawal in its log (操作日志).
type Line struct {
	Version  int64 // of the withdrawal after the step
	Command  Command
	From, To State
	Actor    Actor
	Message  Message
	Number   string // the transaction number of a correction; empty otherwise
	At       time.Time
}

// History is a withdrawal with its whole log, in any order.
type History struct {
	Withdrawal Withdrawal
	Lines      []Line
}
