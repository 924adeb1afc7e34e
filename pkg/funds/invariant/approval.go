package invariant

import (
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The invariants about people, by name.
const (
	RulePeople  = "what takes several people is paid once so many different ones have approved it"
	RuleContent = "what several people have approved is what they approved"
	RuleApart   = "nobody pays by hand what they approved, where the policy says so"
)

// verifyPeople holds what several people decide: who approved is told from the approvals, each of which has a line of its
// own, but for the review of a time before they were counted.
func verifyPeople(history funds.History, ledger Ledger) (found []Violation) {
	w := history.Withdrawal
	broken := func(rule, format string, args ...any) {
		found = append(found, Violation{rule, string(w.ID), fmt.Sprintf(format, args...)})
	}
	people := map[string]bool{}
	for _, approval := range w.Approvals {
		if approval.Person == "" || people[approval.Person] {
			broken(RulePeople, "%q has approved it twice", approval.Person)
		}
		people[approval.Person] = true
		given := slices.ContainsFunc(history.Lines, func(line funds.Line) bool {
			return line.Version == approval.Version && (line.Command == funds.CommandEndorse || line.Command == funds.CommandApprove) &&
				ledger.mayBe(line, approval.Person)
		})
		if approval.Version != 0 && !given {
			broken(RulePeople, "%q has approved it at %d, where the log has no approval of theirs", approval.Person, approval.Version)
		}
	}
	if paid := w.State == funds.StateProcessing || w.State == funds.StateCompleted; paid && w.Need > 1 && int64(len(people)) < w.Need {
		broken(RulePeople, "%s with the approvals of %d of %d", w.State, len(people), w.Need)
	}
	if w.State == funds.StateProcessing || w.State == funds.StateCompleted {
		if w.ContentHash != "" && w.ContentHash != w.Content() {
			broken(RuleContent, "%s, and it is not what was approved", w.State)
		}
	}
	if payer := paidByApprover(history, ledger); payer != "" {
		broken(RuleApart, "%s has approved and paid it", payer)
	}
	return found
}

// mayBe says that a line may be a person's: it is not, where the policies of that moment tell that another's account wrote it.
func (l Ledger) mayBe(line funds.Line, person string) bool {
	return !l.Policies.all(line.At, func(c funds.Controls) bool { return !c.OnePerson() && c.PersonOf(line.Actor) != person })
}

// paidByApprover is who paid by hand what they had approved, where the policies of that moment forbade it; empty otherwise.
func paidByApprover(history funds.History, ledger Ledger) (payer string) {
	w := history.Withdrawal
	if w.Payout.Kind != funds.PayoutManual || w.Need < 2 {
		return ""
	}
	for _, line := range history.Lines {
		if line.Command != funds.CommandDispatch || line.Actor.Role != funds.RoleAdmin {
			continue
		}
		forbidden := ledger.Policies.all(line.At, func(c funds.Controls) bool {
			payer = c.PersonOf(line.Actor)
			return c.PayerApart && slices.ContainsFunc(w.Approvals, func(a funds.Approval) bool { return a.Person == payer })
		})
		if forbidden {
			return payer
		}
	}
	return ""
}
