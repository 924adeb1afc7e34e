package funds

// State is a withdrawal's state. The spelling is the stored one; every contract has its own.
type State string

// The states. StateNone is "not yet made": the state before create.
const (
	StateNone       State = ""
	StatePending    State = "pending"    // money frozen, waits for a review
	StateApproved   State = "approved"   // waits for a payout
	StateProcessing State = "processing" // claimed for the gateway; only the gateway's word ends it
	StateCompleted  State = "completed"  // the money left
	StateRejected   State = "rejected"   // money given back by a review
	StateFailed     State = "failed"     // money given back after a payout that did not happen
	StateCancelled  State = "cancelled"  // money given back before a review
)

// States lists every state of a withdrawal that exists, in the order of its life.
func States() []State {
	return []State{StatePending, StateApproved, StateProcessing, StateCompleted, StateRejected, StateFailed, StateCancelled}
}

// Final says that the withdrawal's money has moved or been given back, for ever.
func (s State) Final() bool {
	switch s {
	case StateCompleted, StateRejected, StateFailed, StateCancelled:
		return true
	case StateNone, StatePending, StateApproved, StateProcessing:
		return false
	default:
		return false
	}
}

// Command is what may be done to a withdrawal.
type Command string

// The closed list of commands.
const (
	CommandCreate     Command = "create"     // freeze the amount
	CommandEndorse    Command = "endorse"    // a review allows the payout, which takes more people, or more again
	CommandApprove    Command = "approve"    // a review, or a policy, allows the payout
	CommandReject     Command = "reject"     // a review refuses
	CommandRevoke     Command = "revoke"     // an approval is taken back
	CommandCancel     Command = "cancel"     // given up before a review
	CommandDispatch   Command = "dispatch"   // claimed for a payout
	CommandAccept     Command = "accept"     // the gateway took it
	CommandResend     Command = "resend"     // claimed again under the same serial
	CommandDefer      Command = "defer"      // the gateway has no final word yet: ask later
	CommandPark       Command = "park"       // the gateway says "no such order": an admin decides
	CommandComplete   Command = "complete"   // the money left
	CommandFail       Command = "fail"       // the money did not leave: give it back
	CommandRecheck    Command = "recheck"    // asked again after the end, and nothing new
	CommandContradict Command = "contradict" // the gateway's word contradicts a final state
	CommandResolve    Command = "resolve"    // an admin has settled what contradicted it
	CommandAnnotate   Command = "annotate"   // an approval gets another remark
	CommandCorrect    Command = "correct"    // a payout by hand gets another transaction number
	CommandFlag       Command = "flag"       // the gateway speaks of an order that was never sent: an admin decides
	CommandHold       Command = "hold"       // the machine could not claim what was approved for it
	CommandPutHold    Command = "put_hold"   // it waits, whoever approves it, until it is released
	CommandRelease    Command = "release"    // such a hold is taken away
	CommandUnclaim    Command = "unclaim"    // what a batch's file claimed was not paid by it: it waits for a payout again
	CommandReturn     Command = "return"     // the bank has sent money of it back
)

// Commands lists every command.
func Commands() []Command {
	return []Command{
		CommandCreate, CommandEndorse, CommandApprove, CommandReject, CommandRevoke, CommandCancel, CommandDispatch, CommandAccept,
		CommandResend, CommandDefer, CommandPark, CommandComplete, CommandFail, CommandRecheck, CommandContradict, CommandResolve, CommandAnnotate,
		CommandCorrect, CommandFlag, CommandHold, CommandPutHold, CommandRelease, CommandUnclaim, CommandReturn,
	}
}
