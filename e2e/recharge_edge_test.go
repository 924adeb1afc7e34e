package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestARechargeIsRefusedByNameAndMakesNothing(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"maxOpen": 2})
	u := w.payer(t)
	for body, says := range map[string]string{
		`{"amount":99,"channelCode":"MVola-100-5000"}`:    "充值金额不能低于 100.00 元",
		`{"amount":5001,"channelCode":"MVola-100-5000"}`:  "充值金额不能超过 5000.00 元",
		`{"amount":100.5,"channelCode":"MVola-100-5000"}`: "充值金额必须是 1 元的整数倍",
		`{"amount":100,"channelCode":"MVola-5000-10000"}`: "充值金额不能低于 5000.00 元",
		`{"amount":100,"channelCode":"unknown"}`:          "channelCode 无效，请从可用通道中选择",
		`{"amount":-100,"channelCode":"MVola-100-5000"}`:  "充值金额必须大于0",
		`{"amount":"1x0","channelCode":"MVola-100-5000"}`: "amount 格式不正确，应为最多两位小数的金额",
		`{"amount":100}`: "channelCode 不能为空",
	} {
		message, _ := merchant.refuses(u.post("/api/recharge", body), http.StatusBadRequest)
		same(t, body, says, message)
	}
	same(t, "orders", 0, len(w.listing().Orders))
	u.recharge("100")
	u.recharge("100")
	message, _ := merchant.refuses(u.startRecharge("100"), http.StatusBadRequest)
	same(t, "a third", "未完成的充值过多，请等待处理后再试（等待付款或网关结果 2 笔）", message)
	same(t, "orders", 2, len(w.listing().Orders))

	admin := w.admin().in(t)
	frozen, closed := w.payer(t), w.payer(t)
	admin.post("/api/admin/wallet/status", map[string]string{"userId": frozen.sub, "status": "frozen", "reason": "核实"}).want(http.StatusOK)
	id := frozen.recharge("100") // recharges go on
	w.gatewaySays(id, map[string]any{"state": 2})
	frozen.checkRecharge(id).shows("2", "100")
	admin.post("/api/admin/wallet/status", map[string]string{"userId": closed.sub, "status": "closed", "reason": "注销"}).want(http.StatusOK)
	message, _ = merchant.refuses(closed.startRecharge("100"), http.StatusBadRequest)
	same(t, "a closed wallet", "钱包已关闭", message)
	wallet.refuses(admin.post("/api/admin/wallet/status", map[string]string{"userId": u.sub, "status": "closed", "reason": "注销"}), http.StatusBadRequest)
}

func TestWithoutChannelsNothingIsAskedFor(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	for _, mode := range faultModes() {
		if mode == sandbox.OtherOrder {
			continue // a channel is of no order
		}
		w.fault("deposit/channels", mode, 2, 0)
		for _, got := range []answer{u.get("/api/recharge/channels"), u.startRecharge("100")} {
			message, _ := merchant.refuses(got, http.StatusServiceUnavailable)
			same(t, "said", "支付网关暂时不可用，请稍后重试", message)
			same(t, "Retry-After", "1", got.Header.Get("Retry-After"))
		}
	}
	same(t, "recharges", any(json.Number("0")), u.get("/api/recharge").at("data.pagination.total"))
}

// TestChannelsAreKeptForAWhile, so that users neither make the gateway busy nor wait for it.
func TestChannelsAreKeptForAWhile(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.payer(t)
	u.get("/api/recharge/channels").want(http.StatusOK)
	w.fault("deposit/channels", sandbox.HTTP500, always, 0)
	u.get("/api/recharge/channels").want(http.StatusOK).wantAll(map[string]any{"data.0.code": rechargeChannel})
	u.rechargeIs(u.recharge("100"), "0", "0")
}

