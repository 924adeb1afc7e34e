package e2e_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// openBreak is what rows start from: a line of a statement that nothing of ours explains.
const openBreak funds.State = "a break: open"

// statementDays numbers the days of statements, of which each account has one for a day.
var statementDays atomic.Int64

// breakIn sends a statement of a day of its own, with one line that is nothing of ours, and gives the break that it leaves.
func (p *person) breakIn() (id string) {
	p.t.Helper()
	day := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(statementDays.Add(1))).Format(time.DateOnly)
	admin := p.person(helper, funds.RoleAdmin)
	admin.post("/admin/statements", map[string]any{"content": "day,amount\n" + day + ",-5.00\n"}).want(http.StatusOK)
	eventually(p.t, "a break of its day", func() bool {
		found := admin.get("/admin/breaks?day=" + day).want(http.StatusOK)
		id = found.text("data.breaks.0.id")
		return id != ""
	})
	return id
}

// useStatements takes a file and works off what it leaves, by all that the function may do.
func useStatements(u *person) {
	u.t.Helper()
	admin := u.person(helper, funds.RoleAdmin)
	id := u.breakIn()
	today := time.Now().UTC().Format(time.DateOnly)
	for _, path := range []string{"/admin/breaks", "/admin/reconciliation?from=" + today + "&to=" + today} {
		admin.get(path).want(http.StatusOK)
	}
	admin.post("/admin/breaks/"+id, map[string]any{"action": "note", "note": "已致电银行"}).want(http.StatusOK)
	admin.post("/admin/breaks/"+id, map[string]any{"action": "write_off", "reason": "银行手续费"}).want(http.StatusOK)
}

// A statement that contradicts itself, and one of days that are covered, are refused as a whole, with the row.
func TestAStatementIsRefusedWhole(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := w.admin()
	for content, reason := range map[string]string{
		"day,amount,balance\n2026-03-10,-5.00,95.00\n2026-03-10,-5.00,91.00\n": "statement_running",
		"day,amount\n2026-02-30,-5.00\n":                                       "statement_days",
		"day,sum\n":                                                            "bankcsv_header",
		"day,amount\n2026-03-10,1e-9\n":                                        "bankcsv_cell",
		"day,amount\n":                                                         "statement_days",
	} {
		if got := admin.post("/admin/statements", map[string]any{"content": content}).want(http.StatusBadRequest).text("reason"); got != reason {
			t.Errorf("%q is refused for %s, want %s", content, got, reason)
		}
	}
	good := map[string]any{"content": "day,amount\n2026-03-10,-5.00\n"}
	first := admin.post("/admin/statements", good).want(http.StatusOK).text("data.statements.0.id")
	if again := admin.post("/admin/statements", good).want(http.StatusOK).text("data.statements.0.id"); again != first {
		t.Errorf("the same file again is %s, and was %s", again, first)
	}
	other := admin.post("/admin/statements", map[string]any{"content": "day,amount\n2026-03-10,-6.00\n"}).want(http.StatusBadRequest)
	if got := other.text("reason"); got != "statement_overlaps" {
		t.Errorf("another statement of the day is refused for %q", got)
	}
	admin.get("/admin/reconciliation?from=2026-03-10&to=2026-05-10").want(http.StatusBadRequest)
	admin.get("/admin/reconciliation").want(http.StatusBadRequest)
	admin.get("/admin/breaks?day=2026-3-1").want(http.StatusBadRequest)
	admin.post("/admin/breaks/BR0123456789ABCDEF0123", map[string]any{"action": "write_off", "reason": "错"}).want(http.StatusNotFound)
}
