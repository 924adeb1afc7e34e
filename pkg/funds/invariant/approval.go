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

// mayBe says that a line may be a person's: it is not, where the policy of that moment tells whose account wrote it.
func (l Ledger) mayBe(line funds.Line, person string) bool {
	if l.PolicyAt == nil {
		return true
	}
	controls := l.PolicyAt(line.At)
	return controls.OnePerson() || controls.PersonOf(line.Actor) == person
}

// paidByApprover is who paid by hand what they had approved, where the policy of that moment forbade it; empty otherwise.
func paidByApprover(history funds.History, ledger Ledger) string {
	w := history.Withdrawal
	if w.Payout.Kind != funds.PayoutManual || w.Need < 2 || ledger.PolicyAt == nil {
		return ""
	}
	for _, line := range history.Lines {
		controls := ledger.PolicyAt(line.At)
		if line.Command != funds.CommandDispatch || line.Actor.Role != funds.RoleAdmin || !controls.PayerApart {
			continue
		}
		payer := controls.PersonOf(line.Actor)
		if slices.ContainsFunc(w.Approvals, func(a funds.Approval) bool { return a.Person == payer }) {
			return payer
		}
	}
	return ""
}
