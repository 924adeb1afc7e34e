package wallet

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// allWithdrawals serves 获取提现记录列表.
func allWithdrawals(lists *list.Service) handler {
	type asked struct {
		page   list.Page
		states []funds.State
	}
	return edge.Handle(func(in *edge.Input) asked {
		return asked{pageOf(in), statesOf(in)}
	}, func(ctx context.Context, of asked) (list.RecordPage, error) {
		return lists.Records(ctx, funds.Filter{States: of.states}, of.page)
	}, func(reader words.Reader, of asked, found list.RecordPage) edge.Response {
		return contract.OK(struct {
			Withdrawals []adminView         `json:"withdrawals"`
			Pagination  contract.Pagination `json:"pagination"`
		}{contract.ViewsFor(reader, found.Records, maskedView), contract.Paged(of.page, found.Total)})
	})
}

func statesOf(in *edge.Input) []funds.State {
	status, given := in.Query("status")
	states := statuses.States(status)
	if given && len(states) == 0 {
		in.Fail(funds.NotOneOf("status", "pending", "processing", "completed", "rejected", "failed"))
	}
	return states
}

// act is somebody's, about a withdrawal.
type act struct {
	by funds.Actor
	id funds.ID
}

// detail serves 获取提现详情: the whole account, which leaves an audit record.
func detail(lists *list.Service) handler {
	return edge.Handle(func(in *edge.Input) act {
		return act{in.Actor(), in.ID()}
	}, func(ctx context.Context, look act) (list.Record, error) {
		return lists.Unmasked(ctx, look.by, look.id)
	}, func(reader words.Reader, _ act, record list.Record) edge.Response {
		return contract.OK(detailViewOf(record, reader))
	})
}

// What has been done.
const (
	ReasonReviewApproved funds.Reason = "review_approved"
	ReasonReviewRecorded funds.Reason = "review_recorded" // Count of Maximum people have approved it
	ReasonReviewRejected funds.Reason = "review_rejected"
	ReasonAdjusted       funds.Reason = "balance_adjusted"
	ReasonProposed       funds.Reason = "proposed" // it waits for other people
)

// reviewed is a decision about a withdrawal.
type reviewed struct {
	act
	approves bool
	reason   string
	shown    string // the hash of the content that the admin was shown; may be empty
}

// review serves 审核提现申请: an approval is also the payout, that of the last one where it takes several people.
func review(service *flow.Service) handler {
	return edge.Handle(reviewOf, func(ctx context.Context, decided reviewed) (funds.Withdrawal, error) {
		if decided.approves {
			return service.Showing(decided.shown).ApproveAndPay(ctx, decided.by, decided.id)
		}
		return service.Showing(decided.shown).Reject(ctx, decided.by, decided.id, decided.reason)
	}, func(reader words.Reader, decided reviewed, now funds.Withdrawal) edge.Response {
		said := funds.Say(ReasonReviewApproved, funds.Facts{})
		if quorum := service.Quorum(now); !decided.approves {
			said = funds.Say(ReasonReviewRejected, funds.Facts{})
		} else if !now.State.Final() && quorum.Short() > 0 {
			said = funds.Say(ReasonReviewRecorded, funds.Facts{Count: int64(len(quorum.Approvals)), Maximum: quorum.Need})
		}
		return contract.SaidMessage(reader, said, struct {
			ID           string  `json:"id"`
			WithdrawalNo string  `json:"withdrawalNo"`
			Status       string  `json:"status"`
			ReviewedAt   *string `json:"reviewedAt"`
		}{string(now.ID), now.ID.WalletNo(), statuses[now.State], edge.OptionalMoment(now.Review.At)})
	})
}

func reviewOf(in *edge.Input) reviewed {
	decided := reviewed{act: act{in.Actor(), in.ID()}}
	body := in.Object()
	decided.approves, decided.reason = body.Flag("approved"), body.Prose("rejectReason")
	decided.shown = body.ContentHash()
	if !decided.approves && decided.reason == "" {
		in.Fail(funds.Invalid("rejectReason", funds.ReasonRejectionReason))
	}
	return decided
}

// adjustment is an admin's change of a balance.
type adjustment struct {
	by funds.Actor
	flow.Adjustment
}

