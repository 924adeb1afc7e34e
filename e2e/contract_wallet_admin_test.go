package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// called is a user with a profile of their own, whose wallet is made.
func (w *world) called(sub, name, phone string) *person {
	w.t.Helper()
	token, err := identity.Mint(identity.Caller{Sub: sub, Role: funds.RoleUser, Name: name, Phone: phone}, "", time.Now(), time.Hour)
	if err != nil {
		w.t.Fatal(err)
	}
	p := &person{w, sub, token}
	p.get("/api/wallet").want(ok)
	return p
}

func TestAdminsFindWalletsByUserAndByPhone(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := w.admin()
	w.called("13800000003", "甲", "13800000001") // whose id is another's phone number
	w.called("u2", "乙", "13800000003")
	w.called("u1", "丙", "13800000003")
	w.called("auth0|u3", "丁", "+261 38 7222126")
	tests := map[string]struct {
		query string
		want  []string
	}{
		"by user id":                              {"keyword=u1", []string{"u1"}},
		"by a user id with signs":                 {"keyword=auth0%7Cu3", []string{"auth0|u3"}},
		"by phone number":                         {"keyword=13800000001", []string{"13800000003"}},
		"by a phone number with signs":            {"keyword=%2B261+38+7222126", []string{"auth0|u3"}},
		"by both, the id first, then by their id": {"keyword=13800000003", []string{"13800000003", "u1", "u2"}},
		"the second page":                         {"keyword=13800000003&page=2&pageSize=2", []string{"u2"}},
		"a page after the last":                   {"keyword=13800000003&page=3&pageSize=2", nil},
		"part of an id finds nothing":             {"keyword=u", nil},
		"part of a phone number finds nothing":    {"keyword=1380000000", nil},
		"the letter case of an id matters":        {"keyword=U1", nil},
		"a key of the table finds nothing":        {"keyword=u1%23WALLET", nil},
	}
	for name, test := range tests {
		got := admin.get("/api/admin/wallets?" + test.query).want(ok)
		var found []string
		for _, row := range got.at("data.wallets").([]any) {
			found = append(found, row.(map[string]any)["userId"].(string))
		}
		if diff := cmp.Diff(test.want, found); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	paged := admin.get("/api/admin/wallets?keyword=13800000003&page=2&pageSize=2").want(ok)
	if diff := cmp.Diff(map[string]any{
		"page": json.Number("2"), "pageSize": json.Number("2"), "total": json.Number("3"), "totalPages": json.Number("2"),
	}, paged.at("data.pagination")); diff != "" {
		t.Errorf("pagination (-want +got):\n%s", diff)
	}
	w.called("u1", "丙", "13800000009") // a new number takes the place of the old
	if total := admin.get("/api/admin/wallets?keyword=13800000003").at("data.pagination.total"); total != json.Number("2") {
		t.Errorf("%v are still found by a number that one has given up", total)
	}
	for _, query := range []string{"", "?keyword=", "?keyword"} {
		got := admin.get("/api/admin/wallets" + query).want(http.StatusBadRequest)
		if got.text("message") != "keyword 不能为空，应为用户ID或手机号" {
			t.Errorf("%q: %s", query, got.Raw)
		}
	}
}

func TestAdminsSeeAWalletMaskedAndItsTransactions(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.owner("u1", "1000"), w.admin()
	u.withdrawal(funds.StatePending)
	u.withdrawal(funds.StateCompleted)
	u.withdrawal(funds.StateRejected)
	got := admin.get("/api/admin/wallets/u1").want(ok)
	const want = `{"success":true,"data":{"userId":"u1","userName":"张三","phone":"138****8888","idCard":"110101******1234","openWithdrawals":1,` +
		`"id":"W-u1","balance":"900.00","frozenAmount":"100.00","availableBalance":"800.00","totalRecharge":"1000.00","totalConsume":"0.00",` +
		`"totalWithdrawal":"100.00","status":"active","createdAt":"TIME","updatedAt":"TIME"}}` + "\n"
	if diff := cmp.Diff(want, flowtest.Normal(got.Raw)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(got.at("data"), admin.get("/api/admin/wallets?keyword=u1").at("data.wallets.0")); diff != "" {
		t.Errorf("found (+) it is another than alone (-):\n%s", diff)
	}
	own, _ := u.get("/api/wallet").at("data").(map[string]any)
	shown, _ := got.at("data").(map[string]any)
	for field, value := range own {
		if shown[field] != value {
			t.Errorf("%s is %v to its owner and %v to admins", field, value, shown[field])
		}
	}
	for _, query := range []string{"", "?type=freeze", "?type=freeze&page=2&pageSize=1", "?type=refund", "?page=9"} {
		users, admins := u.get("/api/wallet/transactions"+query).want(ok), admin.get("/api/admin/wallets/u1/transactions"+query).want(ok)
		if diff := cmp.Diff(users.Raw, admins.Raw); diff != "" {
			t.Errorf("transactions%s (-owner +admin):\n%s", query, diff)
		}
	}
}

func TestLookingAtAWalletThatIsNotThereMakesNone(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := w.admin()
	before := w.dump()
	for _, path := range []string{"/nobody", "/nobody/transactions", "/%00", "/a%23b", "/%E2%80%AE", "/a%2Fb/transactions"} {
		got := admin.get("/api/admin/wallets" + path).want(notFound)
		if got.text("message") != "钱包不存在" {
			t.Errorf("%s: %s", path, got.Raw)
		}
	}
	if total := admin.get("/api/admin/wallets?keyword=nobody").want(ok).at("data.pagination.total"); total != json.Number("0") {
		t.Errorf("nobody is found %v times", total)
	}
	if diff := cmp.Diff(before, w.dump()); diff != "" {
		t.Errorf("the table changed:\n%s", diff)
	}
}

func TestAUserWhoseIDLooksLikeAPathIsFoundAndNobodyElse(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := w.admin()
	for _, sub := range []string{"-", ".", "..", "a/b", "a%2Fb", "b", "u1"} {
		w.owner(sub, "1")
	}
	for path, want := range map[string]string{
		"/-":               "-",
		"/%2E":             ".",
		"/%2E%2E":          "..",
		"/-?userId=.":      ".",
		"/-?userId=..":     "..",
		"/-?userId=a%2Fb":  "a/b",
		"/a%2Fb":           "a/b",
		"/a%252Fb":         "a%2Fb",
		"/u1?userId=other": "u1",
	} {
		if got := admin.get("/api/admin/wallets" + path).want(ok).at("data.userId"); got != want {
			t.Errorf("%s is the wallet of %v, want %s", path, got, want)
		}
		transactions := strings.Replace(path, "?", "/transactions?", 1)
		if transactions == path {
			transactions += "/transactions"
		}
		if got := admin.get("/api/admin/wallets" + transactions).want(ok).at("data.pagination.total"); got != json.Number("1") {
			t.Errorf("%s has %v entries, want 1", transactions, got)
		}
	}
	admin.get("/api/admin/wallets/-?userId=nobody").want(notFound)
}
