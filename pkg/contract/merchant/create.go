package merchant

import (
	"context"
	"strings"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// create serves 取款: it approves by policy and pays at once where the channel says so.
func create(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		key, err := r.Idempotency()
		if err != nil {
			return edge.Response{}, err
		}
		request := flow.WithdrawalRequest{
			Actor: r.Actor(), UserID: r.Caller.Sub, Profile: r.Profile(), Idempotency: key, RefuseDuplicates: body.Option(edge.RefuseDuplicates),
			Method: channelOf(body, service.Policy),
			Target: funds.Target{Owner: body.Text("targetOwner"), Account: body.Account("targetAccount", funds.ReasonAccountMissing)},
			Amount: body.Amount("amount"),
			Origin: r.Origin(body),
		}
		checkGatewayTexts(body, request.Target)
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		made, err := service.CreateAndPay(ctx, request)
		if err != nil {
			return edge.Response{}, err
		}
		said, err := outcome(made)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.Said(r.Reader(), said, orderViewOf(made, r.Reader())), nil
	}
}

// ReasonTypeNotOffered says that there is no such channel: Options are all that there are.
const ReasonTypeNotOffered funds.Reason = "type_not_offered"

// channelOf reads type, the method of one of the configured channels.
func channelOf(body *edge.Object, policy funds.Policy) funds.Method {
	method := funds.Method(body.Required("type", funds.ReasonFieldMissing))
	if _, ok := policy.Channel(method); !ok {
		offered := make([]string, 0, len(policy.Channels))
		for _, channel := range policy.Channels {
			offered = append(offered, string(channel.Method))
		}
		body.Fail(funds.Invalid("type", ReasonTypeNotOffered).About(funds.Facts{Options: strings.Join(offered, ",")}))
	}
	return method
}

// checkGatewayTexts refuses what the gateway must not get by this contract's names of the fields.
func checkGatewayTexts(body *edge.Object, target funds.Target) {
	if err := funds.CheckGatewayText("targetOwner", target.Owner); err != nil {
		body.Fail(err)
	}
	if err := funds.CheckGatewayText("targetAccount", target.Account); err != nil {
		body.Fail(err)
	}
}
