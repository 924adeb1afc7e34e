package e2e_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// found is a withdrawal that failed because the gateway had lost its order, and how the order turns up.
type found struct {
	turnsUp   func(u *person, id string)
	frozen    bool // the wallet is
	contested bool // it waits for an admin
}

// TestPaidAfterFailed: the gateway loses an order and finds it again. No money moves by itself.
func TestPaidAfterFailed(t *testing.T) { //nolint:tparallel // its parts share one gateway, whose faults are for everybody
	t.Parallel()
	w := start(t, nil)
	rows := map[string]found{
		"found paid by a planned recheck": {func(u *person, id string) {
			u.gatewaySays(id, map[string]any{"hidden": false, "state": 1})
			u.reconcileUntil("a recheck of "+id, func() bool { return u.stored(id).NeedsAttention })
		}, true, true},
		"found paid by a callback": {func(u *person, id string) {
			u.gatewaySays(id, map[string]any{"hidden": false, "state": 1, "callback": true})
			u.calledBack(id, 1)
		}, true, true},
		"called paid while get still does not know it": {func(u *person, id string) {
			before := u.ledger()
			u.gatewaySays(id, map[string]any{"state": 1, "callback": true})
			u.calledBack(id, 1)
			same(u.t, "the ledger", before, u.ledger())
			u.gatewaySays(id, map[string]any{"hidden": false})
			u.reconcileUntil("a recheck of "+id, func() bool { return u.stored(id).NeedsAttention })
		}, true, true},
		"found open, and paid later": {func(u *person, id string) {
			u.gatewaySays(id, map[string]any{"hidden": false})
			u.reconcileUntil("a recheck of "+id, func() bool { return u.stored(id).NeedsAttention })
			same(u.t, "the wallet while the order is open", purse{"1000.00", "0.00", "1000.00", "0.00", "frozen"}, u.purse())
			u.gatewaySays(id, map[string]any{"state": 1})
			u.reconcileUntil("another recheck of "+id, func() bool { return u.stored(id).Payout.GatewayState == funds.GatewayWithdrawalPaid })
		}, true, true},
		"found refused": {func(u *person, id string) {
			u.gatewaySays(id, map[string]any{"hidden": false, "state": 2})
			u.reconcileUntil("the rechecks of "+id+" to end", func() bool { return u.stored(id).Watch.Due.IsZero() })
		}, false, false},
		"never found": {func(u *person, id string) {
			u.reconcileUntil("the rechecks of "+id+" to end", func() bool { return u.stored(id).Watch.Due.IsZero() })
			u.gatewaySays(id, map[string]any{"state": 2}) // so that the gateway and the table agree
		}, false, false},
	}
	type lost struct {
		found
		u  *person
		id string
	}
	all := map[string]lost{}
	for name, row := range rows {
		u := w.user("1000")
		id := u.processing("100")
		w.gatewaySays(id, map[string]any{"hidden": true})
		all[name] = lost{row, u, id}
	}
	for name, one := range all {
		t.Run(name, func(t *testing.T) {
			u, id := one.u.in(t), one.id
			u.reconcileToPark(id)
			u.admin().fail(id).want(http.StatusOK).wantAll(map[string]any{"data.status": "failed", "data.needsAttention": nil})
			ledger := []string{"adjustment 1000.00 = 1000.00", "freeze -100.00 = 1000.00", "unfreeze 100.00 = 1000.00"}
			same(t, "the ledger when it had failed", ledger, u.ledger())

			one.turnsUp(u, id)
			u.is(id, "failed")
			same(t, "the ledger", ledger, u.ledger())
			same(t, "it waits for an admin", one.contested, u.waits(id))
			same(t, "the wallet is frozen", one.frozen, u.purse().Status == "frozen")
			same(t, "the alarm was given", one.contested, w.alarmed(id))
			if one.frozen {
				u.settledByAnAdmin(id)
			}
		})
	}
}

// alarmed says whether the alarm's line about a withdrawal's end is in the log.
func (w *world) alarmed(id string) bool {
	return w.logged(flow.AttentionLine, `"withdrawal":"`+id+`"`, `"state":"failed"`)
}

// logged says whether the log has a line with a message and with all of the attributes, wherever in it they stand.
func (w *world) logged(message string, attributes ...string) bool {
	return slices.ContainsFunc(w.logLines(), func(line logLine) bool {
		lacks := func(attribute string) bool { return !strings.Contains(line.Raw, attribute) }
		return line.Msg == message && !slices.ContainsFunc(attributes, lacks)
	})
}

// settledByAnAdmin: a frozen wallet pays nothing, until an admin has taken what the gateway paid.
func (p *person) settledByAnAdmin(id string) {
	p.t.Helper()
	for _, refused := range []answer{
		p.order("100", "0387222126"),
		p.post("/api/wallet/withdraw", map[string]any{"amount": 1, "method": "wechat", "account": "13800001111"}),
	} {
		refused.want(http.StatusBadRequest)
	}
	admin := p.admin()
	admin.post("/api/admin/wallet/adjust", map[string]any{
		"userId": p.sub, "amount": json.Number("-100"), "reason": "网关已支付", "withdrawalId": id,
	}).want(http.StatusOK).wantAll(map[string]any{"data.newBalance": "900.00"})
	if p.waits(id) {
		p.t.Error("it still waits for an admin")
	}
	admin.post("/api/admin/wallet/status", map[string]any{"userId": p.sub, "status": "active", "reason": "已处理"}).want(http.StatusOK)
	before := p.itemsOf(id, p.sub)
	p.notify(notice(id, "100", 1, time.Now())).succeeds()
	same(p.t, "the table, after the word came again", before, p.itemsOf(id, p.sub))
	p.has("900.00", "0.00")
}
