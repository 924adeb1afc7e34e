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
	type asked struct {
		page   list.Page
		filter list.RechargeFilter
	}
	return edge.Handle(func(in *edge.Input) asked {
		return asked{pageOf(in), rechargeFilterOf(in)}
	}, func(ctx context.Context, of asked) (contract.Found[list.RechargeRecord], error) {
		return contract.FoundOf(lists.RechargeRecords(ctx, of.filter, of.page))
	}, func(reader words.Reader, of asked, found contract.Found[list.RechargeRecord]) edge.Response {
		return ok(struct {
			Data     []rechargeView `json:"data"`
			Total    int64          `json:"total"`
			Page     int64          `json:"page"`
			PageSize int64          `json:"pageSize"`
		}{contract.ViewsFor(reader, found.Items, rechargeViewOf), found.Total, of.page.Number, of.page.Size})
	})
}

// What is wrong with a filter of recharges.
const (
	ReasonNotWithin funds.Reason = "not_within"     // the state is from Minimum to Maximum
	ReasonNotTrue   funds.Reason = "field_not_true" // there is no filter for the others
)

func rechargeFilterOf(in *edge.Input) (filter list.RechargeFilter) {
	if state, given := in.Query("state"); given {
		shown, err := strconv.Atoi(state)
		if err != nil || contract.RechargeText(shown) == "" || strconv.Itoa(shown) != state {
			in.Fail(funds.Invalid("state", ReasonNotWithin).About(funds.Facts{Minimum: funds.GatewayDepositNew, Maximum: funds.GatewayDepositMismatch}))
		}
		filter.States = []int{shown}
	}
	keyword, given := in.Keyword("keyword")
	if given && keyword == "" {
		in.Fail(funds.Invalid("keyword", ReasonBlank))
	}
	filter.Keyword = keyword
	attention, given := in.Query("needsAttention")
	if given && attention != "true" {
		in.Fail(funds.Invalid("needsAttention", ReasonNotTrue))
	}
	filter.Attention = given
	return filter
}

// recharge serves one of them.
func recharge(lists *list.Service) handler {
	return edge.Handle((*edge.Input).RechargeID, lists.RechargeRecord, func(reader words.Reader, _ funds.RechargeID, record list.RechargeRecord) edge.Response {
		return ok(rechargeDetailOf(record, reader))
	})
}

// rechargeAct is what an admin's request does to the recharge in its path.
type rechargeAct func(ctx context.Context, actor funds.Actor, id funds.RechargeID) (flow.Resolved, error)

// actingOnRecharge is [acting] for a recharge.
func actingOnRecharge(lists *list.Service, read func(*edge.Input) rechargeAct) handler {
	type asked struct {
		by  funds.Actor
		id  funds.RechargeID
		act rechargeAct
	}
	type acted struct {
		list.RechargeRecord

		proposal funds.ProposalID
	}
	return edge.Handle(func(in *edge.Input) asked {
		return asked{in.Actor(), in.RechargeID(), read(in)}
	}, func(ctx context.Context, of asked) (acted, error) {
		found, err := lists.RechargeRecord(ctx, of.id)
		if err != nil {
			return acted{}, err
		}
		now, err := of.act(ctx, of.by, of.id)
		found.Recharge = now.Recharge
		return acted{found, now.Proposal}, err
	}, func(reader words.Reader, _ asked, now acted) edge.Response {
		view := rechargeDetailOf(now.RechargeRecord, reader)
		view.pendingPart = pendingOf(funds.ProposeResolve, now.proposal)
		return ok(view)
	})
}

// resolveRecharge serves an admin's decision about a recharge that needs attention.
func resolveRecharge(lists *list.Service, service *flow.Service) handler {
	return actingOnRecharge(lists, func(in *edge.Input) rechargeAct {
		body := in.Object()
		action, reason := body.Required("action", funds.ReasonFieldMissing), body.RequiredProse("reason", funds.ReasonFieldMissing)
		return func(ctx context.Context, actor funds.Actor, id funds.RechargeID) (flow.Resolved, error) {
			return service.ResolveRecharge(ctx, actor, id, action, reason)
		}
	})
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
	pendingPart
}

func rechargeDetailOf(record list.RechargeRecord, reader words.Reader) rechargeDetail {
	return rechargeDetail{rechargeView: rechargeViewOf(record, reader), Settlements: rechargeSettlementsOf(record.Recharge, reader)}
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
