package e2e_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// crowd makes a number of users, each with a number of waiting withdrawals of 1, and gives all the ids, one user's beside
// another's.
func (w *world) crowd(users, each int) (people []*person, ids []string) {
	w.t.Helper()
	for i := range users {
		people = append(people, w.owner(fmt.Sprint("crowd-", i), "1000"))
	}
	for range each {
		for _, u := range people {
			ids = append(ids, u.post("/api/wallet/withdraw", `{"amount":1,"method":"wechat","account":"13800001111"}`).want(ok).text("data.id"))
		}
	}
	return people, ids
}

func TestABatchAuditTakesHundredsAtOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	const users, each = 8, 40
	crowd, ids := w.crowd(users, each)
	admin := w.person("admin-1", funds.RoleAdmin)
	timed := func(what string, do func()) {
		began := time.Now()
		do()
		t.Logf("%s of %d users' %d withdrawals: %s", what, users, len(ids), time.Since(began).Round(time.Millisecond))
	}
	all := batchAudited{Succeeded: len(ids), FailedIDs: []string{}}
	timed("approval", func() { same(t, "approved", all, admin.audits(toApprove, "批量审核通过,已打款", ids...)) })
	for _, u := range crowd {
		u.has("1000.00", fmt.Sprintf("%d.00", each)) // approved is not paid
	}
	timed("one page", func() {
		listed, total := admin.listed(batchList, `"status":2`, 1, 1000)
		slices.Sort(listed)
		same(t, "what is approved", slices.Sorted(slices.Values(ids)), listed)
		same(t, "the total", len(ids), total)
	})
	timed("rejection", func() { same(t, "rejected", all, admin.audits(toReject, "", ids...)) })
	for _, u := range crowd {
		u.has("1000.00", "0.00")
		refunds := u.get("/api/wallet/transactions?type=refund&pageSize=1").want(ok)
		refunds.wantAll(map[string]any{"data.pagination.total": fmt.Sprint(each), "data.transactions.0.description": "提现审核拒绝，退回余额"})
	}
	none := batchAudited{Failed: len(ids), FailedIDs: ids}
	before := w.dump()
	timed("another approval, which all fail", func() { same(t, "failed", none, admin.audits(toApprove, "", ids...)) })
	same(t, "the table", before, w.dump())
}

func TestABatchAuditTakesAsManyIDsAsABodyHolds(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.owner("u1", "1000"), w.person("admin-1", funds.RoleAdmin)
	unknown := make([]string, 0, maxBody/len(unknownID))
	for len(fmt.Sprintf("%q,", unknown)) < maxBody-200 {
		unknown = append(unknown, funds.NewID([funds.CodeBytes]byte{byte(len(unknown) >> 8), byte(len(unknown))}, time.Unix(0, 0).UTC()).Code()+"20250120103000")
	}
	id := u.ask()
	began := time.Now()
	got := admin.audits(toApprove, "审核通过", append(unknown, id)...)
	t.Logf("%d ids: %s", len(unknown)+1, time.Since(began).Round(time.Millisecond))
	if len(unknown) < 2000 {
		t.Errorf("a body holds %d ids", len(unknown))
	}
	same(t, "what was audited", batchAudited{1, len(unknown), unknown}, got)
}

