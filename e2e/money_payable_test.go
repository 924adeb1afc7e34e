package e2e_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// replant changes attributes of a stored withdrawal, as another policy or another time would have left them.
func (w *world) replant(id string, changes map[string]string) {
	w.t.Helper()
	w.plant("WD#"+funds.ID(id).Code(), "WD", func(item storedItem) {
		for name, value := range changes {
			item[name] = words(value)
		}
	})
}

// unpaid is a withdrawal by bank, as withdraw-flow makes it.
func (p *person) unpaid() (id string) {
	p.t.Helper()
	made, err := funds.ParseID(p.requests(p.sub, "100"))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(made)
}

func TestAMethodWhoseChannelIsGoneIsNotTakenForPaidByHand(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"byHand": []string{"cash"}})
	u, admin, office := w.owner("u1", "1000"), w.admin(), w.office()
	id := u.unpaid()
	w.replant(id, map[string]string{"method": "Orange"})
	if said, err := w.outflow("recount", "-wait", "1m"); err != nil { // no method ever changes: the counters have the old one
		t.Fatalf("%v: %s", err, said)
	}
	number := map[string]string{"transaction_no": id}
	named := func(message string, _ []string) {
		t.Helper()
		if !strings.Contains(message, "Orange") {
			t.Errorf("%q does not name the method", message)
		}
	}

	named(wallet.refuses(admin.post("/api/admin/withdrawals/"+id+"/review", `{"approved":true}`), http.StatusBadRequest))
	for _, who := range []*person{admin, office} {
		named(withdrawflow.refuses(who.post(confirmWithdraw, number), http.StatusConflict))
	}
	u.has("1000.00", "100.00")
	w.is(id, "pending")

	// Lists and the pages' filter have it all the same.
	asked := recordsPath + "?method=Orange"
	eventually(t, "the filter finds it", func() bool {
		found := admin.get(asked)
		return found.Status == http.StatusOK && found.at("data.total") == json.Number("1") && found.text("data.data.0.method") == "Orange"
	})
	if stats := admin.get(recordsPath + "/stats").want(ok).Raw; !strings.Contains(stats, `"methods":["bank","alipay","wechat","cash","MVola","Orange"]`) {
		t.Errorf("the filter's methods: %s", stats)
	}
	if fields := admin.get(recordsPath + "/export?format=csv&method=Orange").want(ok).Raw; !strings.Contains(fields, "Orange") {
		t.Errorf("the export has %q", fields)
	}
	_, fields := console.refuses(admin.get(recordsPath+"?method=Airtel"), http.StatusBadRequest)
	same(t, "the wrong field", []string{"method"}, fields)

	// An admin who has paid says so in as many words.
	admin.review(id, "approve").want(ok)
	named(withdrawflow.refuses(office.post(confirmWithdraw, number), http.StatusConflict))
	admin.pay(id, "BK1").want(ok)
	u.has("900.00", "0.00")

	// What the policy names is asked for, and confirmed, by hand.
	cash := u.post("/api/wallet/withdraw", map[string]any{"amount": 100, "method": "cash", "account": "柜台"}).want(ok).text("data.id")
	admin.post("/api/admin/withdrawals/"+cash+"/review", `{"approved":true}`).want(ok)
	w.is(cash, "completed")
}

func TestAServiceConfirmsNothingThatHasAChannelAndItsActsAreAudited(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin, office := w.owner("u1", "1000"), w.admin(), w.person("backend-1", funds.RoleService)
	mvola := u.ask()
	message, _ := withdrawflow.refuses(office.post(confirmWithdraw, map[string]string{"transaction_no": mvola}), http.StatusConflict)
	if !strings.Contains(message, "MVola") {
		t.Errorf("%q does not name the method", message)
	}
	w.is(mvola, "pending")

	confirmed, cancelled := u.unpaid(), u.unpaid()
	withdrawflow.accepts(office.post(confirmWithdraw, map[string]string{"transaction_no": confirmed}))
	withdrawflow.accepts(office.post(cancelWithdraw, map[string]string{"transaction_no": cancelled, "reason": "不提了"}))
	want := [][]string{
		{"backend-1", "reject", cancelled, `{"from":"pending","to":"rejected","message":"不提了"}`},
		{"backend-1", "payout", confirmed, `{"from":"approved","to":"completed","message":"人工打款"}`},
		{"backend-1", "approve", confirmed, `{"from":"pending","to":"approved"}`},
	}
	eventually(t, "the audit log has them", func() bool { return len(admin.auditRows(url.Values{"adminId": {"backend-1"}}, 10)) == len(want) })
	for i, row := range admin.auditRows(url.Values{"adminId": {"backend-1"}}, 10) {
		line, _ := row.(map[string]any)
		same(t, "line", want[i], []string{line["adminId"].(string), line["action"].(string), line["targetId"].(string), line["detail"].(string)})
		if name := line["adminName"]; name == nil || name == "" {
			t.Errorf("a line without a name: %v", line)
		}
	}
}

