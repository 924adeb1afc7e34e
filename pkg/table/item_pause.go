package table

import (
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// pausesItem is everything that is paused, with who may still pause: the item that is decided on.
type pausesItem struct {
	PK       string      `dynamodbav:"PK"`
	SK       string      `dynamodbav:"SK"`
	Version  int64       `dynamodbav:"ver"`
	Revision int64       `dynamodbav:"rev"`
	Spread   int64       `dynamodbav:"spread"`
	On       []pauseItem `dynamodbav:"on"`
	Holds    []holdItem  `dynamodbav:"holds"`
	Forced   *pauseItem  `dynamodbav:"forced,omitempty"`
	Commit   string      `dynamodbav:"commit"`
}

type pauseItem struct {
	Scope  string    `dynamodbav:"scope"`
	By     actorItem `dynamodbav:"by"`
	Person string    `dynamodbav:"person,omitempty"`
	At     int64     `dynamodbav:"at"`
	Until  int64     `dynamodbav:"until"`
	Reason string    `dynamodbav:"why"`
	Lifts  []string  `dynamodbav:"lifts,omitempty"`
}

type holdItem struct {
	Person string `dynamodbav:"person"`
	From   int64  `dynamodbav:"from"`
	Until  int64  `dynamodbav:"until"`
}

func pausesItemOf(p funds.Pauses) pausesItem {
	row := pausesItem{PK: pkPauses, SK: skPauses, Version: p.Version, Revision: p.Revision, Spread: p.Spread, Commit: p.CommitID}
	for _, pause := range p.On {
		row.On = append(row.On, pauseItemOf(pause))
	}
	for _, hold := range p.Holds {
		row.Holds = append(row.Holds, holdItem{hold.Person, millis(hold.From), millis(hold.Until)})
	}
	if p.Forced.Scope != "" {
		forced := pauseItemOf(p.Forced)
		row.Forced = &forced
	}
	return row
}

func (i pausesItem) pauses() funds.Pauses {
	p := funds.Pauses{Version: i.Version, Revision: i.Revision, Spread: i.Spread, CommitID: i.Commit}
	for _, pause := range i.On {
		p.On = append(p.On, pause.pause())
	}
	for _, hold := range i.Holds {
		p.Holds = append(p.Holds, funds.PauseHold{Person: hold.Person, From: moment(hold.From), Until: moment(hold.Until)})
	}
	if i.Forced != nil {
		p.Forced = i.Forced.pause()
	}
	return p
}

func pauseItemOf(p funds.Pause) pauseItem {
	return pauseItem{string(p.Scope), actorItemOf(p.By), p.By.Person, millis(p.At), millis(p.Until), p.Reason, p.Lifts}
}

func (i pauseItem) pause() funds.Pause {
	by := i.By.actor()
	by.Person = i.Person
	return funds.Pause{Scope: funds.PauseScope(i.Scope), By: by, At: moment(i.At), Until: moment(i.Until), Reason: i.Reason, Lifts: i.Lifts}
}

// Attributes of a copy: of each scope, when its pause ends, and who set it. A condition can name them without knowing
// what else is paused. A copy holds no more than a payout's condition, and its refusal, need.
const (
	pauseUntil = "until:"
	pauseBy    = "by:"
)

// pausesOf are the pauses of a copy, as far as it holds them.
func pausesOf(copied item) (p funds.Pauses) {
	p.Revision = integer(copied["rev"])
	for name, value := range copied {
		if scope, ok := strings.CutPrefix(name, pauseUntil); ok {
			by := funds.Actor{Name: text(copied[pauseBy+scope])}
			p.On = append(p.On, funds.Pause{Scope: funds.PauseScope(scope), By: by, Until: moment(integer(value))})
		}
	}
	return p
}
