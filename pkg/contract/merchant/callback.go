package merchant

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/words"
)

// Verifier reads a callback's raw body, and verifies it before it believes any of it:
// [gateway.Client.ParseCallback].
type Verifier interface {
	// ParseCallback is [gateway.ErrSignature] for a bad signature, and funds.CodeInvalid with the field named
	// for what is well signed and wrong.
	ParseCallback(ctx context.Context, raw []byte) (gateway.Callback, error)
}

// received is the answer that tells the gateway not to call back again (代付订单回调).
const received = "success"

// receiver takes in a well signed callback: of a withdrawal, or of a recharge.
type receiver = func(ctx context.Context, callback flow.Callback) error

// callback serves 代付订单回调 and 代收订单回调.
func callback(receive receiver, verifier Verifier) handler {
	return edge.Handle(edge.Whole, func(ctx context.Context, r *edge.Request) (gateway.Callback, error) {
		message, err := verifier.ParseCallback(ctx, r.Body)
		if err != nil {
			return message, err
		}
		return message, receive(ctx, flow.Callback{Serial: message.Serial, PlatformID: message.PlatformID, State: message.State, Amount: message.Amount, Stale: message.Stale})
	}, func(words.Reader, *edge.Request, gateway.Callback) edge.Response {
		return edge.Response{Text: received}
	})
}
