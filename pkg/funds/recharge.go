package funds

import (
	"strings"
	"time"
)

// RechargeID is a recharge's id: RC and then what a withdrawal's [ID] is made of. It is the gateway's
// merchantSerial for ever. The prefix keeps the two kinds of orders apart, wherever one of them is named.
type RechargeID string

const rechargePrefix = "RC"

// NewRechargeID makes an id of 5 random bytes and the creation time.
func NewRechargeID(random [CodeBytes]byte, at time.Time) RechargeID {
	return RechargeID(rechargePrefix + string(NewID(random, at)))
}

// ParseRechargeID reads an id in any letter case. Anything else is [ErrNotFound]: an id that cannot exist is
// an unknown one.
func ParseRechargeID(text string) (RechargeID, error) {
	rest, ok := strings.CutPrefix(strings.ToUpper(text), rechargePrefix)
	if !ok || len(rest) != idChars || len(text) != len(rechargePrefix)+idChars {
		return "", ErrNotFound
	}
	id, err := ParseID(rest)
	if err != nil {
		return "", err
	}
	return RechargeID(rechargePrefix + string(id)), nil
}

// FindRechargeID is [ParseRechargeID] for what people type: letters that look like digits are these.
func FindRechargeID(keyword string) (RechargeID, error) { return ParseRechargeID(typed(keyword)) }

// Time is the id's creation time, yyyymmddhhmmss in UTC.
func (id RechargeID) Time() string { return string(id[len(rechargePrefix)+CodeChars:]) }

// Code is the id's random part, which is unique by itself among recharges.
func (id RechargeID) Code() string { return ID(strings.TrimPrefix(string(id), rechargePrefix)).Code() }

// Recharge is one order to put money in through the gateway, and its state.
type Recharge struct {
	ID      RechargeID
	UserID  string
	Number  int64 // from 1, without gaps, per wallet
	Version int64 // 0: not stored yet
	State   RechargeState

	Amount   Amount // asked for
	Received Amount // the gateway's last word of what came, where it is not what was asked for
	Credited Amount // what the wallet got, once; 0 before
	Channel  string // the gateway's code

	URL          string    // where the user pays; empty before the gateway has the order
	PlatformID   string    // the gateway's id of the order
	GatewayState int       // the gateway's last known state
	WordAt       time.Time // when that was asked for; zero where nobody has spoken, or kept it
	SendBy       time.Time
	AcceptedAt   time.Time // when the gateway first said that it has the order
	Watch        Watch

	NeedsAttention bool
	Settled        Amount  // the sum of the adjustments that name it; below zero where they took
	NotifyInfo     Message // the last word about it from a callback or a query
	Resolution     Review  // an admin's

	Lines     []RechargeLine
	CommitID  string // of the last change
	CreatedAt time.Time
	UpdatedAt time.Time
	EndedAt   time.Time // when it last ended; zero while it waits
}

// RechargeLine is one step of a recharge.
type RechargeLine struct {
	Version  int64 // of the recharge after the step
	Command  RechargeCommand
	From, To RechargeState
	Actor    Actor
	Message  Message
	At       time.Time
}

// RechargeOrderOf is the order that the gateway is asked to make.
func RechargeOrderOf(r Recharge) RechargeOrder {
	return RechargeOrder{Serial: string(r.ID), Amount: r.Amount, Channel: r.Channel}
}

// PublicState is the gateway's state number that users see. What an admin credited is done, and what an admin
// closed is refused.
func (r Recharge) PublicState() int {
	switch r.State {
	case RechargeCredited:
		return GatewayDepositDone
	case RechargeRefused, RechargeClosed:
		return GatewayDepositRefused
	case RechargeExpired:
		return GatewayDepositTimedOut
	case RechargeParked:
		return GatewayDepositMismatch
	case RechargeNone, RechargeOpen:
	}
	if r.GatewayState == GatewayDepositProcessing {
		return GatewayDepositProcessing
	}
	return GatewayDepositNew
}

// MovedAt is when the recharge came into its state.
func (r Recharge) MovedAt() (at time.Time) {
	for _, line := range r.Lines {
		if line.From != line.To {
			at = line.At
		}
	}
	return at
}

// RechargeState is where a recharge stands. The spelling is the stored one.
type RechargeState string