func TestAnApprovedOneIsApprovedAgainAndThenRejected(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, first, second := w.owner("u1", "1000"), w.person("admin-1", funds.RoleAdmin), w.person("admin-2", funds.RoleAdmin)
	id := u.ask()
	once := batchAudited{Succeeded: 1, FailedIDs: []string{}}
	shown := func(want map[string]any) {
		t.Helper()
		got := first.post(batchGet, map[string]string{"withdrawID": id})
		batchaudit.accepts(got).wantAll(want)
		if at, err := got.at("data.withdraw.auditTime").(json.Number).Int64(); err != nil || time.Since(time.UnixMilli(at)).Abs() > time.Minute {
			t.Errorf("audited at %v", got.at("data.withdraw.auditTime"))
		}
	}
	same(t, "approved", once, first.audits(toApprove, "审核通过,已打款", id))
	shown(map[string]any{"data.withdraw.status": "2", "data.withdraw.auditorID": "admin-1", "data.withdraw.auditRemark": "审核通过,已打款"})
	same(t, "approved again", once, second.audits(toApprove, "已核实", id))
	shown(map[string]any{"data.withdraw.status": "2", "data.withdraw.auditorID": "admin-2", "data.withdraw.auditRemark": "已核实"})
	same(t, "approved without a remark", once, second.audits(toApprove, "", id))
	shown(map[string]any{"data.withdraw.status": "2", "data.withdraw.auditorID": "admin-2", "data.withdraw.auditRemark": ""})
	u.has("1000.00", "100.00")
	same(t, "rejected", once, first.audits(toReject, "提现账号信息有误,已拒绝", id))
	shown(map[string]any{"data.withdraw.status": "3", "data.withdraw.auditorID": "admin-1", "data.withdraw.auditRemark": "提现账号信息有误,已拒绝"})
	u.has("1000.00", "0.00")

	u.get("/api/wallet/transactions").want(ok).wantAll(map[string]any{
		"data.transactions.0.type": "refund", "data.transactions.0.amount": "100.00", "data.transactions.0.description": "提现审核拒绝，退回余额",
		"data.transactions.0.balanceAfter": "1000.00", "data.transactions.0.relatedId": id,
	})
	u.get("/api/wallet/withdrawals").want(ok).wantAll(map[string]any{
		"data.withdrawals.0.status": "rejected", "data.withdrawals.0.rejectReason": "提现账号信息有误,已拒绝",
	})
	first.get(records + id).want(ok).wantAll(map[string]any{"data.status": "rejected", "data.reviewNote": "提现账号信息有误,已拒绝"})
	same(t, "failed", batchAudited{Failed: 1, FailedIDs: []string{id}}, first.audits(toReject, "", id))

	other := u.ask() // rejected while it waits, and by another contract
	same(t, "rejected at once", once, first.audits(toReject, "", other))
	first.review(u.ask(), "reject").want(ok)
	same(t, "entries", []string{
		"adjustment 1000.00 = 1000.00", "freeze -100.00 = 1000.00", "refund 100.00 = 1000.00",
		"freeze -100.00 = 1000.00", "refund 100.00 = 1000.00", "freeze -100.00 = 1000.00", "unfreeze 100.00 = 1000.00",
	}, u.ledger())
}

func TestEveryOneOfABatchLeavesItsLineInTheAuditLog(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u, admin := w.owner("u1", "1000"), w.person("admin-1", funds.RoleAdmin)
	ids := []string{u.ask(), u.ask()}
	as := func(status int, remark string) {
		body := map[string]any{"withdrawIDs": append(ids, unknownID), "status": status, "auditRemark": remark}
		batchaudit.accepts(admin.do(http.MethodPost, batchAudit, body, http.Header{"User-Agent": {browser}}))
	}
	as(toApprove, "审核通过")
	as(toApprove, "已核实")
	as(toReject, "账号有误")
	for _, id := range append(ids, unknownID) {
		var log struct {
			Data struct {
				Data []struct{ AdminID, AdminName, Action, Detail, IP, UserAgent string }
			}
		}
		admin.get(auditLogs + "?targetId=" + id).want(ok).decode(&log)
		var lines []string
		for _, line := range log.Data.Data {
			lines = append(lines, fmt.Sprint(line.Action, " by ", line.AdminID, " ", line.AdminName, " at ", line.IP, " with ", line.UserAgent, ": ", line.Detail))
		}
		const by = " by admin-1 张三 at 127.0.0.1 with " + browser + ": "
		var want []string
		if id != unknownID {
			want = []string{
				"reject" + by + `{"from":"approved","to":"rejected","message":"账号有误"}`,
				"approve" + by + `{"from":"approved","to":"approved","message":"已核实"}`,
				"approve" + by + `{"from":"pending","to":"approved","message":"审核通过"}`,
			}
		}
		same(t, id, want, lines)
	}
	batchaudit.accepts(admin.post(batchGet, map[string]string{"withdrawID": ids[0]})) // the whole account
	batchaudit.accepts(admin.post(batchUserList, `{"userID":"u1","pagination":{"pageNumber":1,"showNumber":10}}`))
	seen := admin.get(auditLogs + "?action=view_unmasked").want(ok)
	seen.wantAll(map[string]any{"data.total": "1", "data.data.0.targetId": ids[0], "data.data.0.adminId": "admin-1"})
}

