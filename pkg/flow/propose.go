package flow

import (
	"context"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

// proposable is an act as others would have to approve it.
type proposable struct {
	proposal.Request

	adds funds.Amount // to what its actor releases alone; 0 for what does not add up
}

// anyAmount is judged of an act without an amount: every rule about it matches.
const anyAmount = funds.MaxAmount

// weigh gives the change of a decision that one person may take, or its proposal where the policy asks for more people.
func (s *Service) weigh(ctx context.Context, act funds.Act, change funds.Change, asked proposable) (funds.Change, error) {
	controls := s.Policy.Controls
	if controls.OnePerson() || act.Actor.Role != funds.RoleAdmin {
		return change, nil
	}
	released := funds.Released{Person: controls.PersonOf(act.Actor)}
	if !controls.Bounds(funds.ActAdjust) && !controls.Bounds(funds.ActResolve) {
		asked.adds = 0
	}
	if asked.adds != 0 {
		var err error
		if released, err = s.Store.Released(ctx, released.Person); err != nil {
			return funds.Change{}, err
		}
	}
	asked.Claim = change.Claim
	return proposal.Weigh(act, change, asked.Request, released, asked.adds, controls)
}

// proposedBy is the proposal that a change makes; empty where it makes none.
func proposedBy(change funds.Change) funds.ProposalID {
	if change.Proposal == nil {
		return ""
	}
	return change.Proposal.To.ID
}

// adjusting is an adjustment as a proposal. One that names an order also settles it.
func adjusting(request Adjustment) proposable {
	amount := max(request.Amount, -request.Amount)
	asked := proposable{adds: amount, Request: proposal.Request{
		Act: funds.ProposeAdjust, Target: request.UserID, Judged: []funds.Asked{{Act: funds.ActAdjust, Amount: amount}},
		Body: funds.ProposalBody{funds.BodyAmount: strconv.FormatInt(int64(request.Amount), 10), funds.BodyReason: request.Reason},
	}}
	switch {
	case request.Resolves != "":
		asked.Body[funds.BodyWithdrawal] = string(request.Resolves)
	case request.Recharge != "":
		asked.Body[funds.BodyRecharge] = string(request.Recharge)
	default:
		return asked
	}
	asked.Act = funds.ProposeSettle
	asked.Judged = append(asked.Judged, funds.Asked{Act: funds.ActResolve, Amount: max(amount, 1)}) // nothing is settled, too
	return asked
}

// adjustmentOf is [adjusting] backwards.
func adjustmentOf(p funds.Proposal) Adjustment {
	return Adjustment{
		UserID: p.Target, Amount: p.Body.Amount(), Reason: p.Body[funds.BodyReason],
		Resolves: funds.ID(p.Body[funds.BodyWithdrawal]), Recharge: funds.RechargeID(p.Body[funds.BodyRecharge]),
	}
}

// settingStatus is a wallet's new status as a proposal. To freeze one takes one person always, unless it is closed: a frozen
// one takes money again.
func settingStatus(userID string, from, status funds.WalletStatus, reason string) proposable {
	asked := proposable{Request: proposal.Request{
		Act: funds.ProposeStatus, Target: userID, Body: funds.ProposalBody{funds.BodyStatus: string(status), funds.BodyReason: reason},
	}}
	if status != funds.WalletFrozen || from == funds.WalletClosed {
		asked.Judged = []funds.Asked{{Act: funds.ActReopen, Amount: anyAmount}}
	}
	return asked
}

// failing is the end of a payout as a proposal. What was never sent takes one person always.
func failing(order funds.Withdrawal, reason string, confirmed bool) proposable {
	asked := proposable{Request: proposal.Request{
		Act: funds.ProposeFail, Target: order.UserID,
		Body: funds.ProposalBody{
			funds.BodyWithdrawal: string(order.ID), funds.BodyAmount: strconv.FormatInt(int64(order.Amount), 10),
			funds.BodyReason: reason, funds.BodyConfirmed: strconv.FormatBool(confirmed),
		},
	}}
	if order.State == funds.StateProcessing {
		asked.Judged = []funds.Asked{{Act: funds.ActFail, Amount: order.Amount, Method: order.Method}}
	}
	return asked
}

// resolving is a decision about a recharge as a proposal. A credit adds to what its actor releases.
func resolving(order funds.Recharge, action, reason string, change funds.Change) proposable {
	amount := order.Amount
	if action == recharge.ResolveCredit && change.Recharge != nil {
		amount = change.Recharge.To.Credited
	}
	asked := proposable{Request: proposal.Request{
		Act: funds.ProposeResolve, Target: order.UserID, Judged: []funds.Asked{{Act: funds.ActResolve, Amount: amount}},
		Body: funds.ProposalBody{
			funds.BodyRecharge: string(order.ID), funds.BodyAmount: strconv.FormatInt(int64(amount), 10),
			funds.BodyAction: action, funds.BodyReason: reason,
		},
	}}
	if action == recharge.ResolveCredit {
		asked.adds = amount
		asked.Judged = append(asked.Judged, funds.Asked{Act: funds.ActAdjust, Amount: amount})
	}
	return asked
}
