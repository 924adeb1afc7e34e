package table

import (
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// peopleStep is what the steps of one change do with the people that a withdrawal takes.
type peopleStep struct {
	was     funds.State    // what it was decided on
	by      funds.Approval // what this change adds; of nobody where it adds none
	agrees  bool           // somebody approves, as the last one or not
	enough  bool           // and it is approved, or paid
	pays    bool           // it is claimed for the gateway, or paid by hand
	counted bool           // others have approved it before, and were counted
}

func peopleStepOf(change funds.Change) (step peopleStep) {
	to := change.Withdrawal.To
	for _, line := range change.Lines {
		switch line.Command {
		case funds.CommandEndorse, funds.CommandApprove:
			step.agrees = true
			step.enough = step.enough || line.Command == funds.CommandApprove
			if at := slices.IndexFunc(to.Approvals, func(a funds.Approval) bool { return a.Version == line.Version }); at >= 0 {
				step.by = to.Approvals[at]
			}
		case funds.CommandDispatch, funds.CommandResend:
			step.pays, step.enough = true, true
		default:
		}
	}
	if len(change.Lines) > 0 {
		step.was = change.Lines[0].From
	}
	step.counted = slices.ContainsFunc(to.Approvals, func(a funds.Approval) bool { return a.Version > 0 && a != step.by })
	return step
}

// holdPeople has the database hold again what the decision has found of the people: a withdrawal that takes several is
// the one that they approved, nobody approves it twice, and as many as it takes have approved it before it is approved
// or paid. What is compared is what is stored, with what the change itself says: a decision that was wrong, or an item
// that somebody has written without its version, is refused like a lost race.
func (w *write) holdPeople(change funds.Change) {
	to, step := change.Withdrawal.To, peopleStepOf(change)
	if change.Withdrawal.Held && (step.agrees || step.pays) {
		w.and("attribute_not_exists(vh)") // what is on hold is neither approved nor paid; what is not has another version's name
	}
	if step.pays && !to.NotBefore.IsZero() {
		w.and("(attribute_not_exists(nb) OR nb <= :now)")
		w.with(":now", number(millis(change.At)))
	}
	if to.Need < several || !step.agrees && !step.pays {
		return
	}
	w.and("st = :was")
	w.with(":was", stringValue(string(step.was)))
	w.holdContent(to, step)
	need := to.Need
	if step.by.Person != "" {
		w.lacks("#me", step.by.Person, to.ApprovedType)
		need--
	}
	if step.enough {
		w.and("size(apv) >= :people")
		w.with(":people", number(need))
	}
	for i, payer := range change.Withdrawal.Apart {
		alias := "#payer" + strconv.Itoa(i)
		w.and("attribute_not_exists(apv." + alias + ")")
		w.alias(alias, payer)
	}
}

// holdContent compares what is stored of the content with the hash of what is written now. Only where nobody was counted
// before may there be none.
func (w *write) holdContent(to funds.Withdrawal, step peopleStep) {
	same := "#hash = :hash"
	if !step.pays && !step.counted {
		same = "(attribute_not_exists(#hash) OR #hash = :hash)"
	}
	w.and(same)
	w.alias("#hash", "hash")
	w.with(":hash", &types.AttributeValueMemberB{Value: []byte(to.Content())})
}

// lacks says that a person is not among those who have approved it, unless they did so for another type of channel: then
// the approvals begin anew.
func (w *write) lacks(alias, person, channelType string) {
	another := "attribute_exists(apt)"
	if channelType != "" {
		another = "NOT apt = :type"
		w.with(":type", stringValue(channelType))
	}
	w.and("(attribute_not_exists(apv." + alias + ") OR " + another + ")")
	w.alias(alias, person)
}
