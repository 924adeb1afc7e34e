package table

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

// watchItem is what reconcile remembers about an order at the gateway.
type watchItem struct {
	Due           int64 `dynamodbav:"due,omitempty"`
	AskedAt       int64 `dynamodbav:"ask,omitempty"`
	Checks        int   `dynamodbav:"n,omitempty"`
	Absents       int   `dynamodbav:"abs,omitempty"`
	FirstAbsentAt int64 `dynamodbav:"abs0,omitempty"`
	OddSince      int64 `dynamodbav:"odd,omitempty"`
	Since         int64 `dynamodbav:"since,omitempty"`
	Rechecks      int   `dynamodbav:"re,omitempty"`
	HeardAt       int64 `dynamodbav:"hrd,omitempty"`
	UnpaidAt      int64 `dynamodbav:"hrdN,omitempty"`
}

func watchItemOf(w funds.Watch) watchItem {
	return watchItem{millis(w.Due), millis(w.AskedAt), w.Checks, w.Absents, millis(w.FirstAbsentAt), millis(w.OddSince), millis(w.Since), w.Rechecks, millis(w.HeardAt), millis(w.UnpaidAt)}
}

// someWatch is nil where nothing is remembered: an empty map would be stored as one.
func someWatch(w funds.Watch) *watchItem {
	if w == (funds.Watch{}) {
		return nil
	}
	item := watchItemOf(w)
	return &item
}

func watchOf(i *watchItem) funds.Watch {
	if i == nil {
		return funds.Watch{}
	}
	return i.watch()
}

func (i watchItem) watch() funds.Watch {
	return funds.Watch{
		Due: moment(i.Due), AskedAt: moment(i.AskedAt), Checks: i.Checks, Absents: i.Absents, FirstAbsentAt: moment(i.FirstAbsentAt),
		OddSince: moment(i.OddSince), Since: moment(i.Since), Rechecks: i.Rechecks, HeardAt: moment(i.HeardAt), UnpaidAt: moment(i.UnpaidAt),
	}
}
