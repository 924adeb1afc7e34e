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
	return func(ctx context.Context, _ *edge.Request) (edge.Response, error) {
		offered, err := service.RechargeChannels(ctx)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.OK(contract.Views(offered, func(c funds.RechargeChannel) channelView {
			return channelView{c.Code, c.Name, edge.Major(c.Min), edge.Major(c.Max)}
		})), nil
	}
}

// recharge serves 充值: an order at the gateway, with the page where the user pays.
func recharge(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		key, err := r.Idempotency()
		if err != nil {
			return edge.Response{}, err
		}
		request := flow.RechargeRequest{
			Actor: r.Actor(), UserID: r.Caller.Sub, Profile: r.Profile(), Idempotency: key, RefuseDuplicates: body.Option(edge.RefuseDuplicates),
			Amount: body.Amount("amount"), Channel: body.Required("channelCode", funds.ReasonFieldMissing),
		}
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		made, err := service.Recharge(ctx, request)
		switch {
		case err != nil:
			return edge.Response{}, err
		case made.State == funds.RechargeRefused:
			return edge.Response{}, &funds.Error{Code: funds.CodeInvalid, Why: made.NotifyInfo}
		case made.State == funds.RechargeOpen && made.AcceptedAt.IsZero():
			return contract.Said(r.Reader(), ReasonUnconfirmed, rechargeViewOf(made, r.Reader())), nil
		}
		return contract.OK(rechargeViewOf(made, r.Reader())), nil
	}
}

// recharges serves 充值记录.
func recharges(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		page, err := r.Page("page", "pageSize", pageSize, maxPageSize)
		if err != nil {
			return edge.Response{}, err
		}
		found, total, err := lists.UserRecharges(ctx, r.Caller.Sub, page)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.OK(struct {
			Orders     []rechargeView      `json:"orders"`
			Pagination contract.Pagination `json:"pagination"`
		}{contract.ViewsFor(r.Reader(), found, rechargeViewOf), contract.Paged(page, total)}), nil
	}
}

// checkRecharge serves the 检查 button of a recharge.
func checkRecharge(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		text := body.Required("id", funds.ReasonFieldMissing)
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		id, err := funds.ParseRechargeID(text)
		if err != nil {
			return edge.Response{}, err
		}
		checked, err := service.CheckRecharge(ctx, r.Caller.Sub, id)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.OK(rechargeViewOf(checked, r.Reader())), nil
	}
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
	info := funds.Message("")
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