func TestWhatTheChannelDoesNotTakeIsNotClaimed(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"channels": []any{
		map[string]any{"method": "bank", "type": "bank", "name": "代付", "min": "1", "max": "1000", "step": "1"},
	}})
	u, admin := w.owner("u1", "100000"), w.admin()
	tests := map[string]struct{ change map[string]string }{
		"account": {map[string]string{"acct": "6222 & co"}},
		"owner":   {map[string]string{"ownr": "A=B"}},
	}
	for name, test := range tests {
		id := u.post("/api/wallet/withdraw", map[string]any{"amount": 100, "method": "bank", "account": "6222", "accountName": "张三", "bankName": "招商"}).want(ok).text("data.id")
		w.replant(id, test.change) // as it was asked for while bank had no channel
		message, _ := wallet.refuses(admin.post("/api/admin/withdrawals/"+id+"/review", `{"approved":true}`), http.StatusBadRequest)
		w.is(id, "pending")
		admin.review(id, "approve").want(ok)
		again, fields := console.refuses(admin.post(records+id+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`), http.StatusConflict)
		if !strings.Contains(message, "不能包含 & 或 =") || message != again || len(fields) != 1 {
			t.Errorf("%s: %q, %q, %v", name, message, again, fields)
		}
		w.is(id, "approved")
		same(t, "attempts", int64(0), w.stored(id).Payout.Attempt)
		admin.fail(id).want(ok)
	}
	u.has("100000.00", "0.00")
}

// unlisted are the overrides of the template's default: no error of the gateway's is known.
func unlisted(more map[string]any) map[string]any {
	overrides := map[string]any{"gateway": map[string]any{}, "repeatedSerialRefused": false}
	for name, value := range more {
		overrides[name] = value
	}
	return overrides
}

func TestARefusedCreateIsShownAtOnceAndHasAWayToTheEnd(t *testing.T) {
	t.Parallel()
	w := start(t, unlisted(map[string]any{"failUnknownAfterSeconds": 4}))
	u, admin := w.owner("u1", "1000"), w.admin()
	w.fault(createOrder, sandbox.Refuse, 1, 0)
	id := u.processing("100")
	detail := func() answer { return admin.get(records + id).want(ok) }
	if told := detail(); told.at("data.gatewayAnswer.code") != json.Number("1004") || told.text("data.gatewayAnswer.message") != "refused by risk control" {
		t.Errorf("the gateway's words are not shown: %s", told.Raw)
	}
	w.reconcileUntil("an admin is asked for", func() bool { return w.stored(id).NeedsAttention })
	if now := w.stored(id); now.Parked || now.State != funds.StateProcessing || now.Watch.Due.IsZero() {
		t.Errorf("parked %t, %s, due %v", now.Parked, now.State, now.Watch.Due)
	}
	same(t, "it is listed", true, w.waits(id))
	if told := detail(); told.at("data.parked") != nil || told.text("data.gatewayAnswer.message") != "order not found" {
		t.Errorf("the last answer is not shown: %s", told.Raw)
	}
	console.refuses(admin.pay(id, ""), http.StatusConflict)

	eventually(t, "it can be failed by CONFIRM", func() bool { return detail().at("data.failNeedsConfirm") == true })
	_, fields := console.refuses(admin.fail(id), http.StatusBadRequest)
	same(t, "what is missing", []string{"operatorConfirmText"}, fields)
	u.has("1000.00", "100.00")
	w.fault(getOrder, sandbox.HTTP500, 1, 0)
	sure := map[string]any{"reason": "网关从未有此订单", "operatorConfirmText": "CONFIRM"}
	console.refuses(admin.post(records+id+"/fail", sure), http.StatusConflict) // silence ends nothing
	admin.post(records+id+"/fail", sure).want(ok)
	u.has("1000.00", "0.00")
	if now := w.stored(id); now.State != funds.StateFailed || now.Watch.Due.IsZero() {
		t.Errorf("%s, asked again at %v", now.State, now.Watch.Due)
	}
}
