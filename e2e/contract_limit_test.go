package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// zoneAtNoon is a time zone in which no day begins while a test runs.
func zoneAtNoon() string {
	const noon = 12
	return fmt.Sprintf("Etc/GMT%+d", time.Now().UTC().Hour()-noon) // the sign of these names is turned round
}

func TestLimitsAreRefusedInWordsAndTakeNothing(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"singleLimit": "20000", "dailyLimit": "30000", "minimum": "10", "maxOpen": 3, "zone": zoneAtNoon()})
	u := w.owner("u1", "100000")
	ask := func(amount string) answer {
		return u.post("/api/wallet/withdraw", `{"amount":`+amount+`,"method":"wechat","account":"13800001111"}`)
	}
	order := func(amount string) answer {
		return u.post("/api/withdrawal", `{"amount":`+amount+`,"type":"MVola","targetAccount":"0387222126"}`)
	}
	refuses := func(a answer, message string) {
		t.Helper()
		if a.want(http.StatusBadRequest).text("message") != message {
			t.Errorf("%s: %s, want %s", a.what, a.Raw, message)
		}
	}
	refuses(ask("20000.01"), "单笔提现金额不能超过2万元")
	refuses(order("20001"), "单笔提现金额不能超过2万元")
	refuses(ask("9.99"), "提现金额不能低于10.00元")
	refuses(order("9"), "提现金额不能低于10.00元")
	first := ask("20000").want(ok).text("data.id")
	refuses(ask("10000.01"), "超过每日提现限额，今日已申请: 20000.00，本次申请: 10000.01，每日限额: 30000.00")
	refuses(order("10001"), "超过每日提现限额，今日已申请: 20000.00，本次申请: 10001.00，每日限额: 30000.00")
	ask("9989").want(ok)
	ask("10").want(ok)
	refuses(ask("1"), "提现金额不能低于10.00元")

	w.person(helper, funds.RoleAdmin).post(records+first+"/review", `{"action":"reject","rejectReason":"资料不符"}`).want(ok)
	ask("20000").want(ok) // money that comes back gives its part of the day back
	refuses(ask("20000"), "超过每日提现限额，今日已申请: 29999.00，本次申请: 20000.00，每日限额: 30000.00")
	if frozen := u.get("/api/wallet").text("data.frozenAmount"); frozen != "29999.00" {
		t.Errorf("%s is frozen", frozen)
	}
}

func TestAUserHasABoundedNumberOfUnfinishedWithdrawals(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"maxOpen": 2})
	u, other := w.owner("u1", "1000"), w.owner("u2", "1000")
	first := u.ask()
	w.admin().review(u.ask(), "approve").want(ok)
	const body = `{"amount":100,"method":"wechat","account":"13800001111"}`
	if got := u.post("/api/wallet/withdraw", body).want(http.StatusBadRequest); got.text("message") != "未完成的提现过多，请等待处理后再试（等待审核 1 笔，等待打款 1 笔，等待网关结果 0 笔）" {
		t.Errorf("got %s", got.Raw)
	}
	other.post("/api/wallet/withdraw", body).want(ok)
	w.person(helper, funds.RoleAdmin).post(records+first+"/review", `{"action":"reject","rejectReason":"资料不符"}`).want(ok)
	u.post("/api/wallet/withdraw", body).want(ok)
}

func TestFeesAreTakenOfTheAmountAndTheGatewayIsAskedForTheRest(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"fee": map[string]any{"fixed": "1", "ratePpm": 10_000, "min": "2", "max": "50"}})
	u, admin := w.owner("u1", "100000"), w.person(helper, funds.RoleAdmin)
	tests := map[string]struct{ amount, wallet, fee, net string }{
		"the least fee":               {"50", "50.00", "2.00", "48.00"},
		"the fixed part and the rate": {"400", "400.00", "5.00", "395.00"},
		"the highest fee":             {"10000", "10000.00", "50.00", "9950.00"},
	}
	for name, test := range tests {
		made := u.post("/api/wallet/withdraw", `{"amount":`+test.amount+`,"method":"MVola","account":"0387222126"}`).want(ok)
		if made.text("data.amount") != test.wallet || made.text("data.fee") != test.fee || made.text("data.actualAmount") != test.net {
			t.Errorf("%s: the wallet contract shows %s", name, made.Raw)
		}
		id := made.text("data.id")
		detail := admin.get(records + id).want(ok)
		for field, want := range map[string]string{"amount": test.wallet, "fee": test.fee, "netAmount": test.net} {
			if got := detail.at("data." + field).(json.Number); fixed(t, got) != want {
				t.Errorf("%s: the console shows %s %s, want %s", name, field, got, want)
			}
		}
		admin.post(records+id+"/review", `{"action":"approve"}`).want(ok)
		admin.post(records+id+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`).want(ok)
		if got := orderAmount(t, w, id); fixed(t, got) != test.net {
			t.Errorf("%s: the gateway was asked for %s, want %s", name, got, test.net)
		}
		w.sandbox(http.MethodPost, "/sandbox/orders/"+id, map[string]any{"state": 1, "callback": true}).want(ok)
		eventually(t, "the callback settles it", func() bool { return admin.get(records+id).text("data.status") == "completed" })
	}
	refused := u.post("/api/wallet/withdraw", `{"amount":2,"method":"wechat","account":"13800001111"}`).want(http.StatusBadRequest)
	if refused.text("message") != "提现金额必须大于手续费" {
		t.Errorf("got %s", refused.Raw)
	}
	got := u.get("/api/wallet")
	if got.text("data.totalWithdrawal") != "10393.00" || got.text("data.balance") != "89550.00" || got.text("data.frozenAmount") != "0.00" {
		t.Errorf("the wallet is %s", got.Raw)
	}
}

func TestAmountsAreTheirDecimalLiterals(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.owner("u1", "100000")
	for literal, want := range map[string]string{
		"1e3": "1000.00", "1.5E+2": "150.00", "100.10": "100.10", "0.1": "0.10", "0.01": "0.01", "12300e-2": "123.00", `"1.00"`: "1.00", `"7"`: "7.00",
	} {
		got := u.post("/api/wallet/withdraw", `{"amount":`+literal+`,"method":"wechat","account":"13800001111"}`).want(ok).text("data.amount")
		if got != want {
			t.Errorf("%s became %s, want %s", literal, got, want)
		}
	}
	if frozen := u.get("/api/wallet").text("data.frozenAmount"); frozen != "1381.21" {
		t.Errorf("together they froze %s", frozen)
	}
}

// fixed is a number with two decimals.
func fixed(t *testing.T, number json.Number) string {
	t.Helper()
	amount, err := funds.ParseAmount(number.String())
	if err != nil {
		t.Fatalf("%s: %v", number, err)
	}
	return amount.Fixed()
}

// orderAmount is what the gateway was asked to pay.
func orderAmount(t *testing.T, w *world, id string) json.Number {
	t.Helper()
	listing := w.sandbox(http.MethodGet, "/sandbox/orders", nil).want(ok)
	orders, _ := listing.at("orders").([]any)
	for _, raw := range orders {
		if order := raw.(map[string]any); order["merchantSerial"] == id {
			return order["amount"].(json.Number)
		}
	}
	t.Fatalf("the gateway has no order %s: %s", id, listing.Raw)
	return ""
}
