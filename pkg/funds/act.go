package funds

import (
	"cmp"
	"encoding/base64"
	"time"
)

// Role is what a caller may do; none is a refusal.
type Role string

// The roles. RoleSystem is the machine itself: policy, callbacks and reconcile.
const (
	RoleUser    Role = "user"
	RoleAdmin   Role = "admin"
	RoleService Role = "service"
	RoleSystem  Role = "system"
)

// Actor is who does something, as the log and the audit keep it.
type Actor struct {
	Role      Role
	ID        string
	Person    string // the policy's name for an admin: approvals count people, not accounts; not kept with a line
	Name      string
	IP        string // of an admin's request
	UserAgent string // of an admin's request
}

// Known is the actor as people know them: by name, or else by id.
func (a Actor) Known() string { return cmp.Or(a.Name, a.ID) }

// Who is the person that acts: the policy's name for them, or else the account, where nobody has looked it up.
func (a Actor) Who() string { return cmp.Or(a.Person, a.ID) }

// System is the machine as an actor; name says which part of it.
func System(name string) Actor { return Actor{Role: RoleSystem, Name: name} }

// Act is what one request chose once, outside every retry: its commit id, its time and its actor.
type Act struct {
	CommitID string
	At       time.Time
	Actor    Actor
}

// CommitIDBytes is how much random makes a commit id.
const CommitIDBytes = 12

// NewAct is an act with the commit id that random bytes spell. Its time is in whole milliseconds.
func NewAct(raw [CommitIDBytes]byte, at time.Time, actor Actor) Act {
	return Act{CommitID: base64.RawURLEncoding.EncodeToString(raw[:]), At: at.UTC().Truncate(time.Millisecond), Actor: actor}
}

// By is the same act in another actor's name: policy acts within a user's request.
func (a Act) By(actor Actor) Act {
	a.Actor = actor
	return a
}

// NotOwn refuses an admin who decides about their own money, whatever else may be wrong.
//
// Nobody decides about their own money: it is the first check of every step of an order, and of every adjustment, so
// that it also says who may pay: an admin, but not for themselves.
func NotOwn(act Act, userID string) error {
	if act.Actor.Role == RoleAdmin && act.Actor.ID == userID {
		return ErrForbidden
	}
	return nil
}
