package withdrawflow

import (
	"cmp"
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// request serves 申请提现.
func request(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		key, err := r.Idempotency()
		if err != nil {
			return edge.Response{}, err
		}
		userID := body.Name("uid")
		if err := mayName(r.Caller, userID); err != nil {
			body.Fail(err)
		}
		request := flow.WithdrawalRequest{
			Actor: r.Actor(), UserID: userID, Profile: r.Profile(), Idempotency: key, RefuseDuplicates: body.Option(edge.RefuseDuplicates),
			Amount: body.Amount("amount"), Note: body.Prose("description"),
			Method: funds.MethodBank, Target: target(body.Prose("bank_card_info")),
			Origin: r.Origin(body),
		}
		if err := funds.CheckAccount("bank_card_info", request.Target.Account); err != nil {
			body.Fail(err)
		}
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		if request.Amount > 0 && request.Target.Remark == "" { // the amount is the document's first check
			return edge.Response{}, funds.Missing("bank_card_info")
		}
		made, err := service.Create(ctx, request)
		if err != nil {
			return edge.Response{}, err
		}
		return success(requestedView{made.ID.FlowNo(), edge.Fixed(made.Amount), statuses[made.State], inWords(r, ReasonSubmitted)}), nil
	}
}

// ReasonSubmitted says that a withdrawal is made, and waits for its review.
const ReasonSubmitted funds.Reason = "withdrawal_submitted"

// mayName refuses what is no user's id, and a user who names somebody else.
func mayName(caller identity.Caller, userID string) error {
	switch {
	case !identity.ValidSub(userID):
		return funds.Invalid("uid", edge.ReasonInvalid)
	case caller.Role == funds.RoleUser && caller.Sub != userID:
		return funds.ErrForbidden
	}
	return nil
}

// target keeps bank_card_info as it was typed. For the other contracts its account is the number in it, or, without
// any, the whole text, as there is nothing else to pay to.
func target(cardInfo string) funds.Target {
	narrow := edge.Narrow(cardInfo)
	return funds.Target{Account: cmp.Or(numberIn(narrow), funds.OneLine(narrow)), Remark: cardInfo}
}
