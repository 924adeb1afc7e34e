package pause

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// MaxHours is the longest that one request pauses anything.
const MaxHours = 24

// What one person alone may hold, within how long: a stolen account must not be able to stop everything for ever.
const (
	alone  = MaxHours * time.Hour
	within = 7 * 24 * time.Hour
)

// Why nothing is paused.
const (
	ReasonPauseScope  funds.Reason = "pause_scope"   // there is no such scope: Options are all that there are
	ReasonPauseHours  funds.Reason = "pause_hours"   // it is from Minimum to Maximum hours
	ReasonPauseUsedUp funds.Reason = "pause_used_up" // the person has held pauses for Hours within the last days
)

// Request is what somebody wants stopped.
type Request struct {
	Scope  funds.PauseScope
	Hours  int64 // 1 to MaxHours
	Reason string
}

// Set pauses a scope, or extends its pause; it never shortens one, so that it can be repeated. One person holds pauses
// for 24 hours within 7 days: a request for longer ends when those do, and where nothing is left of them another person
// is needed ([funds.CodeIllegal]). Whoever acts from outside, with the table's own credentials, is not bounded. Who wanted the
// pause lifted before has to say so again. The change is empty where the scope is paused for as long already, and nobody did.
func Set(act funds.Act, held funds.Pauses, request Request, policy funds.Policy) (funds.Change, error) {
	if err := check(request, policy); err != nil {
		return funds.Change{}, err
	}
	next := remembered(held, act.At)
	person, bounded := act.Actor.Who(), act.Actor.Role != funds.RoleSystem
	wanted := act.At.Add(time.Duration(request.Hours) * time.Hour)
	until := wanted
	if bounded {
		until = next.allowed(person, act.At, wanted)
	}
	before, on := held.Find(request.Scope, act.At)
	switch {
	case on && !before.Until.Before(wanted) && len(before.Lifts) > 0 && until.After(act.At):
		before.Lifts = nil // whoever wanted it lifted said so before this
		next.On = append(without(next.On, request.Scope), before)
		return next.change(act, held, auditOf(act, request, before.Until)), nil
	case on && !before.Until.Before(wanted), on && before.By.Who() == person && !until.After(before.Until):
		return funds.Change{}, nil
	case !until.After(act.At), on && !until.After(before.Until):
		return funds.Change{}, funds.Refuse(funds.CodeIllegal, ReasonPauseUsedUp).About(funds.Facts{Hours: int64(alone / time.Hour)})
	}
	set := funds.Pause{Scope: request.Scope, By: by(act), At: act.At, Until: until, Reason: request.Reason}
	next.On = append(without(next.On, request.Scope), set)
	if bounded {
		next.hold(person, act.At, until)
	} else {
		next.Forced = set
	}
	return next.change(act, held, auditOf(act, request, until)), nil
}

func auditOf(act funds.Act, request Request, until time.Time) *funds.AuditRecord {
	return ledger.AuditOf(act, module, "pause", string(request.Scope), module, map[string]string{
		"until": until.UTC().Format(time.RFC3339), "reason": request.Reason,
	})
}

// by is who acts, without what the audit log holds.
func by(act funds.Act) funds.Actor {
	return funds.Actor{Role: act.Actor.Role, ID: act.Actor.ID, Person: act.Actor.Person, Name: act.Actor.Name}
}

// module is the audit log's word for what is about pauses.
const module = "pause"

func check(request Request, policy funds.Policy) error {
	switch {
	case !slices.Contains(policy.PauseScopes(), request.Scope):
		return unknown(policy)
	case request.Hours < 1 || request.Hours > MaxHours:
		return funds.Invalid("hours", ReasonPauseHours).About(funds.Facts{Minimum: 1, Maximum: MaxHours})
	case request.Reason == "":
		return funds.Invalid("reason", funds.ReasonNoReasonGiven)
	}
	return funds.CheckProse("reason", request.Reason)
}

func unknown(policy funds.Policy) error {
	scopes := policy.PauseScopes()
	names := make([]string, 0, len(scopes))
	for _, scope := range scopes {
		names = append(names, string(scope))
	}
	return funds.Invalid("scope", ReasonPauseScope).About(funds.Facts{Options: strings.Join(names, ",")})
}

// memory is what is paused while it is decided on.
type memory struct{ funds.Pauses }

// remembered is a copy without what has ended, and without what counts no more.
func remembered(held funds.Pauses, at time.Time) memory {
	next := held.Clone()
	next.On = next.OnAt(at)
	next.Holds = slices.DeleteFunc(next.Holds, func(h funds.PauseHold) bool { return !h.Until.After(at.Add(-within)) })
	return memory{next}
}

// allowed is the end of what a person may hold from a moment on, and at most what they want.
func (m memory) allowed(person string, at, wanted time.Time) time.Time {
	left, covered := alone, at
	for _, hold := range m.Holds {
		if hold.Person == person {
			from := at.Add(-within)
			if hold.From.After(from) {
				from = hold.From
			}
			left -= hold.Until.Sub(from)
			if hold.Until.After(covered) {
				covered = hold.Until
			}
		}
	}
	if end := covered.Add(max(left, 0)); end.Before(wanted) {
		return end
	}
	return wanted
}

// hold counts a time for which a person has stopped something. What they stop at the same time counts once.
func (m *memory) hold(person string, from, until time.Time) {
	for i, hold := range m.Holds {
		if hold.Person == person && !hold.Until.Before(from) {
			if until.After(hold.Until) {
				m.Holds[i].Until = until
			}
			return
		}
	}
	m.Holds = append(m.Holds, funds.PauseHold{Person: person, From: from, Until: until})
}

func without(on []funds.Pause, scope funds.PauseScope) []funds.Pause {
	return slices.DeleteFunc(on, func(p funds.Pause) bool { return p.Scope == scope })
}

// change is what is written: the next version, which every copy is to have.
func (m memory) change(act funds.Act, held funds.Pauses, audit *funds.AuditRecord) funds.Change {
	m.Version, m.Revision, m.CommitID = held.Version+1, held.Revision+1, act.CommitID
	return funds.Change{CommitID: act.CommitID, At: act.At, Pauses: &funds.PausesChange{From: held.Version, To: m.Pauses}, Audit: audit}
}

// Copy brings a copy to what is paused now. copied is what it has; the change is empty where that is as new, or newer.
func Copy(act funds.Act, shard int, held, copied funds.Pauses) funds.Change {
	if copied.Revision >= held.Revision {
		return funds.Change{}
	}
	var gone []funds.PauseScope
	for _, pause := range copied.On {
		if !slices.ContainsFunc(held.On, func(p funds.Pause) bool { return p.Scope == pause.Scope }) {
			gone = append(gone, pause.Scope)
		}
	}
	return funds.Change{
		CommitID: act.CommitID + "-" + strconv.Itoa(shard), At: act.At,
		PauseCopy: &funds.PauseCopy{Shard: shard, From: copied.Revision, Gone: gone, Pauses: held},
	}
}

// Spread records that every copy has a revision, or a later one. The change is empty where that is known.
func Spread(act funds.Act, held funds.Pauses, revision int64) funds.Change {
	if held.Spread >= revision {
		return funds.Change{}
	}
	next := held.Clone()
	next.Version, next.Spread, next.CommitID = held.Version+1, revision, act.CommitID
	return funds.Change{CommitID: act.CommitID, At: act.At, Pauses: &funds.PausesChange{From: held.Version, To: next}}
}
