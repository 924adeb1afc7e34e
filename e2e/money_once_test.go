package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// creating is a route that makes something new with each request.
type creating struct {
	form    form
	caller  funds.Role
	body    string // U is the user whose money it is
	other   string // another body
	made    string // what the answer names the result by
	entries int    // of the ledger, once it is made
	later   func(u *person, first answer)
	replays map[string]any // what a replay shows after later
}

func creatingRoutes() map[string]creating {
	return map[string]creating{
		"/api/wallet/withdraw": {
			form: wallet, caller: funds.RoleUser, made: "data.id", entries: 2,
			body:    `{"amount":100,"method":"wechat","account":"13800001111"}`,
			other:   `{"amount":101,"method":"wechat","account":"13800001111"}`,
			later:   func(u *person, first answer) { u.admin().review(first.text("data.id"), "reject").want(http.StatusOK) },
			replays: map[string]any{"data.status": "rejected", "data.amount": "100.00"},
		},
		"/api/wallet/request-withdraw": {
			form: withdrawflow, caller: funds.RoleUser, made: "data.transaction_no", entries: 2,
			body:  `{"uid":"U","amount":100,"bank_card_info":"6225****1234"}`,
			other: `{"uid":"U","amount":100,"bank_card_info":"6225****1235"}`,
			later: func(u *person, first answer) {
				cancelled := u.admin().post("/api/wallet/cancel-withdraw", map[string]string{"transaction_no": first.text("data.transaction_no")})
				withdrawflow.accepts(cancelled)
			},
			replays: map[string]any{"data.status": "cancelled", "data.amount": "100.00"},
		},
		"/api/withdrawal": {
			form: merchant, caller: funds.RoleUser, made: "data.id", entries: 2,
			body:  `{"amount":100,"type":"MVola","targetAccount":"0387222126"}`,
			other: `{"amount":100,"type":"MVola","targetAccount":"0387222127"}`,
			later: func(u *person, first answer) {
				id := first.text("data.id")
				u.gatewaySays(id, map[string]any{"state": 1, "callback": true})
				u.calledBack(id, 1)
			},
			replays: map[string]any{"data.state": "1", "data.stateText": "成功", "data.amount": "100"},
		},
		"/api/recharge": {
			form: merchant, caller: funds.RoleUser, made: "data.id", entries: 1,
			body:  `{"amount":100,"channelCode":"MVola-100-5000"}`,
			other: `{"amount":101,"channelCode":"MVola-100-5000"}`,
			later: func(u *person, first answer) {
				id := first.text("data.id")
				u.gatewaySays(id, map[string]any{"state": 2, "callback": true})
				u.calledBack(id, 1)
			},
			replays: map[string]any{"data.state": "2", "data.stateText": "完成", "data.creditedAmount": "100"},
		},
		"/api/admin/wallet/adjust": {
			form: wallet, caller: funds.RoleAdmin, made: "data.newBalance", entries: 2,
			body:  `{"userId":"U","amount":100,"reason":"补偿"}`,
			other: `{"userId":"U","amount":-100,"reason":"补偿"}`,
			later: func(u *person, _ answer) {
				u.admin().post("/api/admin/wallet/adjust", map[string]any{"userId": u.sub, "amount": 5, "reason": "补偿"}).want(http.StatusOK)
			},
			replays: map[string]any{"data.newBalance": "1105.00", "data.adjustAmount": "100.00"},
		},
	}
}

// changing are the POSTs that make nothing new: each acts on something that exists, which its state or
// its signature keeps from happening twice; or it only reads. A policy is proposed as often as it is sent, and counts once; an
// endpoint that is made twice is seen twice, and moves no money. A batch of payouts that is made twice claims nothing: each
// payout is claimed once, whoever releases which.
var changing = []string{
	"/review", "/payout", "/fail", "/check", "/cancel", "/callback", "/status", "/confirm-withdraw", "/cancel-withdraw",
	"/resolve", "/transaction-no", "/return", "/hold", "/release", "/pauses", "/blocked-accounts", "/blocked-accounts/{id}", "/admin/statements", "/admin/breaks/{id}", "/proposals/{id}/approve", "/proposals/{id}/reject", "/admin/webhooks", "/admin/webhooks/{id}", "/webhooks/{id}/secret", "/webhooks/{id}/test", "/webhooks/{id}/replay", "/admin/payout-batches", "/payout-batches/{id}", "/payout-batches/{id}/step", "/results", "/admin/jobs", "/admin/jobs/{id}/step", "/admin/jobs/{id}/file", "/admin/policy", "/admin/policy/preview", "/{version}/confirm", "/{version}/withdraw", "/ask", "/withdraw/audit", "/withdraw/get", "/withdraw/list", "/withdraw/user_list",
}

