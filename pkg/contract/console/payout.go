package console

import (
	"context"
	"encoding/json"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// confirmation is what the admin has to type, letter for letter.
const confirmation = "CONFIRM"

// What is wrong with an order to pay.
const (
	ReasonConfirmation      funds.Reason = "confirmation_wrong"   // the word is Text
	ReasonNumberIsForManual funds.Reason = "number_is_for_manual" // whoever has one, or chooses an account, has paid
)

var errNotConfirmed = funds.Invalid("operatorConfirmText", ReasonConfirmation).About(funds.Facts{Text: confirmation})

// payout serves 打款接口 (section 9).
func payout(lists *list.Service, service *flow.Service) handler {
	return acting(lists, service, func(in *edge.Input, body *edge.Object) act {
		if !confirmed(in.Body) {
			body.Fail(errNotConfirmed)
		}
		payoutMethod := funds.PayoutKind(body.Required("payoutMethod", funds.ReasonFieldMissing))
		paid := funds.Transfer{Account: body.Text("account"), Number: body.Text("transactionNo")}
		switch {
		case payoutMethod == funds.PayoutManual:
			return func(ctx context.Context, service *flow.Service, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
				return service.PayManually(ctx, actor, id, paid)
			}
		case payoutMethod != funds.PayoutChannel:
			body.Fail(funds.NotOneOf("payoutMethod", "manual", "channel"))
		case paid.Number != "":
			// Whoever has a transaction number has paid already: the channel would pay again.
			body.Fail(funds.Invalid("transactionNo", ReasonNumberIsForManual))
		case paid.Account != "":
			body.Fail(funds.Invalid("account", ReasonNumberIsForManual))
		}
		return func(ctx context.Context, service *flow.Service, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
			return service.PayByChannel(ctx, actor, id)
		}
	})
}

// confirmed reads the confirmation as it was typed: [edge.Object.Text] would trim it.
func confirmed(body []byte) bool {
	var fields map[string]any
	return json.Unmarshal(body, &fields) == nil && fields["operatorConfirmText"] == confirmation
}

// correctNumber serves our own 更正交易号: the record of a payout by hand gets another transaction number.
func correctNumber(lists *list.Service, service *flow.Service) handler {
	return acting(lists, service, func(_ *edge.Input, body *edge.Object) act {
		transactionNo, reason := body.Required("transactionNo", funds.ReasonFieldMissing), body.RequiredProse("reason", withdrawal.ReasonCorrectionReason)
		return func(ctx context.Context, service *flow.Service, actor funds.Actor, id funds.ID) (funds.Withdrawal, error) {
			return service.CorrectNumber(ctx, actor, id, transactionNo, reason)
		}
	})
}

// fail serves 标记失败接口 (section 10). The confirmation, an addition, is needed only where the gateway has no word.
func fail(lists *list.Service, service *flow.Service) handler {
	return actingOrProposing(lists, service, funds.ProposeFail, func(in *edge.Input, body *edge.Object) proposingAct {
		reason, sure := body.RequiredProse("reason", withdrawal.ReasonFailureReason), confirmed(in.Body)
		if body.Text("operatorConfirmText") != "" && !sure {
			body.Fail(errNotConfirmed)
		}
		return func(ctx context.Context, service *flow.Service, by funds.Actor, id funds.ID) (funds.Withdrawal, funds.ProposalID, error) {
			now, err := service.Fail(ctx, by, id, reason, sure)
			return now.Withdrawal, now.Proposal, err
		}
	})
}

// proposingAct is what an admin's request does to a withdrawal, or the proposal that it comes to.
type proposingAct func(ctx context.Context, service *flow.Service, by funds.Actor, id funds.ID) (funds.Withdrawal, funds.ProposalID, error)

// actingOrProposing is [acting] for what may take several people.
func actingOrProposing(lists *list.Service, service *flow.Service, proposed funds.ProposedAct, read func(*edge.Input, *edge.Object) proposingAct) handler {
	type asked struct {
		by  funds.Actor
		id  funds.ID
		act proposingAct
	}
	type acted struct {
		list.Record

		proposal funds.ProposalID
	}
	return edge.Handle(func(in *edge.Input) asked {
		id, body := in.ID(), in.Object()
		return asked{in.Actor(), id, read(in, body)}
	}, func(ctx context.Context, of asked) (acted, error) {
		found, err := lists.Record(ctx, of.id)
		if err != nil {
			return acted{}, err
		}
		now, proposal, err := of.act(ctx, service.Knowing(found), of.by, of.id)
		found.Withdrawal = now
		return acted{found, proposal}, err
	}, func(reader words.Reader, _ asked, now acted) edge.Response {
		view := detailViewOf(now.Record, lists.Policy, lists.Now(), reader)
		view.pendingPart = pendingOf(proposed, now.proposal)
		return ok(view)
	})
}
