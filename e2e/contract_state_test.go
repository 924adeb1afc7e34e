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
type spelling struct{ console, wallet, flow, batch, merchant, text string }

// spellings are the contracts' own table, for each state of the core.
var spellings = map[funds.State]spelling{
	funds.StatePending:    {"pending", "pending", "pending", "1", "0", "等待中"},
	funds.StateApproved:   {"approved", "processing", "pending", "2", "0", "等待中"},
	funds.StateProcessing: {"processing", "processing", "pending", "4", "0", "等待中"},
	funds.StateCompleted:  {"completed", "completed", "success", "5", "1", "成功"},
	funds.StateRejected:   {"rejected", "rejected", "cancelled", "3", "2", "失败"},
	funds.StateFailed:     {"failed", "failed", "failed", "3", "2", "失败"},
	funds.StateCancelled:  {"rejected", "rejected", "cancelled", "3", "2", "失败"},
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