// Whoever is first decides: what was rejected is never paid, and the other way round.
func TestAnAuditAndPayoutsOfTheSameOnesAtOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	const many = 30
	u, admin, payer := w.owner("u1", "10000"), w.person("admin-1", funds.RoleAdmin), w.person("admin-2", funds.RoleAdmin)
	ids := make([]string, many)
	for i := range ids {
		ids[i] = u.approved("100", "0387222126")
	}
	var response answer
	atOnce(many+1, func(i int) {
		switch {
		case i == many:
			response = admin.post(batchAudit, map[string]any{"withdrawIDs": ids, "status": toReject})
		case i%2 == 0:
			payer.pay(ids[many-1-i], fmt.Sprint("BK", i)) // from the other end
		default:
			payer.pay(ids[many-1-i], "")
		}
	})
	var audited struct{ Data batchAudited }
	batchaudit.accepts(response).decode(&audited)
	kept := []string{}
	left := 0
	for _, id := range ids {
		status := w.status(id)
		if status != "rejected" {
			kept = append(kept, id)
		}
		if status == "completed" {
			left++
		}
		if status != "rejected" && status != "completed" && status != "processing" {
			t.Errorf("%s is %s", id, status)
		}
	}
	t.Logf("%d were rejected, %d paid by hand, %d given to the gateway", audited.Data.Succeeded, left, len(kept)-left)
	same(t, "what the audit says", batchAudited{many - len(kept), len(kept), kept}, audited.Data)
	u.has(fmt.Sprintf("%d.00", 10000-100*left), fmt.Sprintf("%d.00", 100*(len(kept)-left)))
	w.agree()
}

// serviceOf runs use cases in this process.
func serviceOf(store flow.Store, log slog.Handler) *flow.Service {
	return &flow.Service{Store: store, Now: time.Now, Random: rand.Reader, Log: slog.New(log)}
}

func TestABatchAuditBeginsNothingThatItMayNotEndInTime(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	_, texts := w.crowd(4, 40)
	const margin = 5 * time.Second // before the context's end; see flow.AuditBatch
	service := serviceOf(table.New(w.Client(), w.Table(), time.Now), slog.DiscardHandler)
	auditIn := func(left time.Duration) flow.BatchAudited {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), left)
		defer cancel()
		audited, err := service.AuditBatch(ctx, funds.Actor{Role: funds.RoleAdmin, ID: "admin-1"}, flow.BatchAudit{IDs: texts, Approve: true})
		if err != nil {
			t.Fatal(err)
		}
		return audited
	}
	before := w.dump()
	same(t, "with less time than the margin", flow.BatchAudited{Failed: texts}, auditIn(margin-time.Second))
	same(t, "the table", before, w.dump())

	audited := auditIn(margin + 250*time.Millisecond)
	t.Logf("%d of %d were reached", audited.Succeeded, len(texts))
	waiting := []string{}
	for _, id := range texts {
		if w.stored(id).State == funds.StatePending {
			waiting = append(waiting, id)
		}
	}
	same(t, "what was not reached", waiting, audited.Failed)
	same(t, "how many were", len(texts)-len(waiting), audited.Succeeded)
}

// brokenFor is a table that cannot write one withdrawal.
type brokenFor struct {
	*table.Store
	id funds.ID
}

func (b brokenFor) Commit(ctx context.Context, change funds.Change) error {
	if change.Withdrawal != nil && change.Withdrawal.To.ID == b.id {
		return funds.Internal("commit", errors.New("the table is out of reach"))
	}
	return b.Store.Commit(ctx, change)
}

func TestAFaultAtOneOfABatchLeavesTheOthersAloneAndIsLogged(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	_, texts := w.crowd(2, 3)
	broken, log := texts[2], &logBuffer{} // the first user's second
	service := serviceOf(brokenFor{table.New(w.Client(), w.Table(), time.Now), funds.ID(broken)}, slog.NewTextHandler(log, nil))
	got, err := service.AuditBatch(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: "admin-1"}, flow.BatchAudit{IDs: texts})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "what failed", flow.BatchAudited{Succeeded: 5, Failed: []string{broken}}, got)
	w.is(broken, "pending")
	w.is(texts[4], "rejected") // the same user's, after it
	if said := log.String(); strings.Count(said, "\n") != 1 || !strings.Contains(said, broken) || !strings.Contains(said, "out of reach") {
		t.Errorf("the log says %q", said)
	}
}
