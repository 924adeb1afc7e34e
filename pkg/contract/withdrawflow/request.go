package withdrawflow

import (
	"cmp"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/words"
)

// request serves 申请提现.
func request(service *flow.Service) handler {
	return edge.Handle(requestOf, service.Create, func(reader words.Reader, _ flow.WithdrawalRequest, made funds.Withdrawal) edge.Response {
		return success(requestedView{made.ID.FlowNo(), edge.Fixed(made.Amount), statuses[made.State], inWords(reader, ReasonSubmitted)})
	})
}

func requestOf(in *edge.Input) flow.WithdrawalRequest {
	body, key := in.Object(), in.Idempotency()
	userID := body.Name("uid")
	in.Fail(mayName(in.Caller, userID))
	asked := flow.WithdrawalRequest{
		AccountField: "bank_card_info", Actor: in.Actor(), UserID: userID, Profile: in.Profile(), Idempotency: key, RefuseDuplicates: body.Option(edge.RefuseDuplicates),
		Amount: body.Amount("amount"), Note: body.Prose("description"),
		Method: funds.MethodBank, Target: target(body.Prose("bank_card_info")),
		Origin: in.Origin(body),
	}
	in.Fail(funds.CheckAccount("bank_card_info", asked.Target.Account))
	if asked.Amount > 0 && asked.Target.Remark == "" { // the amount is the document's first check
		in.Fail(funds.Missing("bank_card_info"))
	}
	return asked
}

// ReasonSubmitted says that a withdrawal is made, and waits for its review.
const ReasonSubmitted funds.Reason = "withdrawal_submitted"

// mayName refuses what is no user's id, and a user who names somebody else.
func mayName(caller identity.Caller, userID string) error {
	switch {
	case !funds.ValidSub(userID):
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
