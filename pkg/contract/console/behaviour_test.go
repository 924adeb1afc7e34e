package console_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// crowd is a withdrawal of u1's in every state, and one of u2's by a bank that waits, newest first by their states.
func crowd(h *flowtest.House) (by map[funds.State]string, bank string) {
	h.Owner("u1", 10_000_00)
	h.Owner("u2", 1000_00)
	by = map[funds.State]string{}
	for _, state := range funds.States() {
		by[state] = string(h.Withdrawal("u1", state))
	}
	return by, string(h.WithdrawalBy("u2", funds.MethodBank, funds.StatePending))
}

func TestTheListFindsWhatItsFiltersMatch(t *testing.T) {
	t.Parallel()
	h := open(t)
	by, bank := crowd(h)
	admin := h.Admin()
	today := h.Flow.Policy.Day(h.Clock.Now())
	all := len(by) + 1
	for query, want := range map[string][]string{
		"status=pending":                       {bank, by[funds.StatePending]},
		"status=rejected":                      {by[funds.StateCancelled], by[funds.StateRejected]},
		"status=pending&method=bank":           {bank},
		"method=bank":                          {bank},
		"method=MVola&status=completed":        {by[funds.StateCompleted]},
		"keyword=u2":                           {bank},
		"keyword=" + bank[:8]:                  {bank},
		"keyword=%20" + bank + "%20":           {bank},
		"keyword=" + funds.ID(bank).WalletNo(): {bank},
		"keyword=nobody":                       nil,
		"minAmount=100.01":                     nil,
		"maxAmount=99.99":                      nil,
		"startAt=2020-01-01&endAt=2020-01-31":  nil,
		"needsAttention=true":                  nil,
		"status=approved&startAt=" + today:     {by[funds.StateApproved]},
	} {
		got := admin.Get(records+"?"+query).OK().Has("data.total", fmt.Sprint(len(want)))
		same(t, query, want, got.Column("data.data", "id"))
	}
	for _, query := range []string{"", "minAmount=100&maxAmount=100", "startAt=" + today + "&endAt=" + today, "needsAttention=false"} {
		admin.Get(records+"?"+query).OK().Has("data.total", fmt.Sprint(all))
	}
	first, second := admin.Get(records+"?pageSize=5").OK(), admin.Get(records+"?pageSize=5&page=2").OK()
	ids := slices.Concat(first.Column("data.data", "id"), second.Column("data.data", "id"))
	slices.Sort(ids)
	if len(slices.Compact(ids)) != all {
		t.Errorf("two pages of 5 show %d of %d", len(slices.Compact(ids)), all)
	}
	if shown := first.Raw + second.Raw; strings.Contains(shown, "0387222126") || strings.Contains(shown, "13812348888") {
		t.Error("the list shows an account or a phone number")
	}
	got := admin.Get("/admin/withdrawals?status=completed").OK().Has("data.data.0.id", by[funds.StateCompleted])
	if got.Header.Get("Deprecation") == "" || got.Header.Get("Link") != "<"+records+`>; rel="successor-version"` {
		t.Errorf("an old path answers with %v", got.Header)
	}
}

func TestStatisticsAndTrends(t *testing.T) {
	t.Parallel()
	h := open(t)
	crowd(h)
	admin := h.Admin()
	admin.Get(records+"/stats").OK().Has(
		"data.pendingCount", "2", "data.pendingAmount", "200", "data.approvedCount", "1", "data.completedCount", "1", "data.completedAmount", "100",
		"data.todayCount", "8", "data.methods", `["bank","alipay","wechat","MVola"]`)
	today := h.Flow.Policy.Day(h.Clock.Now())
	days := admin.Get(records+"/trend?startAt=2025-12-31&endAt=2026-01-02").OK().Has("data.unit", "day")
	same(t, "three days", []string{"2025-12-31", "2026-01-01", "2026-01-02"}, days.Column("data.points", "at"))
	admin.Get(records+"/trend?unit=day&startAt="+today+"&endAt="+today).OK().Has(
		"data.points.0.statuses.pending", `{"count":2,"amount":200}`, "data.points.0.statuses.rejected", `{"count":2,"amount":200}`,
		"data.points.0.statuses.failed.count", "1", "data.points.0.statuses.processing.count", "1")
	hours := admin.Get(records+"/trend?unit=hour&startAt="+today+"&endAt="+today).OK().Has("data.unit", "hour")
	if points := hours.Column("data.points", "at"); len(points) != 24 || points[0] != today+"T00" || points[23] != today+"T23" {
		t.Errorf("the hours of a day are %v", points)
	}
}

