package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

const (
	pauses   = "/admin/pauses"
	pauseAll = `{"scope":"all","hours":2,"reason":"疑似盗号"}`
)

// officer is an admin who may do what is named.
func officer(h *flowtest.House, sub string, permissions ...funds.Permission) *flowtest.Person {
	return h.Called(identity.Caller{Sub: sub, Role: funds.RoleAdmin, Name: "管理员" + sub, Permissions: permissions, HasPerms: true})
}

func TestAPauseIsShownHeldAndLifted(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id := h.Withdrawal("u1", funds.StateApproved)
	admin := h.Admin()
	same(t, "what is paused before", "[]", admin.Get(pauses).OK().At("data.pauses"))
	set := admin.Post(pauses, pauseAll).OK().Has("data.scope", "all", "data.by", admin.Sub, "data.reason", "疑似盗号", "data.holds", "true", "data.liftsNeeded", "1", "data.underWay", "[]")
	admin.Get(pauses).OK().Has("data.pauses.0.scope", "all", "data.pauses.0.until", set.At("data.until"), "data.pauses.0.holds", "true")
	refused := admin.Post(at(id)+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`).Want(http.StatusConflict)
	refused.Has("reason", "payouts_paused", "args.scope", "all", "args.until", strings.Replace(set.At("data.until"), set.At("data.until")[19:], "Z", 1))
	h.Is(id, funds.StateApproved)
	admin.Do(http.MethodDelete, pauses+"/all", nil).OK().Has("data.scope", "all", "data.lifted", "true")
	admin.Do(http.MethodDelete, pauses+"/all", nil).Want(http.StatusNotFound).Has("reason", "not_paused", "message", "没有这项暂停")
	admin.Post(at(id)+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`).OK()
}

func TestLiftingWaitsForASecondPersonUnderRules(t *testing.T) {
	t.Parallel()
	h := open(t, func(p *funds.Policy) {
		p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Above: 10_000_00, Need: 2}}
	})
	first, second := officer(h, "a1", funds.PermissionWallet), officer(h, "a2", funds.PermissionPay)
	first.Post(pauses, pauseAll).OK().Has("data.liftsNeeded", "2")
	for range 2 {
		first.Do(http.MethodDelete, pauses+"/all", nil).OK().Has("data.lifted", "false", "data.pending", "true", "data.liftedBy", `["a1"]`)
	}
	first.Get(pauses).OK().Has("data.pauses.0.liftedBy", `["a1"]`)
	second.Do(http.MethodDelete, pauses+"/all", nil).OK().Has("data.lifted", "true")
	same(t, "what is paused", "[]", first.Get(pauses).OK().At("data.pauses"))
}

func TestThoseWhoMayFreezeOrPayMayPause(t *testing.T) {
	t.Parallel()
	h := open(t)
	reviewer := officer(h, "a1", funds.PermissionReview, funds.PermissionAdjust)
	reviewer.Get(pauses).OK()
	reviewer.Post(pauses, pauseAll).Want(http.StatusForbidden).Has("reason", "permission_missing")
	reviewer.Do(http.MethodDelete, pauses+"/all", nil).Want(http.StatusForbidden)
	officer(h, "a2", funds.PermissionPay).Post(pauses, pauseAll).OK()
	officer(h, "a3", funds.PermissionWallet).Do(http.MethodDelete, pauses+"/all", nil).OK()
}

func TestWhoHasPausedForADayIsToldThatAnotherIsNeeded(t *testing.T) {
	t.Parallel()
	h := open(t)
	admin := h.Admin()
	admin.Post(pauses, `{"scope":"recharge","hours":24,"reason":"核对"}`).OK()
	h.Clock.Advance(25 * time.Hour)
	admin.Post(pauses, pauseAll).Want(http.StatusConflict).Has("reason", "pause_used_up", "args.hours", "24")
	officer(h, "a2", funds.PermissionPay).Post(pauses, pauseAll).OK()
}
