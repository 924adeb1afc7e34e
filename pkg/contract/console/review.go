package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// act is what an admin's request does to the withdrawal in its path.
type act func(ctx context.Context, actor funds.Actor, id funds.ID) (funds.Withdrawal, error)

// acting reads a body into an act, does it and answers the new detail. The owner is read before, so that
// nothing can fail once the act is committed.
func acting(lists *list.Service, read func(r *edge.Request, body *edge.Object) act) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		do := read(r, body)
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		found, err := lists.Record(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		if found.Withdrawal, err = do(ctx, r.Actor(), id); err != nil {
			return edge.Response{}, err
		}
		return ok(detailViewOf(found, lists.Policy, lists.Now(), r.Reader())), nil
	}
}

// review serves 审核接口 (section 8).
func review(lists *list.Service, service *flow.Service) handler {
	return acting(lists, func(_ *edge.Request, body *edge.Object) act {
		action, reason := body.Required("action", funds.ReasonFieldMissing), body.Prose("rejectReason")
		switch {
		case action == "approve":
			return func(ctx context.Context, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
				return service.Approve(ctx, actor, id, "")
			}
		case action != "reject":
			body.Fail(funds.NotOneOf("action", "approve", "reject"))
		case reason == "":
			body.Fail(funds.Invalid("rejectReason", funds.ReasonRejectionReason))
		}
		return func(ctx context.Context, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
			return service.Reject(ctx, actor, id, reason)
		}
	})
}
