package console_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/bucket"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

func TestMain(m *testing.M) { os.Exit(flowtest.Run(m)) }

const records = "/admin/escorts/withdraw-records"

// routes are the whole contract.
func routes(h *flowtest.House) [][]edge.Route {
	var elsewhere *bucket.Bucket // no file of a test is as large as that it would be needed
	return [][]edge.Route{
		console.ListRoutes(h.Lists), console.StatsRoutes(h.Lists), console.GetRoutes(h.Lists), console.ReviewRoutes(h.Lists, h.Flow),
		console.PayoutRoutes(h.Lists, h.Flow), console.AuditRoutes(h.Lists), console.RechargeRoutes(h.Lists, h.Flow), console.PauseRoutes(h.Flow), console.BlockRoutes(h.Flow),
		console.ProposalRoutes(h.Lists, h.Flow),
		console.ExportRoutes(h.Lists, console.ExportParts{
			CSV:  func(to io.Writer, header []string) (console.ExportTable, error) { return sheet.CSV(to, header) },
			XLSX: func(to io.Writer, header []string) (console.ExportTable, error) { return sheet.XLSX(to, header) },
			File: func(ctx context.Context, meta console.FileMeta) console.ExportFile {
				return elsewhere.Create(ctx, bucket.Meta(meta))
			},
		}),
	}
}

// open serves the whole contract.
func open(t *testing.T, changes ...func(*funds.Policy)) *flowtest.House {
	t.Helper()
	h := flowtest.Open(t, changes...)
	return h.Serve(routes(h)...)
}

func at(id funds.ID) string { return records + "/" + string(id) }

func TestEveryExampleOfTheDocumentIsAnsweredAsItSays(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Serve(append(routes(h), wallet.CreateRoutes(h.Flow))...)
	u, admin := h.Owner("esc_001", 10_000_00), h.Called(identity.Caller{Sub: "admin_xxx", Role: funds.RoleAdmin, Name: "张三"})
	var alipay, bank, failed, channel funds.ID
	ask := func(id *funds.ID, body string, approved bool) func() {
		return func() {
			*id = funds.ID(u.Post("/api/wallet/withdraw", body).OK().At("data.id"))
			if approved {
				admin.Post(at(*id)+"/review", `{"action":"approve"}`).OK()
			}
		}
	}
	toAlipay := ask(&alipay, `{"amount":500,"method":"alipay","account":"13812348888"}`, false)
	toBank := ask(&bank, `{"amount":0.5,"method":"bank","account":"6228480012345678","accountName":"王小明","bankName":"中国农业银行"}`, false)
	toWechat := ask(&failed, `{"amount":12.34,"method":"wechat","account":"wx1"}`, true)
	byChannel := ask(&channel, `{"amount":100,"method":"MVola","account":"0387222126","accountName":"Jhon"}`, true)
	paid := func() {
		h.Ends(string(channel), 1)
		h.Notifies(channel)
	}
	one := func(id *funds.ID) []*funds.ID { return []*funds.ID{id} }
	h.Plays(t, "console", []flowtest.Scene{
		{File: "empty-list", By: admin},
		{File: "list", By: admin, First: toAlipay},
		{File: "detail", By: admin, About: one(&alipay)},
		{File: "detail-with-logs", By: admin, About: one(&alipay)},
		{File: "review-approves", By: admin, About: one(&alipay)},
		{File: "payout-by-hand", By: admin, About: one(&alipay)},
		{File: "logs", By: admin, About: one(&alipay)},
		{File: "review-rejects", By: admin, First: toBank, About: one(&bank)},
		{File: "fail", By: admin, First: toWechat, About: one(&failed)},
		{File: "logs-of-a-failure", By: admin, About: one(&failed)},
		{File: "payout-by-channel", By: admin, First: byChannel, About: one(&channel)},
		{File: "detail-with-logs-of-a-channel-payout", By: admin, First: paid, About: one(&channel)},
		{File: "whole-list", By: admin},
		{File: "second-page", By: admin},
		{File: "audit-logs", By: admin},
	})
	h.Holds("esc_001", 9400_00, 0)
}

func TestWhoMayCall(t *testing.T) {
	t.Parallel()
	table := map[string]string{
		"GET /admin/audit-logs": "admin", "GET /admin/recharges": "admin", "GET /admin/recharges/{id}": "admin",
		"POST /admin/recharges/{id}/resolve": "admin", "POST /admin/recharges/{id}/ask": "admin",
		"GET /admin/pauses": "admin", "POST /admin/pauses": "admin", "DELETE /admin/pauses/{scope}": "admin",
		"GET /admin/blocked-accounts": "admin", "POST /admin/blocked-accounts": "admin", "DELETE /admin/blocked-accounts/{id}": "admin",
		"GET /admin/proposals": "admin", "GET /admin/proposals/{id}": "admin",
		"POST /admin/proposals/{id}/approve": "admin", "POST /admin/proposals/{id}/reject": "admin",
	}
	for _, path := range []string{"", "/stats", "/trend", "/export", "/{id}", "/{id}/detail", "/{id}/logs"} {
		table["GET "+records+path], table["GET /admin/withdrawals"+path] = "admin", "admin"
	}
	for _, path := range []string{"/review", "/payout", "/fail", "/transaction-no", "/ask", "/hold", "/release"} {
		table["POST "+records+"/{id}"+path], table["POST /admin/withdrawals/{id}"+path] = "admin", "admin"
	}
	table["POST "+records+"/{id}/return"], table["POST "+records+"/{id}/return/resolve"] = "admin", "admin"
	open(t).Admits(t, http.StatusForbidden, table)
}
