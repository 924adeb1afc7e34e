package funds

import (
	"cmp"
	"time"
)

// The gateway's states of a deposit order (its document, /gateway-api/deposit/get).
const (
	GatewayDepositNew        = 0
	GatewayDepositProcessing = 1
	GatewayDepositDone       = 2
	GatewayDepositRefused    = 3
	GatewayDepositTimedOut   = 4
	GatewayDepositMismatch   = 5 // money came, and not the amount that was asked for
)

// RechargeOutcome is what the gateway's answer about a recharge means. The zero value is unknown.
type RechargeOutcome int

// The closed list of outcomes. Only configured (code, message) patterns mean declined or absent.
const (
	RechargeUnknown  RechargeOutcome = iota // as [OutcomeUnknown]
	RechargeKnown                           // the gateway has the order, in State
	RechargeDeclined                        // create was refused by a configured business error: this call made no order
	RechargeAbsent                          // get says by a configured error that there is no such order
)

func (o RechargeOutcome) String() string {
	names := map[RechargeOutcome]string{RechargeKnown: "known", RechargeDeclined: "declined", RechargeAbsent: "absent"}
	return cmp.Or(names[o], "unknown")
}

// RechargeReport is the gateway's word about one recharge.
type RechargeReport struct {
	Outcome    RechargeOutcome
	State      int // the gateway's; one of the six, meaningful where the order is known
	PlatformID string
	Amount     Amount    // minor units, as the gateway printed it; above zero where the order is known
	URL        string    // where the user pays; of create alone, and checked
	Answered   bool      // unknown, and yet the gateway answered get with an error of its own
	Detail     Message   // for the log and an admin; never a secret
	Asked      time.Time // when the question was put; zero: with the act that hears it
}

// AskedBy is when the question was put, by an act that hears the answer.
func (r RechargeReport) AskedBy(act Act) time.Time { return askedBy(r.Asked, act) }

// RechargeOrder is what the gateway is asked to collect.
type RechargeOrder struct {
	Serial  string // the recharge's id, for ever
	Amount  Amount // minor units
	Channel string // the gateway's code of the channel
}

// RechargeChannel is a way to pay in that the gateway offers. Bounds are minor units, both inclusive.
type RechargeChannel struct {
	Code, Name string
	Min, Max   Amount
}
