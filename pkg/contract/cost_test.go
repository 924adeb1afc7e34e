package contract_test

import (
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/identity"
)

func TestMain(m *testing.M) { os.Exit(flowtest.Run(m)) }

// exchange is one request of a withdrawal's life, or the gateway's callback.
type exchange struct {
	name   string
	before func() // what it needs, and does not pay for; nil for nothing
	do     func()
	want   flowtest.Cost
}

// TestWhatEachStepOfALifeCosts counts the requests to the table, and their units, of the whole of each request: from the
// token to the answer, logs and audit records included. Ids, names and texts are as long as real ones. A process reads a
// month's item once, so a life is lived before the one that is counted, and which channels are silent every few seconds (one
// unit), so that is read before too.
func TestWhatEachStepOfALifeCosts(t *testing.T) {
	t.Parallel()
	for name, life := range map[string]func(*lives) []exchange{
		"through the channel, reviewed by an admin": (*lives).throughTheChannel,
		"through the channel, reviewed by two":      (*lives).byTwo,
		"through the channel, approved by policy":   (*lives).byPolicy,
		"reviewed and paid by hand in one step":     (*lives).byHand,
		"reviewed and sent in one step":             (*lives).sent,
		"rejected":                                  (*lives).rejected,
		"cancelled by its user":                     (*lives).cancelled,
		"checked by its user":                       (*lives).checked,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLives(t)
			for _, s := range life(l) {
				l.costs(t, s)
			}
			var all flowtest.Cost
			for _, s := range life(l) {
				got := l.costs(t, s)
				if diff := cmp.Diff(s.want, got); diff != "" {
					t.Errorf("%s costs %s, want %s", s.name, got, s.want)
				}
				all = all.Plus(got)
			}
			t.Logf("all together: %s", all)
		})
	}
}

// cost is of requests that read and their units, and of requests that write and theirs.
func cost(reads int, readUnits float64, writes int, writeUnits float64) flowtest.Cost {
	return flowtest.Cost{Reads: reads, ReadUnits: readUnits, Writes: writes, WriteUnits: writeUnits}
}

