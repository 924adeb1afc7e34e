package merchant

import (
	"strings"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// create serves 取款: it approves by policy and pays at once where the channel says so.
func create(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) flow.WithdrawalRequest {
		body, key := in.Object(), in.Idempotency()
		asked := flow.WithdrawalRequest{
			AccountField: "targetAccount", Actor: in.Actor(), UserID: in.Caller.Sub, Profile: in.Profile(), Idempotency: key, RefuseDuplicates: body.Option(edge.RefuseDuplicates),
			Method: channelOf(body, service.Policy),
			Target: funds.Target{Owner: body.Text("targetOwner"), Account: body.Account("targetAccount", funds.ReasonAccountMissing)},
			Amount: body.Amount("amount"),
			Origin: in.Origin(body),
		}
		checkGatewayTexts(body, asked.Target)
		return asked
	}, service.CreateAndPay, func(reader words.Reader, _ flow.WithdrawalRequest, made funds.Withdrawal) edge.Response {
		said, err := outcome(made)
		if err != nil {
			return edge.Response{Refused: err}
		}
		return contract.Said(reader, said, orderViewOf(made, reader))
	})
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
	body.Fail(funds.CheckGatewayText("targetOwner", target.Owner))
	body.Fail(funds.CheckGatewayText("targetAccount", target.Account))
}