func TestAnExportHasTheListsRowsAndLeavesALine(t *testing.T) {
	t.Parallel()
	h := open(t)
	by, bank := crowd(h)
	admin := h.Admin()
	file := admin.Get(records + "/export?format=csv&status=pending&keyword=").OK()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.Raw, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 || rows[0][0] != "提现单号" || !strings.Contains(rows[1][0], bank[:8]) || !strings.Contains(rows[2][0], by[funds.StatePending][:8]) {
		t.Errorf("%v, %v", rows, err)
	}
	if file.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the headers are %v", file.Header)
	}
	if strings.Contains(file.Raw, "0387222126") || strings.Contains(file.Raw, "13812348888") {
		t.Error("the file shows an account or a phone number")
	}
	xlsx := admin.Get(records + "/export?format=xlsx").OK()
	if !strings.HasPrefix(xlsx.Raw, "PK") {
		t.Error("no xlsx")
	}
	lines := h.Audits("export")
	if len(lines) != 2 || lines[1].Detail != `{"count":2,"format":"csv"}` || !strings.Contains(lines[1].Filters, "pending") || lines[0].Detail != `{"count":8,"format":"xlsx"}` {
		t.Errorf("the exports left %+v", lines)
	}
}

func TestAnActLeavesItsLineInTheAuditLog(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	admin := h.Admin()
	id := h.Withdrawal("u1", funds.StatePending)
	admin.Post(at(id)+"/review", approve).OK().Has("data.status", "approved", "data.payoutChannel", "MVola")
	admin.Post(at(id)+"/payout", numbered("BK1")).OK().Has("data.status", "completed", "data.transactionNo", "BK1")
	admin.Post(at(id)+"/transaction-no", `{"transactionNo":"BK2","reason":"录入错误"}`).OK().Has("data.transactionNo", "BK2")
	log := admin.Get("/admin/audit-logs?adminId=admin1&targetId="+string(id)).OK().Has("data.total", "3")
	same(t, "its lines", []string{"correct", "payout", "approve"}, log.Column("data.data", "action"))
	log.Has("data.data.2.detail", `{"from":"pending","to":"approved"}`, "data.data.0.adminName", "管理员", "data.data.0.ip", flowtest.Address, "data.data.0.userAgent", flowtest.Client)
	for query, total := range map[string]string{
		"module=withdraw&action=payout": "1", "module=wallet&action=adjust": "1", "adminId=nobody": "0", "targetId=" + string(id) + "&action=approve": "1",
		"startAt=2020-01-01&endAt=2020-01-31": "0", "pageSize=1&page=2&adminId=admin1": "3",
	} {
		admin.Get("/admin/audit-logs?"+query).OK().Has("data.total", total)
	}
	for _, number := range []string{"BK1", "BK2"} { // the old one stays taken too
		other := h.Withdrawal("u1", funds.StateApproved)
		admin.Post(at(other)+"/payout", numbered(number)).Want(http.StatusConflict)
		h.Is(other, funds.StateApproved)
	}
	h.Holds("u1", 900_00, 200_00)
}

func TestOnePayoutOfManyAtOnceWins(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id, admin := h.Withdrawal("u1", funds.StateApproved), h.Admin()
	var all sync.WaitGroup
	statuses := make([]int, 8)
	for i := range statuses {
		all.Go(func() {
			body := byChannel
			if i%2 == 0 {
				body = numbered(fmt.Sprint("BK", i))
			}
			statuses[i] = admin.Post(at(id)+"/payout", body).Status
		})
	}
	all.Wait()
	slices.Sort(statuses)
	same(t, "the answers", slices.Concat([]int{http.StatusOK}, slices.Repeat([]int{http.StatusConflict}, 7)), statuses)
	w := h.Stored(id)
	if w.State == funds.StateProcessing {
		h.Holds("u1", 1000_00, 100_00)
	} else {
		h.Holds("u1", 900_00, 0)
	}
}

func TestAParkedOneIsSentAgainOrFailedOnlyByTheGatewaysWord(t *testing.T) {
	t.Parallel()
	h := open(t, func(p *funds.Policy) { p.RepeatedSerialRefused = true })
	h.Fund("u1", 1000_00)
	admin := h.Admin()
	h.Misbehaves("withdrawal/create", "drop-before")
	id := h.Withdrawal("u1", funds.StateProcessing)
	admin.Post(at(id)+"/payout", byChannel).Want(http.StatusConflict) // its sender may be at work
	for range h.Flow.Policy.Timing.AbsentTimes {
		h.Clock.Advance(h.Flow.Policy.Timing.AbsentGrace)
		admin.Post(at(id)+"/ask", "").OK()
	}
	admin.Get(at(id)).OK().Has("data.needsAttention", "true", "data.parked", "true", "data.mayResend", "true")
	admin.Get(records+"?needsAttention=true").OK().Has("data.data.0.id", string(id), "data.total", "1")
	admin.Post(at(id)+"/payout", byChannel).OK().Has("data.status", "processing", "data.needsAttention", "")
	admin.Post(at(id)+"/fail", `{"reason":"r"}`).Want(http.StatusConflict) // the gateway has it now
	h.Ends(string(id), 2)
	h.AskedAgain()
	admin.Post(at(id)+"/ask", "").OK().Has("data.status", "failed")
	h.Holds("u1", 1000_00, 0)
}

