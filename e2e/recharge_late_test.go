package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
)

// TestLateMoneyIsFoundWithoutACallback: what ended without a credit is asked about again, by reconcile alone.
func TestLateMoneyIsFoundWithoutACallback(t *testing.T) { //nolint:tparallel // its parts share one schedule
	t.Parallel()
	w := start(t, map[string]any{"recheckSeconds": []int{1, 10, 20, 30}})
	ends := map[string]struct {
		truth map[string]any
		state int
	}{
		"after refused":             {map[string]any{"state": funds.GatewayDepositRefused}, funds.GatewayDepositRefused},
		"after timed out":           {map[string]any{"state": funds.GatewayDepositTimedOut}, funds.GatewayDepositTimedOut},
		"after the order was gone":  {map[string]any{"hidden": true}, funds.GatewayDepositTimedOut},
		"after another amount came": {map[string]any{"state": funds.GatewayDepositMismatch, "received": 150}, funds.GatewayDepositMismatch},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			u := w.payer(t)
			id := u.recharge("200")
			u.gatewaySays(id, end.truth)
			u.reconcileUntil("it ends", func() bool { return u.settled(id, end.state) })
			u.credited()
			u.gatewaySays(id, map[string]any{"state": funds.GatewayDepositDone, "received": 180, "hidden": false})
			if end.state == funds.GatewayDepositMismatch {
				u.checkRecharge(id) // this one waits for an admin, and is looked at no more
			} else {
				u.rechargeIs(id, fmt.Sprint(end.state), "0")
				u.reconcileUntil("the money is found", func() bool { return len(u.credits()) > 0 })
			}
			u.rechargeIs(id, "2", "180")
			u.credited("180.00")
			same(t, "an admin is asked for", false, u.storedRecharge(id).NeedsAttention)
		})
	}
	w.agree()
}

// TestACallbackOfRefusedIsBelievedOnlyAsFarAsGetConfirms: nobody ends another's payment by a word.
func TestACallbackOfRefusedIsBelievedOnlyAsFarAsGetConfirms(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for _, truth := range []int{funds.GatewayDepositProcessing, funds.GatewayDepositDone} {
		t.Run(fmt.Sprint("get says ", truth), func(t *testing.T) {
			t.Parallel()
			u := w.payer(t)
			id := u.recharge("200")
			u.gatewaySays(id, map[string]any{"state": truth})
			u.notifyRecharge(notice(id, "200", funds.GatewayDepositRefused, time.Now())).succeeds()
			if r := u.storedRecharge(id); r.State == funds.RechargeRefused {
				t.Errorf("it was refused: %s", r.NotifyInfo)
			}
			u.gatewaySays(id, map[string]any{"state": funds.GatewayDepositDone})
			u.reconcileUntil("the money is there", func() bool { return len(u.credits()) > 0 })
			u.ended(id, funds.GatewayDepositDone, []string{"200.00"})
			same(t, "the wallet", "active", u.purse().Status)
		})
	}
	w.agree()
}

// TestAPageThatIsLostStaysLost: the gateway's get has none. The order is known all the same, and ends by itself.
func TestAPageThatIsLostStaysLost(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	body := `{"amount":200,"channelCode":"` + rechargeChannel + `"}`
	w.fault(createDeposit, sandbox.DropAfter, 1, 0)
	id := u.keyed("/api/recharge", "k", body).want(http.StatusOK).wantAll(map[string]any{"message": "已提交，结果确认中", "data.url": ""}).text("data.id")
	u.checkRecharge(id).wantAll(map[string]any{"data.state": "0", "data.url": ""})
	u.keyed("/api/recharge", "k", body).want(http.StatusOK).wantAll(map[string]any{"message": nil, "data.id": id, "data.url": ""}) // it is known now
	if another := u.startRecharge("200").want(http.StatusOK); another.text("data.url") == "" {
		t.Error("another one has no page either")
	}
	u.gatewaySays(id, map[string]any{"state": funds.GatewayDepositTimedOut})
	u.reconcileUntil("it ends", func() bool { return u.settled(id, funds.GatewayDepositTimedOut) })
	u.credited()
	w.agree()
}

// TestARefusedRechargeIsRefusedAgainByItsKey: the order that was made is answered for, and none is made anew.
func TestARefusedRechargeIsRefusedAgainByItsKey(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	body := `{"amount":200,"channelCode":"` + rechargeChannel + `"}`
	w.fault(createDeposit, sandbox.Refuse, 1, 0)
	first, _ := merchant.refuses(u.keyed("/api/recharge", "k", body), http.StatusBadRequest)
	before := w.dump()
	again, _ := merchant.refuses(u.keyed("/api/recharge", "k", body), http.StatusBadRequest)
	same(t, "the reason", first, again)
	same(t, "the table", before, w.dump())
	same(t, "recharges", any(json.Number("1")), u.get("/api/recharge").at("data.pagination.total"))
	same(t, "orders", 0, len(w.listing().Orders))
}

func TestAResolutionThatIsRefusedChangesNothing(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.payer(t), w.admin().in(t)
	parked, open, done := u.rechargeIn(parkedRecharge), u.recharge("200"), u.recharge("200")
	u.gatewaySays(done, map[string]any{"state": funds.GatewayDepositDone})
	u.checkRecharge(done).shows("2", "200")
	owner := w.person(u.sub, funds.RoleAdmin).in(t)
	tests := map[string]struct {
		by         *person
		id, reason string
		status     int
		says       string
	}{
		"by its owner":           {owner, parked, "自己的", http.StatusForbidden, ""},
		"of one that still runs": {admin, open, "原因", http.StatusConflict, "该充值不需要人工处理"},
		"of one that is done":    {admin, done, "原因", http.StatusConflict, "该充值不需要人工处理"},
		"of an unknown one":      {admin, "RC" + unknownID, "原因", http.StatusNotFound, "充值记录不存在"},
		"of a withdrawal":        {admin, unknownID, "原因", http.StatusNotFound, "充值记录不存在"},
		"without a reason":       {admin, parked, "", http.StatusBadRequest, ""},
		"with a blank reason":    {admin, parked, "   ", http.StatusBadRequest, ""},
		"with too long a reason": {admin, parked, strings.Repeat("因", 201), http.StatusBadRequest, ""},
		"with a hidden reason":   {admin, parked, "原\u202e因", http.StatusBadRequest, ""},
	}
	before := w.dump()
	for name, test := range tests {
		for _, action := range []string{recharge.ResolveCredit, recharge.ResolveClose} {
			message, fields := console.refuses(test.by.resolve(test.id, action, test.reason), test.status)
			if test.says != "" {
				same(t, action+" "+name, test.says, message)
			}
			if test.status == http.StatusBadRequest {
				same(t, action+" "+name+" names", "reason", strings.Join(fields, " "))
			}
		}
	}
	same(t, "the table", before, w.dump())
	u.credited("200.00")
}
