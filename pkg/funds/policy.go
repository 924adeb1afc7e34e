package funds

import (
	"slices"
	"time"
)

// Policy is what a deployment decides: limits, fees, channels and how long the machine waits.
type Policy struct {
	Zone     *time.Location // the business time zone: where a day begins
	Single   Amount         // most of one withdrawal
	Daily    Amount         // most of one business day, per user
	Minimum  Amount         // least of one withdrawal; at least 1
	MaxOpen  int64          // most unfinished withdrawals of one user
	Fee      Fee
	Channels []Channel
	ByHand   []Method        // paid by hand, besides the three that need no configuration
	Accounts []PayingAccount // that payouts leave; none: one called [DefaultAccount]
	Recharge RechargePolicy
	Timing   Timing
	// Refusals bound how often the gateway is asked for one user's orders that it refuses.
	Refusals RateLimit
	// Rolling24h and Rolling30d bound what one user asks for within 24 hours and within 30 days, however they lie to
	// business days.
	Rolling24h, Rolling30d RollingLimit
	// RepeatedSerialRefused says that this gateway is known to refuse a merchantSerial that it has
	// seen. Only then may a payout be sent again.
	RepeatedSerialRefused bool
	// AbsentListed says that the deployment lists what the gateway answers where it has no such order.
	AbsentListed bool
	// ReturnReasons say for which of a bank's reasons our fee goes back with the money.
	ReturnReasons []ReturnReason
	Controls      Controls
	Version       int64 // of the policy as data, from 1; 0: it is the deployment's own
}

// RollingLimit is the most that one user's withdrawals may come to within a time that moves on. What was given back does
// not count. Zero bounds nothing.
type RollingLimit struct {
	Amount Amount
	Count  int64
}

// Rolls says that the policy asks what a wallet's withdrawals of late come to: by a rule about payouts, or by a rolling
// limit. Where it does not, nothing is kept of it.
func (p Policy) Rolls() bool {
	return p.Controls.Bounds(ActPayout) || p.Rolling24h != RollingLimit{} || p.Rolling30d != RollingLimit{}
}

// RechargePolicy is what a deployment decides about money that comes in.
type RechargePolicy struct {
	Step Amount // a recharge's amount is a multiple of this; 100 is whole units
}

// Fee is fixed + amount × rate, within [Min, Max] (a Max of 0 is none). Minor units; the rate is in
// parts per million, rounded half up.
type Fee struct {
	Fixed          Amount
	RatePerMillion int64
	Min, Max       Amount
}

// Of is the fee of an amount.
func (f Fee) Of(amount Amount) Amount {
	fee := max(f.Fixed+mulRate(amount, f.RatePerMillion), f.Min)
	if f.Max > 0 {
		fee = min(fee, f.Max)
	}
	return fee
}

// Channel finds the channel of a method.
func (p Policy) Channel(method Method) (Channel, bool) {
	for _, channel := range p.Channels {
		if channel.Method == method {
			return channel, true
		}
	}
	return Channel{}, false
}

// KnownMethod says that users may choose the method.
func (p Policy) KnownMethod(method Method) bool {
	_, hasChannel := p.Channel(method)
	return hasChannel || p.byHand(method)
}

// ReasonMethodUnknown says that nobody may choose the method.
const ReasonMethodUnknown Reason = "method_unknown"

// byHand says that the method needs no channel.
func (p Policy) byHand(method Method) bool {
	return slices.Contains([]Method{MethodBank, MethodAlipay, MethodWechat}, method) || slices.Contains(p.ByHand, method)
}

// Methods are those that users may choose, each once: the three that need no configuration, those that the
// policy names as paid by hand, the channels'.
func (p Policy) Methods() []Method {
	methods := append([]Method{MethodBank, MethodAlipay, MethodWechat}, p.ByHand...)
	for _, channel := range p.Channels {
		methods = append(methods, channel.Method)
	}
	return inOrderOnce(methods)
}

// inOrderOnce keeps each one where it first stands, and leaves out repetitions.
func inOrderOnce(methods []Method) (once []Method) {
	for _, method := range methods {
		if !slices.Contains(once, method) {
			once = append(once, method)
		}
	}
	return once
}

// Day is the business day (yyyy-mm-dd) of a moment.
func (p Policy) Day(at time.Time) string { return at.In(p.Zone).Format(time.DateOnly) }

// Timing is how long the machine waits.
type Timing struct {
	SendWindow   time.Duration   // from a claim to the end of its request to the gateway
	SendGrace    time.Duration   // after that, before anybody else may act: clocks differ
	AskInterval  time.Duration   // a user's check asks the gateway at most once in this time
	ReceiptDelay time.Duration   // a callback that could not be confirmed is looked at after this
	BackoffMin   time.Duration   // first wait after an answer without a final word
	BackoffMax   time.Duration   // longest wait
	AbsentGrace  time.Duration   // "no such order" for at least this long …
	AbsentTimes  int             // … and this often, with no word of the order between, before it is believed
	Rechecks     []time.Duration // after a failure that the gateway has not confirmed, ask again this long after the end

	// FailUnknown is how long after its sender's time an admin may fail what the gateway answers about, but never
	// knew.
	FailUnknown time.Duration
}

// DefaultTiming is used where a deployment chooses nothing else.
func DefaultTiming() Timing {
	return Timing{
		SendWindow:   10 * time.Second,
		SendGrace:    5 * time.Second,
		AskInterval:  10 * time.Second,
		ReceiptDelay: 5 * time.Second,
		BackoffMin:   15 * time.Second,
		BackoffMax:   10 * time.Minute,
		AbsentGrace:  10 * time.Minute,
		AbsentTimes:  3,
		Rechecks:     []time.Duration{time.Hour, 24 * time.Hour},
		FailUnknown:  3 * 24 * time.Hour,
	}
}

// DefaultRefusals let the gateway refuse three orders of a user within a minute; further orders are 3 s apart. A
// deployment may change it.
func DefaultRefusals() RateLimit {
	return RateLimit{Free: 3, Window: time.Minute, Apart: 3 * time.Second}
}

// MaxAttempts bounds how often one withdrawal may be claimed for the gateway.
const MaxAttempts = 10
