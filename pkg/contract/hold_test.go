package contract_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/contract/batchaudit"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/contract/withdrawflow"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/table"
)

const records = "/admin/escorts/withdraw-records/"

// everything is a run of the machine over all that is due.
var everything = flow.Reconciliation{Shards: table.DueShards, Workers: 2, Batch: 10, Ask: time.Second}

// office is a house that serves whatever could approve or pay a withdrawal, in all five contracts.
func office(t *testing.T, changes ...func(*funds.Policy)) *flowtest.House {
	t.Helper()
	h := flowtest.Open(t, append(changes, func(p *funds.Policy) {
		p.Refusals = funds.DefaultRefusals()
		p.RepeatedSerialRefused = true
		p.Channels[0].PayOnApproval = true
	})...)
	return h.Serve(
		console.ReviewRoutes(h.Lists, h.Flow), console.PayoutRoutes(h.Lists, h.Flow), wallet.ReviewRoutes(h.Flow), batchaudit.ReviewRoutes(h.Flow),
		withdrawflow.PayoutRoutes(h.Flow), withdrawflow.ReviewRoutes(h.Flow), merchant.CreateRoutes(h.Flow), merchant.GetRoutes(h.Lists, h.Flow), merchant.CallbackRoutes(h.Flow, h.Gateway),
	)
}

// payers is everything that pays a withdrawal, or approves it, where nothing stops it.
func payers(t *testing.T, h *flowtest.House, id funds.ID) map[string]func() {
	t.Helper()
	post := func(by *flowtest.Person, path string, body any) func() { return func() { by.Post(path, body) } }
	confirmed := map[string]any{"transaction_no": string(id)}
	attempts := map[string]func(){
		"reconcile":                 func() { _, _ = h.Flow.Reconcile(t.Context(), everything) },
		"confirm, by a service":     post(h.Service(), "/api/wallet/confirm-withdraw", confirmed),
		"the gateway's callback":    func() { h.Nobody().Post("/api/withdrawal/callback", callback(h, id)) },
		"a question to the gateway": post(h.User("u1"), "/api/withdrawal/check", map[string]any{"id": id}),
	}
	for name, admin := range map[string]*flowtest.Person{"one": h.Admin(), "another": h.Second(), "a third": h.Third()} {
		for what, attempt := range map[string]func(){
			"approve":         post(admin, records+string(id)+"/review", `{"action":"approve"}`),
			"pay by hand":     post(admin, records+string(id)+"/payout", `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM"}`),
			"pay":             post(admin, records+string(id)+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`),
			"approve and pay": post(admin, "/api/admin/withdrawals/"+string(id)+"/review", `{"approved":true}`),
			"approve many":    post(admin, "/withdraw/audit", map[string]any{"withdrawIDs": []string{string(id)}, "status": 2, "auditRemark": "通过"}),
			"confirm":         post(admin, "/api/wallet/confirm-withdraw", confirmed),
		} {
			attempts[what+", by "+name] = attempt
		}
	}
	return attempts
}

func callback(h *flowtest.House, id funds.ID) string {
	notice := flowtest.Notice(string(id), "P-1", "100", funds.GatewayWithdrawalPaid, h.Clock.Now())
	return string(gateway.Keys{Current: sandbox.Secret}.Sign(notice).JSON())
}

// TestNobodyIsPaidWhileOnHold: neither what is pending nor what was approved, by whichever contract, and nobody's approval
// counts meanwhile. Once it is released it takes as many people as before.
func TestNobodyIsPaidWhileOnHold(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]func(*funds.Policy){"one person": func(*funds.Policy) {}, "two people": flowtest.TwoAbove(50_00)} {
		for _, approvals := range []int{0, 1, 2} {
			for _, method := range []funds.Method{flowtest.Channel, funds.MethodBank} {
				t.Run(name+" "+string(method), func(t *testing.T) {
					t.Parallel()
					h := office(t, policy)
					h.Fund("u1", 1000_00)
					h.Clock.Advance(31 * 24 * time.Hour) // whoever gave it stands apart for a while
					id := h.WithdrawalBy("u1", method, funds.StatePending)
					for i, admin := range []*flowtest.Person{h.Second(), h.Third()} {
						if i < approvals {
							admin.Post(records+string(id)+"/review", `{"action":"approve"}`)
						}
					}
					h.Admin().Post(records+string(id)+"/hold", `{"reason":"等待","hours":720,"onExpiry":"escalate"}`).OK()
					held := h.Stored(id)
					for what, attempt := range payers(t, h, id) {
						attempt()
						h.Clock.Advance(2 * time.Minute)
						if now := h.Stored(id); now.State != held.State || !now.Held() || len(now.Approvals) != len(held.Approvals) || h.Creates(id) != 0 {
							t.Fatalf("%s: it is %s, on hold %t, of %d approvals", what, now.State, now.Held(), len(now.Approvals))
						}
					}
					h.Admin().Post(records+string(id)+"/release", `{"reason":"已核实"}`).OK()
					now := h.Stored(id)
					if now.State != held.State || now.Held() || len(now.Approvals) != len(held.Approvals) || now.Need != held.Need {
						t.Errorf("released, it is %s, of %d approvals", now.State, len(now.Approvals))
					}
					for range 2 { // in any order
						for _, attempt := range payers(t, h, id) {
							attempt()
						}
					}
					if paid := h.Stored(id); paid.Payout.Kind == "" {
						t.Errorf("none of this pays at all: it is %s", paid.State)
					}
				})
			}
		}
	}
}
