package console

import (
	"context"
	"net/http"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
	"github.com/outflow-pay/outflow/pkg/words"
)

const pausesPath = "/admin/pauses"

// PauseRoutes are the routes by which admins stop what pays, and let it go on: additions, in this contract's form. They
// are a part of adjust-wallet, which knows no gateway's secret. Whoever may freeze a wallet, or pay, may pull the brake.
func PauseRoutes(service *flow.Service) []edge.Route {
	routes := []edge.Route{
		byAdmin(http.MethodGet, pausesPath, pauses(service)),
		byAdmin(http.MethodPost, pausesPath, setPause(service)),
		byAdmin(http.MethodDelete, pausesPath+"/{scope}", liftPause(service)),
	}
	for i := range routes {
		routes[i].Errors = pauseRefusal
		if routes[i].Method != http.MethodGet {
			routes[i].OneOf = funds.Permissions{funds.PermissionWallet, funds.PermissionPay}
		}
	}
	return routes
}

// pauseRefusal is the error table of the routes that are about pauses, of which the document knows none.
func pauseRefusal(err *funds.Error, reader words.Reader) (int, any) { return failed(err, reader, "") }

// pauses serves what is paused now, and how the channels are. Every page asks for it.
func pauses(service *flow.Service) handler {
	return edge.Handle(edge.Whole, func(ctx context.Context, _ *edge.Request) (flow.Stopped, error) {
		return service.Stopped(ctx)
	}, func(_ words.Reader, _ *edge.Request, held flow.Stopped) edge.Response {
		views := contract.Views(held.OnAt(service.Now()), func(set funds.Pause) pauseView {
			return pauseViewOf(set, held.Spread >= held.Revision, service.Policy)
		})
		return ok(struct {
			Pauses   []pauseView        `json:"pauses"`
			Scopes   []funds.PauseScope `json:"scopes"` // all that may be paused
			Channels []channelView      `json:"channels"`
			Float    *floatView         `json:"float,omitempty"` // left out where nothing waits for it
		}{views, service.Policy.PauseScopes(), contract.Views(held.Channels, channelViewOf), floatViewOf(held.Queued)})
	})
}

// floatView is what waits for the gateway's balance, as the last run found it.
type floatView struct {
	Balance edge.Major `json:"balance"`
	Count   int64      `json:"count"`
	Amount  edge.Major `json:"amount"`
	At      string     `json:"at"`
}

func floatViewOf(queue funds.Queued) *floatView {
	if queue.Count == 0 {
		return nil
	}
	return &floatView{edge.Major(queue.Balance), queue.Count, edge.Major(queue.Amount), edge.Moment(queue.At)}
}

// setting is an admin's wish to stop something.
type setting struct {
	by funds.Actor
	pause.Request
}

// setPause stops a scope. The answer comes when nothing in it is claimed any more.
func setPause(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) setting {
		body := in.Object()
		return setting{in.Actor(), pause.Request{
			Scope: funds.PauseScope(body.Required("scope", funds.ReasonFieldMissing)), Hours: body.Whole("hours", 0, 1, pause.MaxHours),
			Reason: body.RequiredProse("reason", funds.ReasonFieldMissing),
		}}
	}, func(ctx context.Context, asked setting) (flow.Paused, error) {
		return service.Pause(ctx, asked.by, asked.Request)
	}, func(_ words.Reader, _ setting, done flow.Paused) edge.Response {
		return ok(struct {
			pauseView
			claimedPart
		}{pauseViewOf(done.Pause, true, service.Policy), claimedPartOf(done.SentBy, done.UnderWay)})
	})
}

// lifting is an admin's wish to let something go on.
type lifting struct {
	by    funds.Actor
	scope funds.PauseScope
}

// lifted is what became of it.
type lifted struct {
	pause funds.Pause
	stays bool // a second person is needed
}

// liftPause ends a pause before its time, or is the first of two words for that.
func liftPause(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) lifting {
		return lifting{in.Actor(), funds.PauseScope(in.HTTP.PathValue("scope"))}
	}, func(ctx context.Context, asked lifting) (done lifted, err error) {
		done.pause, done.stays, err = service.Lift(ctx, asked.by, asked.scope, "")
		return done, err
	}, func(_ words.Reader, _ lifting, done lifted) edge.Response {
		return ok(struct {
			pauseView
			liftedPart
		}{pauseViewOf(done.pause, true, service.Policy), liftedPart{!done.stays, done.stays}})
	})
}

type pauseView struct {
	Scope       funds.PauseScope `json:"scope"`
	By          string           `json:"by"`
	ByName      string           `json:"byName,omitempty"`
	At          string           `json:"at"`
	Until       string           `json:"until"`
	Reason      string           `json:"reason"`
	Holds       bool             `json:"holds"`              // nothing in the scope is claimed any more
	LiftedBy    []string         `json:"liftedBy,omitempty"` // persons who want it lifted
	LiftsNeeded int              `json:"liftsNeeded"`
}

func pauseViewOf(p funds.Pause, holds bool, policy funds.Policy) pauseView {
	return pauseView{
		Scope: p.Scope, By: p.By.ID, ByName: p.By.Name, At: edge.Moment(p.At), Until: edge.Moment(p.Until), Reason: p.Reason,
		Holds: holds, LiftedBy: p.Lifts, LiftsNeeded: pause.Need(policy),
	}
}

// claimedPart is what was claimed before something was stopped, and may still be sent.
type claimedPart struct {
	SentBy   string         `json:"sentBy"`
	UnderWay []underWayView `json:"underWay"`
}

func claimedPartOf(sentBy time.Time, underWay []funds.Withdrawal) claimedPart {
	return claimedPart{edge.Moment(sentBy), contract.Views(underWay, underWayViewOf)}
}

// liftedPart is what became of a word for letting something go on.
type liftedPart struct {
	Lifted  bool `json:"lifted"`
	Pending bool `json:"pending,omitempty"` // another person has to lift it too
}

// underWayView is a payout that was claimed before, and that may still be sent.
type underWayView struct {
	ID       string       `json:"id"`
	EscortID string       `json:"escortId"`
	Method   funds.Method `json:"method"`
	Amount   edge.Major   `json:"amount"`
	SendBy   string       `json:"sendBy"`
}

func underWayViewOf(w funds.Withdrawal) underWayView {
	return underWayView{string(w.ID), w.UserID, w.Method, edge.Major(w.Amount), edge.Moment(w.Payout.SendBy)}
}
