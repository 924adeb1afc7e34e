package funds

import (
	"cmp"
	"time"
)

// Outcome is what the gateway's answer means. The zero value is unknown: an unknown outcome is
// never a failure.
type Outcome int

// The closed list of outcomes. Only configured (code, message) patterns mean declined or absent.
const (
	OutcomeUnknown  Outcome = iota // time-out, broken connection, 5xx, garbage, another order's answer, an unlisted error
	OutcomeOpen                    // the gateway has the order and has not ended it
	OutcomePaid                    // the money left
	OutcomeRefused                 // the gateway has the order and ended it without paying (states 2 and 3)
	OutcomeDeclined                // create was refused by a configured business error: no order was made by this call
	OutcomeAbsent                  // get says by a configured error that there is no such order
	OutcomeUnsent                  // our own side knows that it sent nothing: it refused the order, or had no key to sign it
)

func (o Outcome) String() string {
	names := map[Outcome]string{
		OutcomeOpen: "open", OutcomePaid: "paid", OutcomeRefused: "refused",
		OutcomeDeclined: "declined", OutcomeAbsent: "absent", OutcomeUnsent: "unsent",
	}
	return cmp.Or(names[o], "unknown")
}

// The gateway's states of a withdrawal order (its document, /gateway-api/withdrawal/get).
const (
	GatewayWithdrawalNew       = 0
	GatewayWithdrawalPaid      = 1
	GatewayWithdrawalRefused   = 2 // by an admin of the gateway
	GatewayWithdrawalCancelled = 3 // by the merchant
)

// Report is the gateway's word about one order.
type Report struct {
	Outcome    Outcome
	State      int    // the gateway's own state number; meaningful for open, paid and refused
	PlatformID string // the gateway's id of the order
	Amount     Amount // minor units, as the gateway printed it
	// NothingThere says that get called the order absent after create declined it. A refusal of a
	// repeated send counts only then.
	NothingThere bool
	// Answered says that the gateway answered with an error of its own, which is Answer.
	Answered bool
	Answer   Answer
	// Exists says that the answer was about our order, whatever else was wrong with it.
	Exists bool
	Detail Message   // for the log and an admin: why it was classed so; never a secret
	Asked  time.Time // when the question was put; zero: with the act that hears it
}

// AskedBy is when the question was put, by an act that hears the answer.
func (r Report) AskedBy(act Act) time.Time { return askedBy(r.Asked, act) }

func askedBy(asked time.Time, act Act) time.Time {
	if asked.IsZero() {
		return act.At
	}
	return asked
}

// Known says that the gateway has the order, whatever has become of it.
func (r Report) Known() bool {
	return r.Outcome == OutcomeOpen || r.Outcome == OutcomePaid || r.Outcome == OutcomeRefused
}

// Order is what the gateway is asked to pay.
type Order struct {
	Serial  string // the withdrawal's id, for ever
	Type    string // the gateway's name of the channel
	Owner   string // may be empty
	Account string
	Amount  Amount // the net amount, minor units
}

// OrderOf is the gateway order of a withdrawal that is paid through a channel.
func OrderOf(withdrawal Withdrawal, channel Channel) Order {
	return Order{
		Serial: string(withdrawal.ID), Type: channel.Type,
		Owner: withdrawal.Target.Owner, Account: withdrawal.Target.Account, Amount: withdrawal.Net(),
	}
}

// ReasonGatewayDeclined says that the gateway refused to make an order; Text is its answer.
const ReasonGatewayDeclined Reason = "gateway_declined"
