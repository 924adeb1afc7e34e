package funds

// effect is what a transition does to the wallet.
type effect int

const (
	effectNone     effect = iota
	effectFreeze          // frozen + amount
	effectUnfreeze        // frozen − amount
	effectPay             // balance − amount, frozen − amount, totalWithdrawn + net
)

// transition is one row of the table. A "to" of StateNone means that the state stays.
type transition struct {
	from   []State
	to     State
	effect effect
}

// transitions is the state machine, whole. Whatever is not listed is illegal.
var transitions = map[Command]transition{
	CommandCreate:     {[]State{StateNone}, StatePending, effectFreeze},
	CommandApprove:    {[]State{StatePending}, StateApproved, effectNone},
	CommandReject:     {[]State{StatePending}, StateRejected, effectUnfreeze},
	CommandRevoke:     {[]State{StateApproved}, StateRejected, effectUnfreeze},
	CommandCancel:     {[]State{StatePending}, StateCancelled, effectUnfreeze},
	CommandDispatch:   {[]State{StateApproved}, StateProcessing, effectNone},
	CommandAccept:     {[]State{StateProcessing}, StateNone, effectNone},
	CommandResend:     {[]State{StateProcessing}, StateNone, effectNone},
	CommandDefer:      {[]State{StateProcessing}, StateNone, effectNone},
	CommandPark:       {[]State{StateProcessing}, StateNone, effectNone},
	CommandComplete:   {[]State{StateProcessing}, StateCompleted, effectPay},
	CommandFail:       {[]State{StateApproved, StateProcessing}, StateFailed, effectUnfreeze},
	CommandRecheck:    {[]State{StateCompleted, StateRejected, StateFailed, StateCancelled}, StateNone, effectNone},
	CommandContradict: {[]State{StateCompleted, StateRejected, StateFailed, StateCancelled}, StateNone, effectNone},
	CommandResolve:    {[]State{StateCompleted, StateRejected, StateFailed, StateCancelled}, StateNone, effectNone},
	CommandAnnotate:   {[]State{StateApproved}, StateNone, effectNone},
	CommandCorrect:    {[]State{StateCompleted}, StateNone, effectNone},
	CommandFlag:       {[]State{StatePending, StateApproved}, StateNone, effectNone},
	CommandHold:       {[]State{StateApproved}, StateNone, effectNone},
}

// Next is the state that a command leads to, or [ErrIllegal] with the state and the command in its
// Facts.
func Next(state State, command Command) (State, error) {
	row, known := transitions[command]
	if known {
		for _, from := range row.from {
			if from != state {
				continue
			}
			if row.to == StateNone {
				return state, nil
			}
			return row.to, nil
		}
	}
	return state, illegal(state, command)
}

// ReasonIllegal says that the table does not allow it: From one state To another, or by the command To.
const ReasonIllegal Reason = "illegal"

// illegal names the state and where the command would have led: its state, or its own name.
func illegal(state State, command Command) *Error {
	goal := string(transitions[command].to)
	if goal == "" {
		goal = string(command)
	}
	return Refuse(CodeIllegal, ReasonIllegal).About(Facts{State: state, Command: command, From: string(state), To: goal})
}
