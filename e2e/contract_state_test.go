package e2e_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// spelling is a state in the contracts' words.
type spelling struct{ console, wallet, merchant, text string }

// spellings are the contracts' own table, for each state of the core.
var spellings = map[funds.State]spelling{
	funds.StatePending:    {"pending", "pending", "0", "等待中"},
	funds.StateApproved:   {"approved", "processing", "0", "等待中"},
	funds.StateProcessing: {"processing", "processing", "0", "等待中"},
	funds.StateCompleted:  {"completed", "completed", "1", "成功"},
	funds.StateRejected:   {"rejected", "rejected", "2", "失败"},
	funds.StateFailed:     {"failed", "failed", "2", "失败"},
	funds.StateCancelled:  {"rejected", "rejected", "2", "失败"},
}

func TestEveryStateIsSpelledAsItsContractDoes(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.owner("u1", "10000"), w.person(helper, funds.RoleAdmin)
	for _, state := range funds.States() {
		want, listed := spellings[state]
		if !listed {
			t.Fatalf("the table does not spell %s", state)
		}
		id := u.withdrawal(state)
		number := func(a answer, path string) string { n, _ := a.at(path).(json.Number); return n.String() }
		order, check := u.get("/api/withdrawal?pageSize=1"), u.post("/api/withdrawal/check", map[string]string{"id": id})
		for what, got := range map[string]spelling{
			"alone": {
				admin.get(records + id).text("data.status"), admin.get("/api/admin/withdrawals/" + id).text("data.status"),
				number(check, "data.state"), check.text("data.stateText"),
			},
			"in the lists": {
				admin.get("/admin/escorts/withdraw-records?pageSize=1").text("data.data.0.status"),
				u.get("/api/wallet/withdrawals?pageSize=1").text("data.withdrawals.0.status"),
				number(order, "data.orders.0.state"), order.text("data.orders.0.stateText"),
			},
			"with its log, and in the admins' list": {
				admin.get(records + id + "/detail").text("data.status"),
				admin.get("/api/admin/withdrawals?pageSize=1").text("data.withdrawals.0.status"),
				want.merchant, want.text, // has no such
			},
		} {
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(spelling{})); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", state, what, diff)
			}
		}
	}
}

func TestAPayoutThatTheGatewayCancelledIsThreeOnThePages(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.owner("u1", "1000")
	id := u.withdrawal(funds.StateProcessing)
	w.sandbox(http.MethodPost, "/sandbox/orders/"+id, map[string]any{"state": 3, "callback": true}).want(ok)
	eventually(t, "the callback settles it", func() bool {
		return u.get("/api/wallet/withdrawals").text("data.withdrawals.0.status") == "failed"
	})
	got := u.post("/api/withdrawal/check", map[string]string{"id": id})
	if got.at("data.state") != json.Number("3") || got.text("data.stateText") != "失败" {
		t.Errorf("got %s", got.Raw)
	}
}

func TestAStatusFilterMatchesEveryStateThatIsSpelledSo(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.owner("u1", "10000"), w.person(helper, funds.RoleAdmin)
	made := map[funds.State]string{}
	for _, state := range funds.States() {
		made[state] = u.withdrawal(state)
	}
	filters := map[string]func(spelling) string{
		"/admin/escorts/withdraw-records": func(s spelling) string { return s.console },
		"/api/admin/withdrawals":          func(s spelling) string { return s.wallet },
	}
	rowsAt := map[string]string{"/admin/escorts/withdraw-records": "data.data", "/api/admin/withdrawals": "data.withdrawals"}
	for path, spell := range filters {
		for _, spelled := range spellings {
			status := spell(spelled)
			var want, got []string
			for state, id := range made {
				if spell(spellings[state]) == status {
					want = append(want, id)
				}
			}
			for _, row := range admin.get(path + "?status=" + status).want(ok).at(rowsAt[path]).([]any) {
				got = append(got, row.(map[string]any)["id"].(string))
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s?status=%s (-want +got):\n%s", path, status, diff)
			}
		}
	}
}
