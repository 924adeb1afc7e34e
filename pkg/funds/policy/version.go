package policy

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

const (
	// LoosensAfter is how long what loosens waits after enough people have approved it: time for anybody to take it back.
	LoosensAfter = 24 * time.Hour
	// Lapse is how long what tightens holds by one person's word.
	Lapse = 24 * time.Hour
	// Waits is how long a version waits for its approvals.
	Waits = 7 * 24 * time.Hour
)

// Why a version is not made, approved or withdrawn.
const (
	ReasonSamePolicy      funds.Reason = "policy_same"      // it is what is in force
	ReasonPolicyReason    funds.Reason = "policy_reason"    // who changes the policy says why
	ReasonOwnPolicy       funds.Reason = "policy_own"       // whoever proposed it has approved it already
	ReasonPolicyEnded     funds.Reason = "policy_ended"     // there is nothing to approve or to withdraw: it is in force, withdrawn, or too old
	ReasonPolicyOvertaken funds.Reason = "policy_overtaken" // a later version was proposed
)

// State is what the decisions are made on: the head, as it was read, and the policy that it says is in force.
type State struct {
	Head    funds.PolicyHead
	InForce Decided // what is in force at the act's time
	Before  string  // the text of the version before it; empty where there is none
	// Beside is what the versions say about people that bind beside it: see [funds.PolicyHead.Beside].
	Beside []funds.Controls
}

// Needed is how many different people a change of the policy takes at the act's time: as many as the strictest of all that
// bind then asks for ([funds.Controls.ToChange]), and 1 where none of them asks for a second person.
func (s State) Needed() int64 {
	need := s.InForce.Policy.Controls.ToChange()
	for _, controls := range s.Beside {
		need = max(need, controls.ToChange())
	}
	return need
}

// First makes version 1, of an empty table, out of the deployment's own policy. One under which an act could never find
// enough people is [funds.CodeInvalid].
func First(act funds.Act, own Decided) (funds.Change, error) {
	if err := Feasible(own.Policy.Controls); err != nil {
		return funds.Change{}, err
	}
	v := funds.PolicyVersion{Number: 1, Kind: funds.PolicyFirst, Text: own.Text, EffectiveAt: act.At}
	return write(act, funds.PolicyHead{}, v, ""), nil
}

// Propose makes the next version. What only tightens is in force at once, what is in force otherwise waits for people; where
// nothing needs a second person, it is in force at once. A version that has not come into force yet is overtaken by it.
//
// Refusals: [funds.CodeInvalid] for a policy that is in force already, one under which an act could never find enough
// people, unless it falls short no more than what is in force, and one without a reason.
func Propose(act funds.Act, state State, next Decided, reason string) (funds.Change, error) {
	if err := cmp.Or(check(state, next, reason), noWorse(state.InForce.Policy.Controls, next.Policy.Controls)); err != nil {
		return funds.Change{}, err
	}
	v := proposed(act, state, next, reason)
	v.Approvals = []funds.PolicyApproval{approvalOf(act, state.InForce.Policy.Controls)}
	v.Need = state.Needed()
	switch {
	case v.Need <= 1:
		v.Kind, v.EffectiveAt, v.Need = funds.PolicyAlone, act.At, 0
	case len(v.Loosens) == 0:
		v.Kind, v.EffectiveAt, v.LapsesAt = funds.PolicyTighten, act.At, act.At.Add(Lapse)
		v.Need = max(v.Need, next.Policy.Controls.ToChange()) // it is in force itself
	case next.Text == state.Before:
		v.Kind = funds.PolicyBack
	default:
		v.Kind = funds.PolicyLoosen
	}
	return write(act, state.Head, v, "propose"), nil
}

// Force makes the next version with the rights of the table's owner: in force at once, whatever it changes, but for one
// under which an act, as the next change of the policy, could never find enough people.
func Force(act funds.Act, state State, next Decided, reason string) (funds.Change, error) {
	if err := cmp.Or(check(state, next, reason), Feasible(next.Policy.Controls)); err != nil {
		return funds.Change{}, err
	}
	v := proposed(act, state, next, reason)
	v.Kind, v.EffectiveAt = funds.PolicyForced, act.At
	return write(act, state.Head, v, "force"), nil
}

func check(state State, next Decided, reason string) error {
	switch {
	case strings.TrimSpace(reason) == "":
		return funds.Invalid("reason", ReasonPolicyReason)
	case next.Text == state.InForce.Text:
		return funds.Invalid("policy", ReasonSamePolicy)
	}
	return keepsAccounts(state.InForce.Policy, next.Policy)
}

func proposed(act funds.Act, state State, next Decided, reason string) funds.PolicyVersion {
	difference := Compare(state.InForce, next)
	return funds.PolicyVersion{
		Number: state.Head.Newest + 1, Text: next.Text, Base: state.Head.InForce(act.At), Reason: reason,
		Tightens: difference.Tightens, Loosens: difference.Loosens,
	}
}

func approvalOf(act funds.Act, controls funds.Controls) funds.PolicyApproval {
	by := funds.Actor{Role: act.Actor.Role, ID: act.Actor.ID, Name: act.Actor.Name}
	return funds.PolicyApproval{Person: controls.PersonOf(act.Actor), By: by, At: act.At}
}

