package table

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The item_ files are the stored forms, and how they are turned into what pkg/funds calculates with and back. Names of
// attributes are short because DynamoDB charges for them. Times are milliseconds since 1970, or 0 for never; money is in
// minor units.

type actorItem struct {
	Role      string `dynamodbav:"r,omitempty"`
	ID        string `dynamodbav:"i,omitempty"`
	Name      string `dynamodbav:"n,omitempty"`
	IP        string `dynamodbav:"ip,omitempty"`
	UserAgent string `dynamodbav:"ua,omitempty"`
}

func actorItemOf(a funds.Actor) actorItem {
	return actorItem{string(a.Role), a.ID, a.Name, a.IP, a.UserAgent}
}

// bareActorItemOf stores an actor without what the log and the audit already hold.
func bareActorItemOf(a funds.Actor) actorItem { return actorItem{Role: string(a.Role), ID: a.ID} }

func (i actorItem) actor() funds.Actor {
	return funds.Actor{Role: funds.Role(i.Role), ID: i.ID, Name: i.Name, IP: i.IP, UserAgent: i.UserAgent}
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
