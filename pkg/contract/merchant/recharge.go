package merchant

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// channels serves the ways to pay in.
func channels(service *flow.Service) handler {
	return edge.Handle(edge.Whole, func(ctx context.Context, _ *edge.Request) ([]funds.RechargeChannel, error) {
		return service.RechargeChannels(ctx)
	}, func(_ words.Reader, _ *edge.Request, offered []funds.RechargeChannel) edge.Response {
		return contract.OK(contract.Views(offered, func(c funds.RechargeChannel) channelView {
			return channelView{c.Code, c.Name, edge.Major(c.Min), edge.Major(c.Max)}
		}))
	})
}

// recharge serves 充值: an order at the gateway, with the page where the user pays.
func recharge(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) flow.RechargeRequest {
		body, key := in.Object(), in.Idempotency()
		return flow.RechargeRequest{
			Actor: in.Actor(), UserID: in.Caller.Sub, Profile: in.Profile(), Idempotency: key, RefuseDuplicates: body.Option(edge.RefuseDuplicates),
			Amount: body.Amount("amount"), Channel: body.Required("channelCode", funds.ReasonFieldMissing),
		}
	}, service.Recharge, func(reader words.Reader, _ flow.RechargeRequest, made funds.Recharge) edge.Response {
		switch {
		case made.State == funds.RechargeRefused:
			return edge.Response{Refused: funds.RefusedBecause(funds.CodeInvalid, made.NotifyInfo, ReasonNotTaken)}
		case made.State == funds.RechargeOpen && made.AcceptedAt.IsZero():
			return contract.Said(reader, ReasonUnconfirmed, rechargeViewOf(made, reader))
		}
		return contract.OK(rechargeViewOf(made, reader))
	})
}

// recharges serves 充值记录.
func recharges(lists *list.Service) handler {
	return edge.Handle(ownPage, func(ctx context.Context, of pageAsked) (contract.Found[funds.Recharge], error) {
		return contract.FoundOf(lists.UserRecharges(ctx, of.userID, of.page))
	}, func(reader words.Reader, of pageAsked, found contract.Found[funds.Recharge]) edge.Response {
		return contract.OK(struct {
			Orders     []rechargeView      `json:"orders"`
			Pagination contract.Pagination `json:"pagination"`
		}{contract.ViewsFor(reader, found.Items, rechargeViewOf), contract.Paged(of.page, found.Total)})
	})
}

// checkRecharge serves the 检查 button of a recharge.
func checkRecharge(service *flow.Service) handler {
	type asked struct {
		userID string
		id     funds.RechargeID
	}
	return edge.Handle(func(in *edge.Input) asked {
		id, err := funds.ParseRechargeID(in.Object().Required("id", funds.ReasonFieldMissing))
		in.Fail(err)
		return asked{in.Caller.Sub, id}
	}, func(ctx context.Context, of asked) (funds.Recharge, error) {
		return service.CheckRecharge(ctx, of.userID, of.id)
	}, func(reader words.Reader, _ asked, checked funds.Recharge) edge.Response {
		return contract.OK(rechargeViewOf(checked, reader))
	})
}

type channelView struct {
	Code string     `json:"code"`
	Name string     `json:"name"`
	Min  edge.Major `json:"min"`
	Max  edge.Major `json:"max"`
}

// rechargeView is one of the user's own recharges. CreditedAmount, an addition, is what the wallet got: the
// gateway may confirm another amount than was asked for.
type rechargeView struct {
	ID              string       `json:"id"`
	Amount          edge.Major   `json:"amount"`
	CreditedAmount  edge.Major   `json:"creditedAmount"`
	ChannelCode     string       `json:"channelCode"`
	State           int          `json:"state"`
	StateText       string       `json:"stateText"`
	URL             string       `json:"url"` // while it can be paid
	NotifyInfo      string       `json:"notifyInfo"`
	NotifyInfoParts *words.Parts `json:"notifyInfoParts,omitempty"` // an addition
	CreatedAt       string       `json:"createdAt"`
	UpdatedAt       string       `json:"updatedAt"`
}

// ReasonNoPage is what the user reads of an order that the gateway has, and whose page is not shown: it gave none, or one
// that users must not be sent to. Which it was is for the log and admins.
const ReasonNoPage funds.Reason = "page_unavailable"

func rechargeViewOf(r funds.Recharge, reader words.Reader) rechargeView {
	view := rechargeView{
		ID: string(r.ID), Amount: edge.Major(r.Amount), CreditedAmount: edge.Major(r.Credited), ChannelCode: r.Channel,
		State: r.PublicState(), StateText: contract.RechargeText(r.PublicState()),
		CreatedAt: edge.Moment(r.CreatedAt), UpdatedAt: edge.Moment(r.UpdatedAt),
	}
	info := funds.Text("")
	switch { // before the end the last word may be a broken connection's error, which is for the log and admins
	case r.State != funds.RechargeOpen:
		info = r.NotifyInfo
	case r.URL != "":
		view.URL = r.URL
	case !r.AcceptedAt.IsZero():
		info = funds.Say(ReasonNoPage, funds.Facts{})
	}
	view.NotifyInfo, view.NotifyInfoParts = reader.Message(info), words.PartsOf(info)
	return view
}
