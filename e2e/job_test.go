package e2e_test

import (
	"encoding/csv"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// TestAMonthsLedgerGoesOutByAJob: its file sums to what the table has, whoever takes the job on, and the audit has who asked.
func TestAMonthsLedgerGoesOutByAJob(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := w.admin()
	for range 3 {
		u := w.user("1000")
		admin.pay(u.approved("10", "0387222126"), "").want(http.StatusOK)
	}
	month := time.Now().In(shanghai).Format("2006-01")
	begun := admin.post("/admin/jobs", map[string]any{"kind": "ledger", "month": month}).want(http.StatusOK)
	entries, balance, frozen := w.ledgerOf(t, begun.text("data.createdAt"))
	id := begun.text("data.id")
	other := w.person("a2", funds.RoleAdmin)
	other.post("/admin/jobs/"+id+"/file", nil).want(http.StatusConflict) // nothing is there yet
	other.finish(id)
	address := other.post("/admin/jobs/"+id+"/file", nil).want(http.StatusOK).text("data.url")
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.Header.Get("Content-Disposition") != `attachment; filename="ledger_`+month+`.csv"` {
		t.Errorf("HTTP %d, %v, %v", response.StatusCode, response.Header, err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(content), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != entries+1 {
		t.Fatalf("%d rows, want %d and a header: %v", len(rows), entries, err)
	}
	sum := func(column int) (total funds.Amount) {
		for _, row := range rows[1:] {
			amount, err := funds.ParseAmount(row[column])
			if err != nil {
				t.Fatal(err)
			}
			total += amount
		}
		return total
	}
	if sum(4) != balance || sum(5) != frozen {
		t.Errorf("the file's sums are %s and %s, the ledger's %s and %s", sum(4).Fixed(), sum(5).Fixed(), balance.Fixed(), frozen.Fixed())
	}
	audited := admin.get("/admin/audit-logs?module=job").want(http.StatusOK)
	if audited.text("data.data.0.action") != "download" || audited.text("data.data.0.adminId") != "a2" || audited.text("data.data.1.action") != "export" || audited.text("data.data.1.adminId") != admin.sub {
		t.Errorf("audited: %s", audited.Raw)
	}
}

// ledgerOf is how many entries the table has from before a moment, and what they did to all balances and frozen amounts.
func (w *world) ledgerOf(t *testing.T, before string) (entries int, balance, frozen funds.Amount) {
	t.Helper()
	until, err := time.Parse(time.RFC3339, before)
	if err != nil {
		t.Fatal(err)
	}
	store := table.New(w.Client(), w.Table(), time.Now)
	for after := ""; ; {
		part, next, err := store.LedgerPart(t.Context(), 0, 1, after, time.UnixMilli(0), until)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range part {
			entries++
			balance += entry.BalanceEffect()
			frozen += entry.FrozenAfter - entry.FrozenBefore
		}
		if after = next; next == "" {
			return entries, balance, frozen
		}
	}
}

func TestTheScheduleFinishesAJobThatAPageHasLeft(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin, hourAgo := w.admin(), time.Now().Add(-time.Hour).UTC().Truncate(time.Millisecond)
	left := funds.Job{
		ID: funds.NewJobID(funds.Act{CommitID: "left", At: hourAgo}), Version: 1, State: funds.JobRunning, Kind: "ledger", Given: map[string]string{"month": "2025-01", "format": "xlsx"},
		By: funds.Actor{Role: funds.RoleAdmin, ID: "a1"}, File: funds.File{Name: "ledger.xlsx", Type: "x/y"}, CommitID: "left", CreatedAt: hourAgo, UpdatedAt: hourAgo,
	}
	if err := table.New(w.Client(), w.Table(), time.Now).Commit(t.Context(), funds.Change{CommitID: "left", At: hourAgo, Job: &funds.JobChange{To: left}}); err != nil {
		t.Fatal(err)
	}
	admin.get("/admin/jobs").want(http.StatusOK)
	if _, err := w.Invoke(t.Context(), "jobs", []byte(`{"finish": "jobs"}`)); err != nil {
		t.Fatal(err)
	}
	admin.get("/admin/jobs/" + string(left.ID)).want(http.StatusOK).wantAll(map[string]any{"data.state": "done", "data.fileName": "ledger.xlsx"})
}
