package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// holdView is why a withdrawal waits, whoever has approved it: an addition.
type holdView struct {
	Kind        string       `json:"kind"`
	Reason      string       `json:"reason"`
	ReasonParts *words.Parts `json:"reasonParts,omitempty"`
	Until       string       `json:"until"`
	OnExpiry    string       `json:"onExpiry"`
}

// holdViewOf is nil for what is not on hold. What has ended is not: its log says that it was.
func holdViewOf(w funds.Withdrawal, reader words.Reader) *holdView {
	if !w.Held() {
		return nil
	}
	h := w.Hold
	return &holdView{string(h.Kind), reader.Message(h.Reason), words.PartsOf(h.Reason), edge.Moment(h.Until), string(h.OnExpiry)}
}

// putHold stops a withdrawal until somebody releases it, or its time is over.
func putHold(lists *list.Service, service *flow.Service) handler {
	return acting(lists, service, func(_ *edge.Input, body *edge.Object) act {
		asked := withdrawal.HoldRequest{
			Reason: body.RequiredProse("reason", funds.ReasonNoReasonGiven), Hours: body.Whole("hours", 0, 1, withdrawal.MaxHoldHours),
			OnExpiry: funds.HoldEnd(body.Required("onExpiry", funds.ReasonFieldMissing)),
		}
		body.Fail(asked.OnExpiry.Check("onExpiry")) // whatever state it is in
		return func(ctx context.Context, service *flow.Service, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
			return service.PutHold(ctx, actor, id, asked)
		}
	})
}

// release takes a hold away.
func release(lists *list.Service, service *flow.Service) handler {
	return acting(lists, service, func(_ *edge.Input, body *edge.Object) act {
		reason := body.RequiredProse("reason", funds.ReasonNoReasonGiven)
		return func(ctx context.Context, service *flow.Service, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
			return service.Release(ctx, actor, id, reason)
		}
	})
}
