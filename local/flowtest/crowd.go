package flowtest

import (
	"github.com/outflow-pay/outflow/local/seed"
)

// Crowd fills the table with a crowd of withdrawals, as they would be stored and counted. They have no logs and no whole
// ledgers: the invariants are not looked at any more.
func (h *House) Crowd(plan seed.Plan) {
	h.t.Helper()
	h.seeded = true
	if err := plan.Fill(h.t.Context(), h.client, h.table, h.Flow.Policy); err != nil {
		h.t.Fatal(err)
	}
}
