package funds

import "strconv"

// Audited is one line of the audit log (审计日志): what one admin did. A step of a withdrawal has From,
// To and Message in the place of Detail; To is empty for everything else.
type Audited struct {
	AuditRecord
	From, To State
	Message  Message
}

// ModuleWithdraw is the audit log's word for what is about withdrawals.
const ModuleWithdraw = "withdraw"

// auditActions are the words of console's document (section 13) for an admin's steps, and those of ours: create,
// resolve, correct, hold, release, complete and unclaim. What is done beside a step, by nobody's decision, is not in it.
var auditActions = map[Command]string{
	CommandCreate:   "create",
	CommandEndorse:  "approve",
	CommandApprove:  "approve",
	CommandAnnotate: "approve",
	CommandReject:   "reject",
	CommandRevoke:   "reject",
	CommandCancel:   "reject",
	CommandDispatch: "payout",
	CommandResend:   "payout",
	CommandFail:     "fail",
	CommandResolve:  "resolve",
	CommandCorrect:  "correct",
	CommandPutHold:  "hold",
	CommandRelease:  "release",
	CommandUnclaim:  "unclaim",
	CommandComplete: "complete", // of what a batch claimed before
	CommandReturn:   "return",
}

// AuditedSteps are the acts of an admin or a service among the lines of one commit, in order. The completion of a
// payout by hand is part of the payout.
func AuditedSteps(id ID, lines []Line) (steps []Audited) {
	for _, line := range lines {
		action, audited := auditActions[line.Command]
		switch {
		case !line.Audited():
		case line.Command == CommandComplete && len(steps) > 0:
			steps[len(steps)-1].completed(line)
		case audited:
			steps = append(steps, Audited{
				AuditRecord: AuditRecord{
					ID: LineID(id, line), Module: ModuleWithdraw, Action: action, TargetID: string(id), TargetType: RelatedWithdrawal,
					Actor: line.Actor, At: line.At,
				},
				From: line.From, To: line.To, Message: line.Message,
			})
		}
	}
	return steps
}

// ReasonNumberGiven is the transaction number, Text, behind what is said of a payout.
const ReasonNumberGiven Reason = "number_given"

// completed makes the end of a payout part of the payout's step, with the transaction number that its line has.
func (a *Audited) completed(line Line) {
	a.To = line.To
	if line.Message != "" {
		a.Message += Say(ReasonNumberGiven, Facts{Text: string(line.Message)})
	}
}

// Audited says that the line belongs in the audit: whatever an admin does, and what a service decides. A
// service that asks for money in a user's name decides nothing.
func (l Line) Audited() bool {
	return l.Actor.Role == RoleAdmin || (l.Actor.Role == RoleService && l.Command != CommandCreate)
}

// LineID is the id of a withdrawal's line, in its log and in the audit log alike.
func LineID(id ID, line Line) string { return string(id) + "-" + strconv.FormatInt(line.Version, 10) }
