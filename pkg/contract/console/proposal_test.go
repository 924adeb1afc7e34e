package console_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

const proposalsPath = "/admin/proposals"

// ofTwo makes everything above 10,000.00 take two people, and so does what has no amount.
func ofTwo(h *flowtest.House) {
	for _, act := range []funds.ControlledAct{funds.ActFail, funds.ActReopen, funds.ActResolve} {
		h.Flow.Policy.Controls.Rules = append(h.Flow.Policy.Controls.Rules, funds.ApprovalRule{Act: act, Need: 2})
	}
	h.Flow.Policy.Controls.Rules = append(h.Flow.Policy.Controls.Rules, funds.ApprovalRule{Act: funds.ActAdjust, Above: 10_000_00, Need: 2})
}

func named(h *flowtest.House, sub string, may ...funds.Permission) *flowtest.Person {
	return h.Called(identity.Caller{Sub: sub, Role: funds.RoleAdmin, Name: sub, HasPerms: len(may) > 0, Permissions: may})
}

// proposes is an adjustment of u1's balance that takes two, by li.
func proposes(t *testing.T, h *flowtest.House, amount funds.Amount) string {
	t.Helper()
	adjusted, err := h.Flow.Adjust(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: "li", Name: "李四"}, flow.Adjustment{UserID: "u1", Amount: amount, Reason: "活动赠送"})
	if err != nil || adjusted.Proposal == "" {
		t.Fatalf("%+v, %v", adjusted, err)
	}
	return string(adjusted.Proposal)
}

func TestAProposalIsShownInFullAndApproved(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Owner("u1", 1)
	ofTwo(h)
	li, wang := named(h, "li"), named(h, "wang", funds.PermissionAdjust)
	id := proposes(t, h, 20_000_00)
	shown := wang.Get(proposalsPath+"/"+strings.ToLower(id)).OK().Has(
		"data.id", id, "data.action", "adjust", "data.permission", "adjust", "data.summary", "给用户 u1 的余额增加 20000.00", "data.summaryParts.statements.0.reason", "proposes_adding",
		"data.escortId", "u1", "data.escortName", "张三", "data.escortPhoneMasked", "138****8888", "data.amount", "20000", "data.reason", "活动赠送", "data.state", "open",
		"data.proposedBy.by", "li", "data.proposedBy.name", "李四", "data.approvalsNeeded", "2", "data.approvals.0.by", "li",
	)
	approve := proposalsPath + "/" + id + "/approve"
	li.Post(approve, nil).Want(http.StatusForbidden).Has("reason", "proposal_own")
	named(h, "chen", funds.PermissionReview).Post(approve, nil).Want(http.StatusForbidden)
	named(h, "zhao", funds.PermissionPay).Post(approve, nil).Want(http.StatusForbidden).Has("reason", "forbidden")
	wang.Post(approve, `{"contentHash":"`+strings.Repeat("0", 64)+`"}`).Want(http.StatusConflict).Has("reason", "proposal_changed")
	wang.Post(approve, `{"contentHash":"none"}`).Want(http.StatusBadRequest)
	wang.Post(approve, `{"contentHash":"`+shown.At("data.contentHash")+`"}`).OK().Has(
		"data.state", "done", "data.approvals.1.by", "wang", "data.endedBy", "wang",
	)
	wang.Post(approve, nil).OK().Has("data.state", "done") // a lost answer is repeated
	h.Holds("u1", 20_000_01, 0)
	wang.Get(proposalsPath+"/PR"+string(flowtest.Unknown)).Want(http.StatusNotFound).Has("message", "提案不存在")
	wang.Post(proposalsPath+"/"+string(flowtest.Unknown)+"/approve", nil).Want(http.StatusNotFound)
}

