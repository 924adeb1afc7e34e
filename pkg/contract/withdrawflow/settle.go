package withdrawflow

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// ReasonConfirmed says that a payout is recorded.
const ReasonConfirmed funds.Reason = "withdrawal_confirmed"

// settlement is a decision about a transaction.
type settlement struct {
	by     funds.Actor
	id     funds.ID
	reason string // of a cancellation; may be empty
	shown  string // the hash of the content that was shown; may be empty
}

// confirm serves 确认提现.
func confirm(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) settlement {
		body := in.Object()
		return settlement{by: in.Actor(), id: transaction(in, body), shown: body.ContentHash()}
	}, func(ctx context.Context, decided settlement) (funds.Withdrawal, error) {
		return service.Showing(decided.shown).Confirm(ctx, decided.by, decided.id)
	}, func(reader words.Reader, _ settlement, _ funds.Withdrawal) edge.Response {
		return successWith(inWords(reader, ReasonConfirmed), nil)
	})
}

// cancel serves 取消提现. The reason is optional.
func cancel(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) settlement {
		body := in.Object()
		return settlement{by: in.Actor(), id: transaction(in, body), reason: body.Prose("reason")}
	}, func(ctx context.Context, decided settlement) (funds.Withdrawal, error) {
		return service.Recall(ctx, decided.by, decided.id, decided.reason)
	}, func(reader words.Reader, _ settlement, _ funds.Withdrawal) edge.Response {
		return successWith(inWords(reader, contract.ReasonCancelled), nil)
	})
}

// transaction reads which withdrawal a body names.
func transaction(in *edge.Input, body *edge.Object) funds.ID {
	id, err := funds.ParseID(body.Required("transaction_no", funds.ReasonFieldMissing))
	in.Fail(err)
	return id
}
