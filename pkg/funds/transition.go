package funds

import "slices"

// Effect is what a transition does to the wallet.
type Effect int

// The closed list of effects.
const (
	EffectNone     Effect = iota
	EffectFreeze          // frozen + amount
	EffectUnfreeze        // frozen − amount
	EffectPay             // balance − amount, frozen − amount, totalWithdrawn + net
)

// transition is one row of a state machine's table. An empty "to" means that the state stays.
type transition[S ~string] struct {
	from   []S
	to     S
	effect Effect
}

// next is where a row leads from a state; false where it is illegal there.
func (t transition[S]) next(state S) (S, bool) {
	switch {
	case !slices.Contains(t.from, state):
		return state, false
	case t.to == "":
		return state, true
	}
	return t.to, true
}

// transitions is a withdrawal's state machine, whole. Whatever is not listed is illegal.
//
// Approved is not paid: approve moves no money. It stays frozen until complete, which only processing leads to.
var transitions = map[Command]transition[State]{
	CommandCreate:     {[]State{StateNone}, StatePending, EffectFreeze},
	CommandEndorse:    {[]State{StatePending, StateApproved}, StateNone, EffectNone},
	CommandApprove:    {[]State{StatePending}, StateApproved, EffectNone},
	CommandReject:     {[]State{StatePending}, StateRejected, EffectUnfreeze},
	CommandRevoke:     {[]State{StateApproved}, StateRejected, EffectUnfreeze},
	CommandCancel:     {[]State{StatePending}, StateCancelled, EffectUnfreeze},
	CommandDispatch:   {[]State{StateApproved}, StateProcessing, EffectNone},
	CommandAccept:     {[]State{StateProcessing}, StateNone, EffectNone},
	CommandResend:     {[]State{StateProcessing}, StateNone, EffectNone},
	CommandDefer:      {[]State{StateProcessing}, StateNone, EffectNone},
	CommandPark:       {[]State{StateProcessing}, StateNone, EffectNone},
	CommandComplete:   {[]State{StateProcessing}, StateCompleted, EffectPay},
	CommandFail:       {[]State{StateApproved, StateProcessing}, StateFailed, EffectUnfreeze},
	CommandRecheck:    {[]State{StateCompleted, StateRejected, StateFailed, StateCancelled}, StateNone, EffectNone},
	CommandContradict: {[]State{StateCompleted, StateRejected, StateFailed, StateCancelled}, StateNone, EffectNone},
	CommandResolve:    {[]State{StateCompleted, StateRejected, StateFailed, StateCancelled}, StateNone, EffectNone},
	CommandAnnotate:   {[]State{StateApproved}, StateNone, EffectNone},
	CommandCorrect:    {[]State{StateCompleted}, StateNone, EffectNone},
	CommandReturn:     {[]State{StateCompleted}, StateNone, EffectNone},
	CommandFlag:       {[]State{StatePending, StateApproved, StateProcessing}, StateNone, EffectNone},
	CommandHold:       {[]State{StateApproved}, StateNone, EffectNone},
	CommandPutHold:    {[]State{StatePending, StateApproved}, StateNone, EffectNone},
	CommandRelease:    {[]State{StatePending, StateApproved}, StateNone, EffectNone},
	CommandUnclaim:    {[]State{StateProcessing}, StateApproved, EffectNone},
}

// Effect is what a command does to the wallet.
func (c Command) Effect() Effect { return transitions[c].effect }

// Next is the state that a command leads to, or [ErrIllegal] with the state and the command in its
// Facts.
func Next(state State, command Command) (State, error) {
	to, legal := transitions[command].next(state)
	if !legal {
		return state, Illegal(state, command)
	}
	return to, nil
}

// ReasonIllegal says that the table does not allow it: From one state To another, or by the command To.
const ReasonIllegal Reason = "illegal"

// Illegal names the state and where the command would have led: its state, or its own name.
//
// They are the 409's text; package words has the sentence.
func Illegal(state State, command Command) *Error {
	goal := string(transitions[command].to)
	if goal == "" {
		goal = string(command)
	}
	return Refuse(CodeIllegal, ReasonIllegal).About(Facts{State: state, Command: command, From: string(state), To: goal})
}