func TestProposalsAreListedByWhatBecameOfThem(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Owner("u1", 1)
	ofTwo(h)
	wang := named(h, "wang")
	expired := proposes(t, h, 30_000_00)
	h.Clock.Advance(funds.ProposalLife)
	done, rejected := proposes(t, h, 20_000_00), proposes(t, h, 40_000_00)
	wang.Post(proposalsPath+"/"+done+"/approve", nil).OK()
	waits, failed := proposes(t, h, -20_000_00), proposes(t, h, -20_000_01)
	h.Adjust("u1", -2, "扣", "zhao")
	wang.Post(proposalsPath+"/"+failed+"/approve", nil).OK().Has("data.state", "failed", "data.failReasonParts.statements.0.reason", "insufficient")
	wang.Post(proposalsPath+"/"+rejected+"/reject", `{}`).Want(http.StatusBadRequest)
	wang.Post(proposalsPath+"/"+rejected+"/reject", `{"reason":"金额有误"}`).OK().Has("data.state", "rejected", "data.rejectReason", "金额有误", "data.endedBy", "wang")
	wang.Post(proposalsPath+"/"+expired+"/approve", nil).Want(http.StatusConflict).Has("reason", "proposal_expired")
	wang.Post(proposalsPath+"/"+rejected+"/approve", nil).Want(http.StatusConflict).Has("reason", "proposal_ended", "args.to", "rejected")
	for state, want := range map[string][]string{"open": {waits}, "done": {done}, "failed": {failed}, "rejected": {rejected}, "expired": {expired}} {
		got := wang.Get(proposalsPath+"?state="+state).OK().Has("data.total", "1", "data.data.0.state", state)
		same(t, state, want, got.Column("data.data", "id"))
	}
	wang.Get(proposalsPath+"?pageSize=2&page=2").OK().Has("data.total", "5", "data.page", "2")
	wang.Get(proposalsPath + "?state=closed").Want(http.StatusBadRequest)
}

func TestAPayoutUnderWayAndARechargeAreShownAsTheyAreUntilTheSecondApproves(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Owner("u1", 1000_00)
	ofTwo(h)
	li, wang := named(h, "li"), named(h, "wang")
	id := string(h.Withdrawal("u1", funds.StateProcessing))
	h.Ends(id, 2)
	h.Clock.Advance(funds.DefaultTiming().SendWindow * 2)
	proposed := li.Post(records+"/"+id+"/fail", `{"reason":"已退款"}`).OK().Has("data.status", "processing", "data.pendingAction", "fail").At("data.proposalId")
	wang.Get(proposalsPath+"/"+proposed).OK().Has("data.recordId", id, "data.amount", "100", "data.permission", "pay")
	wang.Post(proposalsPath+"/"+proposed+"/approve", nil).OK().Has("data.state", "done")
	li.Get(records+"/"+id).OK().Has("data.status", "failed", "data.failReason", "已退款", "data.proposalId", "")

	recharge := string(h.Recharge("u1", 200_00))
	h.Receives(recharge, "150")
	proposed = li.Post("/admin/recharges/"+recharge+"/resolve", `{"action":"credit","reason":"已核对"}`).OK().Has("data.state", "5", "data.pendingAction", "resolve").At("data.proposalId")
	wang.Get(proposalsPath+"/"+proposed).OK().Has("data.rechargeId", recharge, "data.decision", "credit", "data.amount", "150")
	wang.Post(proposalsPath+"/"+proposed+"/approve", nil).OK().Has("data.state", "done")
	h.Holds("u1", 1150_00, 0)
}

func TestEveryActIsSaidInASentence(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Owner("u1", 1000_00)
	h.Owner("u2", 1)
	h.Adjust("u2", -1, "扣", "li")
	contradicted := h.PaidAfterAll("u1")
	ofTwo(h)
	li := funds.Actor{Role: funds.RoleAdmin, ID: "li", Name: "李四"}
	says := func(id funds.ProposalID, err error, want string) {
		t.Helper()
		if err != nil || id == "" {
			t.Fatalf("%s: %q, %v", want, id, err)
		}
		named(h, "wang").Do(http.MethodGet, proposalsPath+"/"+string(id), nil, edge.LanguageHeader, "en").OK().Has("data.summary", want)
	}
	settled, err := h.Flow.Adjust(t.Context(), li, flow.Adjustment{UserID: "u1", Amount: -40_00, Reason: "r", Resolves: contradicted})
	says(settled.Proposal, err, "Change the balance of user u1 by -40.00, to settle order "+string(contradicted))
	closed, err := h.Flow.SetStatus(t.Context(), li, "u2", funds.WalletClosed, "r")
	says(closed.Proposal, err, "Close the wallet of user u2")
	opened, err := h.Flow.SetStatus(t.Context(), li, "u2", funds.WalletActive, "r")
	says(opened.Proposal, err, "Make the wallet of user u2 active")
	taken, err := h.Flow.Adjust(t.Context(), li, flow.Adjustment{UserID: "u1", Amount: -900_00, Reason: "r"})
	if err != nil || taken.Proposal != "" {
		t.Errorf("little takes one: %+v, %v", taken, err)
	}
	parked := h.Recharge("u2", 200_00)
	h.Receives(string(parked), "150")
	h.AskedAgain()
	refused, err := h.Flow.ResolveRecharge(context.WithoutCancel(t.Context()), li, parked, "close", "r")
	says(refused.Proposal, err, "Close recharge "+string(parked)+" (200.00) of user u2 without a credit")
}
