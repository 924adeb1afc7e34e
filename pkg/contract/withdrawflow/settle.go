package withdrawflow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// What has been done.
const (
	ReasonConfirmed funds.Reason = "withdrawal_confirmed"
	ReasonCancelled funds.Reason = "withdrawal_cancelled"
)

// confirm serves 确认提现.
func confirm(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, _, err := transaction(r)
		if err != nil {
			return edge.Response{}, err
		}
		if _, err := service.Confirm(ctx, r.Actor(), id); err != nil {
			return edge.Response{}, err
		}
		return said(inWords(r, ReasonConfirmed), nil), nil
	}
}

// cancel serves 取消提现. The reason is optional.
func cancel(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, body, err := transaction(r)
		if err != nil {
			return edge.Response{}, err
		}
		reason := body.Prose("reason")
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		if _, err := service.Recall(ctx, r.Actor(), id, reason); err != nil {
			return edge.Response{}, err
		}
		return said(inWords(r, ReasonCancelled), nil), nil
	}
}

// transaction reads which withdrawal a body names, and gives the body for the rest.
func transaction(r *edge.Request) (funds.ID, *edge.Object, error) {
	body, err := r.Object()
	if err != nil {
		return "", nil, err
	}
	number := body.Required("transaction_no", funds.ReasonFieldMissing)
	if err := body.Err(); err != nil {
		return "", nil, err
	}
	id, err := funds.ParseID(number)
	return id, body, err
}