func TestWhatWasPaidAfterAllIsDue(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id, admin := h.PaidAfterAll("u1"), h.Admin()
	admin.Get(at(id)+"/detail").OK().Has("data.status", "failed", "data.dueAmount", "-100", "data.needsAttention", "true", "data.walletStatus", "frozen", "data.settlements.0.action", "contradict", "data.settlements.0.operator", "system")
	admin.Get(records+"?needsAttention=true").OK().Has("data.data.0.dueAmount", "-100")
	settle(t, h, id)
	admin.Get(at(id)+"/detail").OK().Has("data.dueAmount", "", "data.settledAmount", "-100", "data.needsAttention", "", "data.settlements.1.action", "settle", "data.settlements.1.operatorId", flowtest.Helper.ID)
}

func TestAnUnknownOutcomeIsFailedByHandOnlyWhenItIsOldAndConfirmed(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	admin := h.Admin()
	h.Misbehaves("withdrawal/create", "auth-error") // an answer that nobody has listed
	id := h.Withdrawal("u1", funds.StateProcessing)
	fail := func(body string) flowtest.Answer {
		h.Misbehaves("withdrawal/get", "auth-error")
		return admin.Post(at(id)+"/fail", body)
	}
	const sure = `{"reason":"r","operatorConfirmText":"CONFIRM"}`
	fail(sure).Want(http.StatusConflict)
	admin.Get(at(id)).OK().Has("data.gatewayAnswer.code", "401", "data.failNeedsConfirm", "")
	h.Clock.Advance(h.Flow.Policy.Timing.FailUnknown + time.Minute)
	admin.Get(at(id)).OK().Has("data.failNeedsConfirm", "true")
	fail(`{"reason":"r"}`).Want(http.StatusBadRequest)
	h.Holds("u1", 1000_00, 100_00)
	fail(sure).OK().Has("data.status", "failed", "data.failReason", "r")
	h.Holds("u1", 1000_00, 0)
}

func TestRechargesAreFoundAndResolvedOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Owner("u1", 1)
	waiting, parked, closed := h.Recharge("u1", 200_00), h.Recharge("u1", 300_00), h.Recharge("u1", 400_00)
	h.Receives(string(parked), "250")
	h.Receives(string(closed), "350")
	credited := h.Credited("u1", 100_00)
	admin := h.Admin()
	for query, want := range map[string][]string{
		"state=0":                     {string(waiting)},
		"state=2":                     {string(credited)},
		"needsAttention=true":         {string(closed), string(parked)},
		"needsAttention=true&state=5": {string(closed), string(parked)},
		"keyword=" + string(waiting):  {string(waiting)},
		"keyword=nobody":              nil,
		"page=2&pageSize=3":           {string(waiting)},
		"keyword=u1&state=2":          {string(credited)},
	} {
		got := admin.Get("/admin/recharges?" + query).OK()
		same(t, query, want, got.Column("data.data", "id"))
		if strings.Contains(got.Raw, "13812348888") {
			t.Error("the list shows a phone number")
		}
	}
	path := "/admin/recharges/" + string(parked)
	admin.Get(path).OK().Has("data.receivedAmount", "250", "data.needsAttention", "true", "data.escortPhoneMasked", "138****8888")
	var all sync.WaitGroup
	statuses := make([]int, 6)
	for i := range statuses {
		all.Go(func() { statuses[i] = admin.Post(path+"/resolve", `{"action":"credit","reason":"已核对"}`).Status })
	}
	all.Wait()
	slices.Sort(statuses)
	same(t, "the answers", []int{200, 409, 409, 409, 409, 409}, statuses)
	admin.Get(path).OK().Has("data.creditedAmount", "250", "data.resolvedBy", "admin1", "data.resolveReason", "已核对", "data.state", "2")
	admin.Post("/admin/recharges/"+string(closed)+"/resolve", `{"action":"close","reason":"已退回"}`).OK().Has("data.needsAttention", "", "data.creditedAmount", "")
	h.Holds("u1", 350_01, 0)
	h.Ends(string(waiting), funds.GatewayDepositDone)
	h.AskedAgain()
	admin.Post("/admin/recharges/"+string(waiting)+"/ask", "").OK().Has("data.creditedAmount", "200")
	h.Holds("u1", 550_01, 0)
	acts := admin.Get("/admin/audit-logs?module=recharge").OK().Column("data.data", "action")
	same(t, "the audit log", []string{"ask", "close", "credit"}, acts[:3])
}

// settle takes what an order leaves due from its user.
func settle(t *testing.T, h *flowtest.House, id funds.ID) {
	t.Helper()
	w := h.Stored(id)
	if _, err := h.Flow.Adjust(t.Context(), flowtest.Helper, flow.Adjustment{UserID: w.UserID, Amount: w.Due(), Reason: "追回", Resolves: id}); err != nil {
		t.Fatal(err)
	}
}