// adjust serves 手动调整余额. Additions of ours, the optional withdrawalId and rechargeId, name the order that the
// adjustment settles.
func adjust(service *flow.Service) handler {
	return edge.Handle(adjustmentOf, func(ctx context.Context, asked adjustment) (flow.Adjusted, error) {
		return service.Adjust(ctx, asked.by, asked.Adjustment)
	}, func(reader words.Reader, asked adjustment, adjusted flow.Adjusted) edge.Response {
		said := ReasonAdjusted
		if adjusted.Proposal != "" {
			said = ReasonProposed
		}
		return contract.Said(reader, said, struct {
			WalletID     string `json:"walletId"`
			UserID       string `json:"userId"`
			NewBalance   string `json:"newBalance"`
			AdjustAmount string `json:"adjustAmount"`
			Reason       string `json:"reason"`
			pendingPart
		}{
			funds.WalletID(asked.UserID), asked.UserID, adjusted.Wallet.Balance.Fixed(), adjusted.Amount.Fixed(), adjusted.Reason,
			pendingOf(adjusted.Proposal),
		})
	})
}

func adjustmentOf(in *edge.Input) adjustment {
	body, key := in.Object(), in.Idempotency()
	asked := adjustment{in.Actor(), flow.Adjustment{
		UserID: userIDOf(body), Amount: body.Amount("amount"), Reason: body.RequiredProse("reason", funds.ReasonFieldMissing),
		Idempotency: key, RefuseDuplicates: body.Option(edge.RefuseDuplicates),
	}}
	settles(in, body, &asked.Adjustment)
	return asked
}

// ReasonNamedTwice says that an adjustment settles a withdrawal or a recharge, and not both.
const ReasonNamedTwice funds.Reason = "order_named_twice"

// settles reads which order an adjustment settles, if any.
func settles(in *edge.Input, body *edge.Object, request *flow.Adjustment) {
	withdrawal, recharge := body.Text("withdrawalId"), body.Text("rechargeId")
	var err error
	switch {
	case withdrawal != "" && recharge != "":
		err = funds.Invalid("rechargeId", ReasonNamedTwice)
	case withdrawal != "":
		request.Resolves, err = funds.ParseID(withdrawal)
	case recharge != "":
		if request.Recharge, err = funds.ParseRechargeID(recharge); err != nil {
			err = funds.ErrNoRecharge
		}
	}
	in.Fail(err)
}

// newStatus is an admin's decision about a wallet.
type newStatus struct {
	by             funds.Actor
	userID, reason string
	status         funds.WalletStatus
}

// setStatus serves our own wallet-status route: freeze, close or reopen, with a reason.
func setStatus(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) newStatus {
		body := in.Object()
		return newStatus{
			by: in.Actor(), userID: userIDOf(body), status: funds.WalletStatus(body.Required("status", funds.ReasonFieldMissing)),
			reason: body.RequiredProse("reason", funds.ReasonFieldMissing),
		}
	}, func(ctx context.Context, asked newStatus) (flow.StatusSet, error) {
		return service.SetStatus(ctx, asked.by, asked.userID, asked.status, asked.reason)
	}, func(_ words.Reader, asked newStatus, set flow.StatusSet) edge.Response {
		return contract.OK(struct {
			WalletID string `json:"walletId"`
			UserID   string `json:"userId"`
			Status   string `json:"status"`
			Reason   string `json:"reason"`
			pendingPart
		}{funds.WalletID(asked.userID), asked.userID, string(set.Status), asked.reason, pendingOf(set.Proposal)})
	})
}

// pendingPart, an addition, is there where what was asked for waits for other people.
type pendingPart struct {
	Pending    bool   `json:"pending,omitempty"`
	ProposalID string `json:"proposalId,omitempty"`
}

func pendingOf(proposal funds.ProposalID) pendingPart {
	return pendingPart{proposal != "", string(proposal)}
}

// userIDOf reads the id of a user: what a token's sub may be.
func userIDOf(body *edge.Object) string {
	body.Required("userId", funds.ReasonFieldMissing)
	userID := body.Exact("userId")
	if !funds.ValidSub(userID) {
		body.Fail(funds.Invalid("userId", edge.ReasonInvalid))
	}
	return userID
}
