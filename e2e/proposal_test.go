package e2e_test

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// above asks for a second person above 10,000.00, and always for what has no amount.
var above = []any{
	map[string]any{"act": "adjust", "above": "10000", "need": 2}, map[string]any{"act": "fail", "need": 2},
	map[string]any{"act": "reopen", "need": 2}, map[string]any{"act": "resolve", "need": 2},
}

const adjustPath, statusPath, proposalsPath = "/api/admin/wallet/adjust", "/api/admin/wallet/status", "/admin/proposals/"

// proposes sends what takes two people, and gives its proposal.
func (p *person) proposes(path string, body map[string]any) (id string) {
	p.t.Helper()
	answer := p.post(path, body).want(http.StatusOK)
	if id = answer.text("data.proposalId"); id == "" {
		p.t.Fatalf("%s is not proposed: %s", path, answer.Raw)
	}
	return id
}

func (p *person) balance(want string) {
	p.t.Helper()
	p.get("/api/wallet").want(http.StatusOK).wantAll(map[string]any{"data.balance": want})
}

func TestWhatMovesMoneyTakesTwoPeopleThroughTheFunctionsAsTheyAreDeployed(t *testing.T) {
	t.Parallel()
	policy := twoAbove("10000")
	policy["approvals"] = above
	w := start(t, policy)
	guan, li, phone, wang := w.adminAs("admin-1"), w.adminAs("admin-2"), w.adminAs("admin-2-phone"), w.adminAs("admin-3")
	u := w.owner("u1", "1000")

	id := li.proposes(adjustPath, map[string]any{"userId": "u1", "amount": 20000, "reason": "活动赠送"})
	console.refuses(li.post(proposalsPath+id+"/approve", nil), http.StatusForbidden)
	console.refuses(phone.post(proposalsPath+id+"/approve", nil), http.StatusForbidden) // the same person
	console.refuses(u.post(proposalsPath+id+"/approve", nil), http.StatusForbidden)
	hash := wang.get(proposalsPath + id).want(http.StatusOK).text("data.contentHash")
	console.refuses(wang.post(proposalsPath+id+"/approve", map[string]any{"contentHash": strings.Repeat("0", len(hash))}), http.StatusConflict)
	u.balance("1000.00")

	// Of many last words at once, one carries it out.
	var all sync.WaitGroup
	for _, admin := range []*person{wang, guan, wang, guan, wang, guan} {
		all.Go(func() { admin.post(proposalsPath+id+"/approve", map[string]any{"contentHash": hash}) })
	}
	all.Wait()
	u.balance("21000.00")
	wang.get(proposalsPath + id).want(http.StatusOK).wantAll(map[string]any{"data.state": "done", "data.approvals.0.by": "li"})

	// Eleven friends with 9,999 each: one person gives it to one of them, and a second account is no second person.
	given := 0
	for n := range 11 {
		body := map[string]any{"userId": "friend-" + strconv.Itoa(n), "amount": 9999, "reason": "r"}
		if []*person{li, phone}[n%2].post(adjustPath, body).want(http.StatusOK).text("message") == "余额调整成功" {
			given++
		}
	}
	same(t, "friends who got it by one person", 1, given)

	li.post(statusPath, map[string]any{"userId": "u1", "status": "frozen", "reason": "r"}).want(http.StatusOK).wantAll(map[string]any{"data.status": "frozen"})
	opens := li.proposes(statusPath, map[string]any{"userId": "u1", "status": "active", "reason": "r"})
	wang.post(proposalsPath+opens+"/approve", nil).want(http.StatusOK).wantAll(map[string]any{"data.state": "done"})
	u.get("/api/wallet").want(http.StatusOK).wantAll(map[string]any{"data.status": "active"})

	back := li.proposes(adjustPath, map[string]any{"userId": "u1", "amount": -21000, "reason": "r"})
	guan.post(adjustPath, map[string]any{"userId": "u1", "amount": -1, "reason": "r"}).want(http.StatusOK)
	wang.post(proposalsPath+back+"/approve", nil).want(http.StatusOK).wantAll(map[string]any{"data.state": "failed"})
	u.balance("20999.00")
	console.refuses(guan.post(proposalsPath+back+"/approve", nil), http.StatusConflict)
}

func TestARechargeIsResolvedByTwo(t *testing.T) {
	t.Parallel()
	policy := twoAbove("10000")
	policy["approvals"] = above
	w := start(t, policy)
	li, wang, u := w.adminAs("admin-2"), w.adminAs("admin-3"), w.owner("u1", "1000")
	parked := u.rechargeIn(parkedRecharge)
	credits := li.proposes("/admin/recharges/"+parked+"/resolve", map[string]any{"action": "credit", "reason": "已核对"})
	li.get("/admin/recharges/" + parked).want(http.StatusOK).wantAll(map[string]any{"data.state": "5"})
	wang.post(proposalsPath+credits+"/approve", nil).want(http.StatusOK).wantAll(map[string]any{"data.state": "done"})
	u.balance("1150.00")
	closes := u.rechargeIn(parkedRecharge)
	rejected := li.proposes("/admin/recharges/"+closes+"/resolve", map[string]any{"action": "close", "reason": "已退回"})
	li.post(proposalsPath+rejected+"/reject", map[string]any{"reason": "看错了"}).want(http.StatusOK).wantAll(map[string]any{"data.state": "rejected"})
	li.get("/admin/recharges/" + closes).want(http.StatusOK).wantAll(map[string]any{"data.state": "5"})
	wang.get("/admin/proposals?state=rejected").want(http.StatusOK).wantAll(map[string]any{"data.total": "1", "data.data.0.id": rejected})
}
