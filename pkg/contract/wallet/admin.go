package wallet

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/list"
)

// allWithdrawals serves 获取提现记录列表.
func allWithdrawals(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		page, err := r.Page("page", "pageSize", pageSize, maxPageSize)
		if err != nil {
			return edge.Response{}, err
		}
		status, given, err := r.Query("status")
		if err != nil {
			return edge.Response{}, err
		}
		states := statuses.States(status)
		if given && len(states) == 0 {
			return edge.Response{}, funds.NotOneOf("status", "pending", "processing", "completed", "rejected", "failed")
		}
		found, err := lists.Records(ctx, funds.Filter{States: states}, page)
		if err != nil {
			return edge.Response{}, err
		}
		views := contract.ViewsFor(r.Reader(), found.Records, maskedView)
		return contract.OK(struct {
			Withdrawals []adminView         `json:"withdrawals"`
			Pagination  contract.Pagination `json:"pagination"`
		}{views, contract.Paged(page, found.Total)}), nil
	}
}

// detail serves 获取提现详情: the whole account, which leaves an audit record.
func detail(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		record, err := lists.Unmasked(ctx, r.Actor(), id)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.OK(detailViewOf(record, r.Reader())), nil
	}
}

// What has been done.
const (
	ReasonReviewApproved funds.Reason = "review_approved"
	ReasonReviewRejected funds.Reason = "review_rejected"
	ReasonAdjusted       funds.Reason = "balance_adjusted"
)

// review serves 审核提现申请: an approval is also the payout.
func review(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		id, err := r.ID()
		if err != nil {
			return edge.Response{}, err
		}
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		approved, reason := body.Flag("approved"), body.Prose("rejectReason")
		switch {
		case body.Err() != nil:
			return edge.Response{}, body.Err()
		case !approved && reason == "":
			return edge.Response{}, funds.Invalid("rejectReason", funds.ReasonRejectionReason)
		}
		said := ReasonReviewApproved
		var reviewed funds.Withdrawal
		if approved {
			reviewed, err = service.ApproveAndPay(ctx, r.Actor(), id)
		} else {
			said = ReasonReviewRejected
			reviewed, err = service.Reject(ctx, r.Actor(), id, reason)
		}
		if err != nil {
			return edge.Response{}, err
		}
		return contract.Said(r.Reader(), said, struct {
			ID           string  `json:"id"`
			WithdrawalNo string  `json:"withdrawalNo"`
			Status       string  `json:"status"`
			ReviewedAt   *string `json:"reviewedAt"`
		}{string(reviewed.ID), reviewed.ID.WalletNo(), statuses[reviewed.State], edge.OptionalMoment(reviewed.Review.At)}), nil
	}
}

// adjust serves 手动调整余额. Additions of ours, the optional withdrawalId and rechargeId, name the order that the
// adjustment settles.
func adjust(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		key, err := r.Idempotency()
		if err != nil {
			return edge.Response{}, err
		}
		userID, amount, reason := userIDOf(body), body.Amount("amount"), body.RequiredProse("reason", funds.ReasonFieldMissing)
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		request := flow.Adjustment{UserID: userID, Amount: amount, Reason: reason, Idempotency: key, RefuseDuplicates: body.Option(edge.RefuseDuplicates)}
		if err := settles(body, &request); err != nil {
			return edge.Response{}, err
		}
		adjusted, err := service.Adjust(ctx, r.Actor(), request)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.Said(r.Reader(), ReasonAdjusted, struct {
			WalletID     string `json:"walletId"`
			UserID       string `json:"userId"`
			NewBalance   string `json:"newBalance"`
			AdjustAmount string `json:"adjustAmount"`
			Reason       string `json:"reason"`
		}{funds.WalletID(userID), userID, adjusted.Wallet.Balance.Fixed(), adjusted.Amount.Fixed(), adjusted.Reason}), nil
	}
}

// ReasonNamedTwice says that an adjustment settles a withdrawal or a recharge, and not both.
const ReasonNamedTwice funds.Reason = "order_named_twice"

// settles reads which order an adjustment settles, if any.
func settles(body *edge.Object, request *flow.Adjustment) (err error) {
	withdrawal, recharge := body.Text("withdrawalId"), body.Text("rechargeId")
	switch {
	case body.Err() != nil:
		return body.Err()
	case withdrawal != "" && recharge != "":
		return funds.Invalid("rechargeId", ReasonNamedTwice)
	case withdrawal != "":
		request.Resolves, err = funds.ParseID(withdrawal)
	case recharge != "":
		if request.Recharge, err = funds.ParseRechargeID(recharge); err != nil {
			return funds.ErrNoRecharge
		}
	}
	return err
}

// setStatus serves our own wallet-status route: freeze, close or reopen, with a reason.
func setStatus(service *flow.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		userID, status, reason := userIDOf(body), body.Required("status", funds.ReasonFieldMissing), body.RequiredProse("reason", funds.ReasonFieldMissing)
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		wallet, err := service.SetStatus(ctx, r.Actor(), userID, funds.WalletStatus(status), reason)
		if err != nil {
			return edge.Response{}, err
		}
		return contract.OK(struct {
			WalletID string `json:"walletId"`
			UserID   string `json:"userId"`
			Status   string `json:"status"`
			Reason   string `json:"reason"`
		}{funds.WalletID(userID), userID, string(wallet.Status), reason}), nil
	}
}

// userIDOf reads the id of a user: what a token's sub may be.
func userIDOf(body *edge.Object) string {
	body.Required("userId", funds.ReasonFieldMissing)
	userID := body.Exact("userId")
	if !identity.ValidSub(userID) {
		body.Fail(funds.Invalid("userId", edge.ReasonInvalid))
	}
	return userID
}
