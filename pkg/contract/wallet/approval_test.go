package wallet_test

import (
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const approves = `{"approved":true}`

func reviewOf(id funds.ID) string { return "/api/admin/withdrawals/" + string(id) + "/review" }

func TestTheLastOfTwoReviewsPays(t *testing.T) {
	t.Parallel()
	for method, paid := range map[funds.Method]string{funds.MethodWechat: "completed", flowtest.Channel: "processing"} {
		h := open(t, flowtest.TwoAbove(99_00))
		h.Fund("u1", 1000_00)
		id := h.WithdrawalBy("u1", method, funds.StatePending)
		first, second := h.Admin(), h.Second()
		first.Post(reviewOf(id), approves).OK().Has("message", "已记录审核 1/2", "data.status", "pending", "data.reviewedAt", "null")
		h.Unchanged(func() {
			first.Post(reviewOf(id), approves).OK().Has("message", "已记录审核 1/2", "data.status", "pending")
			first.Do(http.MethodPost, reviewOf(id), approves, "X-Outflow-Language", "en").OK().Has("message", "Recorded: 1 of 2 people have approved it")
			second.Post(reviewOf(id), `{"approved":true,"contentHash":"0000000000000000000000000000000000000000000000000000000000000000"}`).Want(http.StatusBadRequest).Has("reason", "content_other")
		})
		if h.Creates(id) != 0 {
			t.Errorf("%s: sent with one of two", method)
		}
		second.Post(reviewOf(id), approves).OK().Has("message", "提现审核通过", "data.status", paid)
		h.Unchanged(func() {
			second.Post(reviewOf(id), approves).OK().Has("message", "提现审核通过", "data.status", paid)
		}) // their answer was lost
	}
}

func TestTheLastReviewOnlyApprovesWherePayersAreApart(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(99_00), flowtest.PayerApart)
	h.Fund("u1", 1000_00)
	id := h.WithdrawalBy("u1", funds.MethodWechat, funds.StatePending)
	h.Admin().Post(reviewOf(id), approves).OK().Has("message", "已记录审核 1/2")
	second := h.Second()
	second.Post(reviewOf(id), approves).OK().Has("message", "提现审核通过", "data.status", "processing")
	h.Is(id, funds.StateApproved)
	h.Unchanged(func() {
		second.Post(reviewOf(id), approves).OK().Has("message", "提现审核通过", "data.status", "processing")
		h.Third().Post(reviewOf(id), approves).Want(http.StatusBadRequest).Has("message", "提现记录状态不正确")
	})
}

// Whoever has approved it elsewhere, and approves it here again, does not pay it by that.
func TestAnApprovalThatIsRepeatedDoesNotPay(t *testing.T) {
	t.Parallel()
	for _, method := range []funds.Method{funds.MethodWechat, flowtest.Channel} {
		h := open(t, flowtest.TwoAbove(99_00))
		h.Fund("u1", 1000_00)
		id := h.WithdrawalBy("u1", method, funds.StatePending)
		for _, sub := range []string{"admin1", "admin2"} {
			if _, err := h.Flow.Approve(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: sub}, id, ""); err != nil {
				t.Fatal(err)
			}
		}
		h.Unchanged(func() { h.Second().Post(reviewOf(id), approves).OK().Has("data.status", "processing") })
		h.Is(id, funds.StateApproved)
	}
}

// What cannot be paid by hand is not endorsed either, and a rejection takes one.
func TestOneRejectsWhatTwoApprove(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(99_00))
	h.Fund("u1", 1000_00)
	id := h.WithdrawalBy("u1", funds.MethodWechat, funds.StatePending)
	h.Admin().Post(reviewOf(id), approves).OK()
	h.Second().Post(reviewOf(id), `{"approved":false,"rejectReason":"资料不符"}`).OK().Has("data.status", "rejected")
	if w := h.Stored(id); len(w.Approvals) != 1 || w.Approvals[0].Person != "guan" {
		t.Errorf("a rejection keeps %+v", w.Approvals)
	}
	h.Holds("u1", 1000_00, 0)
}
