package e2e_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares an exchange with testdata/golden/<name>.txt, as [flowtest.Golden] has it.
func (p *person) golden(name, method, path, body string) answer {
	p.t.Helper()
	var sent any
	if body != "" {
		sent = body
	}
	a := p.do(method, path, sent, nil)
	got := flowtest.Golden(method, path, body, a.Status, a.Header.Get("Content-Type"), a.Raw)
	file := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatalf("%v: make it with `go test ./e2e -run Document -update`, and compare it with the contract's document", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		p.t.Errorf("%s (-want +got):\n%s", file, diff)
	}
	return a
}

// script plays a contract's document, one exchange after the other.
type script struct {
	folder string
	step   int
}

// play sends one request and compares the exchange. Files are in the order of their exchanges.
func (s *script) play(p *person, name, method, path, body string) answer {
	p.t.Helper()
	s.step++
	return p.golden(filepath.Join(s.folder, fmt.Sprintf("%02d-%s", s.step, name)), method, path, body)
}

// ended fails the test where a golden file is left from an exchange that is no more.
func (s *script) ended(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "golden", s.folder, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != s.step {
		t.Errorf("%d golden files for %d exchanges in %s", len(files), s.step, s.folder)
	}
}

func TestTheDocumentOfTheWalletContract(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.person("user-uuid", funds.RoleUser), w.person("admin-uuid", funds.RoleAdmin)
	s := &script{folder: "wallet"}
	const get, post = http.MethodGet, http.MethodPost
	s.play(u, "wallet-on-first-access", get, "/api/wallet", "")
	s.play(u, "no-transactions", get, "/api/wallet/transactions", "")
	s.play(u, "no-withdrawals", get, "/api/wallet/withdrawals", "")
	s.play(admin, "adjust", post, "/api/admin/wallet/adjust", `{"userId":"user-uuid","amount":100,"reason":"活动赠送"}`)
	s.play(admin, "adjust-in-the-contracts-own-form", post, "/api/admin/wallet/adjust", `{"userId":"user-uuid","amount":"900.50","reason":"活动赠送"}`)
	s.play(admin, "adjust-downwards", post, "/api/admin/wallet/adjust", `{"userId":"user-uuid","amount":-0.5,"reason":"多赠了"}`)
	wechat := s.play(u, "withdraw-by-wechat", post, "/api/wallet/withdraw",
		`{"amount":100.0,"method":"wechat","account":"13800001111","accountName":"张三","bankName":"中国工商银行"}`).text("data.id")
	bank := s.play(u, "withdraw-to-a-bank", post, "/api/wallet/withdraw",
		`{"amount":100.25,"method":"bank_card","account":"6222021234567890123","accountName":"张三","bankName":"中国工商银行"}`).text("data.id")
	s.play(u, "wallet-with-frozen-money", get, "/api/wallet", "")
	s.play(admin, "pending-withdrawals", get, "/api/admin/withdrawals?status=pending&page=1&pageSize=20", "")
	s.play(admin, "detail", get, "/api/admin/withdrawals/"+bank, "")
	s.play(admin, "detail-by-its-number", get, "/api/admin/withdrawals/"+funds.ID(bank).WalletNo(), "")
	s.play(admin, "review-approves", post, "/api/admin/withdrawals/"+wechat+"/review", `{"approved":true}`)
	s.play(admin, "review-rejects", post, "/api/admin/withdrawals/"+bank+"/review", `{"approved":false,"rejectReason":"银行卡信息有误，请重新提交"}`)
	s.play(u, "withdrawals", get, "/api/wallet/withdrawals?page=1&pageSize=20", "")
	s.play(u, "transactions", get, "/api/wallet/transactions", "")
	s.play(u, "transactions-of-a-type", get, "/api/wallet/transactions?type=freeze&page=2&pageSize=1", "")
	s.play(u, "transactions-of-a-type-that-there-are-none-of", get, "/api/wallet/transactions?type=top_up&page=1&pageSize=20", "")
	s.play(admin, "completed-withdrawals", get, "/api/admin/withdrawals?status=completed", "")
	s.play(admin, "detail-of-a-rejected-one", get, "/api/admin/withdrawals/"+bank, "")
	s.play(admin, "wallet-status", post, "/api/admin/wallet/status", `{"userId":"user-uuid","status":"frozen","reason":"账户异常，核实中"}`)
	s.play(u, "wallet-in-the-end", get, "/api/wallet", "")
	s.play(admin, "wallets-found", get, "/api/admin/wallets?keyword=user-uuid", "")
	s.play(admin, "wallet-of-a-user", get, "/api/admin/wallets/user-uuid", "")
	s.play(admin, "wallet-of-nobody", get, "/api/admin/wallets/nobody", "")
	s.play(admin, "transactions-of-a-user", get, "/api/admin/wallets/user-uuid/transactions?page=1&pageSize=2", "")
	admin.post("/api/admin/wallet/status", `{"userId":"user-uuid","status":"active","reason":"核实完毕"}`).want(ok)
	waiting := u.post("/api/wallet/withdraw", `{"amount":100,"method":"wechat","account":"0387222126"}`).want(ok).text("data.id")
	s.play(u, "cancel", post, "/api/wallet/withdrawals/"+waiting+"/cancel", "")
	s.play(u, "cancel-of-what-is-paid", post, "/api/wallet/withdrawals/"+wechat+"/cancel", "")
	s.ended(t)
}

