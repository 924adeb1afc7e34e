package statement

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Why nothing is done about a break.
const (
	ReasonBreakEnded  funds.Reason = "break_ended"  // it has ended already
	ReasonBreakFull   funds.Reason = "break_full"   // it has Maximum notes
	ReasonBreakOffset funds.Reason = "break_offset" // the two do not come to nothing: From and To
	ReasonBreakOther  funds.Reason = "break_other"  // the other one is of another account, or is the same one
)

// targetBreak is the audit log's word for a break.
const targetBreak = "break"

// open is a new break, by its subject.
func open(act funds.Act, b funds.Break, subject string) funds.Break {
	b.ID, b.Version, b.State = funds.NewBreakID(b.Account, b.Kind, subject), 1, funds.BreakOpen
	b.CommitID, b.CreatedAt, b.UpdatedAt = act.CommitID, act.At, act.At
	return b
}

// next is the break's next version, to be changed.
func next(act funds.Act, b funds.Break) funds.BreakChange {
	to := b
	to.Version, to.CommitID, to.UpdatedAt = b.Version+1, act.CommitID, act.At
	to.Notes = slices.Clone(b.Notes)
	return funds.BreakChange{From: b.Version, To: to}
}

// end is the break as it ends.
func end(act funds.Act, b funds.Break, state funds.BreakState) funds.BreakChange {
	change := next(act, b)
	change.To.State, change.To.EndedAt, change.To.Ended = state, act.At, act.Actor
	return change
}

// Care is what somebody does about a break without ending it.
type Care struct {
	Owner string // the person who looks after it from now on; empty: as before
	Name  string // as people know them
	Note  string // empty: none
}

// Look gives a break an owner, a note, or both.
func Look(act funds.Act, b funds.Break, care Care) (funds.Change, error) {
	care.Note = strings.TrimSpace(care.Note)
	switch {
	case b.State != funds.BreakOpen:
		return funds.Change{}, ended(b)
	case care.Owner == "" && care.Note == "":
		return funds.Change{}, funds.Missing("note")
	case len(b.Notes) >= funds.MaxBreakNotes && care.Note != "":
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonBreakFull).About(funds.Facts{Maximum: funds.MaxBreakNotes})
	}
	if err := cmp.Or(funds.CheckProse("note", care.Note), funds.CheckText("owner", care.Owner)); err != nil {
		return funds.Change{}, err
	}
	change := next(act, b)
	detail := map[string]string{}
	if care.Owner != "" {
		change.To.Owner, change.To.OwnerName = care.Owner, care.Name
		detail["owner"] = care.Owner
	}
	if care.Note != "" {
		by := funds.Actor{Role: act.Actor.Role, ID: act.Actor.ID, Name: act.Actor.Name}
		change.To.Notes = append(change.To.Notes, funds.BreakNote{By: by, At: act.At, Text: care.Note})
		detail["note"] = care.Note
	}
	return changeOf(act, "note", b, detail, change), nil
}

// Offset ends two breaks of an account that come to nothing together: a line that the bank booked twice, and its own
// correction of it. It is arithmetic, so one person may say so.
func Offset(act funds.Act, one, other funds.Break, reason string) (funds.Change, error) {
	switch {
	case one.State != funds.BreakOpen:
		return funds.Change{}, ended(one)
	case one.ID == other.ID || one.Account != other.Account:
		return funds.Change{}, funds.Invalid("with", ReasonBreakOther)
	case other.State != funds.BreakOpen:
		return funds.Change{}, ended(other)
	case one.Amount+other.Amount != 0:
		return funds.Change{}, funds.Invalid("with", ReasonBreakOffset).About(funds.Facts{From: one.Amount.Fixed(), To: other.Amount.Fixed()})
	}
	if err := funds.CheckProse("reason", reason); err != nil {
		return funds.Change{}, err
	}
	first, second := end(act, one, funds.BreakOffset), end(act, other, funds.BreakOffset)
	first.To.Offset, second.To.Offset = other.ID, one.ID
	first.To.Reason, second.To.Reason = reason, reason
	return changeOf(act, "offset", one, map[string]string{"with": string(other.ID), "reason": reason}, first, second), nil
}

// WriteOff ends a break by a decision, for a reason. How many people that takes is for the proposal.
func WriteOff(act funds.Act, b funds.Break, reason string) (funds.Change, error) {
	switch {
	case b.State != funds.BreakOpen:
		return funds.Change{}, ended(b)
	case strings.TrimSpace(reason) == "":
		return funds.Change{}, funds.Invalid("reason", funds.ReasonNoReasonGiven)
	}
	if err := funds.CheckProse("reason", reason); err != nil {
		return funds.Change{}, err
	}
	change := end(act, b, funds.BreakWrittenOff)
	change.To.Reason = reason
	return changeOf(act, "write_off", b, map[string]string{"reason": reason, "amount": b.Amount.Fixed(), "kind": string(b.Kind)}, change), nil
}

func changeOf(act funds.Act, action string, b funds.Break, detail map[string]string, breaks ...funds.BreakChange) funds.Change {
	detail["account"], detail["version"] = b.Account, strconv.FormatInt(b.Version, 10)
	return funds.Change{
		CommitID: act.CommitID, At: act.At, Bank: &funds.BankChange{Breaks: breaks},
		Audit: ledger.AuditOf(act, ModuleStatement, action, string(b.ID), targetBreak, detail),
	}
}

func ended(b funds.Break) error {
	return funds.Refuse(funds.CodeIllegal, ReasonBreakEnded).About(funds.Facts{Text: string(b.ID), To: string(b.State)})
}
