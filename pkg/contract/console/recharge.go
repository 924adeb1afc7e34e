package console

import (
	"context"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

const rechargesPath = "/admin/recharges"

// recharges serves the admins' list of recharges, an addition in this contract's form.
func recharges(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		page, err := r.Page("page", "pageSize", pageSize, maxPageSize)
		if err != nil {
			return edge.Response{}, err
		}
		filter, err := rechargeFilterOf(r)
		if err != nil {
			return edge.Response{}, err
		}
		found, total, err := lists.RechargeRecords(ctx, filter, page)
		if err != nil {
			return edge.Response{}, err
		}
		return ok(struct {
			Data     []rechargeView `json:"data"`
			Total    int64          `json:"total"`
			Page     int64          `json:"page"`
			PageSize int64          `json:"pageSize"`
		}{contract.ViewsFor(r.Reader(), found, rechargeViewOf), total, page.Number, page.Size}), nil
	}
}

// What is wrong with a filter of recharges.
const (
	ReasonNotWithin funds.Reason = "not_within"     // the state is from Minimum to Maximum
	ReasonNotTrue   funds.Reason = "field_not_true" // there is no filter for the others
)

func rechargeFilterOf(r *edge.Request) (filter list.RechargeFilter, err error) {
	state, given, err := r.Query("state")
	if err != nil {
		return filter, err
	}
	if given {
		shown, err := strconv.Atoi(state)
		if err != nil || contract.RechargeText(shown) == "" || strconv.Itoa(shown) != state {
			return filter, funds.Invalid("state", ReasonNotWithin).About(funds.Facts{Minimum: funds.GatewayDepositNew, Maximum: funds.GatewayDepositMismatch})
		}
		filter.States = []int{shown}
	}
	keyword, given, err := r.Keyword("keyword")
	switch {
	case err != nil:
		return filter, err
	case given && keyword == "":
		return filter, funds.Invalid("keyword", ReasonBlank)
	}
	filter.Keyword = keyword
	attention, given, err := r.Query("needsAttention")
	if err == nil && given && attention != "true" {
		err = funds.Invalid("needsAttention", ReasonNotTrue)
	}
	filter.Attention = given
	return filter, err
}

// recharge serves one of them.
func recharge(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := funds.ParseRechargeID(r.HTTP.PathValue("id"))
		if err != nil {
			return edge.Response{}, err
		}
		record, err := lists.RechargeRecord(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		return ok(rechargeDetailOf(record, r.Reader())), nil
	}
}

// resolveRecharge serves an admin's decision about a recharge that needs attention.
func resolveRecharge(lists *list.Service, service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := funds.ParseRechargeID(r.HTTP.PathValue("id"))
		if err != nil {
			return edge.Response{}, err
		}
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		action, reason := body.Required("action", funds.ReasonFieldMissing), body.RequiredProse("reason", funds.ReasonFieldMissing)
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		owned, err := lists.RechargeRecord(ctx, id)
		if err != nil {
			return edge.Response{}, err
		}
		if owned.Recharge, err = service.ResolveRecharge(ctx, r.Actor(), id, action, reason); err != nil {
			return edge.Response{}, err
		}
		return ok(rechargeDetailOf(owned, r.Reader())), nil
	}
}

// rechargeRefusal is the error table of the routes that are about recharges.
func rechargeRefusal(err *funds.Error, reader words.Reader) (int, any) {
	own := ""
	if err.Code == funds.CodeNotFound {
		own = "充值记录不存在"
	}
	return failed(err, reader, own)
}

type rechargeView struct {
	ID                string       `json:"id"`
	EscortID          string       `json:"escortId"`
	EscortName        string       `json:"escortName"`
	EscortPhoneMasked string       `json:"escortPhoneMasked"`
	Amount            edge.Major   `json:"amount"`
	ReceivedAmount    *edge.Major  `json:"receivedAmount,omitempty"` // what came, where it is not what was asked for
	CreditedAmount    *edge.Major  `json:"creditedAmount,omitempty"` // what the wallet got
	ChannelCode       string       `json:"channelCode"`
	State             int          `json:"state"`
	StateText         string       `json:"stateText"`
	PlatformID        string       `json:"platformId,omitempty"`
	NeedsAttention    bool         `json:"needsAttention,omitempty"`
	WalletStatus      string       `json:"walletStatus,omitempty"` // left out where the wallet is active
	NotifyInfo        string       `json:"notifyInfo,omitempty"`
	NotifyInfoParts   *words.Parts `json:"notifyInfoParts,omitempty"`
	ResolvedBy        string       `json:"resolvedBy,omitempty"`
	ResolvedAt        *string      `json:"resolvedAt,omitempty"`
	ResolveReason     string       `json:"resolveReason,omitempty"`
	CreatedAt         string       `json:"createdAt"`
	UpdatedAt         string       `json:"updatedAt"`
	settlementPart
}

// rechargeDetail is one of them, with what was settled.
type rechargeDetail struct {
	rechargeView
	Settlements []settlementView `json:"settlements,omitempty"`
}

func rechargeDetailOf(record list.RechargeRecord, reader words.Reader) rechargeDetail {
	return rechargeDetail{rechargeViewOf(record, reader), rechargeSettlementsOf(record.Recharge, reader)}
}

func rechargeViewOf(record list.RechargeRecord, reader words.Reader) rechargeView {
	r, owner := record.Recharge, record.Wallet.Profile
	return rechargeView{
		ID: string(r.ID), EscortID: r.UserID, EscortName: owner.Name, EscortPhoneMasked: maskPhone(owner.Phone),
		Amount: edge.Major(r.Amount), ReceivedAmount: optionalMajor(r.Received), CreditedAmount: optionalMajor(r.Credited),
		ChannelCode: r.Channel, State: r.PublicState(), StateText: contract.RechargeText(r.PublicState()), PlatformID: r.PlatformID,
		NeedsAttention: r.NeedsAttention, WalletStatus: inactive(record.Wallet), NotifyInfo: reader.Message(r.NotifyInfo), NotifyInfoParts: words.PartsOf(r.NotifyInfo),
		ResolvedBy: r.Resolution.By, ResolvedAt: edge.OptionalMoment(r.Resolution.At), ResolveReason: reader.Message(r.Resolution.Note),
		CreatedAt: edge.Moment(r.CreatedAt), UpdatedAt: edge.Moment(r.UpdatedAt), settlementPart: rechargeSettlementOf(r),
	}
}

func optionalMajor(amount funds.Amount) *edge.Major {
	if amount == 0 {
		return nil
	}
	major := edge.Major(amount)
	return &major
}