// The states of a recharge. RechargeNone is "not yet made".
const (
	RechargeNone     RechargeState = ""
	RechargeOpen     RechargeState = "open"     // waits for the gateway's word
	RechargeParked   RechargeState = "parked"   // money came that cannot be credited by itself: waits for an admin
	RechargeCredited RechargeState = "credited" // the money is in the wallet, for ever
	RechargeRefused  RechargeState = "refused"  // the gateway did not take it
	RechargeExpired  RechargeState = "expired"  // nobody paid in time
	RechargeClosed   RechargeState = "closed"   // an admin closed it: nothing is credited
)

// RechargeStates lists every state of a recharge that exists.
func RechargeStates() []RechargeState {
	return []RechargeState{RechargeOpen, RechargeParked, RechargeCredited, RechargeRefused, RechargeExpired, RechargeClosed}
}

// Waiting says that the recharge has not ended. What ended without a credit is credited all the same where
// the money comes late.
func (s RechargeState) Waiting() bool { return s == RechargeOpen || s == RechargeParked }

// RechargeCommand is what may be done to a recharge.
type RechargeCommand string

// The closed list of a recharge's commands.
const (
	RechargeCreate     RechargeCommand = "create"     // claimed for the gateway
	RechargeAccept     RechargeCommand = "accept"     // the gateway has it
	RechargeDefer      RechargeCommand = "defer"      // no final word: look later, or no more
	RechargeCredit     RechargeCommand = "credit"     // the money came: into the wallet
	RechargeRefuse     RechargeCommand = "refuse"     // the gateway did not take it
	RechargeExpire     RechargeCommand = "expire"     // nobody paid in time
	RechargePark       RechargeCommand = "park"       // an admin decides
	RechargeClose      RechargeCommand = "close"      // an admin decided: no credit
	RechargeContradict RechargeCommand = "contradict" // the gateway's word contradicts an end
	RechargeSettle     RechargeCommand = "settle"     // an admin has settled what contradicted it, or may be due
)

// RechargeCommands lists every command.
func RechargeCommands() []RechargeCommand {
	return []RechargeCommand{
		RechargeCreate, RechargeAccept, RechargeDefer, RechargeCredit, RechargeRefuse, RechargeExpire, RechargePark, RechargeClose,
		RechargeContradict, RechargeSettle,
	}
}

// rechargeTransitions is a recharge's state machine, whole. Credited is never left: that is what credits once.
var rechargeTransitions = map[RechargeCommand]transition[RechargeState]{
	RechargeCreate:     {[]RechargeState{RechargeNone}, RechargeOpen, EffectNone},
	RechargeAccept:     {[]RechargeState{RechargeOpen}, RechargeNone, EffectNone},
	RechargeDefer:      {[]RechargeState{RechargeOpen, RechargeParked, RechargeCredited, RechargeRefused, RechargeExpired, RechargeClosed}, RechargeNone, EffectNone},
	RechargeCredit:     {[]RechargeState{RechargeOpen, RechargeParked, RechargeRefused, RechargeExpired, RechargeClosed}, RechargeCredited, EffectNone},
	RechargeRefuse:     {[]RechargeState{RechargeOpen, RechargeParked}, RechargeRefused, EffectNone},
	RechargeExpire:     {[]RechargeState{RechargeOpen, RechargeParked}, RechargeExpired, EffectNone},
	RechargePark:       {[]RechargeState{RechargeOpen, RechargeRefused, RechargeExpired}, RechargeParked, EffectNone},
	RechargeClose:      {[]RechargeState{RechargeOpen, RechargeParked}, RechargeClosed, EffectNone},
	RechargeContradict: {[]RechargeState{RechargeCredited, RechargeClosed}, RechargeNone, EffectNone},
	RechargeSettle:     {[]RechargeState{RechargeCredited, RechargeRefused, RechargeExpired, RechargeClosed}, RechargeNone, EffectNone},
}

// ReasonRechargeIllegal says that the table does not allow it: from the state From, the command To.
const ReasonRechargeIllegal Reason = "recharge_illegal"

// NextRecharge is the state that a command leads to, or [ErrIllegal].
func NextRecharge(state RechargeState, command RechargeCommand) (RechargeState, error) {
	if to, legal := rechargeTransitions[command].next(state); legal {
		return to, nil
	}
	return state, Refuse(CodeIllegal, ReasonRechargeIllegal).About(Facts{From: string(state), To: string(command)})
}
