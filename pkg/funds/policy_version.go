package funds

import (
	"slices"
	"time"
)

// PolicyKind is how a version of the policy came to be, which says what it takes.
type PolicyKind string

// The kinds of versions.
const (
	PolicyFirst   PolicyKind = "first"   // the deployment's own, of an empty table
	PolicyTighten PolicyKind = "tighten" // in force at once; it lapses unless further people confirm it
	PolicyLoosen  PolicyKind = "loosen"  // in force a day after enough people have approved
	PolicyBack    PolicyKind = "back"    // what was in force before, in force once enough people have approved
	PolicyForced  PolicyKind = "forced"  // broken glass: with the rights of the table's owner, in force at once
	PolicyAlone   PolicyKind = "alone"   // one person is enough for everything, so it is in force at once
)

// PolicyApproval is one person's word for a version; the proposer's own is the first.
type PolicyApproval struct {
	Person string
	By     Actor // without address and browser, which the audit keeps
	At     time.Time
}

// PolicyVersion is one version of the policy as data. Its text never changes; what becomes of it does.
type PolicyVersion struct {
	Number   int64 // from 1, without a gap
	Revision int64 // of what became of it; 0: not stored yet
	Kind     PolicyKind
	Text     string // the whole policy as canonical JSON
	Base     int64  // the version that was in force when it was proposed, which it is compared with; 0 of the first
	Tightens []string
	Loosens  []string
	Reason   string
	By       Actor
	At       time.Time // when it was proposed

	Need        int64 // different people that it takes, which only rises; 0 of what waits for nobody, and from before it was kept
	Approvals   []PolicyApproval
	EffectiveAt time.Time // zero: it waits for people
	LapsesAt    time.Time // zero: it does not lapse
	Withdrawn   Actor     // who took it back
	WithdrawnAt time.Time
	CommitID    string
}

// ApprovedBy says that a person has given their word.
func (v PolicyVersion) ApprovedBy(person string) bool {
	return slices.ContainsFunc(v.Approvals, func(a PolicyApproval) bool { return a.Person == person })
}

// PolicySpan is when a version may be in force: from a moment until another one, which is zero where it has no end.
type PolicySpan struct {
	Number      int64
	From, Until time.Time
}

// PolicyHead says which version is in force at every moment that lies ahead. It is all that a function reads to know.
type PolicyHead struct {
	Revision int64        // 0: there is no policy as data yet
	Newest   int64        // the last version's number
	Spans    []PolicySpan // by number
	Current  int64        // what was in force at the last change
	Before   int64        // what was in force before that; 0: nothing
	ForcedAt time.Time    // when glass was broken last
	CommitID string
}

// InForce is the version in force at a moment: of those whose time it is, the latest; by a clock that is behind all of them,
// the earliest. 0 where there is no policy as data.
func (h PolicyHead) InForce(at time.Time) (number int64) {
	if len(h.Spans) > 0 && at.Before(h.Spans[0].From) {
		return h.Spans[0].Number
	}
	for _, span := range h.Spans {
		if !at.Before(span.From) && (span.Until.IsZero() || at.Before(span.Until)) {
			number = max(number, span.Number)
		}
	}
	return number
}

// PolicySettles is how long after a change of the policy somebody may still decide by the one before: a function reads it
// anew once a minute, and a request may begin a moment before.
const PolicySettles = 2 * time.Minute

// Beside are the versions that bind at a moment beside the one in force: those that may be in force later by what is known
// now, as what a tightening goes back to once it lapses, and those that somebody may still decide by.
func (h PolicyHead) Beside(at time.Time) (numbers []int64) {
	is, recent := h.InForce(at), at.Add(-PolicySettles)
	for _, span := range h.Spans {
		ended := !span.Until.IsZero() && !span.Until.After(recent)
		if span.Number != is && span.Number >= h.Lasting(recent) && !ended {
			numbers = append(numbers, span.Number)
		}
	}
	return numbers
}

// Lasting is the latest version in force at a moment that has no end: no earlier one comes back.
func (h PolicyHead) Lasting(at time.Time) (number int64) {
	for _, span := range h.Spans {
		if span.Until.IsZero() && !at.Before(span.From) {
			number = max(number, span.Number)
		}
	}
	return number
}

// clocksApart is how much the clocks of two functions may differ.
const clocksApart = time.Minute

// After is the moment of a change that was decided on this head, by a clock that says at: never before what others have put
// in force already. Their clock may be ahead, or they may have been quicker, and what is in force is not overtaken.
func (h PolicyHead) After(at time.Time) time.Time {
	latest := at
	for _, span := range h.Spans {
		if span.From.After(latest) && !span.From.After(at.Add(clocksApart)) {
			latest = span.From
		}
	}
	return latest
}

// ForcedShown is how long every page shows that glass was broken.
const ForcedShown = 24 * time.Hour

// PolicyForcedLine is the msg of the log line that says so: a metric filter of template.yaml counts it.
const PolicyForcedLine = "policy forced"

// Forced says that glass was broken less than a day ago.
func (h PolicyHead) Forced(at time.Time) bool {
	return !h.ForcedAt.IsZero() && at.Before(h.ForcedAt.Add(ForcedShown))
}

// PolicyChange is the next state of the head and of one version, and what they were decided on (0: must not exist).
type PolicyChange struct {
	FromHead int64
	Head     PolicyHead
	From     int64
	Version  PolicyVersion
}