// throughTheChannel: 7 reads of 8 units and 44 write units, of which 2 check that nothing is paused and 1 keeps the day of the payout. The callback comes before the look that the claim has planned,
// and leaves it where it is.
func (l *lives) throughTheChannel() []exchange {
	return []exchange{
		{"create", nil, l.create(flowtest.Channel), cost(1, 2, 1, 12)},
		{"approve", nil, l.decides("review", `{"action":"approve"}`), cost(2, 2, 1, 7)},
		{"dispatch and accept", nil, l.decides("payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`), cost(2, 2, 2, 13)},
		{"complete", l.paysAtOnce, l.calls, cost(2, 2, 2, 12)},
	}
}

// byTwo costs what one reviewer's does, and 5 write units for the other, whose approval does not move it in the lists. Reviews
// and payouts look at its owner's wallet too: whoever put money in alone does neither. The payout reads it again once it has asked
// for the gateway's balance.
func (l *lives) byTwo() []exchange {
	l.takesTwo()
	return []exchange{
		{"create", nil, l.create(flowtest.Channel), cost(1, 2, 1, 12)},
		{"endorse", nil, l.decidesBy(l.second, "review", `{"action":"approve"}`), cost(2, 2, 1, 5)},
		{"approve", nil, l.decides("review", `{"action":"approve"}`), cost(2, 2, 1, 7)},
		{"dispatch and accept", nil, l.decides("payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`), cost(3, 3, 2, 13)},
		{"complete", l.paysAtOnce, l.calls, cost(2, 2, 2, 12)},
	}
}

// byPolicy: 6 reads of 7 units and 32 write units, of which 2 check that nothing is paused, 2 count the user's refused orders and 2 keep the gateway's
// balance, which all users share for a second. The callback comes after the first look is due.
func (l *lives) byPolicy() []exchange {
	return []exchange{
		{"create, approve, dispatch and accept", nil, l.order, cost(4, 5, 6, 20)},
		{"complete", l.pays, l.calls, cost(2, 2, 2, 12)},
	}
}

// byHand: 3 reads of 4 units and 27 write units, of which 2 check that nothing is paused.
func (l *lives) byHand() []exchange {
	return []exchange{
		{"create", nil, l.create(funds.MethodBank), cost(1, 2, 1, 12)},
		{"approve and complete", nil, l.reviews(`{"approved":true}`), cost(2, 2, 1, 15)},
	}
}

func (l *lives) sent() []exchange {
	return []exchange{
		{"create", nil, l.create(flowtest.Channel), cost(1, 2, 1, 12)},
		{"approve, dispatch and accept", nil, l.reviews(`{"approved":true}`), cost(1, 1, 2, 13)},
		{"complete", l.pays, l.calls, cost(2, 2, 2, 12)},
	}
}

func (l *lives) rejected() []exchange {
	return []exchange{
		{"create", nil, l.create(flowtest.Channel), cost(1, 2, 1, 12)},
		{"reject in the console", nil, l.decides("review", `{"action":"reject","rejectReason":"资料不符"}`), cost(2, 2, 1, 12)},
		{"create another", nil, l.create(flowtest.Channel), cost(1, 2, 1, 12)},
		{"reject in the wallet contract", nil, l.reviews(`{"approved":false,"rejectReason":"资料不符"}`), cost(2, 2, 1, 12)},
	}
}

func (l *lives) cancelled() []exchange {
	return []exchange{
		{"create", nil, l.create(flowtest.Channel), cost(1, 2, 1, 12)},
		{"cancel", nil, func() { l.user.Post("/api/wallet/withdrawals/"+l.id+"/cancel", map[string]any{}).OK() }, cost(1, 2, 1, 9)},
	}
}

func (l *lives) checked() []exchange {
	return []exchange{
		{"create, approve, dispatch and accept", nil, l.order, cost(4, 5, 6, 20)},
		{"a check, while it is open", nil, l.checks, cost(2, 3, 1, 1)},
		{"a check, too soon", nil, l.checks, cost(1, 2, 0, 0)},
		{"a check, once it is paid", l.pays, l.checks, cost(2, 3, 2, 12)},
		{"a check, after its end", nil, l.checks, cost(1, 2, 0, 0)},
	}
}

// lives is a user whose withdrawals are lived, and two admins.
type lives struct {
	house               *flowtest.House
	user, admin, second *flowtest.Person
	keys                int
	id                  string // of the withdrawal that is being lived
	platformID          string // of its order
}

func newLives(t *testing.T, changes ...func(*funds.Policy)) *lives {
	t.Helper()
	h := flowtest.Open(t, append(changes, func(p *funds.Policy) { p.Refusals = funds.DefaultRefusals() })...)
	h.Serve(
		wallet.CreateRoutes(h.Flow), wallet.ReviewRoutes(h.Flow), wallet.GetRoutes(h.Lists, h.Flow), console.ReviewRoutes(h.Lists, h.Flow), console.PayoutRoutes(h.Lists, h.Flow),
		merchant.CreateRoutes(h.Flow), merchant.GetRoutes(h.Lists, h.Flow), merchant.CallbackRoutes(h.Flow, h.Gateway),
	)
	const user, admin, second = "9b2f6c1e-58a0-4f0e-9a3d-7c1f2b3a4d5e", "0d9f2f4c-1f9e-4f37-8f6b-6f0a1c2b3d4e", "5e7a9c1b-3d2f-4b6a-8c0d-1e2f3a4b5c6d"
	l := &lives{
		house:  h,
		user:   h.Called(identity.Caller{Sub: user, Role: funds.RoleUser, Name: "欧阳娜娜", Phone: "13812348888", IDCardMasked: "110101******1234"}),
		admin:  h.Called(identity.Caller{Sub: admin, Role: funds.RoleAdmin, Name: "李审核"}),
		second: h.Called(identity.Caller{Sub: second, Role: funds.RoleAdmin, Name: "王审核"}),
	}
	h.Fund(user, 10_000_00)
	return l
}

// asks sends a request of the user's under a key of its own, and keeps the id of what it made.
func (l *lives) asks(path string, body any) {
	l.keys++
	l.id = l.user.Do(http.MethodPost, path, body, "Idempotency-Key", fmt.Sprintf("9b2f6c1e-58a0-4f0e-9a3d-%012d", l.keys)).OK().At("data.id")
}

const account = "62284800123456789012"

func (l *lives) create(method funds.Method) func() {
	return func() {
		l.asks("/api/wallet/withdraw", map[string]any{
			"amount": 100, "method": method, "account": account, "accountName": "欧阳娜娜", "bankName": "中国农业银行",
		})
	}
}

// order is the merchant contract's, which the policy approves.
func (l *lives) order() {
	l.asks("/api/withdrawal", map[string]any{"type": flowtest.Channel, "targetOwner": "欧阳娜娜", "targetAccount": account, "amount": 100, "device": map[string]string{
		"deviceID": "9b2f6c1e-58a0-4f0e-9a3d-7c1f2b3a4d5e", "platform": "ios", "deviceModel": "iPhone16,2", "deviceBrand": "Apple", "osVersion": "18.1.1", "appVersion": "5.12.0",
	}})
}

// takesTwo has each payout take two people from now on.
func (l *lives) takesTwo() {
	l.house.Changes(func(p *funds.Policy) {
		p.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Need: 2}}
		p.Controls.People = []funds.Person{
			{ID: "li.shenhe", Subs: []string{l.admin.Sub}, Name: "李审核", Permissions: funds.AllPermissions()},
			{ID: "wang.shenhe", Subs: []string{l.second.Sub}, Name: "王审核", Permissions: funds.AllPermissions()},
		}
	})
}

// decides is an admin's decision in the console, reviews one in the wallet contract.
func (l *lives) decides(what, body string) func() { return l.decidesBy(l.admin, what, body) }

func (l *lives) decidesBy(admin *flowtest.Person, what, body string) func() {
	return func() { admin.Post("/admin/escorts/withdraw-records/"+l.id+"/"+what, body).OK() }
}

func (l *lives) reviews(body string) func() {
	return func() { l.admin.Post("/api/admin/withdrawals/"+l.id+"/review", body).OK() }
}

func (l *lives) checks() { l.user.Post("/api/withdrawal/check", map[string]any{"id": l.id}).OK() }

// paysAtOnce makes the gateway pay the order, without a callback; pays makes it pay later.
func (l *lives) paysAtOnce() {
	l.house.Ends(l.id, funds.GatewayWithdrawalPaid)
	l.platformID = l.house.Stored(funds.ID(l.id)).Payout.PlatformID
}

func (l *lives) pays() {
	l.house.AskedAgain()
	l.paysAtOnce()
}

// calls brings the gateway's callback.
func (l *lives) calls() {
	notice := flowtest.Notice(l.id, l.platformID, "100", funds.GatewayWithdrawalPaid, l.house.Clock.Now())
	l.house.Posts("/api/withdrawal/callback", string(gateway.Keys{Current: sandbox.Secret}.Sign(notice).JSON()))
}

// costs lives an exchange.
func (l *lives) costs(t *testing.T, s exchange) flowtest.Cost {
	t.Helper()
	if s.before != nil {
		s.before()
	}
	l.house.Flow.Silent(t.Context())
	return l.house.Costs(s.do)
}
