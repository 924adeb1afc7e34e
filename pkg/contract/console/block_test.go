package console_test

import (
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const blockedAccounts = "/admin/blocked-accounts"

func TestABlockIsShownHeldAndLifted(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id, other := h.Withdrawal("u1", funds.StateApproved), h.Withdrawal("u1", funds.StateApproved)
	admin := h.Admin()
	same(t, "what is blocked before", "[]", admin.Get(blockedAccounts).OK().At("data.accounts"))
	set := admin.Post(blockedAccounts, `{"withdrawalId":"`+string(id)+`","reason":"盗刷"}`).OK().Has("data.by", admin.Sub, "data.reason", "盗刷", "data.liftsNeeded", "1", "data.underWay", "[]")
	block := set.At("data.id")
	admin.Get(blockedAccounts).OK().Has("data.accounts.0.id", block, "data.accounts.0.account", set.At("data.account"))
	for _, body := range []string{`{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`, `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM","transactionNo":"TX1"}`} {
		admin.Post(at(id)+"/payout", body).Want(http.StatusConflict).Has("reason", "account_blocked", "args.field", "account")
	}
	h.Is(id, funds.StateApproved)
	admin.Post(at(other)+"/fail", `{"reason":"盗刷","operatorConfirmText":"CONFIRM"}`).OK() // money back, however blocked
	admin.Do(http.MethodDelete, blockedAccounts+"/"+block, nil).OK().Has("data.id", block, "data.lifted", "true")
	admin.Do(http.MethodDelete, blockedAccounts+"/"+block, nil).Want(http.StatusNotFound).Has("reason", "not_blocked")
	admin.Post(at(id)+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`).OK()
}

func TestLiftingABlockWaitsForASecondPersonUnderRules(t *testing.T) {
	t.Parallel()
	h := open(t, func(p *funds.Policy) {
		p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Above: 10_000_00, Need: 2}}
	})
	reviewer, first, second := officer(h, "a0", funds.PermissionReview), officer(h, "a1", funds.PermissionWallet), officer(h, "a2", funds.PermissionPay)
	officer(h, "a3", funds.PermissionAdjust).Post(blockedAccounts, `{"account":"6222021234567894","reason":"盗刷"}`).Want(http.StatusForbidden)
	block := reviewer.Post(blockedAccounts, `{"account":"6222021234567894","reason":"盗刷"}`).OK().Has("data.liftsNeeded", "2", "data.account", "****7894").At("data.id")
	reviewer.Do(http.MethodDelete, blockedAccounts+"/"+block, nil).Want(http.StatusForbidden)
	for range 2 {
		first.Do(http.MethodDelete, blockedAccounts+"/"+block, nil).OK().Has("data.lifted", "false", "data.pending", "true", "data.liftedBy", `["a1"]`)
	}
	second.Do(http.MethodDelete, blockedAccounts+"/"+block, nil).OK().Has("data.lifted", "true")
	same(t, "what is blocked", "[]", first.Get(blockedAccounts).OK().At("data.accounts"))
}
