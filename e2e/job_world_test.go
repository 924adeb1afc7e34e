package e2e_test

import (
	"net/http"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// runningJob and doneJob are what rows start from: a month's ledger entries, asked for by somebody else.
const (
	runningJob funds.State = "job: running"
	doneJob    funds.State = "job: done"
)

// job begins one, and takes it on until it is in a state.
func (p *person) job(state funds.State) (id string) {
	p.t.Helper()
	admin := p.person(helper, funds.RoleAdmin)
	id = admin.post("/admin/jobs", map[string]any{"kind": "ledger", "month": "2025-01"}).want(http.StatusOK).text("data.id")
	if state == doneJob {
		admin.finish(id)
	}
	return id
}

// finish takes a job on until it is done.
func (p *person) finish(id string) (last answer) {
	p.t.Helper()
	eventually(p.t, "the job done", func() bool {
		last = p.post("/admin/jobs/"+id+"/step", nil).want(http.StatusOK)
		return last.text("data.state") == "done"
	})
	return last
}
