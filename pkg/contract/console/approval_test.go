package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	approves  = `{"action":"approve"}`
	paysByOne = `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM"}`
	paysByBox = `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`
)

func TestWhatTakesTwoIsEndorsedAndThenApproved(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(99_00))
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StatePending)
	first, second := h.Admin(), h.Second()

	shown := first.Get(at(id)).OK().Has("data.approvalsNeeded", "2", "data.approvals", "").At("data.contentHash")
	first.Post(at(id)+"/review", approves).OK().Has(
		"data.status", "pending", "data.approvalsNeeded", "2", "data.approvals.0.by", "guan", "data.approvals.0.name", "管理员", "data.approvals.1", "",
		"data.contentHash", shown, "data.reviewedAt", "",
	)
	again := first.Get(at(id)+"/detail").OK().Has("data.approvals.0.by", "guan", "data.logs.1.action", "approve", "data.logs.1.oldStatus", "pending", "data.logs.1.newStatus", "pending")
	if when := again.At("data.approvals.0.at"); when == "" || when != again.At("data.logs.1.createdAt") {
		t.Errorf("approved at %q, logged at %q", when, again.At("data.logs.1.createdAt"))
	}
	first.Get(records+"?status=pending").OK().Has("data.data.0.approvalsNeeded", "2", "data.data.0.approvals.0.by", "guan")
	h.Unchanged(func() {
		first.Post(at(id)+"/review", approves).OK().Has("data.status", "pending", "data.approvals.0.by", "guan", "data.approvals.1", "")
		for _, pays := range []string{paysByOne, paysByBox} {
			second.Post(at(id)+"/payout", pays).Want(http.StatusConflict).Has("message", "还需 1 位管理员审核")
		}
		second.Post(at(id)+"/review", `{"action":"approve","contentHash":"`+strings.Repeat("0", 64)+`"}`).Want(http.StatusConflict).Has("reason", "content_other")
		second.Post(at(id)+"/review", `{"action":"approve","contentHash":"zz"}`).Want(http.StatusBadRequest)
	})
	second.Post(at(id)+"/review", `{"action":"approve","contentHash":"`+shown+`"}`).OK().Has("data.status", "approved", "data.approvals.1.by", "li", "data.approvals.1.name", "李审")
	h.Third().Post(at(id)+"/review", approves).Want(http.StatusConflict).Has("message", "状态转换非法: approved → approved")
	h.Unchanged(func() {
		second.Post(at(id)+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM","contentHash":"`+strings.Repeat("0", 64)+`"}`).Want(http.StatusConflict)
	})
	first.Post(at(id)+"/payout", paysByBox).OK().Has("data.status", "processing", "data.approvals.1.by", "li")
	if h.Creates(id) != 1 {
		t.Errorf("sent %d times", h.Creates(id))
	}
}

// One that was approved by one person, before the policy asked for two, is short: it is not paid, and endorsed further.
func TestAnApprovedOneThatIsShortIsNotPaid(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateApproved) // by the helper
	h.Changes(flowtest.TwoAbove(99_00))
	first, second := h.Admin(), h.Second()
	first.Get(at(id)).OK().Has("data.approvalsNeeded", "2", "data.approvals.0.by", "helper", "data.approvals.1", "")
	h.Unchanged(func() {
		first.Post(at(id)+"/payout", paysByBox).Want(http.StatusConflict).Has("message", "还需 1 位管理员审核", "reason", "approvals_short", "args.count", "1")
		first.Post(at(id)+"/payout", paysByOne).Want(http.StatusConflict).Has("message", "还需 1 位管理员审核")
	})
	first.Post(at(id)+"/review", approves).OK().Has("data.status", "approved", "data.approvals.1.by", "guan")
	h.Changes(func(p *funds.Policy) { p.Controls.People[0].Dismissed = true })
	second.Post(at(id)+"/payout", paysByOne).Want(http.StatusConflict).Has("message", "还需 1 位管理员审核")
	second.Post(at(id)+"/review", approves).OK().Has("data.status", "approved", "data.approvals.1.by", "li")
	second.Post(at(id)+"/payout", paysByOne).OK().Has("data.status", "completed", "data.approvals.1.by", "li")
}

func TestWhoeverApprovedDoesNotPayByHand(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(99_00), flowtest.PayerApart)
	h.Fund("u1", 1000_00)
	id := h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending)
	h.Admin().Post(at(id)+"/review", approves).OK()
	h.SecondsPhone().Post(at(id)+"/review", approves).OK().Has("data.status", "approved", "data.approvals.1.by", "li")
	h.Unchanged(func() {
		for _, approver := range []*flowtest.Person{h.Admin(), h.Second(), h.SecondsPhone()} {
			approver.Post(at(id)+"/payout", paysByOne).Want(http.StatusConflict).Has("reason", "payer_apart")
		}
	})
	h.Third().Post(at(id)+"/payout", paysByOne).OK().Has("data.status", "completed")
}

// Under one person, nothing of it is shown, stored, or asked.
func TestOnePersonSeesNothingOfApprovals(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateApproved)
	h.Admin().Get(at(id)).OK().Has("data.approvalsNeeded", "", "data.approvals", "", "data.contentHash", "")
	if w := h.Stored(id); w.Need != 0 || w.Approvals != nil || w.ContentHash != "" || len(h.Wallet("u1").Recent.Hours) > 0 {
		t.Errorf("%+v", w)
	}
}

// TestARowSaysOfAPayoutWhatItsDetailSays: two that together pass the rule take two people each.
func TestARowSaysOfAPayoutWhatItsDetailSays(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(150_00))
	h.Fund("u1", 1000_00)
	first := h.Withdrawal("u1", funds.StatePending) // of 100.00, and so is the next
	h.Admin().Get(records).OK().Has("data.data.0.id", string(first), "data.data.0.approvalsNeeded", "")
	h.Withdrawal("u1", funds.StatePending)
	h.Admin().Get(at(first)).OK().Has("data.approvalsNeeded", "2")
	h.Admin().Get(records).OK().Has("data.data.0.approvalsNeeded", "2", "data.data.1.id", string(first), "data.data.1.approvalsNeeded", "2")
}
