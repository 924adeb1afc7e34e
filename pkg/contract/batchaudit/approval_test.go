package batchaudit_test

import (
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestWhatWaitsForAnotherPersonIsNoSuccess(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(150_00), func(p *funds.Policy) {
		p.Controls.Rules = append(p.Controls.Rules, funds.ApprovalRule{Act: funds.ActPayout, Method: funds.MethodBank, Need: 2})
	})
	h.Fund("u1", 1000_00)
	h.Fund("u2", 1000_00)
	two, one := string(h.WithdrawalBy("u1", funds.MethodBank, funds.StatePending)), string(h.WithdrawalBy("u2", funds.MethodWechat, funds.StatePending))
	audit := `{"withdrawIDs":["` + two + `","` + one + `"],"status":2,"auditRemark":"好"}`
	const path = "/withdraw/audit"
	h.Admin().Post(path, audit).OK().Has(
		"errCode", "0", "errMsg", "", "errDlt", "1 笔已记录审核，待其他管理员审核",
		"data.successCount", "1", "data.failCount", "1", "data.failedIDs.0", two, "data.failedIDs.1", "", "data.pendingIDs.0", two, "data.pendingIDs.1", "",
	)
	only := `{"withdrawIDs":["` + two + `"],"status":2,"auditRemark":"好"}`
	h.Unchanged(func() {
		h.Admin().Post(path, only).OK().Has("data.successCount", "0", "data.failedIDs.0", two, "data.pendingIDs.0", two)
	})
	accepted(h.Second().Post(path, only)).Has("data.successCount", "1", "data.failCount", "0", "data.pendingIDs", "")
	h.Is(funds.ID(two), funds.StateApproved)
	h.Unchanged(func() { accepted(h.Second().Post(path, only)).Has("data.successCount", "1") }) // the same answer again
	accepted(h.Third().Post(path, `{"withdrawIDs":["`+two+`"],"status":3,"auditRemark":"不行"}`)).Has("data.successCount", "1")
	if w := h.Stored(funds.ID(two)); len(w.Approvals) != 2 || w.State != funds.StateRejected {
		t.Errorf("a rejection keeps %+v", w.Approvals)
	}
}