func TestTheDocumentOfTheConsoleContract(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.owner("esc_001", "10000"), w.person("admin_xxx", funds.RoleAdmin)
	s := &script{folder: "console"}
	const get, post, list = http.MethodGet, http.MethodPost, "/admin/escorts/withdraw-records"
	ask := func(body string) string { return u.post("/api/wallet/withdraw", body).want(ok).text("data.id") }
	s.play(admin, "empty-list", get, list, "")
	alipay := ask(`{"amount":500,"method":"alipay","account":"13812348888"}`)
	s.play(admin, "list", get, list+"?page=1&pageSize=10&status=pending", "")
	s.play(admin, "detail", get, records+alipay, "")
	s.play(admin, "detail-with-logs", get, records+alipay+"/detail", "")
	s.play(admin, "review-approves", post, records+alipay+"/review", `{"action":"approve"}`)
	s.play(admin, "payout-by-hand", post, records+alipay+"/payout", `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM","transactionNo":"BK2025012000000001"}`)
	s.play(admin, "logs", get, records+alipay+"/logs", "")
	bank := ask(`{"amount":0.5,"method":"bank","account":"6228480012345678","accountName":"王小明","bankName":"中国农业银行"}`)
	s.play(admin, "review-rejects", post, records+bank+"/review", `{"action":"reject","rejectReason":"银行卡信息有误"}`)
	failed := ask(`{"amount":12.34,"method":"wechat","account":"wx1"}`)
	admin.post(records+failed+"/review", `{"action":"approve"}`).want(ok)
	s.play(admin, "fail", post, records+failed+"/fail", `{"reason":"收款账户已注销"}`)
	s.play(admin, "logs-of-a-failure", get, records+failed+"/logs", "")
	channel := ask(`{"amount":100,"method":"MVola","account":"0387222126","accountName":"Jhon"}`)
	admin.post(records+channel+"/review", `{"action":"approve"}`).want(ok)
	s.play(admin, "payout-by-channel", post, records+channel+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`)
	w.sandbox(post, "/sandbox/orders/"+channel, map[string]any{"state": 1, "callback": true}).want(ok)
	eventually(t, "the callback settles it", func() bool { return admin.get(records+channel).text("data.status") == "completed" })
	s.play(admin, "detail-with-logs-of-a-channel-payout", get, records+channel+"/detail", "")
	s.play(admin, "whole-list", get, list, "")
	s.play(admin, "second-page", get, list+"?page=2&pageSize=3", "")
	s.play(admin, "audit-logs", get, "/admin/audit-logs?module=withdraw&action=payout", "")
	s.ended(t)
}

func TestTheDocumentOfTheMerchantContract(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.owner("u1", "10000")
	s := &script{folder: "merchant"}
	const get, post = http.MethodGet, http.MethodPost
	s.play(u, "no-orders", get, "/api/withdrawal", "")
	accepted := s.play(u, "create", post, "/api/withdrawal", `{"type":"MVola","targetOwner":"Jhon","targetAccount":"0387222126","amount":2000}`).text("data.id")
	w.sandbox(http.MethodPut, "/sandbox/faults", map[string]any{"api": "withdrawal/create", "mode": "drop-after"}).want(ok)
	unknown := s.play(u, "create-with-an-unknown-outcome", post, "/api/withdrawal", `{"type":"MVola","targetAccount":"0387222126","amount":100}`).text("data.id")
	w.sandbox(http.MethodPut, "/sandbox/faults", map[string]any{"api": "withdrawal/create", "mode": "refuse"}).want(ok)
	s.play(u, "create-that-the-gateway-refuses", post, "/api/withdrawal", `{"type":"MVola","targetAccount":"0387222126","amount":300}`)
	s.play(u, "check-while-waiting", post, "/api/withdrawal/check", `{"id":"`+accepted+`"}`)
	w.sandbox(post, "/sandbox/orders/"+accepted, map[string]any{"state": 1}).want(ok)
	eventually(t, "the interval between questions passes", func() bool {
		return u.post("/api/withdrawal/check", `{"id":"`+accepted+`"}`).text("data.stateText") == "成功"
	})
	s.play(u, "check-when-paid", post, "/api/withdrawal/check", `{"id":"`+accepted+`"}`)
	w.sandbox(post, "/sandbox/orders/"+unknown, map[string]any{"state": 3, "callback": true}).want(ok)
	eventually(t, "the callback settles it", func() bool {
		return u.post("/api/withdrawal/check", `{"id":"`+unknown+`"}`).text("data.stateText") == "失败"
	})
	s.play(u, "check-when-cancelled", post, "/api/withdrawal/check", `{"id":"`+unknown+`"}`)
	s.play(u, "list", get, "/api/withdrawal?page=1&pageSize=2", "")
	s.play(u, "last-page", get, "/api/withdrawal?page=2&pageSize=2", "")
	s.play(u, "page-after-the-last", get, "/api/withdrawal?page=3&pageSize=2", "")
	s.play(u, "order-with-its-timeline", get, "/api/withdrawal/"+accepted, "")
	waiting := u.post("/api/wallet/withdraw", `{"amount":100,"method":"MVola","account":"0387222126","accountName":"张三"}`).want(ok).text("data.id")
	s.play(u, "order-that-may-be-cancelled", get, "/api/withdrawal/"+waiting, "")
	s.play(u, "cancel", post, "/api/withdrawal/cancel", `{"id":"`+waiting+`"}`)
	s.play(u, "cancel-of-what-is-paid", post, "/api/withdrawal/cancel", `{"id":"`+accepted+`"}`)
	s.ended(t)
}