// Approve adds one person's word. With enough of them, by what binds now ([State.Needed]) and by what did when it was proposed, what tightens no longer lapses, what goes back is in force, and what
// loosens is in force a day later. The same person's second word changes nothing, and is no error.
//
// Refusals: [funds.CodeForbidden] for the proposer, and [funds.CodeIllegal] for what is over or overtaken.
func Approve(act funds.Act, state State, v funds.PolicyVersion) (funds.Change, error) {
	controls := state.InForce.Policy.Controls
	word := approvalOf(act, controls)
	switch {
	case v.Approvals != nil && v.Approvals[0].Person == word.Person:
		return funds.Change{}, funds.Refuse(funds.CodeForbidden, ReasonOwnPolicy)
	case v.ApprovedBy(word.Person):
		return funds.Change{}, nil
	}
	if err := open(act, state.Head, v); err != nil {
		return funds.Change{}, err
	}
	v.Approvals = append(slices.Clip(v.Approvals), word)
	v.Need = max(v.Need, state.Needed())
	if Words(v, controls) >= v.Need {
		switch v.Kind {
		case funds.PolicyTighten:
			v.LapsesAt = time.Time{}
		case funds.PolicyBack:
			v.EffectiveAt = act.At
		default:
			v.EffectiveAt = act.At.Add(LoosensAfter)
		}
	}
	return write(act, state.Head, v, "approve"), nil
}

// Words are how many different people's word for a version counts under some controls.
func Words(v funds.PolicyVersion, controls funds.Controls) int64 {
	people := map[string]bool{}
	for _, approval := range v.Approvals {
		if controls.Counts(approval.Person, funds.PermissionPolicy) {
			people[approval.Person] = true
		}
	}
	return int64(len(people))
}

// open refuses what nobody's word can change any more.
func open(act funds.Act, head funds.PolicyHead, v funds.PolicyVersion) error {
	ended := funds.Refuse(funds.CodeIllegal, ReasonPolicyEnded)
	switch {
	case !v.WithdrawnAt.IsZero():
		return ended
	case v.Kind == funds.PolicyTighten && (v.LapsesAt.IsZero() || !act.At.Before(v.LapsesAt)):
		return ended
	case v.Kind == funds.PolicyTighten:
		return nil
	case (v.Kind != funds.PolicyLoosen && v.Kind != funds.PolicyBack) || !v.EffectiveAt.IsZero():
		return ended
	case v.Number != head.Newest:
		return funds.Refuse(funds.CodeIllegal, ReasonPolicyOvertaken)
	case !act.At.Before(v.At.Add(Waits)):
		return ended
	}
	return nil
}

// Withdraw takes back what is not in force yet. One person may: it stops what would loosen. What tightens is not taken back
// by one person, or else nobody's brake would hold.
func Withdraw(act funds.Act, state State, v funds.PolicyVersion) (funds.Change, error) {
	waits := v.EffectiveAt.IsZero() || act.At.Before(v.EffectiveAt)
	switch {
	case !v.WithdrawnAt.IsZero() || !waits:
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonPolicyEnded)
	case v.Number != state.Head.Newest:
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonPolicyOvertaken)
	}
	v.Withdrawn, v.WithdrawnAt = approvalOf(act, state.InForce.Policy.Controls).By, act.At
	return write(act, state.Head, v, "withdraw"), nil
}

// write is the change that makes the version what it is, and the head what follows. action is the audit's word; empty
// leaves no record: nobody did it.
func write(act funds.Act, head funds.PolicyHead, v funds.PolicyVersion, action string) funds.Change {
	next := after(head, v, act)
	changed := funds.PolicyChange{FromHead: head.Revision, Head: next, From: v.Revision, Version: v}
	changed.Version.Revision, changed.Version.CommitID = v.Revision+1, act.CommitID
	if v.Revision == 0 {
		changed.Version.By, changed.Version.At = funds.Actor{Role: act.Actor.Role, ID: act.Actor.ID, Name: act.Actor.Name}, act.At
	}
	change := funds.Change{CommitID: act.CommitID, At: act.At, Policy: &changed}
	if action != "" {
		change.Audit = ledger.AuditOf(act, "policy", action, strconv.FormatInt(v.Number, 10), "policy", map[string]string{
			"kind": string(v.Kind), "reason": v.Reason, "tightens": strings.Join(v.Tightens, ","), "loosens": strings.Join(v.Loosens, ","),
		})
	}
	return change
}

// after is the head once the version is what it is. What had not come into force yet is overtaken by a new version; what is
// over for good is forgotten.
func after(head funds.PolicyHead, v funds.PolicyVersion, act funds.Act) funds.PolicyHead {
	next := head
	next.Revision, next.CommitID = head.Revision+1, act.CommitID
	next.Newest = max(head.Newest, v.Number)
	next.Spans = nil
	lasting := head.Lasting(act.At)
	for _, span := range head.Spans {
		over := !span.Until.IsZero() && !act.At.Before(span.Until)
		overtaken := v.Revision == 0 && act.At.Before(span.From)
		if span.Number != v.Number && span.Number >= lasting && !over && !overtaken {
			next.Spans = append(next.Spans, span)
		}
	}
	if !v.EffectiveAt.IsZero() && v.WithdrawnAt.IsZero() {
		next.Spans = append(next.Spans, funds.PolicySpan{Number: v.Number, From: v.EffectiveAt, Until: v.LapsesAt})
	}
	slices.SortFunc(next.Spans, func(a, b funds.PolicySpan) int { return int(a.Number - b.Number) })
	was := head.InForce(act.At)
	if was != head.Current {
		next.Before, next.Current = head.Current, was
	}
	if is := next.InForce(act.At); is != next.Current {
		next.Before, next.Current = next.Current, is
	}
	if v.Kind == funds.PolicyForced {
		next.ForcedAt = act.At
	}
	return next
}

// BeforeAt is the version that was in force before the one that is in force at a moment; 0 where there is none.
func BeforeAt(head funds.PolicyHead, at time.Time) int64 {
	if head.InForce(at) != head.Current {
		return head.Current
	}
	return head.Before
}
