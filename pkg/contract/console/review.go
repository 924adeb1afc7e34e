package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// act is what an admin's request does to the withdrawal in its path, by a service that knows it.
type act func(ctx context.Context, service *flow.Service, actor funds.Actor, id funds.ID) (funds.Withdrawal, error)

// actAsked is an act, who asks for it, and about what.
type actAsked struct {
	by  funds.Actor
	id  funds.ID
	act act

	shown string // the hash of the content that the admin was shown; may be empty
}

// acting reads a body into an act, does it and answers the new detail.
func acting(lists *list.Service, service *flow.Service, read func(in *edge.Input, body *edge.Object) act) handler {
	return edge.Handle(func(in *edge.Input) actAsked {
		body := in.Object()
		return actAsked{in.Actor(), in.ID(), read(in, body), body.ContentHash()}
	}, done(lists, service), func(reader words.Reader, _ actAsked, now list.Record) edge.Response {
		return ok(detailViewOf(now, lists.Policy, lists.Now(), reader))
	})
}

// done does an act. The owner is read before, so that nothing can fail once it is committed.
func done(lists *list.Service, service *flow.Service) func(context.Context, actAsked) (list.Record, error) {
	return func(ctx context.Context, of actAsked) (list.Record, error) {
		found, err := lists.Record(ctx, of.id)
		if err != nil {
			return found, err
		}
		found.Withdrawal, err = of.act(ctx, service.Knowing(found).Showing(of.shown), of.by, of.id)
		return found, err
	}
}

// review serves 审核接口 (section 8).
func review(lists *list.Service, service *flow.Service) handler {
	return acting(lists, service, func(_ *edge.Input, body *edge.Object) act {
		action, reason := body.Required("action", funds.ReasonFieldMissing), body.Prose("rejectReason")
		switch {
		case action == "approve":
			return func(ctx context.Context, service *flow.Service, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
				return service.Approve(ctx, actor, id, "")
			}
		case action != "reject":
			body.Fail(funds.NotOneOf("action", "approve", "reject"))
		case reason == "":
			body.Fail(funds.Invalid("rejectReason", funds.ReasonRejectionReason))
		}
		return func(ctx context.Context, service *flow.Service, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
			return service.Reject(ctx, actor, id, reason)
		}
	})
}