func TestEveryPostEitherMakesOrChanges(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	known := creatingRoutes()
	for _, route := range w.Template().Routes {
		if route.Method != http.MethodPost {
			continue
		}
		_, makes := known[route.Path]
		changes := false
		for _, suffix := range changing {
			changes = changes || strings.HasSuffix(route.Path, suffix)
		}
		if makes == changes {
			t.Errorf("POST %s: say here whether it makes something new, which an Idempotency-Key must repeat", route.Path)
		}
		delete(known, route.Path)
	}
	if len(known) > 0 {
		t.Errorf("no such routes: %v", known)
	}
}

// keyed posts with an idempotency key.
func (p *person) keyed(path, key, body string) answer {
	p.t.Helper()
	header := http.Header{}
	header.Set("Idempotency-Key", key)
	return p.do(http.MethodPost, path, body, header)
}

func TestARepeatedRequestMakesNothingTwice(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, nil)
	for path, route := range creatingRoutes() {
		t.Run(path, func(t *testing.T) {
			u := w.user("1000").in(t)
			body := strings.ReplaceAll(route.body, "U", u.sub)
			caller, another := u, u.person("admin-2", funds.RoleAdmin)
			if route.caller == funds.RoleAdmin {
				caller = u.admin()
			}

			answers := make([]answer, 20)
			atOnce(len(answers), func(i int) { answers[i] = caller.keyed(path, "key"+u.sub, body) })
			for _, got := range answers {
				same(t, "what was made", answers[0].want(http.StatusOK).at(route.made), got.want(http.StatusOK).at(route.made))
			}
			same(t, "entries", route.entries, len(u.ledger()))

			key := "key" + u.sub
			before := u.dump()
			route.form.refuses(caller.keyed(path, key, strings.ReplaceAll(route.other, "U", u.sub)), http.StatusConflict)
			same(t, "the table after another body", before, u.dump())

			route.later(u, answers[0])
			before = u.dump()
			caller.keyed(path, key, body).want(http.StatusOK).wantAll(route.replays)
			same(t, "the table after a replay", before, u.dump())

			if route.caller == funds.RoleAdmin {
				another.keyed(path, key, body).want(http.StatusOK)
				same(t, "entries after another admin's with the same key", 4, len(u.ledger()))
				return
			}
			other := u.user("1000").in(t)
			made := route.form.accepts(other.keyed(path, key, strings.ReplaceAll(route.body, "U", other.sub)))
			if made.at(route.made) == answers[0].at(route.made) {
				t.Error("another user's key gave this one's withdrawal")
			}
		})
	}
	w.agree()
}

// TestAKeyBelongsToItsRoute: the same key on another route is another request.
func TestAKeyBelongsToItsRoute(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("1000")
	routes := creatingRoutes()
	first := u.keyed("/api/wallet/withdraw", "k", routes["/api/wallet/withdraw"].body).want(http.StatusOK)
	second := u.keyed("/api/withdrawal", "k", routes["/api/withdrawal"].body).want(http.StatusOK)
	if first.at("data.id") == second.at("data.id") {
		t.Error("the second route gave the first one's withdrawal")
	}
	u.has("1000.00", "200.00")
}

// TestARefusedRequestLeavesItsKeyFree: what made nothing may be tried again with another body.
func TestARefusedRequestLeavesItsKeyFree(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("50")
	u.keyed("/api/withdrawal", "k", creatingRoutes()["/api/withdrawal"].body).want(http.StatusBadRequest)
	u.keyed("/api/wallet/withdraw", "k", creatingRoutes()["/api/wallet/withdraw"].body).want(http.StatusBadRequest)
	w.admin().post("/api/admin/wallet/adjust", map[string]any{"userId": u.sub, "amount": json.Number("1000"), "reason": "充值"}).want(http.StatusOK)
	u.keyed("/api/withdrawal", "k", creatingRoutes()["/api/withdrawal"].other).want(http.StatusOK)
	u.keyed("/api/wallet/withdraw", "k", creatingRoutes()["/api/wallet/withdraw"].other).want(http.StatusOK)
}
