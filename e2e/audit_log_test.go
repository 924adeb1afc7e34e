package e2e_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

const auditLogs = "/admin/audit-logs"

// browser is what the admins of these tests say that they are.
const browser = "Browser/1"

// acts does something in an admin's name, and gives the lines that it must leave: module, action, target
// and detail.
type acts func(owner, admin *person) (want [][4]string)

// as sends a request from a browser.
func (p *person) as(method, path string, body any, status int) answer {
	p.t.Helper()
	return p.do(method, path, body, http.Header{"User-Agent": {browser}}).want(status)
}

func TestEveryAdminActLeavesItsLinesAndNothingElseDoes(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	owner := w.owner("owner", "1000000")
	const post, get = http.MethodPost, http.MethodGet
	step := func(action, id, detail string) [4]string { return [4]string{"withdraw", action, id, detail} }
	none := [][4]string{}
	tests := map[string]acts{
		"an approval": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StatePending)
			admin.as(post, records+id+"/review", `{"action":"approve"}`, ok)
			return [][4]string{step("approve", id, `{"from":"pending","to":"approved"}`)}
		},
		"an approval by the old route": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StatePending)
			admin.as(post, "/admin/withdrawals/"+id+"/review", `{"action":"approve"}`, ok)
			return [][4]string{step("approve", id, `{"from":"pending","to":"approved"}`)}
		},
		"a rejection": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StatePending)
			admin.as(post, records+id+"/review", `{"action":"reject","rejectReason":"资料不符"}`, ok)
			return [][4]string{step("reject", id, `{"from":"pending","to":"rejected","message":"资料不符"}`)}
		},
		"a payout by hand": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StateApproved)
			admin.as(post, records+id+"/payout", `{"payoutMethod":"manual","operatorConfirmText":"CONFIRM","transactionNo":"BK1"}`, ok)
			return [][4]string{step("payout", id, `{"from":"approved","to":"completed","message":"人工打款: BK1"}`)}
		},
		"a correction of its transaction number": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StateCompleted)
			admin.as(post, records+id+"/transaction-no", `{"transactionNo":"BK3","reason":"当时没有填"}`, ok)
			return [][4]string{
				step("correct", id, `{"from":"completed","to":"completed","message":"交易号 – → BK3: 当时没有填"}`),
			}
		},
		"a payout by channel": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StateApproved)
			admin.as(post, records+id+"/payout", `{"payoutMethod":"channel","operatorConfirmText":"CONFIRM"}`, ok)
			return [][4]string{step("payout", id, `{"from":"approved","to":"processing","message":"通道打款: MVola"}`)}
		},
		"a failure": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StateApproved)
			admin.as(post, records+id+"/fail", `{"reason":"收款账户已注销"}`, ok)
			return [][4]string{step("fail", id, `{"from":"approved","to":"failed","message":"收款账户已注销"}`)}
		},
		"a review of the wallet contract, which is the payout too": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StatePending)
			admin.as(post, "/api/admin/withdrawals/"+id+"/review", `{"approved":true}`, ok)
			return [][4]string{
				step("payout", id, `{"from":"approved","to":"processing","message":"通道打款: MVola"}`),
				step("approve", id, `{"from":"pending","to":"approved"}`),
			}
		},
		"a confirmation of withdraw-flow, which is the whole path": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StatePending)
			admin.as(post, "/api/wallet/confirm-withdraw", map[string]string{"transaction_no": funds.ID(id).FlowNo()}, ok)
			return [][4]string{
				step("payout", id, `{"from":"approved","to":"completed","message":"人工打款"}`),
				step("approve", id, `{"from":"pending","to":"approved"}`),
			}
		},
		"an approval that withdraw-flow takes back": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StateApproved)
			admin.as(post, "/api/wallet/cancel-withdraw", map[string]string{"transaction_no": funds.ID(id).FlowNo(), "reason": "信息有误"}, ok)
			return [][4]string{step("reject", id, `{"from":"approved","to":"rejected","message":"信息有误"}`)}
		},
		"a request in a user's name": func(owner, admin *person) [][4]string {
			made := admin.as(post, "/api/wallet/request-withdraw", map[string]any{"uid": owner.sub, "amount": 1, "bank_card_info": "招商银行 62250000"}, ok)
			id, err := funds.ParseID(made.text("data.transaction_no"))
			if err != nil {
				owner.t.Fatalf("%v: %s", err, made.Raw)
			}
			return [][4]string{step("create", string(id), `{"to":"pending"}`)}
		},
		"batch audits: many at once, a new remark, a taken-back approval": func(owner, admin *person) [][4]string {
			first, second := owner.withdrawal(funds.StatePending), owner.withdrawal(funds.StatePending)
			batch := func(status int, remark string, ids ...string) {
				answer := admin.as(post, "/withdraw/audit", map[string]any{"withdrawIDs": ids, "status": status, "auditRemark": remark}, ok)
				if answer.at("data.successCount") != json.Number(fmt.Sprint(len(ids))) {
					owner.t.Fatalf("refused: %s", answer.Raw)
				}
			}
			batch(2, "同意", first, second)
			batch(2, "再看过", first)
			batch(3, "不同意", first)
			return [][4]string{
				step("reject", first, `{"from":"approved","to":"rejected","message":"不同意"}`),
				step("approve", first, `{"from":"approved","to":"approved","message":"再看过"}`),
				step("approve", second, `{"from":"pending","to":"approved","message":"同意"}`),
				step("approve", first, `{"from":"pending","to":"approved","message":"同意"}`),
			}
		},
		"a recharge that an admin closes": func(owner, admin *person) [][4]string {
			id := owner.post("/api/recharge", map[string]any{"amount": 100, "channelCode": "MVola-100-5000"}).want(ok).text("data.id")
			owner.sandbox(post, "/sandbox/orders/"+id, map[string]any{"state": 5}).want(ok)
			eventually(owner.t, "a check parks it", func() bool {
				return owner.post("/api/recharge/check", map[string]string{"id": id}).want(ok).at("data.state") == json.Number("5")
			})
			admin.as(post, "/admin/recharges/"+id+"/resolve", `{"action":"close","reason":"已线下退款"}`, ok)
			return [][4]string{{"recharge", "close", id, `{"credited":"0.00","from":"parked","reason":"已线下退款","to":"closed"}`}}
		},
		"an adjustment": func(owner, admin *person) [][4]string {
			admin.as(post, "/api/admin/wallet/adjust", map[string]any{"userId": owner.sub, "amount": 1, "reason": "活动赠送"}, ok)
			return [][4]string{{"wallet", "adjust", owner.sub, `{"amount":"1.00","reason":"活动赠送"}`}}
		},
		"a wallet's new status": func(_, admin *person) [][4]string {
			other := admin.owner("other", "1")
			admin.as(post, "/api/admin/wallet/status", map[string]any{"userId": other.sub, "status": "frozen", "reason": "核实中"}, ok)
			return [][4]string{{"wallet", "status", other.sub, `{"from":"active","reason":"核实中","to":"frozen"}`}}
		},
		"a whole account that is shown": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StatePending)
			admin.as(get, "/api/admin/withdrawals/"+id, nil, ok)
			return [][4]string{step("view_unmasked", id, "")}
		},
		"whole accounts that withdraw-flow's list shows": func(_, admin *person) [][4]string {
			other := admin.owner("other of a list", "100")
			rows := "/api/wallet/transactions?uid=" + url.QueryEscape(other.sub)
			admin.as(get, rows, nil, ok) // an adjustment alone: nobody's account
			for range 2 {
				other.post("/api/wallet/request-withdraw", map[string]any{"uid": other.sub, "amount": 1, "bank_card_info": "招商银行 6225480012341234"}).want(ok)
			}
			admin.as(get, rows, nil, ok)
			other.get(rows).want(ok)
			other.person("a backend", funds.RoleService).get(rows).want(ok)
			return [][4]string{{"withdraw", "view_unmasked", other.sub, `{"count":2}`}}
		},
		"an export": func(owner, admin *person) [][4]string {
			owner.withdrawal(funds.StatePending)
			admin.as(get, "/admin/escorts/withdraw-records/export?keyword=nobody&format=csv", nil, ok)
			return [][4]string{step("export", "", `{"count":0,"format":"csv"}`)}
		},
		"what is only read, masked": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StatePending)
			for _, path := range []string{
				recordsPath, recordsPath + "/stats", records + id, records + id + "/detail", records + id + "/logs", "/api/admin/withdrawals",
				"/api/admin/wallets?keyword=" + owner.sub, "/api/admin/wallets/" + owner.sub, "/api/admin/wallets/" + owner.sub + "/transactions", auditLogs,
			} {
				admin.as(get, path, nil, ok)
			}
			return none
		},
		"what is refused": func(owner, admin *person) [][4]string {
			id := owner.withdrawal(funds.StateCompleted)
			admin.as(post, records+id+"/review", `{"action":"approve"}`, http.StatusConflict)
			admin.as(post, records+id+"/fail", `{"reason":"x"}`, http.StatusConflict)
			admin.as(post, records+id+"/fail", `{}`, http.StatusBadRequest)
			admin.as(get, "/api/admin/withdrawals/"+unknownID, nil, notFound)
			return none
		},
		"an act that is repeated": func(owner, admin *person) [][4]string {
			for range 2 {
				admin.do(post, "/api/admin/wallet/adjust", map[string]any{"userId": owner.sub, "amount": 2, "reason": "补偿"},
					http.Header{"User-Agent": {browser}, "Idempotency-Key": {"once"}}).want(ok)
			}
			return [][4]string{{"wallet", "adjust", owner.sub, `{"amount":"2.00","reason":"补偿"}`}}
		},
	}
	auditor := w.person("auditor", funds.RoleAdmin)
	for name, act := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			admin := w.person("admin of "+name, funds.RoleAdmin).in(t)
			want := act(owner.in(t), admin)
			found := auditor.in(t).get(auditLogs + "?adminId=" + url.QueryEscape(admin.sub)).want(ok)
			got := [][4]string{}
			for _, row := range found.at("data.data").([]any) {
				line := row.(map[string]any)
				text := func(field string) string { value, _ := line[field].(string); return value }
				got = append(got, [4]string{text("module"), text("action"), text("targetId"), text("detail")})
				if text("adminId") != admin.sub || text("adminName") != "张三" || text("ip") != "127.0.0.1" || text("userAgent") != browser ||
					text("id") == "" || text("createdAt") == "" || (text("targetId") != "") != (text("targetType") != "") {
					t.Errorf("a field is missing: %v", line)
				}
			}
			for _, lines := range [][][4]string{want, got} { // a batch has no order
				slices.SortFunc(lines, func(a, b [4]string) int { return slices.Compare(a[:], b[:]) })
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// auditRows reads all pages of the audit log.
func (p *person) auditRows(query url.Values, size int) (rows []any) {
	p.t.Helper()
	if query = maps.Clone(query); query == nil {
		query = url.Values{}
	}
	query.Set("pageSize", fmt.Sprint(size))
	for number := 1; ; number++ {
		query.Set("page", fmt.Sprint(number))
		got := p.get(auditLogs + "?" + query.Encode()).want(ok)
		page, _ := got.at("data.data").([]any)
		rows = append(rows, page...)
		total, err := got.at("data.total").(json.Number).Int64()
		if err != nil || got.at("data.page") != json.Number(fmt.Sprint(number)) || got.at("data.pageSize") != json.Number(fmt.Sprint(size)) {
			p.t.Fatalf("page %d by %d: %v: %s", number, size, err, got.Raw)
		}
		if len(page) < size {
			if int64(len(rows)) != total {
				p.t.Errorf("%d rows, but a total of %d", len(rows), total)
			}
			return rows
		}
	}
}

func TestTheAuditLogsFiltersAgreeWithAReferenceAndItsPagesWithTheWhole(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	owner := w.owner("owner", "1000000")
	var ids []string
	for i := range 8 {
		admin := w.person(fmt.Sprintf("admin-%d", i%3), funds.RoleAdmin)
		id := owner.ask()
		ids = append(ids, id)
		admin.get("/api/admin/withdrawals/" + id).want(ok)
		if i%2 == 0 {
			admin.post(records+id+"/review", `{"action":"approve"}`).want(ok)
			admin.post("/api/admin/wallet/adjust", map[string]any{"userId": owner.sub, "amount": 1, "reason": "活动赠送"}).want(ok)
		}
	}
	auditor := w.person("auditor", funds.RoleAdmin)
	whole := auditor.auditRows(nil, 100)
	const lines = 1 + 8 + 4*2 // the owner's money, and what was done above
	if len(whole) != lines {
		t.Fatalf("%d lines, want %d", len(whole), lines)
	}
	if !slices.IsSortedFunc(whole, func(a, b any) int {
		return strings.Compare(b.(map[string]any)["createdAt"].(string), a.(map[string]any)["createdAt"].(string))
	}) {
		t.Error("the lines are not newest first")
	}
	if first := auditor.get(auditLogs).want(ok); len(first.at("data.data").([]any)) != 10 || first.at("data.pageSize") != json.Number("10") {
		t.Errorf("by default a page is not of 10: %s", first.Raw)
	}
	for _, query := range combinations(map[string][]string{
		"module": {"", "withdraw", "wallet", "refund"}, "action": {"", "approve", "adjust", "view_unmasked"},
		"adminId": {"", "admin-0", "admin-2", helper, "nobody"}, "targetId": {"", owner.sub, ids[0], ids[1]},
	}) {
		var want []any
		for _, row := range whole {
			matches := true
			for field := range query {
				matches = matches && row.(map[string]any)[field] == query.Get(field)
			}
			if matches {
				want = append(want, row)
			}
		}
		if diff := cmp.Diff(want, auditor.auditRows(query, 100)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", query, diff)
		}
	}
	for _, size := range []int{1, 3, lines - 1, lines, lines + 1} {
		if diff := cmp.Diff(whole, auditor.auditRows(nil, size)); diff != "" {
			t.Errorf("pages of %d (-whole +pages):\n%s", size, diff)
		}
	}
}

// combinations are all queries that have one of each parameter's values; an empty one leaves it out.
func combinations(values map[string][]string) []url.Values {
	all := []url.Values{{}}
	for name, texts := range values {
		var longer []url.Values
		for _, query := range all {
			for _, text := range texts {
				next := maps.Clone(query)
				if text != "" {
					next.Set(name, text)
				}
				longer = append(longer, next)
			}
		}
		all = longer
	}
	return all
}

// TestTheAuditLogIsReadByBusinessDays: the 20th in Shanghai is from 16:00 on the 19th in UTC.
func TestTheAuditLogIsReadByBusinessDays(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.owner("owner", "1")
	admin := funds.Actor{Role: funds.RoleAdmin, ID: "admin-1"}
	begin := time.Date(2025, 1, 19, 16, 0, 0, 0, time.UTC)
	for reason, at := range map[string]time.Time{
		"the 19th's last": begin.Add(-time.Millisecond), "the 20th's first": begin, "the 20th's noon": begin.Add(12 * time.Hour),
		"the 20th's last": begin.Add(24*time.Hour - time.Millisecond), "the 21st's first": begin.Add(24 * time.Hour),
	} {
		service := flow.Service{
			Store: table.New(w.Client(), w.Table(), time.Now), Now: func() time.Time { return at }, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
		}
		if _, err := service.Adjust(t.Context(), admin, flow.Adjustment{UserID: "owner", Amount: 1, Reason: reason}); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string][]string{
		"startAt=2025-01-20&endAt=2025-01-20": {"the 20th's last", "the 20th's noon", "the 20th's first"},
		"startAt=2025-01-19&endAt=2025-01-19": {"the 19th's last"},
		"startAt=2025-01-20&endAt=2025-01-21": {"the 21st's first", "the 20th's last", "the 20th's noon", "the 20th's first"},
		"endAt=2025-01-20":                    {"the 20th's last", "the 20th's noon", "the 20th's first", "the 19th's last"},
		"endAt=2025-02-19":                    {"the 21st's first", "the 20th's last", "the 20th's noon", "the 20th's first"},
		"endAt=2025-02-20":                    {"the 21st's first"},
		"startAt=2025-01-22&endAt=2026-01-22": nil,
	}
	auditor := w.person("auditor", funds.RoleAdmin)
	for query, want := range tests {
		var got []string
		for _, row := range auditor.get(auditLogs + "?adminId=admin-1&" + query).want(ok).at("data.data").([]any) {
			var detail struct{ Reason string }
			if err := json.Unmarshal([]byte(row.(map[string]any)["detail"].(string)), &detail); err != nil {
				t.Fatal(err)
			}
			got = append(got, detail.Reason)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	for _, query := range []string{"startAt=2025-01-21&endAt=2025-01-20", "startAt=2024-01-20&endAt=2025-01-20"} {
		_, fields := console.refuses(auditor.get(auditLogs+"?"+query), http.StatusBadRequest)
		if !slices.Equal(fields, []string{"startAt"}) {
			t.Errorf("%s names %v", query, fields)
		}
	}
}
