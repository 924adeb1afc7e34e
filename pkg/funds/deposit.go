package funds

// The gateway's states of a deposit order (its document, /gateway-api/deposit/get).
const (
	DepositNew        = 0
	DepositProcessing = 1
	DepositDone       = 2
	DepositRefused    = 3
	DepositTimedOut   = 4
	DepositMismatch   = 5 // money came, and not the amount that was asked for
)

// DepositOutcome is what the gateway's answer about a deposit means. The zero value is unknown.
type DepositOutcome int

// The closed list of deposit outcomes. Only configured (code, message) patterns mean declined or absent.
const (
	DepositUnknown  DepositOutcome = iota // as [OutcomeUnknown]
	DepositKnown                          // the gateway has the order, in State
	DepositDeclined                       // create was refused by a configured business error: this call made no order
	DepositAbsent                         // get says by a configured error that there is no such order
)

func (o DepositOutcome) String() string {
	names := [...]string{"unknown", "known", "declined", "absent"}
	if o < 0 || int(o) >= len(names) {
		return names[DepositUnknown]
	}
	return names[o]
}

// DepositReport is the gateway's word about one deposit order.
type DepositReport struct {
	Outcome    DepositOutcome
	State      int // the gateway's; one of the six, meaningful where the order is known
	PlatformID string
	Amount     Amount  // minor units, as the gateway printed it; above zero where the order is known
	URL        string  // where the user pays; of create alone, and checked
	Detail     Message // for the log and an admin; never a secret
}

// DepositOrder is what the gateway is asked to collect.
type DepositOrder struct {
	Serial  string // the recharge's id, for ever
	Amount  Amount // minor units
	Channel string // the gateway's code of the channel
}

// DepositChannel is a way to pay in that the gateway offers. Bounds are minor units, both inclusive.
type DepositChannel struct {
	Code, Name string
	Min, Max   Amount
}
