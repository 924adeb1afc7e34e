package console

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/statement"
	"github.com/outflow-pay/outflow/pkg/words"
)

// breaks lists the breaks of an account and a day; without a day the account's open ones.
func breaks(service *flow.Service) handler {
	type asked struct{ account, day string }
	return edge.Handle(func(in *edge.Input) asked {
		f := filtersOf(in, service.Policy)
		f.day("day")
		return asked{accountIn(in, service), f.given["day"]}
	}, func(ctx context.Context, of asked) ([]funds.Break, error) {
		return service.BreaksOf(ctx, of.account, of.day)
	}, func(_ words.Reader, _ asked, found []funds.Break) edge.Response {
		now := service.Now()
		return ok(struct {
			Breaks []breakView `json:"breaks"`
		}{contract.Views(found, func(b funds.Break) breakView { return breakViewOf(b, service.Policy.Day(now)) })})
	})
}

// breakAsked is what an admin does about a break.
type breakAsked struct {
	by     funds.Actor
	id     funds.BreakID
	action string
	care   statement.Care
	with   funds.BreakID
	reason string
}

// The actions on a break.
const (
	breakNote, breakOffset, breakWriteOff = "note", "offset", "write_off"
)

// decideBreak serves an owner or a note, and what ends a break.
func decideBreak(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) breakAsked {
		id, err := funds.ParseBreakID(in.HTTP.PathValue("id"))
		in.Fail(err)
		body := in.Object()
		asked := breakAsked{by: in.Actor(), id: id, action: body.Required("action", funds.ReasonFieldMissing)}
		switch asked.action {
		case breakNote:
			asked.care = statement.Care{Owner: body.Text("owner"), Note: body.Prose("note")}
		case breakOffset:
			asked.with, err = funds.ParseBreakID(body.Required("with", funds.ReasonFieldMissing))
			in.Fail(err)
			asked.reason = body.Prose("reason")
		case breakWriteOff:
			asked.reason = body.RequiredProse("reason", funds.ReasonNoReasonGiven)
		default:
			in.Fail(funds.NotOneOf("action", breakNote, breakOffset, breakWriteOff))
		}
		return asked
	}, func(ctx context.Context, of breakAsked) (done flow.BreakDecided, err error) {
		switch of.action {
		case breakNote:
			done.Break, err = service.CareForBreak(ctx, of.by, of.id, of.care)
		case breakOffset:
			done.Break, err = service.OffsetBreak(ctx, of.by, of.id, of.with, of.reason)
		default:
			done, err = service.WriteOffBreak(ctx, of.by, of.id, of.reason)
		}
		return done, err
	}, func(_ words.Reader, _ breakAsked, done flow.BreakDecided) edge.Response {
		return ok(struct {
			breakView
			pendingPart
		}{breakViewOf(done.Break, service.Policy.Day(service.Now())), pendingOf(funds.ProposeBreak, done.Proposal)})
	})
}

type breakView struct {
	ID        string           `json:"id"`
	Account   string           `json:"account"`
	Day       string           `json:"day"`
	AgeDays   int64            `json:"ageDays"` // of an open one: since its day
	Kind      funds.BreakKind  `json:"kind"`
	State     funds.BreakState `json:"state"`
	Amount    edge.Major       `json:"amount"` // what it makes the bank's books more than ours
	RecordID  string           `json:"recordId,omitempty"`
	Statement string           `json:"statementId,omitempty"`
	Place     string           `json:"place,omitempty"`
	Text      string           `json:"text,omitempty"`
	Owner     string           `json:"owner,omitempty"`
	OwnerName string           `json:"ownerName,omitempty"`
	Notes     []noteView       `json:"notes"`
	Offset    string           `json:"offsetBy,omitempty"`
	Reason    string           `json:"reason,omitempty"`
	EndedBy   string           `json:"endedBy,omitempty"`
	EndedAt   *string          `json:"endedAt,omitempty"`
	CreatedAt string           `json:"createdAt"`
}

type noteView struct {
	By     string `json:"by"`
	ByName string `json:"byName,omitempty"`
	At     string `json:"at"`
	Text   string `json:"text"`
}

func breakViewOf(b funds.Break, today string) breakView {
	return breakView{
		ID: string(b.ID), Account: b.Account, Day: b.Day, AgeDays: daysOld(b, today), Kind: b.Kind, State: b.State, Amount: edge.Major(b.Amount),
		RecordID: string(b.Withdrawal), Statement: string(b.Line.Statement), Place: b.Place, Text: b.Text, Owner: b.Owner, OwnerName: b.OwnerName,
		Notes: contract.Views(b.Notes, func(n funds.BreakNote) noteView {
			return noteView{n.By.ID, n.By.Name, edge.Moment(n.At), n.Text}
		}),
		Offset: string(b.Offset), Reason: b.Reason, EndedBy: b.Ended.Known(), EndedAt: edge.OptionalMoment(b.EndedAt), CreatedAt: edge.Moment(b.CreatedAt),
	}
}

// daysOld is how many days an open break has been one; 0 once it has ended.
func daysOld(b funds.Break, today string) int64 {
	from, fromErr := time.Parse(time.DateOnly, b.Day)
	to, toErr := time.Parse(time.DateOnly, today)
	if b.State != funds.BreakOpen || fromErr != nil || toErr != nil || to.Before(from) {
		return 0
	}
	return int64(to.Sub(from) / (24 * time.Hour))
}