func TestAUserSeesAndChecksTheirOwnRechargesAlone(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	mine, other := w.payer(t), w.payer(t)
	want := []any{}
	for range 45 {
		want = append([]any{mine.recharge("100")}, want...)
	}
	others := other.recharge("100")
	got := []any{}
	for page := 1; page <= 7; page++ {
		answer := mine.get(fmt.Sprintf("/api/recharge?page=%d&pageSize=7", page)).want(http.StatusOK)
		answer.wantAll(map[string]any{"data.pagination.total": "45", "data.pagination.totalPages": "7"})
		rows, _ := answer.at("data.orders").([]any)
		for _, row := range rows {
			got = append(got, row.(map[string]any)["id"])
		}
	}
	same(t, "the pages, newest first", fmt.Sprint(want), fmt.Sprint(got))
	unknown := mine.post("/api/recharge/check", map[string]string{"id": "RC" + unknownID}).want(http.StatusNotFound)
	same(t, "another's", unknown.Raw, mine.post("/api/recharge/check", map[string]string{"id": others}).want(http.StatusNotFound).Raw)
	same(t, "a withdrawal's id", unknown.Raw, mine.post("/api/recharge/check", map[string]string{"id": unknownID}).want(http.StatusNotFound).Raw)
}

// TestAUserDoesNotMakeTheGatewayBusy: a check asks at most once in the interval, and an ended one nobody.
func TestAUserDoesNotMakeTheGatewayBusy(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]any{"askIntervalSeconds": 3600})
	u := w.payer(t)
	id := u.recharge("100")
	u.checkRecharge(id).shows("0", "0")
	w.gatewaySays(id, map[string]any{"state": 2})
	u.checkRecharge(id).shows("0", "0") // asked a moment ago
	u.credited()
}

func TestTheDocumentOfRecharges(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.person("user-uuid", funds.RoleUser), w.person("admin-uuid", funds.RoleAdmin)
	s := &script{folder: "recharge"}
	const get, post = http.MethodGet, http.MethodPost
	s.play(u, "channels", get, "/api/recharge/channels", "")
	s.play(u, "no-recharges", get, "/api/recharge", "")
	first := s.play(u, "recharge", post, "/api/recharge", `{"amount":2000,"channelCode":"MVola-100-5000"}`).text("data.id")
	s.play(u, "check-of-a-new-one", post, "/api/recharge/check", `{"id":"`+first+`"}`)
	w.gatewaySays(first, map[string]any{"state": 5, "received": 1500})
	eventually(t, "the next check may ask", func() bool {
		return u.checkRecharge(first).at("data.state") == json.Number("5")
	})
	s.play(u, "list-with-another-amount", get, "/api/recharge?page=1&pageSize=20", "")
	s.play(admin, "what-needs-attention", get, "/admin/recharges?needsAttention=true", "")
	s.play(admin, "resolve-without-a-reason", post, "/admin/recharges/"+first+"/resolve", `{"action":"credit"}`)
	s.play(admin, "resolve-by-credit", post, "/admin/recharges/"+first+"/resolve", `{"action":"credit","reason":"已与网关核对"}`)
	s.play(admin, "resolve-again", post, "/admin/recharges/"+first+"/resolve", `{"action":"close","reason":"再来一次"}`)
	s.play(admin, "by-state", get, "/admin/recharges?state=2", "")
	s.play(u, "list-of-what-is-credited", get, "/api/recharge", "")
	s.play(u, "below-the-channel", post, "/api/recharge", `{"amount":1,"channelCode":"MVola-100-5000"}`)
	s.play(u, "a-callback-that-nobody-signed", post, "/api/recharge/callback",
		`{"username":"merchant1","merchantSerial":"`+first+`","platformId":"P1","amount":2000,"state":2,"timestamp":1,"sign":"0"}`)
	s.play(u, "a-callback-that-is-none", post, "/api/recharge/callback", `{"username":{}}`)
	s.play(u, "an-unknown-one", post, "/api/recharge/check", `{"id":"RC`+unknownID+`"}`)

	second := u.rechargeIn(parkedRecharge)
	s.play(admin, "resolve-by-close", post, "/admin/recharges/"+second+"/resolve", `{"action":"close","reason":"已退回付款人"}`)
	s.play(u, "list-of-what-is-closed", get, "/api/recharge?pageSize=1", "")
	w.fault(createDeposit, sandbox.DropAfter, 1, 0)
	s.play(u, "recharge-whose-answer-is-lost", post, "/api/recharge", `{"amount":100,"channelCode":"MVola-100-5000"}`)
	w.fault(createDeposit, sandbox.Refuse, 1, 0)
	s.play(u, "recharge-that-the-gateway-refuses", post, "/api/recharge", `{"amount":100,"channelCode":"MVola-100-5000"}`)
	s.ended(t)
}
